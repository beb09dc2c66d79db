"""Conversations to be written out, harmless and hostile."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from rag.answer_json import answer_json
from rag.domain import Answer, Answered, Sentence
from rag.question.nouns import Filters
from tests.rag.evidence import ASKED_AT, a_day, citation, on, passage
from tests.ui.web.newsroom import COVERAGE, abstained, question
from ui.export.words import Exported
from ui.people.nouns import Conversation, Feedback, KeptTurn, Verdict
from ui.people.reopen import Reopened, Standing
from ui.people.turns import understood_json

ZONE = ZoneInfo("UTC")
SAID = "“Without soldiers a guarantee is a decoration,” she said."
PAGE = "https://www.post.example/quay?a=1&copy=2"
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> ![x](http://evil.example/x.png)"
    " [click](javascript:alert(3)) [1] `code` **bold** _em_ # head | a | b | $$x$$ &copy; \\ "
    "http://evil.example www.evil.example a@evil.example <http://evil.example> \u202egnp.exe"
)
LINES = f"1. one\n- two\n    code\n> quote\n\n# head\n---\n=== \n```\n{HOSTILE}"

QUAY = passage(
    SAID,
    id_=7,
    body=f"🚢 Ships waited. {SAID}",
    title="On the quay",
    byline="By Nadia Ferrante",
    url=PAGE,
    number=2,
    published=on(2024, 11, 26, 8),
)
COPY = passage(SAID, id_=8, publisher="Ledger", title=None, published=a_day(2024, 11, 27))


def a_turn(answer: Answer | None, number: int = 1, **standings: Standing) -> Reopened:
    """A turn of a conversation; ``m1=...`` says how its first quotation stands."""
    asked = question() if answer is None else answer.question
    kept = KeptTurn(
        *(number, asked.text, asked.asked_at, Filters(("Post",), start=ASKED_AT - 864_000), False),
        *({} if answer is None else answer_json(answer), understood_json(asked), ASKED_AT),
        Feedback(Verdict.DISLIKE, "wrong", ASKED_AT),
        answer is not None,
    )
    return Reopened(kept, answer, {int(name[1:]): one for name, one in standings.items()})


def an_answer() -> Answered:
    """One quotation with its speaker and a copy, and a chat model's sentence beside it."""
    cited = citation(QUAY, speaker="Kaja Saar", also_in=(COPY,))
    sentences = (Sentence(SAID, "archive", (1,)), Sentence("She was blunt.", "model", (1,)))
    return Answered(question(), sentences, (cited,), 0.9, COVERAGE, note="A note.")


def hostile_answer(text: str = HOSTILE) -> Answered:
    """An answer in which everything that an article can say is hostile."""
    bad = " ".join(text.split())
    of = passage(text, title=bad, publisher=bad, byline=bad, url="javascript:alert(1)")
    linked = passage(text, id_=2, title=bad, publisher=bad, url='https://a.example/"><script>')
    cited = (
        citation(of, 1, speaker=bad, also_in=(of,)),
        citation(linked, 2),
    )
    said = tuple(Sentence(one.quote, "archive", (one.marker,)) for one in cited)
    return Answered(question(bad), said, cited, 0.9, COVERAGE, note=bad)


def exported(*turns: Reopened, title: str = "Guarantees") -> Exported:
    """A conversation of these turns, by default of one answer and one abstention."""
    shown = turns or (
        a_turn(an_answer(), 1, m1=Standing.WITHDRAWN),
        a_turn(abstained(citation(replace(COPY, id=9))), 2),
        a_turn(None, 3),
    )
    conversation = Conversation("0123456789abcdef", title, ASKED_AT, ASKED_AT + 60, len(shown))
    return Exported(conversation, shown, ZONE, ASKED_AT + 3_600)
