"""The command line as a process of its own, which the page starts and listens to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, Protocol

from rag.errors import UsageError
from ui.web.texts import say

# -P: no file of the folder we stand in shadows a library
COMMAND = (sys.executable, "-P", "-m", "ui.cli")
_SAID = 20_000  # bytes of stderr that are looked at for the reason of a failure
_NICENESS = 10  # more than the server's, so that the processor is left to those who ask

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code, the last line of JSON, and its words on a failure."""

    code: int
    last: Told
    error: str = ""
    hint: str = ""


class Running(Protocol):
    """A command at work."""

    def stop(self) -> None:
        """Ask it to stop; what it has acknowledged is kept."""
        ...

    def wait(self) -> Ended:
        """Return how it ended, once it has."""
        ...


class Start(Protocol):
    """Starts the command with its arguments; ``hear`` is given each line of JSON it prints.

    Raises UsageError where no process can be started.
    """

    def __call__(self, arguments: Sequence[str], hear: Callable[[Told], None]) -> Running:
        """Start it."""
        ...


class Process:
    """A real process; its lines are heard in a thread. It yields to whoever asks meanwhile."""

    def __init__(self, arguments: Sequence[str], hear: Callable[[Told], None]) -> None:
        self._hear, self._last = hear, dict[str, Any]()
        self._errors, self._process = _started(arguments)
        if os.name == "posix":
            with suppress(OSError):  # it may have ended already
                own = os.getpriority(os.PRIO_PROCESS, 0)
                os.setpriority(os.PRIO_PROCESS, self._process.pid, own + _NICENESS)
        self._listener = threading.Thread(target=self._listen, name="child", daemon=True)
        self._listener.start()

    def stop(self) -> None:
        """End it at once: a kill loses nothing, and a Ctrl-C may be one that it does not heed."""
        self._process.terminate()

    def wait(self) -> Ended:
        """Return how it ended, once it has."""
        code = self._process.wait()
        self._listener.join()
        with self._errors as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _SAID))
            said = file.read().decode("utf-8", "replace").splitlines()
        return Ended(code, self._last, _after("error: ", said), _after("hint: ", said))

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                try:
                    told = json.loads(line)
                except ValueError:  # a library's word on stdout
                    continue
                if isinstance(told, dict):
                    self._last = told
                    self._hear(told)


def _started(arguments: Sequence[str]) -> tuple[IO[bytes], subprocess.Popen[bytes]]:
    """Start the command; return the file that its stderr goes to, and the process."""
    try:
        errors = tempfile.TemporaryFile()  # noqa: SIM115  closed by ``Process.wait``
        try:
            return errors, _process(arguments, errors)
        except OSError:
            errors.close()
            raise
    except OSError as error:
        raise UsageError(
            say("server.no_process", reason=error.strerror), hint=say("server.no_process_hint")
        ) from error


def _process(arguments: Sequence[str], errors: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  our own command, no shell
        [*COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=os.environ | {"PYTHONUTF8": "1"},
        # Ctrl-C is the server's to hear; it stops the child in order
        start_new_session=True,
        creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
    )


def _after(label: str, lines: Sequence[str]) -> str:
    """Return what the last line that begins with ``label`` says."""
    found = [line.removeprefix(label) for line in lines if line.startswith(label)]
    return found[-1] if found else ""
