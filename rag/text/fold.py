"""The search copy of a text: what two spellings of the same words have in common.

The same folding is applied to what is indexed and to what is asked, so it may be generous:
it is never shown and offsets into it mean nothing.
"""

from __future__ import annotations

import re
import unicodedata

import regex

# Zero-width, bidi-control and tag characters, soft hyphens, variation selectors; the trade
# signs, which NFKC would glue to the name before them ("Acmetm"); the Arabic tatweel.
_INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}™℠®©\u0640]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # \p{Cc}
# What nearly all news has beyond ASCII: replacing it first, as the slow path would in the end,
# leaves most texts in ASCII, where three in four of the steps below have nothing to do.
_COMMON = (
    ("\u2019", "'"),
    ("\u2018", "'"),
    ("\u201c", '"'),
    ("\u201d", '"'),
    ("\u2013", "-"),
    ("\u2014", "-"),
    ("\u2026", "..."),
    ("\u00a0", " "),
)
# In these scripts marks are often left out or cannot be typed: Erdogan for Erdoğan, е for ё,
# Arabic and Hebrew vowel points. Elsewhere (Thai, Devanagari, kana) marks are letters.
_OPTIONAL_MARKS = regex.compile(
    r"([\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{Hebrew}--\p{M}])\p{Mn}+", regex.VERSION1
)
_UNSPACED = regex.compile(
    r"(?=[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30fc])\X"
)
# "U.S." and "US", "J.D. Vance" and "JD Vance", "p.m." and "pm" become the same word.
_DOTTED = re.compile(r"\.[^\W\d_]")  # without it no initials: a quick look
_INITIALS = regex.compile(r"(?<![\w.])\p{L}(?:\.\p{L})+(?:\.(?!\w)|(?![\w.]))")
_THOUSANDS = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("‘’‚‛′´ʼʻʹ‹›", "'")
    | dict.fromkeys("“”„‟″«»「」『』〝〞〟", '"')
    | dict.fromkeys("‐‑‒–—―−﹣─", "-")
    # letters without a decomposition whose bare form is what an English keyboard writes
    | {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_WORD = regex.compile(
    r"\d+(?:\.\d+)+"  # 1.5, 10.0.0
    r"|\p{L}+(?:&\p{L}+)+"  # at&t, s&p
    r"|[\p{L}\p{M}\p{N}]+(?:'(?:t|ll|re|ve|d|m)(?![\p{L}\p{M}\p{N}]))?"
)
_ASCII_WORD = re.compile(  # the same where all is ASCII and lower case, ten times as fast
    r"[0-9]+(?:\.[0-9]+)+|[a-z]+(?:&[a-z]+)+|[a-z0-9]+(?:'(?:t|ll|re|ve|d|m)(?![a-z0-9]))?"
)
_POSSESSIVE = regex.compile(r"(?<=[\p{L}\p{M}\p{N}])'s(?![\p{L}\p{M}\p{N}])")


def fold(text: str) -> str:
    """Return the search copy of ``text``: lower case, plain marks, words apart.

    NFKC and casefold; invisible characters go, so that a zero-width space inside a word does
    not hide it; quotation marks and dashes become ASCII; optional marks go (Erdoğan ->
    erdogan); initials lose their dots (U.S. -> us) and numbers their thousands commas; white
    space becomes single spaces. Scripts written without spaces come out one grapheme at a
    time, so that FTS5's ``unicode61`` finds any run of them as a phrase.
    """
    text = text.replace("`", "'")
    if not text.isascii():
        for written, plain in _COMMON:
            text = text.replace(written, plain)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    text = _CONTROL.sub(" ", text)
    if _DOTTED.search(text):
        text = _INITIALS.sub(lambda match: match[0].replace(".", ""), text)
    if "," in text:
        text = _THOUSANDS.sub("", text)
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHY))
        text = unicodedata.normalize("NFKC", _OPTIONAL_MARKS.sub(r"\1", text))
        text = _UNSPACED.sub(r" \g<0> ", text)
    return " ".join(text.split())


def tokens(text: str) -> list[str]:
    """Return the words of the search copy, in order.

    A word is a run of letters, marks and digits. ``'s`` is dropped (Estonia's -> estonia);
    n't, 'll, 're, 've, 'd and 'm stay with their word (don't); decimals (1.5) and names with
    an ampersand (at&t) are one word; hyphens divide. Each word, quoted, is a phrase that
    ``unicode61`` finds in the folded text.
    """
    folded = fold(text)
    if "'s" in folded:
        folded = _POSSESSIVE.sub(" ", folded)
    return (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)
