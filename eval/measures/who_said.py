"""Who said it: whether the speaker that was named is the one who was meant."""

from __future__ import annotations

import re

from eval.measures.answer import fold

# what ends a name and begins a description: "Tom Carper of Delaware", "Butz, 49,"
_DESCRIPTION = re.compile(r"[,;(]|\s(?:of|who|from|at|for|in|and|with)\s")
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_NO_NAME = frozenset({"the", "a", "an", "jr", "sr", "ii", "iii", "iv", "phd", "md"})


def last_name(speaker: str) -> str:
    """Return the folded last capitalised word of the name that ``speaker`` begins with.

    Without a capital (a pronoun, "a spokesman", a script without case) the last word.
    Empty if there is no word.
    """
    head = _DESCRIPTION.split(_POSSESSIVE.sub("", speaker).strip(), maxsplit=1)[0]
    words = [word for word in head.split() if fold(word) and fold(word) not in _NO_NAME]
    capitalised = [word for word in words if word[:1].isupper()]
    named = capitalised or words
    return fold(named[-1]) if named else ""


def same_speaker(named: str, marked: str) -> bool:
    """Return whether two names overlap on a last name: either's is a word of the other.

    Newsrooms name a speaker in full once and by last name after, so "Christie" and "New
    Jersey Gov. Chris Christie" are one. Two people of one name are one as well: the measure
    is generous there. (The markings of PolNeAR, Newell et al., LREC 2018, are scored so.)
    """
    one, other = last_name(named), last_name(marked)
    if not one or not other:
        return False
    return f" {one} " in f" {fold(_POSSESSIVE.sub('', marked))} " or (
        f" {other} " in f" {fold(_POSSESSIVE.sub('', named))} "
    )
