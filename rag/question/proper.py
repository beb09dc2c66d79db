"""Runs of capitalised words that make a name, and what kind of name that is."""

from __future__ import annotations

import re

from rag.question.calendar_days import MONTHS, WEEKDAYS
from rag.question.words import WORD, name_words, stop_words, unaccent
from rag.text.fold import fold

_TOKEN = re.compile(
    r"(?:Jr|Sr|St|Mr|Mrs|Ms|Dr|Gov|Sen|Rep|Gen|Lt|Col|Capt|Sgt|Maj|Adm|Prof|Rev|Hon)\."
    r"|(?<!\w)[^\W\d_a-z]\.(?=\s)"  # an initial: Orrin G. Hatch
    rf"|(?:{WORD.pattern})(?:[-/][^\W_]+(?:['’][^\W_]+)*)*"
    r"|&"
)
_GAP = re.compile(r"[ \t\u00a0]+|")
_SENTENCE_END = re.compile(r"(?:^|[.?!:…\n])[\s\"'“‘«(\[]*$")
_SURNAMES = ("may", "march", "august")  # and months
_SUFFIXES = ("jr", "sr", "ii", "iii", "iv")
_COUNTS = frozenset(
    ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
)
POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)
Token = re.Match[str]


def runs(text: str) -> list[list[Token]]:
    """Return maximal runs of neighbouring capitalised words, trimmed of what belongs to no name.

    Particles join ("Bank of England"), a possessive ends a run ("Britain's Labour Party").
    """
    found: list[list[Token]] = []
    last: Token | None = None
    for token in _TOKEN.finditer(text):
        follows = last is not None and bool(found) and found[-1][-1] is last
        joins = follows and last is not None and _joins(text, last, token)
        if joins and (is_capital(token) or token[0][0].isdigit() or _is_joint(token, found[-1])):
            found[-1].append(token)
        elif is_capital(token):
            found.append([token])
        last = token
    trimmed = (_without_particles(_from_name(text, _without_particles(run))) for run in found)
    return [run for run in trimmed if run]


def is_capital(token: Token) -> bool:
    """Whether a word is written as a name is: Tesla, NASA, iPhone."""
    word = token[0]
    return word[0].isupper() or (len(word) > 2 and word[1].isupper())


def is_day(word: str) -> bool:
    """Whether a word is a month's or a weekday's name."""
    return word.rstrip(".").lower() in MONTHS or word.lower() in WEEKDAYS


def is_acronym(word: str) -> bool:
    """Whether a word is all capitals: US, WHO, I.M.F."""
    return len(word) > 1 and word.isupper()


def opens_sentence(text: str, at: int) -> bool:
    """Whether a sentence begins at ``at``, where any word has its capital."""
    return _SENTENCE_END.search(text, 0, at) is not None


def is_title(word: str) -> bool:
    """Whether a word goes before a name and is no part of it (Prime, Minister, Sen.)."""
    return all(part in name_words("titles") for part in re.split("-", bare(word)))


def is_generic(words: list[str]) -> bool:
    """Whether words that follow a country are no name of their own (Presidential Election)."""
    return all(bare(word) in name_words("titles") | name_words("generic") for word in words)


def is_person(name: str) -> bool:
    """Whether ``name`` looks like a person's: two to four capitalised words, none of a body."""
    return surname(name) is not None


def surname(name: str) -> str | None:
    """Return the last name of what looks like a person ("King" of Martin Luther King Jr.)."""
    written = name.split()
    while written and written[-1].rstrip(".").lower() in _SUFFIXES:
        written.pop()
    words = unaccent(" ".join(written)).split()
    no_person = name_words("bodies") | name_words("generic") | stop_words()
    looks_like_one = (
        2 <= len(words) <= 4
        and words[0][0].isupper()
        and all(word[0].isupper() or word in name_words("surname_particles") for word in words)
        and not any(fold(word) in no_person for word in words)
        and not any(is_acronym(word) and len(word) > 2 for word in words)
        and not any(character.isdigit() for character in name)
        and len(words[-1]) > 1
        and not is_acronym(words[-1])
    )
    return written[-1] if looks_like_one else None


def family_name_first(name: str) -> str | None:
    """Return the first word of a name whose family name stands first (Xi Jinping), else None."""
    words = name.split()
    if not is_person(name):
        return None
    hyphen = len(words) > 2 or "-" in words[-1]
    first = fold(words[0])
    if first in name_words("family_first") or (hyphen and first in ("kim", "lee", "park", "choi")):
        return words[0]
    return None


def has_case(text: str) -> bool:
    """Whether capitals tell names from other words: some words have one, some have none."""
    if text == text.upper() and len(text.split()) > 2:
        return False
    stop = stop_words()
    words = [
        match[0]
        for match in WORD.finditer(text)
        if len(match[0]) > 2 and match[0][0].isalpha() and fold(match[0]) not in stop
    ]
    if len(words) > 3 and all(word[0].isupper() for word in words):
        return False
    return any(letter.isupper() for word in words for letter in word[:2])


def bare(word: str) -> str:
    """Return a word folded, without possessive ending and full stop."""
    return POSSESSIVE.sub("", fold(word)).rstrip(".")


def _joins(text: str, last: Token, token: Token) -> bool:
    gap = _GAP.fullmatch(text, last.end(), token.start())
    if gap is None:
        return False
    return not POSSESSIVE.search(last[0]) or bare(last[0]) in name_words("possessive_inside")


def _is_joint(token: Token, run: list[Token]) -> bool:
    """Whether a particle goes on with the name: "of" always, "the" after it, "for" after some."""
    word, before = token[0], run[-1][0]
    if word == "for":
        return bare(before) in name_words("for_by_name")
    if word == "the":
        return before in ("of", "for")
    return word in name_words("particles")


def _from_name(text: str, run: list[Token]) -> list[Token]:
    """Cut off what is no part of a name: function words, titles, days, years.

    "Supreme Court" and "Major League Baseball" keep theirs, as what is left is no person;
    "Secretary of State" is a role and no name. "Millions of Americans" are Americans, Gabriel
    Medina of Brazil is Gabriel Medina.
    """
    stop = stop_words()
    while run and bare(run[0][0]) in stop and not is_acronym(run[0][0]):
        if len(run) > 1 and not opens_sentence(text, run[0].start()):
            break
        run = run[1:]
    run = _without_title(_before_of(_without_count(text, run)))
    while run and _ends_no_name(run):
        run = run[:-1]
    return run


def _without_count(text: str, run: list[Token]) -> list[Token]:
    """Return a run without the number that opens its sentence: two Russians, no Three Mile Island.

    Of one word after it: whoever is named Four Seasons is found by "Seasons", too.
    """
    counted = len(run) == 2 and bare(run[0][0]) in _COUNTS
    return run[1:] if counted and opens_sentence(text, run[0].start()) else run


def _before_of(run: list[Token]) -> list[Token]:
    """Return the person in "Gabriel Medina of Brazil", else the run without "Millions of"."""
    words = [token[0] for token in run]
    if "of" not in words:
        return run
    at = words.index("of")
    if is_person(" ".join(words[:at])) and not any(is_title(word) for word in words[:at]):
        return run[:at]
    return run[at + 1 :] if at == 1 and bare(words[0]) in name_words("parts") else run


def _without_title(run: list[Token]) -> list[Token]:
    """Return a run without the titles and offices before, or inside, it."""
    words = [token[0] for token in run]
    last = max((at for at, word in enumerate(words) if is_title(word)), default=-1)
    rest = run[last + 1 :]
    while rest and rest[0][0] in ("of", "the"):
        rest = rest[1:]
    of_something = len(run[last + 1 :]) > len(rest)
    if len(rest) > 2 and of_something and bare(rest[0][0]) == "state":
        rest = rest[1:]
    left = [bare(token[0]) for token in rest]
    if last < 0 or not left:
        return run if last < 0 or not is_title(words[0]) else []
    if name_words("bodies").issuperset(left) and not (of_something and len(left) > 1):
        return [] if of_something else run
    leads = all(is_title(word) for word in words[: last + 1])
    single = len([word for word in left if word not in _SUFFIXES]) == 1
    if is_person(" ".join(token[0] for token in rest)) or (leads and (of_something or single)):
        return rest
    return run


def _without_particles(run: list[Token]) -> list[Token]:
    while run and run[-1][0] in name_words("particles"):
        run = run[:-1]
    return run


def _ends_no_name(run: list[Token]) -> bool:
    """Whether the last word is a year or a day, and not the surname of Theresa May."""
    last = run[-1][0]
    if last[0].isdigit():
        return last.isdigit() and len(last) in (1, 2, 4)
    return is_day(last) and not (len(run) > 1 and fold(last) in _SURNAMES)
