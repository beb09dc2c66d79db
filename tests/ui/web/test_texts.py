from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from string import Formatter

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
from ui.web.retold import RETOLD, TABLES
from ui.web.shelf.panel import TEXTS
from ui.web.texts import OURS, Said, choose, chosen, count, languages, number, own, read, say
from ui.web.texts.files import lacking
from ui.web.texts.grammar import RULES, form

WHOLE = re.compile(r"""["']([a-z]+\.[a-z_]+)["']""")
"""A key that stands as it is, wherever it is said."""

ASKED = re.compile(r"""\b(?:say|count)\(\s*["']([a-z]+\.[a-z_]+)["']""")
"""A key that is said where it stands."""

MADE = re.compile(r"""\bf(["'])([a-z]*\.[a-z_]*\{.*?)\1""")
"""A key of which some is filled in."""

SINCE = [one for one in Standing if one is not Standing.HOLDS]
VERBS = ("withdraw", "restore")
ENDS = (State.RUNNING, State.DONE, State.REFUSED)
FIELDS = ("publisher", "language", "only")
SHOWN = ("publishers", "inputs", "polled", "failures", "upload_left_out")
FIGURES = (
    *("articles", "revisions", "undated_n", "withdrawn_n", "stories", "live", "pending"),
    *("unmarked", "archive_size", "index_size", "encoder"),
)
HEADS = (
    *("publisher", "articles", "first_article", "newest_article", "taken"),
    *("input", "last_run", "added", "revised", "unchanged", "left_out"),
    *("polled_address", "checked", "failed_times", "next_poll", "place", "code", "reason"),
)


def codes() -> Iterator[str]:
    """The codes of what an ingest leaves out or finds odd, as its source has them."""
    for package in ("ingest", "rag"):
        for path in Path(str(files(package))).rglob("*.py"):
            yield from re.findall(r"""["']([EW]_[A-Z_]+)["']""", path.read_text("utf-8"))


CODES = sorted({code.lower() for code in codes()} - {"e_ended"})  # which nobody is told of

FILLED: Mapping[str, Iterable[str]] = {
    "ask.{name}": (*SAID, *(name for _, name in KEYS)),
    "ask.{code.value}": ReasonCode,
    "ask.editor_{kind}": ("publishers", "languages", "dates", "as_of", "words"),
    "ask.ignored_{part}": IGNORABLE,
    "ask.chip_{chip.origin}": (Origin.CARRIED, Origin.SET),
    "ask.part_{chip.part}": (*Part, LANGUAGE, AS_OF),
    "since.{standing.value}": SINCE,
    "since.{told.value}": SINCE,
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
    "archive.{name}": (*FIELDS, "from", "to", *SHOWN),
    "archive.view_{one}": VIEWS,
    "archive.fig_{key}": FIGURES,
    "archive.col_{head}": HEADS,
    "codes.{code.lower()}": CODES,
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


def keys() -> set[str]:
    """Every text's key; one with forms, or a list, is one."""
    return {".".join(key.split(".")[:2]) for key in read(OURS)}


NAMES = {template: tuple(map(str, names)) for template, names in FILLED.items()}


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Path]:
    """A file to be a language's; English is spoken again afterwards."""
    yield tmp_path / "tlh.toml"
    choose(OURS)


def test_what_keys_are_filled_in_with_is_listed_here() -> None:
    rooms = {key.partition(".")[0] for key in read(OURS)}
    found = {template for _, template in MADE.findall(sources())}

    assert {one for one in found if one.partition(".")[0] in rooms} == set(NAMES)


def test_every_text_that_is_asked_for_is_there() -> None:
    assert (set(ASKED.findall(sources())) | filled()) - keys() == set()


def test_no_text_is_kept_that_nothing_says() -> None:
    unsaid = keys() - set(WHOLE.findall(sources())) - filled()

    assert {key for key in unsaid if key.partition(".")[0] not in TABLES} == set()


def test_values_are_filled_in() -> None:
    assert say("nav.title") == "Dateline"
    assert say("when.month", month="May", year=2024) == "May 2024"
    with pytest.raises(KeyError):
        say("nav.nothing")
    with pytest.raises(KeyError):
        count("nav.nothing", 1)


def test_a_text_has_a_form_for_a_number() -> None:
    assert [count("when.days", n) for n in (0, 1, 2, 1_234)] == [
        *("0 days", "1 day", "2 days", "1,234 days"),
    ]
    assert (number(1_234_567.891, 1), number(0.5, 3)) == ("1,234,567.9", "0.500")


def test_a_language_counts_by_its_own_rule_and_writes_numbers_its_own_way(made: Path) -> None:
    made.write_text(
        "[number]\nplural = 'slavic'\nthousands = '\u00a0'\ndecimal = ','\n"
        "[when]\ndays = { one = '{count} день', few = '{count} дня', many = '{count} дней' }\n"
        "hours = '{count} ч'\n",
        "utf-8",
    )
    choose(str(made))

    assert chosen() == "tlh"
    assert [count("when.days", n) for n in (1, 2, 5, 11, 21, 1_104)] == [
        *("1 день", "2 дня", "5 дней", "11 дней", "21 день", "1\u00a0104 дня"),
    ]
    assert [count("when.hours", n) for n in (1, 3)] == ["1 ч", "3 ч"]
    assert count("when.years", 1) == "1 year"  # what it lacks, by English's own rule
    assert number(1_234.5, 1) == "1\u00a0234,5"


@pytest.mark.parametrize(
    ("rule", "forms"),
    [
        ("none", ["other"] * 7),
        ("one", ["other", "one", *["other"] * 5]),
        ("up to one", ["one", "one", *["other"] * 5]),
        ("slavic", ["many", "one", "few", "many", "many", "one", "few"]),
        ("polish", ["many", "one", "few", "many", "many", "many", "few"]),
        ("arabic", ["zero", "one", "two", "few", "many", "many", "many"]),
    ],
)
def test_rules_are_those_of_the_unicode_consortium(rule: str, forms: list[str]) -> None:
    assert [form(rule, n) for n in (0, 1, 2, 5, 12, 21, 22)] == forms
    assert rule in RULES


@pytest.mark.parametrize("language", ["tlh", "", "EN", "../texts/en"])
def test_a_language_without_a_file_is_refused_and_those_that_there_are_are_named(
    language: str,
) -> None:
    with pytest.raises(SettingsError, match="no words in the language") as refused:
        choose(language)

    assert refused.value.hint == (
        "Set DATELINE_LANGUAGE to one of these: en, or to the path of a .toml file like theirs."
    )
    assert languages() == (OURS,)
    assert say("nav.title") == "Dateline"


@pytest.mark.parametrize("text", ["[nav", "[nav]\ntitle = 3", "\x00"])
def test_a_file_that_is_none_of_texts_is_refused(made: Path, text: str) -> None:
    made.write_text(text)
    for path in (made, made.with_name("nowhere.toml")):
        with pytest.raises(SettingsError, match="the page's words cannot be read from"):
            choose(str(path))

    assert chosen() == OURS


@pytest.mark.parametrize("text", ["{host} {pot}", "{host", "}", "{}"])
def test_a_text_that_cannot_be_said_is_refused_before_it_is(made: Path, text: str) -> None:
    made.write_text(f"[export]\nread_at = '{text}'\n")
    with pytest.raises(SettingsError, match=r"the text export\.read_at of the page's language"):
        choose(str(made))

    assert chosen() == OURS


def test_a_language_may_part_no_thousands(made: Path) -> None:
    made.write_text("[number]\nthousands = ''\n")
    choose(str(made))

    assert number(1_234_567) == "1234567"


def test_what_a_language_lacks_is_said_in_english_and_can_be_named(made: Path) -> None:
    made.write_text("[nav]\ntitle = 'QonoS'\n[when]\ndays = '{count} jaj'\n")
    choose(str(made))

    assert (say("nav.title"), say("nav.ask")) == ("QonoS", "Ask")
    missing = lacking(str(made))
    assert "nav.ask" in missing
    assert {"nav.title", "when.days"}.isdisjoint(missing)
    assert set(missing) < keys()


@pytest.mark.parametrize("language", languages())
def test_a_language_lacks_nothing_and_names_what_english_names(language: str) -> None:
    ours, theirs = read(OURS), read(language)

    assert lacking(language) == ()
    assert set(theirs) <= {*ours, *(key for key in theirs if key.rpartition(".")[0] in keys())}
    assert {key: names_in(theirs[key]) - names_in(ours[key]) for key in ours.keys() & theirs} == {
        key: set() for key in ours.keys() & theirs
    }


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_page_s_own_words_can_be_told_from_another_s(made: Path) -> None:
    made.write_text("")
    choose(str(made))

    assert isinstance(say("nav.title"), Said)
    assert (own(say("nav.title")), own("The disk is full"), own("")) == (True, False, True)
    choose(OURS)
    assert own("The disk is full")


def test_what_is_told_in_english_is_known_by_it(made: Path) -> None:
    texts = [text for key, text in read(OURS).items() if key.partition(".")[0] in TABLES]
    assert len(texts) == len(set(texts))  # else one of two would never be said

    made.write_text("[why]\nno_subject = 'pagh: {name}'\n[number]\ndecimal = ','\n")
    choose(str(made))

    asked = "Nothing that the archive has on this names {name}."
    assert RETOLD(asked, name="{Riga}") == "pagh: {Riga}"
    assert RETOLD("Nobody has {name} in a file.", name="this") == "Nobody has this in a file."
    assert RETOLD.number(0.5, 1) == "0,5"
