"""One fetch: redirects, manners and limits, to a reply or a named reason."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Self

from ingest.fetch.addresses import Target, check_redirect, check_url
from ingest.fetch.exchange import REDIRECTS, Bounds, Reply, exchange
from ingest.fetch.headers import location, media_type, request_headers, user_agent
from ingest.fetch.network import Deadline, Machine
from ingest.fetch.pace import Pace
from ingest.fetch.robots import MAX_BYTES, Robots, forbidden
from rag.errors import FetchError
from rag.settings import Fetching


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole reply: 200 with its body, or 304 (not modified) without."""

    url: str  # where the reply came from, after redirects
    status: int  # 200 or 304
    body: bytes  # unpacked; b"" for 304
    media_type: str  # "text/html", lower case, "" where none was said
    declared: str | None  # charset of Content-Type
    etag: str | None
    last_modified: str | None


Ask = Callable[[Target, bool], Reply]  # a target, and whether loopback is allowed


class Fetcher:
    """Fetches one URL at a time, for one thread; remembers what each host asked for.

    Every request, a redirect's and a robots.txt's too, goes to an address that was checked just
    before; requests to one host are ``pause_s`` apart, or as far as its robots.txt asks, and a
    host whose 429 or 503 names a time is asked nothing until then.
    """

    def __init__(self, settings: Fetching, *, machine: Machine | None = None) -> None:
        self._settings = settings
        self._machine = machine or Machine()
        self._agent = user_agent(settings.contact)
        self._robots = Robots(self._machine.clock)
        self._pace = Pace(settings.pause_s, clock=self._machine.clock, sleep=self._machine.sleep)

    def fetch(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """Return the reply to a GET of ``url``; raises FetchError, whose ``code`` says why.

        ``etag`` and ``last_modified`` are an earlier reply's: the host may then answer 304.
        """
        deadline = Deadline(self._settings.total_s, self._machine.clock)

        def ask(target: Target, loopback: bool) -> Reply:
            self._require_allowed(target, deadline, loopback)
            headers = request_headers(
                target.netloc, agent=self._agent, etag=etag, last_modified=last_modified
            )
            return self._request(target, headers, deadline, self._bounds, loopback)

        reply = self._follow(url, ask, loopback=self._settings.loopback)
        if reply.status == 304 and not (etag or last_modified):
            raise FetchError(url, "status 304 to no condition", code="E_HTTP", status=304)
        return _fetched(reply)

    def close(self) -> None:
        """Forget what was learnt of the hosts; no connection outlives its reply."""
        self._robots = Robots(self._machine.clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def _bounds(self) -> Bounds:
        return Bounds(self._settings.max_bytes, self._settings.expansion)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._machine.trust()

    def _follow(self, url: str, ask: Ask, *, loopback: bool) -> Reply:
        """Ask for a URL and for where its replies redirect to, each checked before.

        ``ask`` is told whether loopback is allowed: what is not on this machine cannot lead there.
        """
        target = check_url(url, loopback=loopback)
        seen = [target.url]
        while True:
            try:
                reply = ask(target, loopback)
                if reply.status not in REDIRECTS:
                    return reply
                loopback = loopback and reply.own
                target = _onward(reply, seen, loopback=loopback, hops=self._settings.hops)
            except FetchError as error:
                raise error if error.url == seen[0] else _redirected(seen[0], error) from error
            seen.append(target.url)

    def _require_allowed(self, target: Target, deadline: Deadline, loopback: bool) -> None:
        """Raise FetchError, E_ROBOTS, unless the target's host lets robots fetch it."""

        def ask(onward: Target, own: bool) -> Reply:
            headers = request_headers(onward.netloc, agent=self._agent)
            bounds = Bounds(MAX_BYTES, self._settings.expansion, cut=True)
            return self._request(onward, headers, deadline, bounds, own)

        def get(url: str) -> bytes:
            return self._follow(url, ask, loopback=loopback).body

        rules = self._robots.rules(target, get)
        if not rules.allow(target.url):
            raise forbidden(target.url)
        self._pace.slow(target.netloc, min(rules.delay_s, self._settings.longest_pause_s))

    def _request(
        self,
        target: Target,
        headers: Sequence[tuple[bytes, bytes]],
        deadline: Deadline,
        bounds: Bounds,
        loopback: bool,
    ) -> Reply:
        """Ask a host when it is its time; waiting for that does not count against the deadline."""
        host = target.netloc
        if left := self._pace.shut_for(host):
            raise _shut(target.url, left)
        deadline.extend(self._pace.wait(host))
        try:
            return exchange(
                target,
                headers,
                machine=self._machine,
                deadline=deadline,
                tls=self._tls if target.scheme == "https" else None,
                bounds=bounds,
                loopback=loopback,
            )
        except FetchError as error:
            if error.retry_after:
                self._pace.shut(host, error.retry_after)
            raise
        finally:
            self._pace.asked(host)


def _onward(reply: Reply, seen: Sequence[str], *, loopback: bool, hops: int) -> Target:
    """Return where a redirect leads; raises FetchError, E_REDIRECT, if that is not followed."""
    where = location(reply.headers)
    if not where:
        reason = f"status {reply.status} without saying where to"
        raise FetchError(reply.target.url, reason, code="E_REDIRECT")
    onward = check_redirect(reply.target, where, loopback=loopback)
    if onward.url in seen:
        reason = "where it came from: a circle, or a page that wants cookies"
        raise FetchError(onward.url, reason, code="E_REDIRECT")
    if len(seen) > hops:
        raise FetchError(onward.url, f"more than {hops} redirects", code="E_REDIRECT")
    return onward


def _redirected(url: str, error: FetchError) -> FetchError:
    """Return what went wrong further on as the error of the URL that was asked for."""
    return FetchError(
        url,
        f"redirects to {error.url}: {error.reason}",
        code=error.code,
        status=error.status,
        retry=error.retry,
        retry_after=error.retry_after,
        hint=error.hint,
    )


def _shut(url: str, seconds: int) -> FetchError:
    return FetchError(
        url,
        f"its host has asked to be left alone for {seconds} seconds more",
        code="E_HTTP",
        retry=True,
        retry_after=seconds,
        hint="Try again then.",
    )


def _fetched(reply: Reply) -> Fetched:
    type_, charset = media_type(reply.headers)
    return Fetched(
        url=reply.target.url,
        status=reply.status,
        body=reply.body,
        media_type=type_,
        declared=charset,
        etag=reply.headers.get("etag"),
        last_modified=reply.headers.get("last-modified"),
    )
