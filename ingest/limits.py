"""What a process that looks into an untrusted file may take."""

import resource
import signal
import sys
from math import ceil
from pathlib import Path

# How long it may take by the clock, as a multiple of its computing time: the machine does other things too.
PATIENCE = 4


def set_limits(*, seconds: float, memory_mb: int) -> None:
    """Of computing, of time, of memory beyond what this process takes (Linux), of files written (none) and of core dumps."""
    signal.setitimer(signal.ITIMER_REAL, PATIENCE * seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds), resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + memory_mb * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
