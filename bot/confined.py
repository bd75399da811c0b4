"""What a child does before it looks at a stranger's file: give up what it could do harm with."""

import resource
import signal


def limit(memory: int, seconds: float) -> None:
    """From here on this process can't grow beyond so many bytes of addresses, work for longer than so many seconds of
    a processor, or leave a file behind."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_PROF, seconds)
