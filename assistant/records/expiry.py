"""What is over its days is deleted when the server starts, and daily while it runs."""

import asyncio
import logging

from assistant.records.records import Records
from corpus.errors import StoreError

_DAY_SECONDS = 24 * 3600.0
_log = logging.getLogger(__name__)


async def expire_daily(records: Records, *, every: float = _DAY_SECONDS) -> None:
    """Expire `records` now and after every so many seconds, until cancelled; what fails is logged and tried again."""
    while True:
        try:
            if gone := await asyncio.to_thread(records.expire):
                _log.info("%s records were over their days and are deleted", gone)
        except StoreError as error:
            _log.error("%s", error)
        await asyncio.sleep(every)
