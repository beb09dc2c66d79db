"""Every error a user can meet.

DatelineError                 message: what happened; ``hint``: what to do next
├── SettingsError             a setting is wrong or unknown
├── UsageError                a request that cannot be met as asked (exit code 2)
│   ├── QuestionError         empty or too long a question
│   └── RefusedError          an upload that is not taken (ui)
├── ModelUnavailableError     an encoder's or chat model's weights or service is not there
├── ArchiveError              the archive's file cannot be used
│   ├── ArchiveVersionError   written by a newer Dateline
│   ├── ArchiveLockedError    another ingest is running
│   ├── DiskFullError         too little room to go on
│   └── NotFoundError         no such article, revision or id
├── IndexUnavailableError     the vector index cannot be opened or reached
│   ├── EncoderMismatchError  it was built by another encoder
│   └── UnreachedError        it holds passages to which no path of its graph leads
├── InputError                an input as a whole cannot be read
│   ├── InputTooLargeError    a file holds more than the settings allow (ingest)
│   └── FetchError            an address is not to be fetched, or was not had; see its ``code``
├── EvalError                 a question set or a run cannot be used
└── PeopleError               a conversation cannot be kept or read just now
    └── UnusableError         the file of conversations cannot be used at all (ui)
"""

from __future__ import annotations


class DatelineError(Exception):
    """Base of all; ``hint`` is the next step, in the imperative, or empty."""

    hint: str = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint


class SettingsError(DatelineError):
    """A setting is wrong or unknown."""

    hint = "Run `dateline status --settings` to see every setting and its value."


class UsageError(DatelineError):
    """A request that cannot be met as asked."""


class QuestionError(UsageError):
    """The question is empty or too long to be one."""

    hint = "Ask one question in a sentence or two."


class ModelUnavailableError(DatelineError):
    """A model's weights or service is not there; says what was looked for."""

    hint = (
        "`dateline status --settings` shows DATELINE_ENCODER, DATELINE_RUNTIME and DATELINE_DEVICE,"
        " which say what runs the encoder and where."
    )


class ArchiveError(DatelineError):
    """The archive's file cannot be used."""


class ArchiveVersionError(ArchiveError):
    """The archive was written by a newer version of Dateline."""

    def __init__(self, *, found: int, known: int) -> None:
        super().__init__(
            f"the archive has schema version {found}, this Dateline knows up to {known}",
            hint="Install the newer Dateline that wrote it, or use another --home.",
        )
        self.found, self.known = found, known


class ArchiveLockedError(ArchiveError):
    """Another process holds the writer lock of this home."""

    def __init__(self, *, home: str, pid: int | None) -> None:
        holder = f"process {pid}" if pid is not None else "another process"
        super().__init__(
            f"{holder} is writing to {home}",
            hint="Wait until it has finished, or stop it; nothing was changed here.",
        )
        self.home, self.pid = home, pid


class DiskFullError(ArchiveError):
    """Too little room on the disk to go on; ``needed`` bytes would do, None where unknown."""

    hint = "Free some space and run the same command again; it goes on where it stopped."

    def __init__(self, place: str, *, free: int | None = None, needed: int | None = None) -> None:
        message = f"the disk is full at {place}"
        if free is not None and needed is not None:
            message = (
                f"{_megabytes(free)} are free at {place}, about {_megabytes(needed)} are needed"
            )
        super().__init__(message)
        self.place, self.free, self.needed = place, free, needed


class NotFoundError(ArchiveError):
    """No such article, revision or id in this home."""


class IndexUnavailableError(DatelineError):
    """The vector index cannot be opened or reached."""

    hint = "Run `dateline rebuild`: it makes the index anew from the archive."


class UnreachedError(IndexUnavailableError):
    """The index holds passages that its search does not reach; nothing of it is broken."""


class EncoderMismatchError(IndexUnavailableError):
    """The index was built by another encoder, so its scores would mean nothing."""

    def __init__(self, *, indexed: str, configured: str) -> None:
        super().__init__(
            f"the index holds vectors of {indexed!r}, settings ask for {configured!r}",
            hint="Run `dateline rebuild` to embed with the new encoder,"
            " or set DATELINE_ENCODER back.",
        )
        self.indexed, self.configured = indexed, configured


class InputError(DatelineError):
    """An input as a whole cannot be read."""


class FetchError(InputError):
    """A URL that may not be fetched, or that gave no whole reply.

    ``code`` is E_URL, E_URL_PRIVATE, E_DNS, E_CONNECT, E_TLS, E_TIMEOUT, E_REDIRECT, E_HTTP (then
    ``status`` is the reply's), E_ROBOTS, E_TOO_LARGE, E_PROTOCOL or E_CODEC; ``reason`` is the
    message without the URL. ``retry`` says whether the same request may well succeed later,
    ``retry_after`` in how many seconds, where the host has said so.
    """

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        code: str,
        status: int | None = None,
        retry: bool = False,
        retry_after: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(f"{url}: {reason}", hint=hint)
        self.url = url
        self.reason = reason
        self.code = code
        self.status = status
        self.retry = retry
        self.retry_after = retry_after


class EvalError(DatelineError):
    """A question set or a run cannot be used."""


class PeopleError(DatelineError):
    """A conversation, or what is kept beside it, cannot be written or read just now."""


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
