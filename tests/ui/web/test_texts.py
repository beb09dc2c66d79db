from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

import pytest

from rag.browse import Order
from rag.domain import ReasonCode
from rag.errors import SettingsError
from rag.question.parts import IGNORABLE, Part
from ui.people.nouns import Verdict
from ui.people.reopen import Standing
from ui.web.archive.address import ONLY, VIEWS
from ui.web.archive.bars import Step
from ui.web.archive.withdrawals import State
from ui.web.ask.chips import AS_OF, LANGUAGE, Origin
from ui.web.ask.form import OFFERED
from ui.web.ask.spoken import KEYS, SAID
from ui.web.masthead import PAGES
from ui.web.shelf.panel import TEXTS
from ui.web.texts import OURS, choose, english, languages, read, say

WHOLE = re.compile(r"""["']([a-z]+\.[a-z_]+)["']""")
"""A key that stands as it is, wherever it is said."""

ASKED = re.compile(r"""\b(?:say|english|words)\(\s*["']([a-z]+\.[a-z_]+)["']""")
"""A key that is said where it stands."""

MADE = re.compile(r"""\bf(["'])([a-z]*\.[a-z_]*\{.*?|\{key\}_one)\1""")
"""A key of which some is filled in."""

SINCE = [one for one in Standing if one is not Standing.HOLDS]
VERBS = ("withdraw", "restore")
ENDS = (State.RUNNING, State.DONE, State.REFUSED)
FIELDS = ("publisher", "language", "only")
TABLES = ("publishers", "inputs", "polled", "failures", "upload_left_out")
FIGURES = (
    *("articles", "revisions", "undated_n", "withdrawn_n", "stories", "live", "pending"),
    *("unmarked", "archive_size", "index_size", "encoder"),
)
HEADS = (
    *("publisher", "articles", "first_article", "newest_article", "taken"),
    *("input", "last_run", "added", "revised", "unchanged", "left_out"),
    *("polled_address", "checked", "failed_times", "next_poll", "place", "code", "reason"),
)
COUNTED = (*("minutes", "hours", "days", "calendar_months", "years", "articles", "publishers"),)

FILLED: Mapping[str, Iterable[str]] = {
    "ask.{name}": (*SAID, *(name for _, name in KEYS)),
    "ask.{code.value}": ReasonCode,
    "ask.editor_{kind}": ("publishers", "languages", "dates", "as_of", "words"),
    "ask.ignored_{part}": IGNORABLE,
    "ask.chip_{chip.origin}": (Origin.CARRIED, Origin.SET),
    "ask.part_{chip.part}": (*Part, LANGUAGE, AS_OF),
    "since.{standing.value}": SINCE,
    "since.{told}": SINCE,
    "shelf.{name}": TEXTS,
    "shelf.{verdict.value}": Verdict,
    "nav.{page}": (page for page, _ in PAGES),
    "nav.{path}": ("archive", "quality"),
    "languages.{code}": OFFERED,
    "archive.plot_{bars.step}": Step,
    "archive.{verb}": VERBS,
    "archive.{verb}_means": (f"{verb}_means" for verb in VERBS),
    "archive.{verb}_now": (f"{verb}_now" for verb in VERBS),
    "archive.{verb}_{key.value}": (f"{verb}_{end}" for verb in VERBS for end in ENDS),
    "archive.order_{order}": Order,
    "archive.only_{shown.only}": ONLY,
    "archive.only_{one}": ONLY,
    "archive.every_{name}": FIELDS,
    "archive.{name}": (*FIELDS, "from", "to", *TABLES),
    "archive.view_{one}": VIEWS,
    "archive.fig_{key}": FIGURES,
    "archive.col_{head}": HEADS,
    "{key}_one": (f"when.{name}_one" for name in COUNTED),
}
"""What stands in the place of the braces and of what follows them."""


def sources() -> str:
    root = Path(str(files("ui")))
    return "\n".join(path.read_text("utf-8") for path in sorted(root.rglob("*.py")))


def filled() -> set[str]:
    """The keys that come of those of which some is filled in."""
    return {
        template.partition("{")[0] + name for template, names in NAMES.items() for name in names
    }


NAMES = {template: tuple(map(str, names)) for template, names in FILLED.items()}


def test_what_keys_are_filled_in_with_is_listed_here() -> None:
    rooms = {key.partition(".")[0] for key in read(OURS)}
    found = {template for _, template in MADE.findall(sources())}

    assert {one for one in found if one.partition(".")[0] in rooms | {"{key}_one"}} == set(NAMES)


def test_every_text_that_is_asked_for_is_there() -> None:
    assert (set(ASKED.findall(sources())) | filled()) - set(read(OURS)) == set()


def test_no_text_is_kept_that_nothing_says() -> None:
    assert set(read(OURS)) - set(WHOLE.findall(sources())) - filled() == set()


def test_values_are_filled_in() -> None:
    assert say("nav.title") == english("nav.title") == "Dateline"
    assert say("when.days", count=3) == english("when.days", count=3) == "3 days"
    with pytest.raises(KeyError):
        say("nav.nothing")


@pytest.mark.parametrize("language", ["tlh", "", "EN", "../texts/en"])
def test_a_language_without_a_file_is_refused_and_those_that_there_are_are_named(
    language: str,
) -> None:
    with pytest.raises(SettingsError, match="no words in the language") as refused:
        choose(language)

    assert refused.value.hint == "Set DATELINE_LANGUAGE to one of these: en."
    assert languages() == (OURS,)
    assert say("nav.title") == "Dateline"
