"""Tokens for pages of other origins: short-lived, bound to the origin, and kept nowhere.

`EXPIRY.MAC`: the second since 1970 at which it ends, and the HMAC-SHA256 of that second and of the origin.
"""

import hmac
import secrets
import time
from collections.abc import Callable
from typing import Literal

LIFETIME_SECONDS = 900

Standing = Literal["valid", "expired", "foreign"]


class Tokens:
    """Issues and checks tokens under `secret`; an empty one stands for a random one, and tokens end with the process."""

    def __init__(self, secret: str = "", *, clock: Callable[[], float] = time.time) -> None:
        self._key = secret.encode() or secrets.token_bytes(32)
        self._clock = clock

    def issue(self, origin: str) -> str:
        """A token for pages of `origin`, good for `LIFETIME_SECONDS`."""
        return self._signed(origin, int(self._clock()) + LIFETIME_SECONDS)

    def standing(self, token: str, origin: str) -> Standing:
        """What `token` is worth to a page of `origin`; "foreign" is anything that was not issued here for it."""
        expiry = token.partition(".")[0]
        if not (expiry.isascii() and expiry.isdecimal() and len(expiry) <= 12):
            return "foreign"
        # The whole token is made again: there is one way to write each, and nothing of it can be altered.
        if not hmac.compare_digest(token.encode(), self._signed(origin, int(expiry)).encode()):
            return "foreign"
        return "valid" if self._clock() < int(expiry) else "expired"

    def _signed(self, origin: str, expiry: int) -> str:
        return f"{expiry}.{hmac.digest(self._key, f'{expiry} {origin}'.encode(), 'sha256').hex()}"
