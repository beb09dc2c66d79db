"""What the parsing process may not do, and how much it may take, as far as the system lets us.

Linux has all of it. macOS bounds processor time but no memory, Windows neither; the parent's
limit of wall time holds everywhere.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

_STATM = Path("/proc/self/statm")
_FILES = 64  # open at once; importing needs a few
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of <linux/sched.h>
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED = (
    *("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"),
    *("os.chmod", "os.chown", "os.kill", "shutil.", "sqlite3.", "ftplib.", "smtplib.", "urllib."),
)


class Limits:
    """Processor time by item and memory by task; ``child.Guard``."""

    def __init__(self, cpu_s: float, memory_bytes: int) -> None:
        self._cpu_s = cpu_s
        self._memory_bytes = memory_bytes
        self._base = 0

    def begin(self, size: int, shares: int) -> None:
        """Count memory from what is mapped now, which holds the task's ``size`` bytes.

        What earlier tasks have left mapped is not given to later ones again and again.
        """
        mapped = mapped_bytes()
        if mapped is not None:
            self._base = self._base or mapped - size
            _soft("RLIMIT_AS", max(self._base + size + self._memory_bytes, mapped))
        _clock(self._cpu_s * shares)

    def again(self) -> None:
        """Start the processor's clock; when it has run down, SIGPROF ends the process."""
        _clock(self._cpu_s)

    def end(self) -> None:
        """Stop the clock and lift the limit of memory."""
        _clock(0)
        _soft("RLIMIT_AS", None)


def mapped_bytes(statm: Path = _STATM) -> int | None:
    """Return the bytes of this process's address space; None where the system does not say."""
    try:
        pages = int(statm.read_text(encoding="ascii").split()[0])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def refuse(event: str, args: tuple[object, ...]) -> None:
    """Raise PermissionError for what reaches out of the process; an audit hook.

    https://docs.python.org/3/library/audit_events.html
    """
    writes = event == "open" and isinstance(args[2], int) and args[2] & _WRITES
    if writes or event.startswith(_REFUSED):
        raise PermissionError(f"a parser may not {event}")


def _soft(name: str, value: int | None) -> None:
    """Set the soft limit of a resource, as far as its hard limit goes; None: no further."""
    if sys.platform == "win32":  # pragma: no cover
        return
    import resource

    which = getattr(resource, name)
    _, hard = resource.getrlimit(which)
    bounds = [one for one in (value, hard) if one not in {None, resource.RLIM_INFINITY}]
    asked = min(filter(None, bounds), default=resource.RLIM_INFINITY)
    with suppress(ValueError, OSError):  # macOS refuses what it cannot do
        resource.setrlimit(which, (asked, hard))


def _clock(seconds: float) -> None:
    with suppress(AttributeError):  # Windows has none
        signal.setitimer(signal.ITIMER_PROF, seconds)


def streams() -> None:  # pragma: no cover - in the child only; tests watch it from outside
    """Keep what libraries print out of the answers; only a crash is told, on the parent's pipe."""
    told = os.dup(2)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    faulthandler.enable(file=told)


def process(parent: int) -> None:  # pragma: no cover - in the child only
    """Take away network, files, processes and dumps; end when the parent does."""
    if sys.platform != "win32":
        import resource

        for name, most in (("CORE", 0), ("FSIZE", 0), ("NPROC", 0), ("NOFILE", _FILES)):
            with suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    if sys.platform == "linux":
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        libc.unshare(_NEW_USER | _NEW_NET)  # refused in some containers: the hook is there still
        libc.prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it went before that
            os._exit(1)
    sys.addaudithook(refuse)
