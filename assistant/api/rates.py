"""How often one address may ask."""

import math
import time

from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


class Rate:
    """At most so many questions per address over moving windows, counted in memory; `limit` as in "20/minute; 200/day".

    Raises ValueError if `limit` is not understood.
    """

    def __init__(self, limit: str) -> None:
        self._limits = parse_many(limit)
        self._counted = MovingWindowRateLimiter(MemoryStorage())

    def seconds_to_wait(self, address: str) -> int:
        """0 if `address` may ask now, which is then counted; else the whole seconds after which it may."""
        full = [limit for limit in self._limits if not self._counted.test(limit, address)]
        if full:
            frees = max(self._counted.get_window_stats(limit, address).reset_time for limit in full)
            return max(1, math.ceil(frees - time.time()))
        for limit in self._limits:
            self._counted.hit(limit, address)
        return 0
