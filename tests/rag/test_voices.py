from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Hit, Passage, Span
from rag.voices import LISTED, fold, merge, printing, speak
from tests.rag.evidence import hit, on, passage

LONG = (
    "At least seven people have been killed and about 4,200 evacuated in the valley of the Elve"
    " after the river rose faster than anyone could remember."
)


def one_voice(hits: Sequence[Hit], stories: Mapping[str, int]) -> list[Hit]:
    """Fold hits of which no other prints are known."""
    return [speak(group, {}) for group in fold(hits, stories, enough=10)]


def test_copies_of_a_story_speak_with_the_voice_of_the_first_print() -> None:
    best = hit(passage(LONG, id_=1, publisher="Harbour Post", published=on(2024, 10, 14)), 0.9)
    wire = hit(passage(LONG, id_=2, publisher="Meridian Wire", published=on(2024, 10, 13)), 0.8)
    late = hit(passage(LONG, id_=3, publisher="Ledger", published=on(2024, 10, 15)), 0.7)
    (voice,) = one_voice([best, wire, late], {})

    assert voice.passage.article.publisher == "Meridian Wire"
    assert voice.score == 0.9
    assert [other.article.publisher for other in voice.also_in] == ["Harbour Post", "Ledger"]


def test_an_undated_copy_is_never_the_first_print() -> None:
    undated = hit(passage(LONG, id_=1), 0.9)
    dated = hit(passage(LONG, id_=2, published=on(2024, 10, 15)), 0.8)
    (voice,) = one_voice([undated, dated], {})

    assert voice.passage.id == 2
    assert [other.id for other in voice.also_in] == [1]


def test_a_copy_with_a_paragraph_cut_is_still_a_copy() -> None:
    whole = hit(passage(f"{LONG} The government has promised 50 million crowns.", id_=1), 0.9)
    cut = hit(passage(LONG, id_=2), 0.8)

    assert len(one_voice([whole, cut], {})) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LONG, "The key rate was cut to 4.5 percent on Thursday, the bank said after its meeting."),
        (LONG, LONG.replace("seven", "nine").replace("4,200", "900").replace("Elve", "Dun")
         .replace("faster than anyone could remember", "to the second floor in an hour")),
        ("No comment.", "None."),
    ],
)  # fmt: skip
def test_other_words_are_another_voice(one: str, other: str) -> None:
    assert len(one_voice([hit(passage(one, id_=1)), hit(passage(other, id_=2))], {})) == 2


def test_two_passages_of_one_article_stay_apart() -> None:
    hits = [hit(passage(LONG, id_=n, article="a" * 16)) for n in (1, 2)]

    assert one_voice(hits, {}) == hits


def test_a_copying_article_is_named_once_however_many_of_its_passages_match() -> None:
    first = hit(passage(LONG, id_=1, published=on(2024, 10, 13)), 0.9)
    copies = [
        hit(passage(LONG, id_=n, article="b" * 16, published=on(2024, 10, 14)), 0.8) for n in (2, 3)
    ]
    (voice,) = one_voice([first, *copies], {})

    assert [other.article.id for other in voice.also_in] == ["b" * 16]


def test_the_order_of_voices_is_that_of_their_best() -> None:
    other = "Something else entirely happened in the port of Tarnhaven on that same morning."
    hits = [
        hit(passage(LONG, id_=1), 0.9),
        hit(passage(other, id_=2), 0.8),
        hit(passage(LONG, id_=3), 0.7),
    ]

    assert [voice.passage.id for voice in one_voice(hits, {})] == [1, 2]


HALF = LONG[: LONG.index(" after the river")]
OWN = "The bridge at the mill, which had stood since the last great flood, was gone by morning."


def test_prints_of_one_story_that_were_cut_at_other_places_are_one_voice() -> None:
    wire = hit(passage(f"{OWN} {HALF}", id_=1, article="a" * 16, published=on(2024, 10, 13)), 0.8)
    copy = hit(passage(LONG, id_=2, article="b" * 16, published=on(2024, 10, 14)), 0.9)
    (voice,) = one_voice([copy, wire], {"a" * 16: 1, "b" * 16: 1})

    assert voice.passage.id == 2
    assert [other.id for other in voice.also_in] == [1]
    assert len(one_voice([copy, wire], {})) == 2
    assert len(one_voice([copy, wire], {"a" * 16: 1, "b" * 16: 2})) == 2


def test_what_a_copy_alone_prints_stays_its_own() -> None:
    wire = hit(passage(LONG, id_=1, article="a" * 16), 0.9)
    added = hit(passage(OWN, id_=2, article="b" * 16), 0.8)

    assert len(one_voice([wire, added], {"a" * 16: 1, "b" * 16: 1})) == 2


def test_a_wire_s_paragraph_inside_another_story_s_report_is_one_voice() -> None:
    wire = hit(passage(LONG, id_=1, article="a" * 16, published=on(2024, 10, 13)), 0.8)
    report = hit(passage(f"{LONG} {OWN}", id_=2, published=on(2024, 10, 20)), 0.9)
    (voice,) = one_voice([report, wire], {"a" * 16: 1})

    assert voice.passage.id == 2
    assert [other.id for other in voice.also_in] == [1]
    assert one_voice([wire, report], {"a" * 16: 1})[0].passage.id == 1


def test_prints_without_a_word_are_one_voice() -> None:
    marks = [hit(passage(text, id_=n)) for n, text in enumerate(("* * *", "—"), start=1)]

    assert len(one_voice(marks, {})) == 1


@given(st.lists(st.sampled_from([LONG, LONG[:70], LONG[50:], "Other words here.", ""]), max_size=7))
def test_no_article_is_lost_by_folding(texts: list[str]) -> None:
    hits = [hit(passage(text or "…", id_=n)) for n, text in enumerate(texts, start=1)]
    voices = one_voice(hits, {})
    shown = [voice.passage.id for voice in voices]
    shown += [other.id for voice in voices for other in voice.also_in]

    assert sorted(shown) == [one.passage.id for one in hits]


def first_print(text: str, *more: str) -> Mapping[str, Sequence[Passage]]:
    """An earlier article that was not found, of those passages."""
    body = "\n".join((text, *more))
    return {
        "e" * 16: [
            passage(one, id_=n, article="e" * 16, body=body, published=on(2024, 10, 1))
            for n, one in enumerate((text, *more), start=90)
        ]
    }


LATER = hit(passage(LONG, id_=5, published=on(2024, 10, 14)), 0.9, cosine=0.5)


def test_an_earlier_print_that_was_not_found_speaks_with_what_its_words_have_earned() -> None:
    voice = speak([LATER], first_print(OWN, f"{LONG} {OWN}"))

    assert voice.passage.id == 91
    assert (voice.score, voice.cosine) == (0.9, 0.5)
    assert [other.id for other in voice.also_in] == [5]


@pytest.mark.parametrize(
    "text",
    [
        OWN,
        HALF,
        LONG.replace("4,200", "3,900"),
        LONG.replace("seven", "nine"),
        LONG.replace("have been", "have not been"),
        LONG.replace("evacuated", "wounded and 300 evacuated"),
    ],
)
def test_an_earlier_print_that_lacks_words_or_has_other_figures_is_named_only(text: str) -> None:
    voice = speak([LATER], first_print("Nothing of the kind.", text))

    assert voice.passage.id == 5
    assert [other.article.id for other in voice.also_in] == ["e" * 16]


def test_a_word_that_an_editor_changed_does_not_silence_the_first_print() -> None:
    voice = speak([LATER], first_print(LONG.replace("evacuated", "removed")))

    assert voice.passage.id == 90


def test_a_later_print_that_says_not_does_not_speak_through_one_that_does_not_say_it() -> None:
    denied = hit(passage(LONG.replace("could", "couldn't"), id_=5, published=on(2024, 10, 14)))
    voice = speak([denied], first_print(LONG))

    assert voice.passage.id == 5


def test_a_first_print_with_a_paragraph_more_speaks_whatever_figures_that_has() -> None:
    first, rest = LONG.split(" after ")
    more = "where 50 million crowns had once been promised for a dam of 30 metres and never paid"
    voice = speak([LATER], first_print(f"{first} {more} after {rest}"))

    assert voice.passage.id == 90


def test_an_older_revision_is_named_only_where_it_shares_the_words() -> None:
    """Stories are found in the newest revisions; what an article said before may be another's."""
    before = {
        id_: [replace(one, revision=replace(one.revision, valid_to=1)) for one in passages]
        for text, id_ in ((OWN, "f" * 16), (HALF, "e" * 16))
        for passages in [first_print(text)["e" * 16]]
    }
    voice = speak([LATER], before)

    assert [other.text for other in voice.also_in] == [HALF]


def test_a_print_that_shares_no_words_is_named_with_its_lead() -> None:
    voice = speak([LATER], first_print(OWN, "Something else."))

    assert [other.id for other in voice.also_in] == [90]


def test_no_more_articles_are_named_than_anyone_reads() -> None:
    prints = {f"{n:016x}": [passage(LONG, id_=n)] for n in range(100, 101 + LISTED)}

    assert len(speak([LATER], prints).also_in) == LISTED


def test_two_hits_for_which_one_passage_speaks_are_one() -> None:
    wire, one, other = (passage(LONG, id_=n, published=on(2024, 10, n)) for n in (1, 2, 3))
    best = hit(wire, 0.9, also_in=(other,))
    (merged,) = merge([best, hit(wire, 0.5, also_in=(one, other))])

    assert merged.score == 0.9
    assert [copy.id for copy in merged.also_in] == [2, 3]


def test_further_hits_are_read_only_while_voices_are_few() -> None:
    prints = [hit(passage(LONG, id_=n)) for n in range(1, 101)]
    others = [hit(passage(f"Words of {n} and no other.", id_=n)) for n in range(101, 110)]

    assert len(fold([*prints, *others], {}, enough=3)) == 3
    assert sum(map(len, fold(prints, {}, enough=1))) == 22


@pytest.mark.parametrize(
    ("text", "prints"),
    [
        (f"Late news. {LONG}", True),
        (LONG.replace("At least seven", "AT LEAST SEVEN").replace("4,200", "4200"), True),
        (LONG.replace(" and about 4,200 evacuated", ""), False),
        (LONG.replace("evacuated in", "evacuated into"), False),
    ],
)
def test_a_copy_prints_a_quotation_if_it_has_its_words_in_a_row(text: str, prints: bool) -> None:
    copy = passage(text, id_=2)

    assert printing("about 4,200 evacuated in", [copy]) == ((copy,) if prints else ())


def test_a_copy_may_have_the_quoted_words_in_another_passage() -> None:
    copy = passage(f"The river fell in the night.\n\n{LONG}", id_=2)
    first = replace(copy, span=Span(0, 28))

    assert printing(LONG, [first]) == (first,)
