from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from rag.domain import Answer, Answered, NewsTime, Precision
from tests.rag.evidence import ASKED_AT, a_day, at, citation, on, passage
from tests.ui.export.exported import QUAY, hostile_answer
from tests.ui.people.answers import answers
from ui.export.csl import as_csl, authors

TALLINN = ZoneInfo("Europe/Tallinn")

# What csl-data.json 1.0 allows a newspaper's article to have.
TEXTS = {"title", "container-title", "section", "language", "URL", "note"}
NAMES = {"family", "given", "suffix", "literal", "dropping-particle", "non-dropping-particle"}
FIELDS = {"id", "type", "author", "issued", "accessed"} | TEXTS


def valid(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what was written and read again, if the schema's rules are kept."""
    read: list[dict[str, Any]] = json.loads(json.dumps(items))
    for item in read:
        assert {"id", "type"} <= item.keys() <= FIELDS
        assert item["type"] == "article-newspaper"
        assert all(isinstance(item[name], str) and item[name] for name in TEXTS & item.keys())
        for name in item.get("author", []):
            assert name.keys() <= NAMES
            assert name
            assert all(isinstance(part, str) for part in name.values())
        for date in (item[name] for name in ("issued", "accessed") if name in item):
            assert date.keys() == {"date-parts"}
            ((year, month, day),) = date["date-parts"]
            assert 1 <= year <= 9999
            assert 1 <= month <= 12
            assert 1 <= day <= 31
    return read


def test_an_article_has_all_that_a_bibliography_asks_for() -> None:
    (item,) = valid(as_csl([citation(QUAY)], accessed=ASKED_AT, zone=TALLINN))

    assert item == {
        "id": f"{7:016x}-2",
        "type": "article-newspaper",
        "title": "On the quay",
        "author": [{"family": "Ferrante", "given": "Nadia"}],
        "container-title": "Harbour Post",
        "language": "en",
        "issued": {"date-parts": [[2024, 11, 26]]},
        "accessed": {"date-parts": [[2024, 11, 29]]},
        "URL": "https://www.post.example/quay?a=1&copy=2",
        "note": f"Dateline: revision 2, sha256 {QUAY.revision.sha256}",
    }


def test_what_is_not_known_is_left_out() -> None:
    of = passage(publisher=None, title=None, url="javascript:alert(1)", language=None)
    (item,) = valid(as_csl([citation(of)], accessed=ASKED_AT, zone=TALLINN))

    assert item.keys() == {"id", "type", "accessed", "note"}


def test_an_article_cited_twice_is_one_item() -> None:
    cited = [citation(QUAY, 1), citation(QUAY, 2), citation(passage(), 3)]

    assert len(valid(as_csl(cited, accessed=ASKED_AT, zone=TALLINN))) == 2


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (a_day(2024, 11, 26), [2024, 11, 26]),
        (NewsTime(at(2024, 11, 25, 22), Precision.DAY, "2024-11-26"), [2024, 11, 26]),
        (NewsTime(at(2024, 11, 25, 22), Precision.DAY, "Nov 26"), [2024, 11, 26]),
        (on(2024, 11, 25, 22), [2024, 11, 26]),  # midnight has passed in Tallinn
    ],
)
def test_a_bare_day_stays_that_day_and_a_moment_has_its_own_in_the_zone(
    published: NewsTime, day: list[int]
) -> None:
    (item,) = as_csl([citation(passage(published=published))], accessed=ASKED_AT, zone=TALLINN)

    assert item["issued"] == {"date-parts": [day]}


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("Nadia Ferrante", [("Ferrante", "Nadia")]),
        (
            "By Nadia Ferrante and Tom Ames, Editor",
            [("Ferrante", "Nadia"), ("Ames", "Tom")],
        ),
        ("Ursula von der Leyen", [("von der Leyen", "Ursula")]),
        ("Xi Jinping", [("Xi", "Jinping")]),
        ("Reporting by Kaja Saar in Tallinn; editing by Jo Poe", [("Saar", "Kaja")]),
        ("Nadia Ferrante/Reuters", [("Ferrante", "Nadia"), "Reuters"]),
        ("Associated Press", ["Associated Press"]),
        ("Agence France-Presse", ["Agence France-Presse"]),
        ("Harbour Post", ["Harbour Post"]),
        ("Harbour Post staff", ["Harbour Post staff"]),
        ("Jo Poe Nadia Ferrante, Jo Poe, Nadia Ferrante", [("Poe", "Jo"), ("Ferrante", "Nadia")]),
        ("NADIA FERRANTE", ["NADIA FERRANTE"]),
        ("王小明", ["王小明"]),
        ("By", ["By"]),
        (" ", []),
    ],
)
def test_names_in_a_byline_are_told_from_bodies_and_roles(
    byline: str, expected: list[tuple[str, str] | str]
) -> None:
    assert authors(byline) == [
        {"literal": one} if isinstance(one, str) else {"family": one[0], "given": one[1]}
        for one in expected
    ]


def test_a_suffix_is_no_family_name() -> None:
    assert authors("Martin Luther King Jr.") == [
        {"family": "King", "given": "Martin Luther", "suffix": "Jr."}
    ]


@given(answer=answers())
def test_any_citations_keep_the_schema(answer: Answer) -> None:
    cited = answer.citations if isinstance(answer, Answered) else answer.nearest
    items = valid(as_csl(cited, accessed=answer.question.asked_at, zone=TALLINN))

    assert len({item["id"] for item in items}) == len(items)


def test_hostile_text_keeps_the_schema() -> None:
    items = valid(as_csl(hostile_answer().citations, accessed=ASKED_AT, zone=TALLINN))

    assert all("\u202e" not in str(item) for item in items)
    assert "URL" not in items[0]
