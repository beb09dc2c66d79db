from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from eval.files import About
from eval.judge import Judged, judge
from eval.provenance import Provenance
from eval.report import html_report
from eval.report_cases import SHOWN_CASES
from eval.report_md import markdown_report
from eval.run import Outcome
from eval.summary import summarise
from eval.wording import cases, facts, harmless, moment, told, wanted_answer
from rag.errors import ModelUnavailableError
from rag.question.nouns import Turn
from tests.eval.builders import outcome, task
from tests.eval.scripted import abstained, answered, cite, passage, ranked

EVIL = '<script>alert("x")</script>\u202e'
FERRY = passage("ferry", f"The ferry belongs to Norlink. {EVIL}", title=f"Title {EVIL}")
OTHER = passage("other", "The tram belongs to the town.", title=None)
RIGHT = cite(FERRY, "The ferry belongs to Norlink.")
MADE = Provenance("5e77", {"encoder": "m"}, None, {"python": "3.11"}, "Linux x86_64", 2)
ABOUT = About(
    question_set=f"set{EVIL}.jsonl",
    question_set_sha256="ab" * 32,
    left_out={"no list called 0.5": 3},
    as_of="asked",
    contexts=None,
    limit=None,
    now=1_700_000_000,
    started="2024-11-26T10:00:00Z",
    seconds=12.3,
    archive={"digest": "d" * 64, "passages": {"live": 3}, "encoder": None},
    provenance=MADE,
)
VOID = {"meta", "br", "line", "circle", "rect", "polyline", "polygon", "input"}


class Tags(HTMLParser):
    """Every tag and attribute of a page, and whether tags are closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def records() -> list[Judged]:
    hits = tuple(ranked(OTHER, FERRY))
    nothing = task(f"Nothing? {EVIL}", id_="q4", type_="unanswerable", answerable=False)
    misled = cite(FERRY, EVIL, speaker=f"Amsel {EVIL}")
    outcomes = [
        outcome(task(id_="q1"), answered(RIGHT, score=0.9), hits=hits),
        outcome(task(id_="q2", accepted=(("a", "b"), ("c",))), answered(misled), hits=hits),
        outcome(task(id_="q3"), abstained(cite(OTHER, "The tram")), hits=(), exact=False),
        outcome(nothing, answered(misled), hits=hits),
        Outcome(task("Follow-up?", id_="q5", history=(Turn("?"),)), error=down()),
    ]
    return [judge(each, titles={"id-ferry": f"Title {EVIL}"}) for each in outcomes]


def down() -> ModelUnavailableError:
    return ModelUnavailableError(f"no model {EVIL}")


def pages(judged: list[Judged], about: About = ABOUT) -> tuple[str, str]:
    summary = summarise(judged)
    return html_report(summary, judged, about), markdown_report(summary, judged, about)


def test_the_page_is_well_formed_and_fetches_nothing() -> None:
    tags = Tags(pages(records())[0])

    assert tags.open == []
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in tags.seen}
    assert not [a for _, a in tags.seen for name in a if name == "src" or name[:2] == "on"]
    assert {tag for tag, a in tags.seen if "href" in a} <= {"a"}
    assert "default-src 'none'" in str([a.get("content") for tag, a in tags.seen if tag == "meta"])


def test_no_text_becomes_markup_or_turns_the_line_round() -> None:
    html, markdown = pages(records())

    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\u202e" not in html + markdown
    assert not re.search(r"(?<!\\)<", markdown)


def test_the_page_shows_every_plot_and_follows_light_and_dark() -> None:
    html, _ = pages(records())

    assert html.count('<svg class="plot"') == 5
    assert "prefers-color-scheme: dark" in html


def test_wrong_answers_show_what_was_quoted_wanted_and_where_it_ranked() -> None:
    for report in pages(records()):
        plain = report.replace("\\", "")

        assert "a or b and c" in plain
        assert "rank 2" in plain
        assert "not in the first 10" in plain
        assert "not ranked" in plain
        assert "Nothing here says so." in plain
        assert "ModelUnavailableError: no model" in plain


def test_an_inexact_quotation_is_pointed_out() -> None:
    assert "NOT in the archive as quoted" in pages(records())[0]


def test_saying_what_is_not_so_comes_before_saying_nothing() -> None:
    assert [record.task.question.id for record in cases(records())] == ["q5", "q4", "q2", "q3"]


def test_where_all_went_well_the_page_shows_that_alone() -> None:
    html, markdown = pages(records()[:1])

    assert "What went wrong (0)" in html
    assert "went wrong" not in markdown
    assert "By type" not in html + markdown
    assert "By kind" not in html + markdown


def test_figures_are_cut_by_type_and_by_the_kind_of_answer_asked_for() -> None:
    who, where = task(id_="q1"), task("Where is the ferry?", id_="q2")
    judged = [judge(outcome(one, answered(RIGHT), hits=()), titles={}) for one in (who, where)]
    html, markdown = pages(judged)

    assert "By type" not in html + markdown
    assert "<h2>By kind of answer asked for</h2>" in html
    assert re.search(r'<th scope="row">place</th><td class="n">1.000<', html)
    assert "## By kind of answer asked for\n\n| Kind | Right |" in markdown
    assert "| place | 1.000 (n 1) |" in markdown
    assert "## By type of question\n\n| Type | Right |" in pages(records())[1]


def test_each_verdict_and_type_has_a_box_and_only_what_went_wrong_is_shown_at_first() -> None:
    tags = Tags(pages(records())[0])
    boxes = {a["id"]: "checked" in a for tag, a in tags.seen if tag == "input"}
    cases = [set(str(a["class"]).split()) for tag, a in tags.seen if tag == "article"]

    assert boxes == {
        "show-failed": True,
        "show-should-refuse": True,
        "show-wrong": True,
        "show-wrongly-refused": True,
        "show-right": False,
        "show-t0": True,
        "show-t1": True,
    }
    assert len(cases) == 5
    assert all(
        {f"show-{c.removeprefix('is-')}" for c in names - {"case"}} <= boxes.keys()
        for names in cases
    )


@pytest.mark.parametrize(
    ("url", "linked"),
    [("https://harbour.example/a?b=1&c=2", True), ("javascript:alert(1)", False), (None, False)],
)
def test_a_quotation_leads_to_its_article_where_that_has_a_web_address(
    url: str | None, linked: bool
) -> None:
    at = replace(FERRY, article=replace(FERRY.article, url=url))
    wrong = outcome(task(accepted=(("Elve",),)), answered(cite(at, "The ferry")))
    tags = Tags(pages([judge(wrong, titles={})])[0])

    assert [a["href"] for tag, a in tags.seen if tag == "a"] == ([url] if linked else [])


def test_a_search_alone_has_neither_answers_nor_cases() -> None:
    only = outcome(replace(task(), search_only=True), abstained(), hits=tuple(ranked(FERRY)))
    html, markdown = pages([judge(replace(only, answer=None, ask_ms=None, exact=()), titles={})])

    assert "1 searched only" in markdown
    assert "Hits@1" in html
    assert "<article" not in html
    assert "Answer@1" not in html


def test_a_run_of_failures_alone_still_makes_a_report() -> None:
    failed = Outcome(task(answerable=False), error=down())
    html, markdown = pages([judge(failed, titles={})])

    assert '<svg class="plot"' not in html
    assert "1 failed" in markdown


def test_of_many_cases_the_page_shows_some_and_counts_the_rest() -> None:
    count = SHOWN_CASES + 7
    judged = [judge(outcome(task(id_=f"q{n}"), abstained()), titles={}) for n in range(count)]
    html, markdown = pages(judged)

    assert html.count("<article") == SHOWN_CASES
    assert "7 further ones are in results.jsonl" in html
    assert f"{count - 25} more are in" in markdown


def test_facts_name_what_two_runs_must_share_to_be_compared() -> None:
    stated = facts(summarise(records()), ABOUT)

    assert ("Settings", "sha256 5e77") in stated
    assert ("Archive, digest", "d" * 64) in stated
    assert ("Archive, passages live", "3") in stated
    assert ("Left out", "3: no list called 0.5") in stated
    assert "Archive, encoder" not in dict(stated)


def test_a_run_within_contexts_says_so() -> None:
    within = replace(ABOUT, contexts="0.8", as_of="now")
    html, markdown = pages(records(), within)

    assert "its list 0.8" in html
    assert "14 November 2023" in html
    assert "0.8" in markdown


def test_told_sums_up_in_a_sentence() -> None:
    assert told(summarise(records()), ABOUT) == (
        "5 questions: 1 answered right, 1 answered wrong, 1 wrongly refused,"
        " 1 answered though nothing answers, 1 failed, 3 left out (no list called 0.5)."
    )


def test_wording_at_the_edges() -> None:
    assert wanted_answer(judge(outcome(task(accepted=()), abstained()), titles={})) == "any answer"
    assert moment(10**18) == f"{10**18} s since 1970"
    assert harmless("a\x00b\u2066c\n") == "a\ufffdb\ufffdc\n"
