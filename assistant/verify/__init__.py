"""Every sentence is checked against its quote before it is shown. One module a check; `check_claim` runs them in order."""

from assistant.verify.claim import Checked, check_claim

__all__ = ["Checked", "check_claim"]
