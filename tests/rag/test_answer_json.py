from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rag.answer_json import answer_json, hits_json, instant, news_time
from rag.domain import (
    Abstained,
    Answered,
    Coverage,
    LegRank,
    NewsTime,
    Precision,
    Reason,
    ReasonCode,
    Sentence,
)
from rag.question.nouns import Filters, Named
from tests.rag.evidence import ASKED_AT, a_day, at, citation, hit, on, passage, question

BODY = "🚢 Ships waited. “Without soldiers a guarantee is a decoration,” she said."
QUOTED = passage(
    "“Without soldiers a guarantee is a decoration,” she said.",
    id_=7,
    body=BODY,
    title="On the quay",
    byline="Nadia Ferrante",
    url="https://harbour.example/quay",
    external_ids=("harbour-9",),
    number=2,
    published=on(2024, 11, 26, 8),
)
COPY = passage(QUOTED.text, id_=8, publisher="Ledger", title=None, published=a_day(2024, 11, 27))
ESTONIA = Named("Estonia", ("Estonia", "Estonian"))
ASKED = replace(
    question("What did Estonia say?"),
    subject=ESTONIA,
    speaker=ESTONIA,
    inferred=Filters(publishers=("Harbour Post",), start=at(2024, 11, 1), end=at(2024, 11, 30)),
    follow_up_of="And Latvia?",
)
COVERAGE = Coverage(12, ("Harbour Post", "Ledger"), at(2024, 3, 1), at(2024, 11, 28))
ANSWERED = Answered(
    ASKED,
    (Sentence(QUOTED.text, "archive", (1,)), Sentence("She was blunt.", "model", (1,))),
    (citation(QUOTED, speaker="Margus Tsahkna", also_in=(COPY,)),),
    0.912345678,
    COVERAGE,
    {"retrieve": 12.3456789},
)
ABSTAINED = Abstained(
    question(),
    Reason(ReasonCode.UNSURE, "No sentence answers."),
    (citation(COPY),),
    0.1,
    Coverage(0, (), None, None),
)


def test_an_answer_has_the_shape_of_the_contract() -> None:
    assert answer_json(ANSWERED) == {
        "question": "What did Estonia say?",
        "asked_at": "2024-11-29T12:00:00Z",
        "status": "answered",
        "answer": f"{QUOTED.text} [1] She was blunt. [1]",
        "sentences": [
            {"text": QUOTED.text, "by": "archive", "markers": [1]},
            {"text": "She was blunt.", "by": "model", "markers": [1]},
        ],
        "citations": [
            {
                "marker": 1,
                "article_id": f"{7:016x}",
                "external_ids": ["harbour-9"],
                "revision": 2,
                "revision_sha256": QUOTED.revision.sha256,
                "publisher": "Harbour Post",
                "title": "On the quay",
                "byline": "Nadia Ferrante",
                "published_at": "2024-11-26T08:00:00Z",
                "url": "https://harbour.example/quay",
                "start": 16,
                "end": len(BODY),
                "quote": QUOTED.text,
                "speaker": "Margus Tsahkna",
                "cue": None,
                "older": False,
                "also_in": [
                    {
                        "article_id": f"{8:016x}",
                        "publisher": "Ledger",
                        "title": None,
                        "byline": None,
                        "published_at": "2024-11-27",
                        "url": None,
                    }
                ],
            }
        ],
        "reason": None,
        "nearest": [],
        "coverage": {
            "articles": 12,
            "publishers": ["Harbour Post", "Ledger"],
            "from": "2024-03-01T00:00:00Z",
            "to": "2024-11-28T00:00:00Z",
        },
        "inferred": {
            "subject": "Estonia",
            "speaker": "Estonia",
            "publishers": ["Harbour Post"],
            "from": "2024-11-01T00:00:00Z",
            "to": "2024-11-30T00:00:00Z",
            "follow_up_of": "And Latvia?",
        },
        "score": 0.912346,
        "timings_ms": {"retrieve": 12.346},
        "note": "",
        "notes": [],
    }


def test_offsets_count_code_points_of_the_revision() -> None:
    cited = answer_json(ANSWERED)["citations"][0]

    assert BODY[cited["start"] : cited["end"]] == cited["quote"]


def test_an_abstention_has_the_same_keys_and_a_reason() -> None:
    abstained = answer_json(ABSTAINED)

    assert abstained.keys() == answer_json(ANSWERED).keys()
    assert (abstained["status"], abstained["answer"]) == ("abstained", None)
    assert (abstained["sentences"], abstained["citations"]) == ([], [])
    assert abstained["reason"] == {"code": "too_unsure", "text": "No sentence answers."}
    assert [one["article_id"] for one in abstained["nearest"]] == [f"{8:016x}"]
    assert abstained["coverage"] == {"articles": 0, "publishers": [], "from": None, "to": None}


def test_what_was_not_inferred_is_null_or_empty() -> None:
    assert answer_json(ABSTAINED)["inferred"] == {
        "subject": None,
        "speaker": None,
        "publishers": [],
        "from": None,
        "to": None,
        "follow_up_of": None,
    }


def test_every_value_is_plain_json() -> None:
    for answer in (ANSWERED, ABSTAINED):
        shape = answer_json(answer)

        assert json.loads(json.dumps(shape)) == shape


def test_a_search_has_the_shape_of_the_contract() -> None:
    found = hit(
        QUOTED, 1.23456789, dense=LegRank(1, 0.87654321), lexical=None, cosine=0.8, also_in=(COPY,)
    )
    (one,) = hits_json([found])["hits"]

    assert one["article_id"] == f"{7:016x}"
    assert one["external_ids"] == ["harbour-9"]
    assert (one["revision"], one["passage"]) == (2, 7)
    assert BODY[one["start"] : one["end"]] == one["text"] == QUOTED.text
    assert one["score"] == 1.234568
    assert one["ranks"] == {"dense": {"rank": 1, "score": 0.876543}, "lexical": None}
    assert [other["publisher"] for other in one["also_in"]] == ["Ledger"]
    assert (one["publisher"], one["title"], one["byline"]) == (
        "Harbour Post",
        "On the quay",
        "Nadia Ferrante",
    )


def test_an_instant_is_iso_8601_in_utc() -> None:
    assert instant(ASKED_AT) == "2024-11-29T12:00:00Z"
    assert instant(-62_135_510_400) == "0001-01-02T00:00:00Z"


@pytest.mark.parametrize(
    ("time", "told"),
    [
        (None, None),
        (on(2024, 11, 26, 8), "2024-11-26T08:00:00Z"),
        (a_day(2024, 11, 26), "2024-11-26"),
        (NewsTime(at(2024, 11, 26), Precision.DAY, "26 November 2024"), "2024-11-26"),
        (NewsTime(at(2024, 11, 26), Precision.DAY, "2024-W48-2"), "2024-11-26"),
        (NewsTime(at(2024, 11, 26), Precision.DAY, "20241126"), "2024-11-26"),
        # the day's first second in Tallinn, Auckland (summer), New York and Honolulu
        (NewsTime(at(2024, 11, 25, 22), Precision.DAY, "26.11.2024"), "2024-11-26"),
        (NewsTime(at(2024, 11, 25, 11), Precision.DAY, "26.11.2024"), "2024-11-26"),
        (NewsTime(at(2024, 11, 26, 5), Precision.DAY, "26.11.2024"), "2024-11-26"),
        (NewsTime(at(2024, 11, 26, 10), Precision.DAY, "26.11.2024"), "2024-11-26"),
    ],
)
def test_a_time_is_told_as_exactly_as_it_was_given(time: NewsTime | None, told: str | None) -> None:
    assert news_time(time) == told
