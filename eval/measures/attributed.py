"""Who said what, against marks made by hand: which sentences, which words, whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from eval.measures.who_said import same_speaker
from rag.attribution import Statement
from rag.attribution.cues import PRONOUNS
from rag.domain import Span

_QUOTE_MARKS = frozenset("\"'“„«‹‘`")


@dataclass(frozen=True, slots=True)
class Attribution:
    """What somebody marked by hand: words of an article, and to whom it gives them.

    ``content`` may stand in several places; ``source`` is the speaker as the article names
    them there, which may be "he", and "" where it names none.
    """

    content: tuple[Span, ...]
    source: str

    def is_quoted(self, text: str) -> bool:
        """Return whether the words begin with a quotation mark, or right behind one."""
        at = self.content[0].start
        return any(mark in _QUOTE_MARKS for mark in text[max(at - 1, 0) : at + 1])


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over articles; the shares are None where there is nothing to share.

    ``sentences``: those that carry words marked by hand, found by us, and both; ``characters``
    the same for the words. Of the attributions ``heard`` had a word of theirs found; of these
    ``named`` have a speaker with a name and not a pronoun, and ``right`` were given to that one.
    """

    attributions: int = 0
    heard: int = 0
    named: int = 0
    right: int = 0
    sentences: int = 0
    sentences_found: int = 0
    sentences_both: int = 0
    characters: int = 0
    characters_found: int = 0
    characters_both: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Count two sets of articles together."""
        names = (field.name for field in fields(self))
        return Tally(*(getattr(self, name) + getattr(other, name) for name in names))

    def shares(self) -> dict[str, float | None]:
        """Return the measures by name."""
        return {
            "sentence precision": _share(self.sentences_both, self.sentences_found),
            "sentence recall": _share(self.sentences_both, self.sentences),
            "content precision": _share(self.characters_both, self.characters_found),
            "content recall": _share(self.characters_both, self.characters),
            "heard": _share(self.heard, self.attributions),
            "speaker right": _share(self.right, self.named),
        }


def tally(
    marked: Sequence[Attribution], found: Sequence[Statement], sentences: Sequence[Span]
) -> Tally:
    """Compare one article's marks with what was found.

    A sentence carries an attribution if any of its words do. An attribution's speaker is
    judged by the statement that shares most characters with its words, by last name.
    """
    wanted = _characters(span for one in marked for span in one.content)
    ours = _characters(one.content for one in found)
    carry = {at for at, span in enumerate(sentences) if _any(span, wanted)}
    carried = {at for at, span in enumerate(sentences) if _any(span, ours)}
    heard = [(one, near) for one in marked if (near := nearest(one, found)) is not None]
    named = [(one, near) for one, near in heard if _is_named(one.source)]
    return Tally(
        attributions=len(marked),
        heard=len(heard),
        named=len(named),
        right=sum(same_speaker(near.name, one.source) for one, near in named),
        sentences=len(carry),
        sentences_found=len(carried),
        sentences_both=len(carry & carried),
        characters=len(wanted),
        characters_found=len(ours),
        characters_both=len(wanted & ours),
    )


def nearest(marked: Attribution, found: Iterable[Statement]) -> Statement | None:
    """Return the statement that shares most characters with marked words, None if none does."""
    shared = [
        (sum(max(_common(span, one.content), 0) for span in marked.content), one) for one in found
    ]
    most = max(shared, key=lambda pair: pair[0], default=None)
    return most[1] if most is not None and most[0] else None


def _is_named(source: str) -> bool:
    return any(c.isupper() for c in source) and source.lower() not in PRONOUNS


def _common(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def _characters(spans: Iterable[Span]) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end)}


def _any(span: Span, characters: set[int]) -> bool:
    return any(at in characters for at in range(span.start, span.end))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
