"""Whether a sentence answers another question than the one asked, however near it looks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import lru_cache

from rag.cover import shares
from rag.question.language import other_language
from rag.question.named_dates import years_told
from rag.question.names import Mention, mentions, names_in
from rag.question.nouns import Question
from rag.question.proper import bare, is_acronym
from rag.question.subject import narrows
from rag.question.words import content_words, name_words
from rag.read.pieces import Piece
from rag.read.terms import terms
from rag.text.fold import fold, tokens

_BESIDE = {1: -1, 2: -1, 11: 1, 12: 1}  # months in which the year before, or after, is told of
_NEXT_YEAR = re.compile(
    r"\b(?:last|previous|next|past|coming|following)\s+(?:year|season|summer|winter|spring|autumn"
    r"|fall|january|february|march|april|may|june|july|august|september|october|november|december)"
    r"\b|\ba\s+year\s+(?:ago|earlier|before|later)\b|\b(?:twelve|12)\s+months\b",
    re.IGNORECASE,
)
# of each line a text that has another word, and not the one asked for, tells of something else
_APART = (
    {"singles", "doubles"},
    {"men", "women"},
)
_NEEDED = frozenset({"deputy", "vice", "semifinal", "quarterfinal"})
_FINAL = re.compile(r"\b(semi|quarter)[-\s]?finals?\b")
_WORD = re.compile(r"[^\W\d_]+(?:'s\b)?")
_CLOSING = " \"'”’»)]"
_WHOLE = 600  # characters of a text that is an article and no cut of one
_LONG = 6  # letters of a word of which one may be wrong
_NEARLY = 0.85  # of difflib's ratio

_HAPPENED = re.compile(r"\b(?:did|was|were|won|has|have|had)\b", re.IGNORECASE)
_AHEAD = re.compile(  # what a question asks for that may lie ahead: a plan, a choice, a word
    r"\b(?:will|would|may|might|could|can|must|should|going to|be|next|set|chosen|agree\w*"
    r"|promis\w*|pledg\w*|plan\w*|want\w*|expect\w*|propos\w*|sa(?:y|id|ys)|ask\w*|need\w*|decid\w*|warn\w*"
    r"|order\w*|offer\w*|announc\w*|tell|told|call\w*|demand\w*|suggest\w*|threaten\w*|predict\w*"
    r"|recommend\w*|speak|spoke|complain\w*|hop\w*|invit\w*|name[ds]?|appoint\w*|pick\w*|select\w*"
    r"|think|thought)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(  # in small letters: May is a month and Will a name
    r"\b(?:will|would|may|might|could(?! not\b)|can|must still|still (?:have|has|need)s? to"
    r"|expects? (?:to|that)|(?:is|are|was|were) (?:expected|due|set|likely|to be)|plans? to"
    r"|hopes? to|intends? to|wants? to|ha(?:s|ve) yet to)\b"
)
_CUT = re.compile(r"[,;:](?=\s)|\s(?:and|but|while|which|who|after|because|when)\s")
_WHO_WON = re.compile(r"^\W*(?:who|which \w+(?: \w+)?)\s+(?:has\s+)?won\b", re.IGNORECASE)
_WINNING = re.compile(
    r"\b(?:win|wins|won|winners?|winning|victor\w*|beats?|beaten|defeat\w*|(?:re-?)?elect(?:ed|s)"
    r"|took|takes|taken|titles?|champion\w*|prizes?|award\w*|(?:re)?claim\w*|gold|medals?|best"
    r"|triumph\w*|crowned|lift(?:ed|s) the|(?:goes|went) to (?-i:[A-Z])\w+|(?:came|finished) first"
    r"|first place|ahead|chosen|named|honou?r\w*|majority|landslide|clinch\w*|troph(?:y|ies)|edged"
    r"|prevail\w*|overc[ao]mes?|scoop\w*|oust\w*|unseat\w*|secur(?:ed|es)|picked|selected|\d+\s*[-–:]\s*\d+)\b",
    re.IGNORECASE,
)

_LOSING = re.compile(  # "Calling The Wind hits the jackpot" has no word of winning, nor of these
    r"%|\b(?:per\s?cent|votes?|polled|second|third|runners?-up|los(?:e|es|ing)|lost|beaten by"
    r"|conceded?)\b",
    re.IGNORECASE,
)

_VERDICT_ASKED = re.compile(r"\b(?:verdict|convicted|acquitted|found guilty)\b", re.IGNORECASE)
_VERDICT = re.compile(
    r"\b(?:convict\w*|acquit\w*|cleared|verdicts?|sentenc\w*|found\s(?:[^.;]{0,100}\s)?guilty"
    r"|guilty (?:of|on)|jailed|imprison\w*|prison)\b",
    re.IGNORECASE,
)


def tells_another(question: Question, piece: Piece, answer: str) -> bool:
    """Return whether a sentence tells of another year, name or contest, or of what is to come.

    ``answer`` is the likeliest answer's own words in it. Of an article that is not in English
    only its years are looked at: its words are others, and it bends names.
    """
    if _is_of_another_year(question.text, piece):
        return True
    return _is_english(piece) and (
        _lacks_a_name(question.text, piece)
        or _is_apart(question.text, piece)
        or _is_to_come(question.text, piece, answer)
    )


def tells_no_outcome(question: Question, piece: Piece) -> bool:
    """Return whether a question asks who won, or for a verdict, and a sentence tells of neither.

    A loser's share of the vote is no victory, a plea no verdict. Other languages have other words.
    """
    if not _is_english(piece):
        return False
    if _WHO_WON.search(question.text):
        return _tells_of_losing(question.text, piece.text) and not _WINNING.search(piece.text)
    return bool(_VERDICT_ASKED.search(question.text)) and not _VERDICT.search(piece.text)


def asks_the_same(question: Question, piece: Piece) -> bool:
    """Return whether a sentence asks what is asked, as a quiz or a headline does, with no more."""
    if not piece.text.rstrip(_CLOSING).endswith("?"):
        return False
    return len(set(terms(piece.text)) - set(terms(question.text))) <= 1


def _tells_of_losing(question: str, text: str) -> bool:
    """Return whether a text has a loser's word that the question lacks: "the second race"."""
    asked = fold(question)
    return any(fold(found[0]) not in asked for found in _LOSING.finditer(text))


def _is_of_another_year(question: str, piece: Piece) -> bool:
    """Return whether an article names none of the years asked about and is of none of them.

    What is published about New Year, or tells of "last season", is of the year beside it too, and
    so is what may say so in another language. "2000 people" are no year.
    """
    wanted = {year for year in years_told(question) if year % 100}
    published = piece.hit.passage.revision.published
    if not wanted or published is None:
        return False
    article = _article(piece)
    day = datetime.fromtimestamp(published.epoch, UTC)
    told = {day.year, day.year + _BESIDE.get(day.month, 0)} | years_told(article)
    if _NEXT_YEAR.search(article) or not _is_english(piece):
        told |= {day.year - 1, day.year + 1}
    return wanted.isdisjoint(told)


def _lacks_a_name(question: str, piece: Piece) -> bool:
    """Return whether the article has no word of a name that the question has.

    Places and acronyms are left out, and what only narrows the question down ("which NFL
    team"): an answer need not repeat them. Nor need a few lines tell all of a matter's names.
    """
    if len(piece.hit.passage.revision.text) < _WHOLE:
        return False
    return _tells_of_no(question, _article(piece), piece.hit.passage.article.publisher or "")


@lru_cache(maxsize=128)  # articles: each has many sentences
def _tells_of_no(question: str, article: str, publisher: str) -> bool:
    own = content_words(publisher)
    return any(
        not shares(dict.fromkeys(words, 1.0), [article])[0]
        and not set(words).issubset(own)
        and not mentions(article, name.named)
        and not _is_misspelled(words, article)
        for name, words in _names(question)
    )


def _is_misspelled(words: Iterable[str], article: str) -> bool:
    """Return whether an article has a word of a name but for a letter: Zelenskyy, Zelensky."""
    told = tokens(article)
    return any(
        get_close_matches(word, {one for one in told if one[0] == word[0]}, n=1, cutoff=_NEARLY)
        for word in words
        if len(word) >= _LONG
    )


@lru_cache(maxsize=64)
def _names(question: str) -> tuple[tuple[Mention, tuple[str, ...]], ...]:
    """Return the names that must be told of, each with its words."""
    if other_language(question):  # every German noun has a capital
        return ()
    return tuple(
        (name, tuple(content_words(name.named.text)))
        for name in names_in(question)
        if name.kind == "name"
        and not narrows(question, name)
        and not is_acronym(name.named.text)
        and bare(name.named.text) not in name_words("kinds")
        and any(not word.isdigit() for word in content_words(name.named.text))
    )


def _is_apart(question: str, piece: Piece) -> bool:
    """Return whether a text is of the doubles where the singles are asked for, and the like."""
    asked = _words(question)
    if not asked & (_NEEDED.union(*_APART)):
        return False
    around = _words(piece.around)
    if (asked & _NEEDED) - around:
        return True
    return any(
        len(asked & words) == 1 and not asked & words & around and words & _words(piece.text)
        for words in _APART
    )


def _words(text: str) -> set[str]:
    plain = _FINAL.sub(r"\1final", fold(text).replace("’", "'"))
    return {word.removesuffix("'s") for word in _WORD.findall(plain)}


def _is_to_come(question: str, piece: Piece, answer: str) -> bool:
    """Return whether what is asked for has happened, and what would answer is still to come."""
    if not _HAPPENED.search(question) or _AHEAD.search(question):
        return False
    return _TO_COME.search(_clause(piece.text, answer)) is not None


def _clause(text: str, answer: str) -> str:
    """Return what stands around an answer's words, from one comma or conjunction to the next."""
    begin = max(text.find(answer), 0)
    end = begin + len(answer)
    cuts = [match.end() for match in _CUT.finditer(text)]
    return text[
        max((cut for cut in cuts if cut <= begin), default=0) : min(
            (cut for cut in cuts if cut >= end), default=len(text)
        )
    ]


def _is_english(piece: Piece) -> bool:
    return (piece.hit.passage.revision.language or "en").partition("-")[0] == "en"


def _article(piece: Piece) -> str:
    revision = piece.hit.passage.revision
    return f"{revision.title or ''}\n{revision.text}"
