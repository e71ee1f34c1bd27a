"""The assistant over HTTP: `create_app(service)`."""

from assistant.api.app import create_app
from assistant.api.service import Service

__all__ = ["Service", "create_app"]
