"""Which words of a question say when articles were printed, and which belong to the event."""

from __future__ import annotations

from datetime import date

import pytest

from rag.question.dates import Use
from rag.question.named_dates import named_dates, years_in
from rag.question.parts import Part
from rag.question.periods import periods_in
from tests.rag.question.asking import ASKED_AT, UTC_ZONE, ask, days


def strict(question: str) -> tuple[str | None, str | None]:
    """First and last day of the period a question names, without slack."""
    period = periods_in(question, ASKED_AT, UTC_ZONE)[0]
    return days(period.start, period.end)


def filtered(question: str) -> tuple[str | None, str | None]:
    """First and last day of the filter a question implies."""
    inferred = ask(question).inferred
    return days(inferred.start, inferred.end)


NO_FILTER = (None, None)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("Which minister resigned in March 2024?", "2024-03-01", "2024-03-31"),
        ("Which minister resigned in Nov. 2023?", "2023-11-01", "2023-11-30"),
        ("Who won in 2023?", "2023-01-01", "2023-12-31"),
        ("What happened on 26 November 2024?", "2024-11-26", "2024-11-26"),
        ("What happened on November 26th, 2023?", "2023-11-26", "2023-11-26"),
        ("What happened on 2024-11-26?", "2024-11-26", "2024-11-26"),
        ("What happened in 2024-11?", "2024-11-01", "2024-11-30"),
        ("What happened between Sept 10-17?", "2024-09-10", "2024-09-17"),
        ("What happened between 10 and 17 September 2022?", "2022-09-10", "2022-09-17"),
        ("What happened from March 2023 to May 2023?", "2023-03-01", "2023-05-31"),
        ("What happened between 1 March 2023 and 3 April 2023?", "2023-03-01", "2023-04-03"),
        ("Who has resigned since 2 December?", "2024-12-02", "2024-12-05"),
        ("Who resigned before March 2024?", None, "2024-02-29"),
        ("Who resigned until March 2024?", None, "2024-03-31"),
        ("Who resigned after March 2024?", "2024-04-01", None),
        ("Who resigned after 3 March 2024?", "2024-03-03", None),
        ("What did she do yesterday?", "2024-12-04", "2024-12-05"),
        ("What did they do in the past three days?", "2024-12-02", "2024-12-05"),
        ("What did they do in the last 2 weeks?", "2024-11-21", "2024-12-05"),
        ("What did they do in the last couple of weeks?", "2024-11-21", "2024-12-05"),
        ("What has Estonia said over the last week?", "2024-11-28", "2024-12-05"),
        ("What has Estonia said since Monday?", "2024-12-02", "2024-12-05"),
        ("What did Estonia say on Monday?", "2024-12-02", "2024-12-02"),
        ("What did Estonia say last Thursday?", "2024-11-28", "2024-11-28"),
        ("What did Estonia say last week?", "2024-11-25", "2024-12-01"),
        ("What did Estonia say last weekend?", "2024-11-30", "2024-12-01"),
        ("What did Estonia say last month?", "2024-11-01", "2024-11-30"),
        ("What did Estonia say last year?", "2023-01-01", "2023-12-31"),
        ("What did Estonia say the day before yesterday?", "2024-12-03", "2024-12-03"),
        ("What did Estonia say two days ago?", "2024-12-03", "2024-12-03"),
        ("What did Estonia say 3 weeks ago?", "2024-11-14", "2024-11-14"),
        ("Which film opened this week?", "2024-12-02", "2024-12-05"),
        ("Which film opened this month?", "2024-12-01", "2024-12-05"),
        ("Which film opens tonight?", "2024-12-05", "2024-12-05"),
    ],
)
def test_periods_are_found(question: str, first: str | None, last: str | None) -> None:
    assert (first, last) == strict(question)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Who resigned in December?", "2024-12-01"),
        ("Who resigned in January?", "2024-01-01"),
        ("Who resigned on 5 December?", "2024-12-05"),
        ("Who resigned on 6 December?", "2023-12-06"),
        ("Who has been in office in January?", "2024-01-01"),
    ],
)
def test_without_a_year_it_is_the_latest_not_after_the_asking(question: str, first: str) -> None:
    assert first == strict(question)[0]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Who is playing at the festival in January?", "2025-01-01"),
        ("Who will play on 6 December?", "2024-12-06"),
        ("What is the rate in October?", "2024-10-01"),
        ("Who will play in December?", "2024-12-01"),
    ],
)
def test_what_may_be_to_come_is_of_the_nearest_year(question: str, first: str) -> None:
    assert first == strict(question)[0]


@pytest.mark.parametrize(
    "question",
    [
        "What did she say before the election?",
        "When may it happen?",
        "What did Theresa May decide?",
        "Did Theresa May in a speech attack Labour?",
        "Who spoke at the March for Our Lives?",
        "How many people march in Paris?",
        "Why did crime fall in the 1990s?",
        "Why did they march?",
        "Which museum holds 2024 paintings-2?",
        "What was the last week of the campaign like?",
        "What happened on Black Friday?",
        "Which holiday falls on the third Monday of February every year?",
        "How did $2024 become the price?",
        "What happened on 31 February?",
    ],
)
def test_words_that_only_look_like_dates_stay_words(question: str) -> None:
    relative_or_month = [
        period
        for period in periods_in(question, ASKED_AT, UTC_ZONE)
        if not period.words.strip().isdigit() and "February" not in period.words
    ]

    assert relative_or_month == []


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2024 election?",
        "Who won the World Cup in 2022?",
        "Who won the World Cup 2022?",
        "What was Tesla's revenue in Q3 2019?",
        "How many people will live in Lagos by 2035?",
        "How much has inflation risen since 1994?",
        "Which minister resigned in March 2024?",
        "What happened on 26 November 2024?",
        "What did Macron say about the attack on 7 October?",
        "What did Trump say about the election in November 2020?",
        "What did Theresa May say about Brexit in 2019?",
        "What did Estonia say about guarantees in March 2031?",
        "Which city was hit by an earthquake two weeks ago?",
        "How many thefts were reported in London last year?",
        "How many dinosaurs lived 66,000,000 years ago?",
        "How long was the strike of the past three weeks?",
        "Which film opened this week?",
        "What is the latest on the strike?",
        "How much did prices rise compared with last month?",
        "What was suggested at the summit in 1967?",
        "Which senator said in 1967 that the war was lost?",
        "How many thefts were reported in March 2024?",
        "What did residents do when the mayor announced cuts in 2011?",
    ],
)
def test_a_date_of_the_event_is_no_filter(question: str) -> None:
    assert filtered(question) == NO_FILTER


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("Show me articles from March 2024 about tariffs", "2024-02-29", "2024-04-01"),
        ("What was reported in March 2024 about tariffs?", "2024-02-29", "2024-04-01"),
        ("Which tariffs were in the news on 26 November 2024?", "2024-11-25", "2024-11-27"),
        ("In March 2024, what did NATO announce?", "2024-02-29", "2024-04-01"),
        ("What did Estonia say in March 2024 about guarantees?", "2024-02-29", "2024-04-01"),
        ("What did Estonia say about guarantees in March 2024?", "2024-01-30", "2024-05-01"),
        ("What did Estonia say about guarantees on 26 November 2024?", "2024-11-24", "2024-11-28"),
        ("What did Estonia say in 2023 about guarantees?", "2022-12-31", "2024-01-01"),
        ("What did Estonia say before March 2024?", None, "2024-03-01"),
        ("What did Estonia say yesterday about guarantees?", "2024-12-03", "2024-12-05"),
        ("What did Estonia say last week?", "2024-11-18", "2024-12-05"),
        ("What did Estonia say two months ago?", "2024-09-03", "2024-11-04"),
        ("Which country was hit by an earthquake last week?", "2024-11-18", "2024-12-05"),
        ("Who was elected last weekend?", "2024-11-28", "2024-12-05"),
        ("Who has resigned since Monday?", "2024-12-01", "2024-12-05"),
        ("Who has resigned in the past three days?", "2024-11-29", "2024-12-05"),
        ("Which tabloid said on Monday that it backs Labour?", "2024-12-01", "2024-12-05"),
        ("Which tabloid said in March 2024 that it backs Labour?", "2024-02-29", "2024-04-01"),
    ],
)
def test_a_date_of_the_printing_filters_with_slack(
    question: str, first: str | None, last: str | None
) -> None:
    assert (first, last) == filtered(question)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Estonia say about guarantees in November 2024?", "in November 2024"),
        ("What did Estonia say last week?", "last week"),
        ("Who resigned in November 2024?", ""),  # no filter
        ("What did Estonia say today?", ""),
    ],
)
def test_the_words_that_a_filter_reaches_beyond_are_told(question: str, words: str) -> None:
    assert words == ask(question).dated
    assert ask(question, without={Part.DATES}).dated == ""


def test_what_happened_last_week_may_be_told_today() -> None:
    bounds = ask("Who was elected last week?").inferred

    assert bounds.end == ASKED_AT


def test_a_period_for_printing_goes_before_one_for_the_event() -> None:
    asked = "What did Estonia say last week about the 2024 election?"
    uses = {period.words: period.use for period in periods_in(asked, ASKED_AT, UTC_ZONE)}

    assert uses["last week"] is Use.PUBLISHED
    assert filtered(asked) == filtered("What did Estonia say last week?")


def test_words_are_where_the_period_says() -> None:
    question = "What did Estonia say about guarantees in March 2024, and on 3 May 2024?"

    for period in periods_in(question, ASKED_AT, UTC_ZONE):
        assert period.words == question[period.at : period.at + len(period.words)]


def test_years_are_seen_inside_names_but_not_in_amounts() -> None:
    assert years_in("Euro 2024, France 1998, $2010, 2015% and 2,012 or 20245") == [2024, 1998]


def test_a_day_a_month_and_a_year_are_told_apart() -> None:
    day, month, year = named_dates("3 May 2024, June 2023, 2022", date(2024, 12, 5))

    assert [day.exact_day, month.exact_day, year.exact_day] == [True, False, False]
    assert [day.whole_month, month.whole_month, year.whole_month] == [False, True, False]
    assert [day.whole_year, month.whole_year, year.whole_year] == [False, False, True]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What was the key rate in December 2024?", "in December 2024"),
        ("What was the key rate on 3 May 2024?", "on 3 May 2024"),
        ("What was the key rate in 2023?", None),
        ("What was the key rate before May 2024?", None),
        ("What was the key rate in May 2024 and on 3 June 2023 in Norvale?", None),
        ("What is the key rate this week?", None),
    ],
)
def test_a_question_has_the_one_period_with_both_ends_that_it_names(
    question: str, words: str | None
) -> None:
    period = ask(question).period

    assert (period.words if period else None) == words
