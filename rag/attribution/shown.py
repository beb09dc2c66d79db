"""Which speakers are fit to be shown: the rules sometimes take other words for one."""

from __future__ import annotations

from rag.attribution import cues
from rag.attribution.cues import words
from rag.attribution.phrases import roles

_OWNERS = words("its their his her our my your")
_ARTICLES = words("the a an")


def shown_speaker(name: str | None, language: str | None) -> str | None:
    """Return ``name`` where it can be a speaker, else None: nobody is better than "Its recall".

    No speaker is a lone article or pronoun, what ends in "its" or "the", or what its own "its" or
    "their" begins unless a role or a name follows. The cues are English: in a text known to be in
    another ``language`` only a name of two words is taken for a person.
    """
    if name is None:
        return None
    told = name.split()
    low = [word.lower() for word in told]
    unfit = (cues.PRONOUNS | _OWNERS | _ARTICLES) if len(low) == 1 else (_OWNERS | _ARTICLES)
    if not low or low[-1] in unfit:
        return None
    named = any(word[:1].isupper() for word in told[1:])
    if low[0] in ("its", "their") and not named and roles().isdisjoint(low):
        return None
    foreign = language is not None and language.lower().split("-")[0] not in ("en", "und", "")
    if foreign and not (named and told[0][:1].isupper()):
        return None
    return name
