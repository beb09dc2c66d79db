from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from eval.judge import Verdict, WantedArticle, judge, places
from eval.run import Outcome
from rag.domain import Answer
from rag.errors import ModelUnavailableError
from rag.question.nouns import Turn
from tests.eval.builders import outcome, task
from tests.eval.scripted import abstained, answered, cite, passage, ranked

FERRY = passage("ferry", "It is blue. The ferry belongs to Norlink.")
OTHER = passage("other", "Norlink owns nothing, said Amsel.")
BLUE, OWNED = cite(FERRY, "It is blue."), cite(FERRY, "The ferry belongs to Norlink.", marker=2)


def values_of(answer: Answer, **kind: Any) -> dict[str, float]:
    return judge(outcome(task(**kind), answer), titles={}).values


def test_an_article_counts_at_its_first_passage_and_its_copies_share_the_place() -> None:
    wire, reprint, last = passage("wire", "w"), passage("reprint", "r"), passage("last", "l")
    first, again, end = ranked(wire, wire, last)
    copied = replace(first, also_in=(reprint,))

    assert places([copied, again, end]) == (("id-wire", "id-reprint"), ("id-last",))


def test_a_copy_listed_with_a_hit_takes_no_place_of_its_own() -> None:
    wire, copy = passage("wire", "w"), passage("copy", "c")
    first, second = ranked(wire, passage("last", "l"))
    hits = (replace(first, also_in=(copy,)), second)
    about = task(relevant={"id-last": "last"})
    record = judge(outcome(about, abstained(), hits=hits), titles={})

    assert record.values["RR@10"] == 0.5
    assert record.wanted == (WantedArticle("last", None, 2),)
    assert record.ranking == ("id-wire", "id-last")


def test_a_relevant_copy_counts_at_the_rank_of_the_one_that_speaks() -> None:
    first, second = ranked(passage("other", "o"), passage("wire", "w"))
    hits = (first, replace(second, also_in=(passage("copy", "c"), passage("late", "l"))))
    about = task(relevant={"id-copy": "copy", "id-late": "late"})
    record = judge(outcome(about, abstained(), hits=hits), titles={})

    assert (record.values["RR@10"], record.values["Recall@10"]) == (0.5, 1)
    assert [wanted.rank for wanted in record.wanted] == [2, 2]


def test_ranking_is_cut_at_ten_places() -> None:
    many = ranked(*(passage(f"p{n}", "text") for n in range(12)))

    assert len(places(many)) == 10


def test_wanted_articles_are_named_with_their_rank() -> None:
    about = task(relevant={"id-ferry": "ferry", "id-lost": "lost"})
    record = judge(
        outcome(about, abstained(), hits=tuple(ranked(OTHER, FERRY))), titles={"id-ferry": "Sold"}
    )

    assert record.wanted == (WantedArticle("ferry", "Sold", 2), WantedArticle("lost", None, None))
    assert (record.values["Hits@1"], record.values["Hits@3"], record.values["RR@10"]) == (0, 1, 0.5)


def test_the_answer_may_stand_in_the_first_quotation_or_a_later_one() -> None:
    early, late = values_of(answered(OWNED, BLUE)), values_of(answered(BLUE, OWNED))

    assert (early["Answer@1"], early["Answer@3"]) == (1, 1)
    assert (late["Answer@1"], late["Answer@3"]) == (0, 1)
    assert (late["Quotes"], late["Words"]) == (2, 8)


def test_quotations_after_the_third_do_not_count() -> None:
    values = values_of(answered(BLUE, BLUE, BLUE, OWNED))

    assert values["Answer@3"] == 0


def test_where_articles_are_labelled_good_the_answer_must_come_from_one() -> None:
    good = frozenset({"id-ferry"})
    from_good = values_of(answered(OWNED), good=good)
    from_bad = values_of(answered(cite(OTHER, "Norlink owns nothing")), good=good)

    assert (from_good["Good@1"], from_good["Good@3"], from_good["Precision"]) == (1, 1, 1)
    assert (from_bad["Answer@1"], from_bad["Good@1"], from_bad["Precision"]) == (1, 0, 0)


def test_the_first_quoted_article_or_a_copy_of_it_may_be_the_relevant_one() -> None:
    copied = replace(cite(OTHER, "Norlink"), also_in=(FERRY,))

    assert values_of(answered(OWNED))["Cited@1"] == 1
    assert values_of(answered(copied))["Cited@1"] == 1
    assert values_of(answered(cite(OTHER, "Norlink")))["Cited@1"] == 0


def test_who_said_asks_for_the_speaker_alone() -> None:
    said = cite(OTHER, "Norlink owns nothing", speaker="Juno Amsel")
    right = values_of(answered(BLUE, said), type_="who_said", accepted=(("Amsel",),))
    silent = values_of(answered(BLUE), type_="who_said", accepted=(("Amsel",),))

    assert (right["Speaker"], right["Precision"]) == (1, 1)
    assert (silent["Speaker"], silent["Precision"]) == (0, 0)
    assert "Answer@1" not in right


def test_who_said_without_a_known_speaker_is_not_judged() -> None:
    record = judge(outcome(task(type_="who_said", accepted=()), answered(BLUE)), titles={})

    assert record.verdict is Verdict.UNJUDGED
    assert "Speaker" not in record.values


def test_a_chat_models_own_sentence_is_measured_beside_the_quotes() -> None:
    values = values_of(answered(BLUE, written="Norlink owns it."))

    assert (values["Written"], values["Answer@1"]) == (1, 0)
    assert "Written" not in values_of(answered(BLUE))


@pytest.mark.parametrize(
    ("answer", "answerable", "accepted", "verdict", "right"),
    [
        (answered(OWNED), True, (("Norlink",),), Verdict.RIGHT, True),
        (answered(BLUE), True, (("Norlink",),), Verdict.WRONG, False),
        (answered(BLUE), True, (), Verdict.UNJUDGED, None),
        (answered(BLUE), False, (), Verdict.SHOULD_REFUSE, False),
        (abstained(BLUE), True, (("Norlink",),), Verdict.WRONGLY_REFUSED, None),
        (abstained(BLUE), False, (), Verdict.REFUSED, None),
    ],
)
def test_verdicts(
    answer: Answer,
    answerable: bool,
    accepted: tuple[tuple[str, ...], ...],
    verdict: Verdict,
    right: bool | None,
) -> None:
    about = task(answerable=answerable, accepted=accepted)
    record = judge(outcome(about, answer), titles={})

    assert verdict is record.verdict
    assert right is record.right
    assert ("Precision" in record.values) == (right is not None)


def test_an_abstention_is_a_miss_although_it_shows_the_answer_nearby() -> None:
    values = values_of(abstained(OWNED))

    assert (values["Answer@1"], values["Cited@1"], values["WronglyRefused"]) == (0, 0, 1)
    assert "Quotes" not in values


def test_a_failed_question_is_a_miss_and_no_refusal() -> None:
    error = ModelUnavailableError("the chat model does not answer")
    record = judge(Outcome(task(), error=error), titles={})

    assert record.verdict is Verdict.FAILED
    assert record.reason == "ModelUnavailableError: the chat model does not answer"
    assert (record.values["Hits@10"], record.values["Answer@3"]) == (0, 0)
    assert record.values["WronglyRefused"] == 0
    assert record.score is None


def test_a_follow_up_has_no_ranking_and_no_retrieval_measures() -> None:
    about = task(history=(Turn("What sank?"),))
    done = judge(outcome(about, answered(OWNED), hits=None), titles={})
    failed = judge(Outcome(about, error=ModelUnavailableError("down")), titles={})

    assert done.ranking is None
    assert "Hits@1" not in done.values
    assert "Hits@1" not in failed.values


def test_without_relevant_articles_nothing_is_said_about_finding() -> None:
    values = values_of(answered(OWNED), relevant={})

    assert not {"Hits@1", "RR@10", "Cited@1"} & values.keys()


def test_what_was_quoted_is_kept_for_the_report() -> None:
    unnamed = replace(FERRY, article=replace(FERRY.article, external_ids=()))
    record = judge(outcome(task(), answered(OWNED, cite(unnamed, "It is blue."))), titles={})

    assert [q.external_id for q in record.quoted] == ["ferry", "id-ferry"]
    assert record.quoted[0].quote == "The ferry belongs to Norlink."
