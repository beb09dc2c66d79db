from __future__ import annotations

from eval.fit.examples import Example
from eval.fit.gathered import Gathering

LONG = " ".join(f"Loaf {n} was baked by number {n} of the bakers of the town." for n in range(30))


def example(number: int, text: str, answer: str, *, origin: str = "good_articles") -> Example:
    at = text.find(answer) if answer else -1
    spans = ((at, at + len(answer)),) if at >= 0 else ()
    return Example(f"Who sails ferry {number}?", "", text, spans, origin, f"g{number}", "n", "")


def ferries() -> list[Example]:
    return [
        example(n, f"Captain Dahl{n} sails the ferry {n} to town.", f"Dahl{n}") for n in range(12)
    ]


def test_a_question_stands_beside_texts_that_answer_and_texts_that_do_not() -> None:
    silent = [example(n, "The ferry is late.", "") for n in range(12)]
    shown = Gathering.of([*ferries(), *silent]).epoch(0)
    questions = [some for some in shown if len(some) > 1]

    assert len(questions) == 12
    assert all(some[0].spans and not some[1].spans for some in questions)
    assert all(len({one.question for one in some}) == 1 for some in shown)


def test_where_no_text_is_silent_near_ones_of_other_questions_are() -> None:
    shown = Gathering.of(ferries()).epoch(0)
    silent = [one for some in shown for one in some if len(some) > 1 and not one.spans]

    assert silent
    assert all("ferry" in one.text for one in silent)
    assert all(one.question.split()[-1].rstrip("?") not in one.text.split() for one in silent)


def test_two_epochs_differ_and_one_can_be_made_again() -> None:
    gathering = Gathering.of(ferries())

    assert gathering.epoch(1) == gathering.epoch(1)
    assert gathering.epoch(1) != gathering.epoch(2)


def test_a_long_text_may_be_cut_and_keeps_its_answer_where_it_stands() -> None:
    one = example(1, LONG, "number 17")
    found = [own for seed in range(20) for some in Gathering.of([one]).epoch(seed) for own in some]
    answered = [own for own in found if own.spans]

    assert min(len(own.text) for own in answered) < len(LONG) / 2
    assert {own.text[slice(*own.spans[0])] for own in answered} == {"number 17"}
