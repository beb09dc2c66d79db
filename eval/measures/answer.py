"""Answer in quote: whether what was quoted holds an accepted answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

Groups = Sequence[Sequence[str]]

_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:[,\u2019'\u00a0\u2009\u202f]\d{3})+(?!\d)")
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b\.?")
_LATIN_MARKS = re.compile(r"[\u0300-\u036f]")
_PERCENT = re.compile(r"\bper cent\b|%")
# a point between digits belongs to the number; any other run of non-words is a space
_BETWEEN_WORDS = re.compile(r"(?!(?<=\d)\.\d)[\W_]")
# Thai, Lao, Burmese, Khmer, kana and Han: scripts that put no space between words
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff]"
)


def fold(text: str) -> str:
    """Return ``text`` without what spelling may differ in; words are parted by one space.

    Folded: case, quote marks and other punctuation (as SQuAD's scorer does: Rajpurkar et al.,
    EMNLP 2016), Latin accents, the points of acronyms (U.S. = US), digit grouping (1,000 =
    1000) and percent signs (24% = 24 per cent = 24 percent). Kept: decimal points, articles,
    number words ("two" is not "2"). Combining marks of other scripts are letters there.
    """
    text = _THOUSANDS.sub(lambda number: re.sub(r"\D", "", number[0]), text)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", text))
    text = unicodedata.normalize("NFC", text)
    text = _ACRONYM.sub(lambda acronym: acronym[0].replace(".", ""), text)
    text = _PERCENT.sub(" percent ", text)
    letters = (" " if _is_break(text, at) else char for at, char in enumerate(text))
    return " ".join("".join(letters).split())


def _is_break(text: str, at: int) -> bool:
    if unicodedata.category(text[at]).startswith("M"):
        return False
    return _BETWEEN_WORDS.match(text, at) is not None


def contains(quote: str, spelling: str) -> bool:
    """Return whether ``spelling`` stands in ``quote`` as whole words, both folded.

    Chen et al., "Reading Wikipedia to Answer Open-Domain Questions" (ACL 2017), score
    retrieval so. In scripts without spaces any place will do. An empty spelling is nowhere.
    """
    wanted = fold(spelling)
    if not wanted:
        return False
    before = "" if _UNSPACED.match(wanted[0]) else rf"(?:(?<!\S)|(?<={_UNSPACED.pattern}))"
    after = "" if _UNSPACED.match(wanted[-1]) else rf"(?:(?!\S)|(?={_UNSPACED.pattern}))"
    return re.search(before + re.escape(wanted) + after, fold(quote)) is not None


def holds(quotes: Sequence[str], accepted: Groups) -> bool:
    """Return whether each group is met by any of its spellings in any of the quotes.

    A question that asks for two things has two groups, which two quotes may meet together.
    """
    return bool(accepted) and all(
        any(contains(quote, spelling) for spelling in group for quote in quotes)
        for group in accepted
    )
