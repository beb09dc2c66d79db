"""What a host lets robots fetch, by RFC 9309."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from protego import Protego

from ingest.fetch.addresses import Target
from rag.errors import FetchError

NAME: Final = "Dateline"  # how robots.txt names us
MAX_BYTES: Final = 500 * 1024  # of a robots.txt; RFC 9309, section 2.5, asks for this much
_KEPT_S: Final = 86_400  # seconds that rules are believed: section 2.4
_RETRIED_S: Final = 300  # seconds after which a robots.txt that was not had is asked for again
_AGENT = re.compile(r"\s*user[- ]?agent[\s:]+([^#]*)", re.IGNORECASE)
_TRUE_OF_THE_HOST: Final = frozenset({"E_DNS", "E_CONNECT", "E_TLS", "E_URL_PRIVATE"})


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host says; no file says everything is allowed."""

    parsed: Protego | None = None

    def allow(self, url: str) -> bool:
        """Return whether a URL may be fetched."""
        return self.parsed is None or self.parsed.can_fetch(url, NAME)

    @property
    def delay_s(self) -> float:
        """Seconds that the host wants between requests, 0 where it says nothing."""
        return (self.parsed.crawl_delay(NAME) if self.parsed else None) or 0.0


def parse_rules(body: bytes) -> Rules:
    """Return the rules of a robots.txt; what is past its size limit, or no rule, is not read."""
    if len(body) >= MAX_BYTES:
        body = body[:MAX_BYTES].rpartition(b"\n")[0]  # half a line could forbid too much
    text = body.decode("utf-8-sig", "replace")
    return Rules(Protego.parse("\n".join(map(_named, text.splitlines()))))


def _named(line: str) -> str:
    """Give every other robot one name.

    Protego copies each rule to every robot named above it: 15,000 names and as many rules would
    take gigabytes.
    """
    found = _AGENT.match(line)
    if not found or found[1].strip() == "*":
        return line
    token = re.match(r"[a-z_-]*", found[1].strip().lower().replace("*", ""))
    ours = token is not None and token[0] == NAME.lower()
    return f"User-agent: {NAME if ours else 'another'}"


class Robots:
    """The rules of each host met; ``get`` gives a robots.txt's bytes or raises FetchError."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._known: dict[str, tuple[float, Rules | FetchError]] = {}

    def rules(self, target: Target, get: Callable[[str], bytes]) -> Rules:
        """Return the rules for a target's host.

        A status from 400 to 499 and endless redirects mean that there are none; whatever else
        goes wrong forbids everything (sections 2.3.1.2 to 2.3.1.4) and raises FetchError. So does
        429: a host that is asked too often already does not mean that all may be fetched.
        """
        url = target.robots.url
        until, known = self._known.get(url, (self._clock(), Rules()))
        if until <= self._clock():
            known = _ask(url, get)
            kept = _KEPT_S if isinstance(known, Rules) else _RETRIED_S
            self._known[url] = self._clock() + kept, known
        if isinstance(known, FetchError):
            raise _unknown(target.url, known)
        return known


def forbidden(url: str) -> FetchError:
    """Return the error of a URL that robots are asked not to fetch."""
    return FetchError(
        url,
        "its host asks robots not to fetch it (robots.txt)",
        code="E_ROBOTS",
        hint="Ask its publisher, or save the page from a browser and ingest the file.",
    )


def _ask(url: str, get: Callable[[str], bytes]) -> Rules | FetchError:
    try:
        return parse_rules(get(url))
    except FetchError as error:
        none = error.status is not None and error.status < 500 and error.status != 429
        return Rules() if none or error.code == "E_REDIRECT" else error


def _unknown(url: str, error: FetchError) -> FetchError:
    """Return why a URL is not fetched when its host's rules were not had."""
    of_host = error.code in _TRUE_OF_THE_HOST
    of_file = f"its host's robots.txt was not had, so nothing there is fetched: {error.reason}"
    return FetchError(
        url,
        error.reason if of_host else of_file,
        code=error.code if of_host else "E_ROBOTS",
        retry=error.retry,
        retry_after=error.retry_after,
        hint=error.hint,
    )
