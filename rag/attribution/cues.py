"""The words by which English news says that somebody says something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rag.question.words import data


def words(text: str) -> frozenset[str]:
    """Return the words of ``text``."""
    return frozenset(text.split())


class Form(StrEnum):
    """A verb's form, as far as telling a report from other uses needs it."""

    BASE = "base"
    SINGULAR = "singular"  # says
    PAST = "past"
    PARTICIPLE = "participle"  # saying


@dataclass(frozen=True, slots=True)
class Verb:
    """One form of a reporting verb. ``particle`` is what must follow: "for" in "called for"."""

    lemma: str
    form: Form
    particle: str = ""


# Verbs that report only before "that", a colon or a quotation: "a poll found that ...".
_NEEDS_CONTENT = {
    "find": ("find", "finds", "found", "finding"),
    "show": ("show", "shows", "showed", "showing"),
    "continue": ("continue", "continues", "continued", "continuing"),
    "agree": ("agree", "agrees", "agreed", "agreeing"),
    "call": ("call", "calls", "called", "calling"),
    "outline": ("outline", "outlines", "outlined", "outlining"),
    "read": ("read", "reads", "reading"),
    "speak": ("speak", "speaks", "spoke", "spoken", "speaking"),
    "go on": ("go on", "goes on", "went on", "going on"),
    "recount": ("recount", "recounts", "recounted", "recounting"),
}
_NOUNS = words("state states question questions thought hopes fears report reports notes "
                   "threats hope fear quotes")  # fmt: skip
_FORMS = (Form.BASE, Form.SINGULAR, Form.PAST)
ADDRESSED = frozenset({"tell", "assure", "urge", "ask", "warn", "advise"})
RELAYS = frozenset({"report", "quote", "cite", "recall", "reveal", "mention", "note", "repeat"})
ACCORDING = (("according", "to"), ("in", "the", "words", "of"), ("in", "the", "view", "of"),
             ("in", "the", "opinion", "of"))  # fmt: skip
BE = words("is are was were be been being 's 're")
AUXILIARIES = words("has have had having did do does")
NEGATIONS = frozenset({"not", "never", "neither", "nor"})
MODALS = words("would could should may might must can cannot will shall to")
ADVERBS = words(
    "also then later now still again once often too recently just already even first previously "
    "further instead however therefore meanwhile thus nevertheless earlier soon always "
    "yesterday today tomorrow tonight itself himself herself themselves"
)
DETERMINERS = words(
    "the a an his her its their our my your this that these those some many several most few "
    "all both one two three four five six no any another other others each"
)
PRONOUNS = words("he she they it we i you who which")
CONJUNCTIONS = words(
    "and but or while whereas as when that because if which who whom whose where after before "
    "though although whether than since so until unless yet nor then"
)
PREPOSITIONS = words(
    "in on at during by with from to into about against over under between through amid among "
    "despite without within near via upon toward towards around following across along alongside "
    "behind beside besides beyond inside outside throughout opposite"
)
JOINING = frozenset({"of", "for"})


@cache
def verbs() -> Mapping[str, Verb]:
    """Return the reporting verb of each lower-case form; a phrase stands under its first word."""
    known = {lemma: tuple(forms) for lemma, forms in data("cues")["verbs"].items()}
    found: dict[str, Verb] = {}
    for lemma, forms in {**_NEEDS_CONTENT, **known, "speak": _NEEDS_CONTENT["speak"]}.items():
        for at, form in enumerate(forms):
            word, _, particle = form.partition(" ")
            kind = Form.PARTICIPLE if word.endswith("ing") else _FORMS[min(at % 4, 2)]
            found.setdefault(word, Verb(lemma, kind, particle))
    return found


@cache
def nouns() -> frozenset[str]:
    """Return the nouns that name an utterance: statement, position, remarks."""
    return frozenset(data("cues")["nouns"]) | _NOUNS


def needs_content(verb: Verb) -> bool:
    """Whether the verb reports only with "that", a colon or a quotation after it."""
    return verb.lemma in _NEEDS_CONTENT
