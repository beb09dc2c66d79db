"""People who ask the served page at once, as its own scripts do: Gradio's queue over HTTP."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

_CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});\s*</script>", re.DOTALL)
_WAIT = httpx.Timeout(120.0)


@dataclass(frozen=True, slots=True)
class Event:
    """The event behind the question's field, as the page's configuration tells it."""

    number: int
    values: tuple[Any, ...]  # of its inputs when the page opens, the question first


@dataclass
class Seen:
    """What a crowd met: seconds a question took until it was answered, refusals, and errors.

    The seconds count from the first press, with every wait and try again after a refusal.
    """

    answered: list[float] = field(default_factory=list)
    refused: int = 0
    errors: list[str] = field(default_factory=list)

    def at(self, share: float) -> float:
        """Return the seconds within which ``share`` of the questions were answered."""
        ordered = sorted(self.answered)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def asking(url: str) -> Event:
    """Return what a question is sent to, read from the page as a browser reads it."""
    async with httpx.AsyncClient(timeout=_WAIT) as client:
        page = (await client.get(url)).text
    found = _CONFIG.search(page)
    if found is None:
        raise ValueError(f"{url} is no page of Gradio's: it has no configuration in it")
    config = json.loads(found[1])
    parts = {one["id"]: one["props"] for one in config["components"]}
    (question,) = (id_ for id_, props in parts.items() if props.get("elem_id") == "question")
    for event in config["dependencies"]:
        if [question, "submit"] in [list(target) for target in event["targets"]]:
            values = (parts[id_].get("value") for id_ in event["inputs"])
            return Event(event["id"], tuple(values))
    raise ValueError(f"nothing listens to the question's field at {url}")


async def crowd(
    url: str, questions: Sequence[str], *, people: int, seconds: float, pause_s: float = 0
) -> Seen:
    """Let ``people`` ask one question after the other for ``seconds``, until each has had one.

    Who is asked to try again waits ``pause_s`` seconds and presses again.
    """
    event, seen = await asking(url), Seen()
    until = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=2 * people + 4)
    async with httpx.AsyncClient(base_url=url, timeout=_WAIT, limits=limits) as client:
        own = [questions[one % len(questions) :] for one in range(people)]
        await asyncio.gather(*(_person(client, event, some, until, pause_s, seen) for some in own))
    return seen


async def _person(
    client: httpx.AsyncClient,
    event: Event,
    questions: Sequence[str],
    until: float,
    pause_s: float,
    seen: Seen,
) -> None:
    done, begun = 0, time.monotonic()
    while not done or time.monotonic() < until:
        try:
            if not await _ask(client, event, questions[done % len(questions)], begun, seen):
                await asyncio.sleep(pause_s)
                continue
        except httpx.HTTPError as error:
            seen.errors.append(repr(error))
        done, begun = done + 1, time.monotonic()


async def _ask(
    client: httpx.AsyncClient, event: Event, question: str, begun: float, seen: Seen
) -> bool:
    """Ask a question, first pressed at ``begun``, and note what came of it; False: try again."""
    session = secrets.token_hex(5)
    body = {
        "data": [question, *event.values[1:]],
        "fn_index": event.number,
        "session_hash": session,
    }
    joined = await client.post("/gradio_api/queue/join", json=body)
    if joined.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        seen.refused += 1
        return False
    joined.raise_for_status()
    async with client.stream("GET", f"/gradio_api/queue/data?session_hash={session}") as events:
        async for line in events.aiter_lines():
            told = json.loads(line[6:]) if line.startswith("data: ") else {}
            if told.get("msg") == "process_completed":
                _note(told, time.monotonic() - begun, seen)
                return True
    seen.errors.append("the stream ended before the answer")
    return True


def _note(told: dict[str, Any], seconds: float, seen: Seen) -> None:
    if told.get("success"):
        seen.answered.append(seconds)
    else:
        seen.errors.append(json.dumps(told.get("output"))[:200])
