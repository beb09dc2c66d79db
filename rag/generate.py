"""Evidence -> a chat model's sentences: streamed, each checked before it is let out."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig

from prompts.load import load
from rag.adapters.chat_model import Deadlines, stream_text
from rag.domain import Citation, Sentence
from rag.draft import Cut, cut
from rag.gate import Dropped, check_sentence
from rag.question.nouns import Question

CANNOT_ANSWER = "NOT IN THE PASSAGES"
DECLINED = "the model found no answer in what it was shown"
_SETTLED = 12  # code points of the next sentence after which the one before it stands


def generate(
    model: BaseChatModel,
    question: Question,
    evidence: Sequence[Citation],
    *,
    deadlines: Deadlines | None = None,
    zone: tzinfo = UTC,
    config: RunnableConfig | None = None,
) -> Iterator[Sentence | Dropped]:
    """Yield each sentence of the model's answer as soon as it is complete and checked.

    Nothing unchecked is ever yielded as a Sentence; a Dropped says what was held back and why,
    with ``DECLINED`` where the model says that the passages do not answer. ``evidence`` is
    numbered by its markers. Raises ModelUnavailableError where the model cannot be reached, is
    too slow or breaks off; sentences yielded before that are as good as any.
    """
    asked = messages(question, evidence, zone=zone)
    draft, done = "", 0
    for piece in stream_text(model, asked, deadlines or Deadlines(), config):
        draft += piece
        settled = _settled(cut(draft))
        for one in settled[done:]:
            yield _checked(one, evidence, zone)
        done = max(done, len(settled))
    for one in cut(draft)[done:]:
        yield _checked(one, evidence, zone)


def messages(
    question: Question,
    evidence: Sequence[Citation],
    *,
    zone: tzinfo = UTC,
    delimiter: str | None = None,
) -> list[BaseMessage]:
    """Return the rules, and the passages as data between lines of a ``delimiter``.

    By default the delimiter is drawn at random, so that no article can contain it.
    """
    mark = delimiter or secrets.token_hex(8)
    passages = "\n".join(_passage(citation, mark, zone) for citation in evidence)
    rules = load("answer").fill(delimiter=mark, cannot_answer=CANNOT_ANSWER)
    asked = load("evidence").fill(
        passages=passages, question=question.text, asked_on=_day(question.asked_at, zone)
    )
    return [SystemMessage(rules), HumanMessage(asked)]


def prompt_version() -> str:
    """Return names and versions of the prompts in use, for an eval run to name."""
    return f"{load('answer')} {load('evidence')}"


def _settled(cuts: list[Cut]) -> list[Cut]:
    """Return the sentences that more text cannot change: a later one is well under way."""
    return cuts[:-1] if cuts and len(cuts[-1].text) >= _SETTLED else cuts[:-2]


def _checked(one: Cut, evidence: Sequence[Citation], zone: tzinfo) -> Sentence | Dropped:
    if CANNOT_ANSWER.casefold() in one.text.casefold():
        return Dropped(one.text, DECLINED)
    return check_sentence(one, evidence, zone=zone)


def _passage(citation: Citation, mark: str, zone: tzinfo) -> str:
    passage = citation.passage
    revision, published = passage.revision, passage.revision.published
    day = _day(published.epoch, zone) if published else "not dated"
    heading = " | ".join(
        " ".join(part.split()) for part in (passage.article.publisher, day, revision.title) if part
    )
    return f"{mark} passage {citation.marker}: {heading}\n{passage.text}\n{mark} end\n"


def _day(epoch: int, zone: tzinfo) -> str:
    return f"{datetime.fromtimestamp(epoch, zone):%A %d %B %Y}"
