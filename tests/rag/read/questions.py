"""Questions and evidence put before the reader."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from rag.adapters.span_models import open_span_model
from rag.domain import Hit
from rag.question.nouns import Question
from rag.question.understand import understand
from rag.question.words import content_words
from rag.read.features import Asked, prepare
from rag.read.reader import Read, ReadingModels, read
from rag.read.terms import weights
from rag.settings import Reading, Settings
from tests.fakes import WordEncoder
from tests.rag.evidence import ASKED_AT, hit, on, passage

ESTONIA = (
    "Ministers of the Baltic states met in Riga on Thursday to speak about Ukraine.\n\n"
    "“Without soldiers on the ground a guarantee is paper,” Estonia's foreign minister"
    " Margus Tsahkna said. He called the idea of a guarantee by letter a comfort for the"
    " author.\n\n"
    "Latvia's foreign minister, Baiba Braže, was the host and declined to comment."
)
RATES = (
    "The National Bank of Norvale cut its key rate to 4.5 percent on Thursday.\n\n"
    "It was the first cut since 2019. Deputy governor Casimir Threlkeld voted to wait."
)


def understood(text: str) -> Question:
    """A question as it is read."""
    return understand(text, asked_at=ASKED_AT, zone=ZoneInfo("UTC"), publishers=("Harbour Post",))


def asked(text: str, *, encoder: WordEncoder | None = None) -> Asked:
    """A question prepared for reading; its words are all equally rare."""
    question = understood(text)
    vector = (encoder or WordEncoder()).encode([text])[0]
    return prepare(question, vector, weights(dict.fromkeys(content_words(text), 2), 100))


def story(text: str, id_: int = 1, score: float = 1.0, title: str | None = None) -> Hit:
    """A hit that is a whole article."""
    return hit(passage(text, id_=id_, title=title, published=on(2024, 11, 28)), score, cosine=0.5)


def answer(text: str, *hits: Hit, threshold: float = 0.0, sentences: int = 3) -> Read:
    """Read evidence for a question."""
    encoder = WordEncoder()
    return read(
        asked(text, encoder=encoder),
        hits,
        models=ReadingModels(encoder.encode, lambda: open_span_model(Settings(device="cpu"))),
        settings=Reading(threshold=threshold, sentences=sentences),
    )
