from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import LegRank, NewsTime, Passage, Precision
from rag.question.nouns import Recency
from rag.rank import COVER, COVERED, LEAD, LEXICAL, RECENCY, Candidate, prior, rank
from tests.rag.evidence import ASKED_AT, a_day, at, on, passage, question

DAYS = 14.0


def candidate(
    one: Passage,
    *,
    cosine: float | None = None,
    lead: float | None = None,
    lexical: float | None = None,
) -> Candidate:
    leg = None if lexical is None else LegRank(1, lexical)
    return Candidate(one, None, leg, cosine, lead)


def ranked(*candidates: Candidate, recency: Recency = Recency.NONE) -> list[int]:
    hits = rank(candidates, question(recency=recency), recency_days=DAYS)
    return [hit.passage.id for hit in hits]


def age(days: float, recency: Recency = Recency.NEUTRAL) -> float:
    published = NewsTime(ASKED_AT - int(days * 86_400), Precision.SECOND, "")
    return prior(passage(published=published).revision, question(recency=recency), DAYS)


def test_the_nearer_passage_comes_first() -> None:
    near, far = candidate(passage(id_=1), cosine=0.2), candidate(passage(id_=2), cosine=0.6)

    assert ranked(near, far) == [2, 1]


def test_words_and_the_article_s_lead_count_beside_the_passage() -> None:
    alone = candidate(passage(id_=1), cosine=0.5, lead=0.0)
    by_words = candidate(passage(id_=2), cosine=0.4, lead=0.0, lexical=9.0)
    by_lead = candidate(passage(id_=3), cosine=0.4, lead=0.5)

    assert ranked(alone, by_words) == [2, 1]
    assert ranked(alone, by_lead) == [3, 1]


def test_a_score_is_the_blend_that_the_weights_say() -> None:
    best = candidate(passage(id_=1), cosine=0.5, lead=0.4, lexical=8.0)
    half = candidate(passage(id_=2), cosine=0.1, lead=0.2, lexical=4.0)
    first, second = rank([best, half], question(recency=Recency.NONE), recency_days=DAYS)

    assert first.score == pytest.approx(0.5 + LEXICAL + LEAD * 0.4)
    assert second.score == pytest.approx(0.1 + LEXICAL * 0.5 + LEAD * 0.2)
    assert (first.lexical, first.dense, first.cosine) == (LegRank(1, 8.0), None, 0.5)


def test_an_article_that_holds_more_of_the_rare_words_comes_first() -> None:
    body = "The ferry sank. Nobody expected it. The Estonian minister flew in."
    partly = candidate(passage("The ferry sank.", id_=1), cosine=0.5)
    whole = candidate(passage("The ferry sank.", id_=2, body=body), cosine=0.45)
    weights = {"ferry": 1.0, "estonia": 0.5, "minister": 0.5}
    hits = rank([partly, whole], question(), recency_days=DAYS, recency=0, weights=weights)

    assert [hit.passage.id for hit in hits] == [2, 1]
    assert hits[0].score - hits[1].score == pytest.approx(0.25 * COVER - 0.05)


def test_only_the_best_articles_are_looked_through_for_words() -> None:
    many = [candidate(passage(f"Ferry {n}.", id_=n), cosine=1 - n / 100) for n in range(1, 40)]
    hits = rank(many, question(), recency_days=DAYS, recency=0, weights={"ferry": 1.0})

    assert [hit.passage.id for hit in hits] == list(range(1, 40))
    assert hits[COVERED - 1].score == pytest.approx(COVER + 1 - COVERED / 100)
    assert hits[COVERED].score == pytest.approx(1 - (COVERED + 1) / 100)


def test_without_recency_age_counts_for_nothing() -> None:
    old = candidate(passage(id_=1, published=on(2001, 1, 1)), cosine=0.5)
    new = candidate(passage(id_=2, published=on(2024, 11, 28)), cosine=0.4)

    def first(recency: float) -> int:
        asked = question(recency=Recency.RECENT)
        return rank([old, new], asked, recency_days=DAYS, recency=recency)[0].passage.id

    assert (first(1.0), first(0.0)) == (2, 1)


def test_a_week_costs_less_than_half_and_a_month_all_of_it() -> None:
    assert age(0) == RECENCY[Recency.NEUTRAL]
    assert age(7) > age(0) / 2
    assert age(60) < age(0) / 1000


def test_a_passage_not_embedded_yet_counts_as_near_as_the_others_are() -> None:
    unrelated = [candidate(passage(id_=n), cosine=0.1, lead=0.1) for n in (1, 2)]
    close = candidate(passage(id_=3), cosine=0.7, lead=0.7, lexical=5.0)
    new = candidate(passage(id_=4), lexical=9.0)

    assert ranked(*unrelated, close, new) == [3, 4, 1, 2]


def test_words_alone_rank_where_nothing_is_embedded() -> None:
    some, more = candidate(passage(id_=1), lexical=1.0), candidate(passage(id_=2), lexical=2.0)

    assert ranked(some, more) == [2, 1]


def test_of_equals_the_lower_id_comes_first() -> None:
    assert ranked(*(candidate(passage(id_=n), cosine=0.5) for n in (3, 1, 2))) == [1, 2, 3]


def test_nothing_found_is_nothing_ranked() -> None:
    assert ranked() == []


def test_of_equally_near_articles_the_newer_comes_first() -> None:
    old = candidate(passage(id_=1, published=on(2024, 1, 5)), cosine=0.5)
    new = candidate(passage(id_=2, published=on(2024, 11, 28)), cosine=0.5)

    assert ranked(old, new, recency=Recency.NEUTRAL) == [2, 1]
    assert ranked(old, new, recency=Recency.NONE) == [1, 2]


@given(st.floats(0, 20_000), st.floats(0, 20_000))
def test_the_prior_falls_with_age_and_is_bounded(one: float, other: float) -> None:
    younger, older = sorted((one, other))

    assert 0 <= age(older) <= age(younger) <= RECENCY[Recency.NEUTRAL]


def test_the_prior_has_fallen_to_one_e_th_at_recency_days() -> None:
    assert age(DAYS) == pytest.approx(RECENCY[Recency.NEUTRAL] / math.e)


def test_age_counts_more_where_the_newest_is_asked_for_and_not_at_all_for_a_named_day() -> None:
    assert age(0, Recency.RECENT) > age(0, Recency.NEUTRAL) > age(0, Recency.NONE) == 0


@pytest.mark.parametrize("published", [None, on(2024, 12, 5), on(2099, 1, 1), a_day(2024, 12, 25)])
def test_an_undated_or_future_article_is_not_the_newest(published: NewsTime | None) -> None:
    neutral = prior(passage(published=published).revision, question(), DAYS)

    assert neutral == pytest.approx(age(DAYS))


def test_an_article_that_was_here_long_before_its_date_is_not_new_when_that_day_comes() -> None:
    wrong = replace(passage(published=on(2024, 11, 28)).revision, retrieved_at=at(2024, 10, 1))
    embargoed = replace(wrong, retrieved_at=at(2024, 11, 27))

    assert prior(wrong, question(), DAYS) == pytest.approx(age(DAYS))
    assert prior(embargoed, question(), DAYS) > age(DAYS)


def test_today_s_paper_is_new_though_its_day_is_not_over_anywhere() -> None:
    today = a_day(2024, 11, 29)
    elsewhere = NewsTime(at(2024, 11, 29, 14), Precision.DAY, "2024-11-30")

    for published in (today, elsewhere):
        fresh = prior(passage(published=published).revision, question(), DAYS)

        assert fresh > age(1)
