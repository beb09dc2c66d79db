"""One voice per story: hits that print the same words are one, and the first print speaks. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from rag.attribution.cues import NEGATIONS
from rag.domain import Hit, Passage
from rag.numbers import NUMBER_WORDS
from rag.text.fold import tokens

COPY = 0.8  # share of the shorter passage's word runs found in the other: the same words
KIN = 0.5  # the same, of two prints of one story, which were cut into passages at other places
SIZE = 4  # words in a run
LACKED = 6  # words in a row that an earlier print may not lack: they may be what answers
# One of these words more or less is another statement, however alike the rest.
WEIGHTY = NUMBER_WORDS | NEGATIONS | {"no", "none", "nobody", "nothing", "without", "cannot"}
REMEMBERED = 1_024  # passages' runs, some 20 MB: a day's questions meet the same passages
LISTED = 50  # articles named beside the one that speaks; nobody reads on

Run = str  # its words, spaces between: thousands of tuples would set off the garbage collector
Runs = frozenset[Run]
Prints = Mapping[str, Sequence[Passage]]  # article id -> its passages, in the order of its text


def fold(hits: Iterable[Hit], stories: Mapping[str, int], *, enough: int) -> list[list[Hit]]:
    """Put together the hits that print the same words in different articles; best first.

    ``stories`` is article id -> story, for articles that have copies. What a copy alone prints
    stays its own. Articles of different stories are folded too where they share a passage: a
    paragraph of the wire's inside a longer report. Past twice ``enough`` hits and some, further
    ones are taken only while fewer than ``enough`` voices have come.
    """
    groups = list[list[Hit]]()
    sizes = list[int]()  # of each group's best hit, in runs
    printed = dict[Run, tuple[int, ...]]()  # run -> groups whose best hit has it
    for place, hit in enumerate(hits):
        if place >= 2 * enough + 20 and len(groups) >= enough:
            break
        own = _runs(hit.passage.text)
        known = own & printed.keys()
        for group, count in _in_common(known, printed):
            lead = groups[group][0].passage
            least = KIN if _are_kin(lead, hit.passage, stories) else COPY
            if lead.article.id != hit.passage.article.id and count >= least * min(
                sizes[group], len(own)
            ):
                groups[group].append(hit)
                break
        else:
            alone = (len(groups),)
            printed |= {run: printed[run] + alone for run in known}
            printed |= dict.fromkeys(own - known, alone)
            groups.append([hit])
            sizes.append(len(own))
    return groups


def _in_common(known: Runs, printed: Mapping[Run, Sequence[int]]) -> list[tuple[int, int]]:
    """Return (group, how many of the runs its best hit has), in order; mostly there are none."""
    if not known:
        return []
    return sorted(Counter(group for run in known for group in printed[run]).items())


def speak(group: Sequence[Hit], prints: Prints) -> Hit:
    """Return one hit for a group: the earliest article that holds the best hit's words speaks.

    ``prints`` are the articles of the group's stories that the question may see, found or not.
    The others are ``also_in``, by date, each with the passage that has most of those words. One
    that was not found speaks with the best hit's ranks, which those words have earned.
    """
    best = group[0].passage
    passages = {hit.passage.article.id: hit.passage for hit in reversed(group)}
    for id_, own in prints.items():
        if id_ != best.article.id and _tells(one := _counterpart(best, own), best):
            passages[id_] = one
    by_date = sorted(passages.values(), key=_when)
    speaker = next(one for one in by_date if _holds(one, best))
    found = next((hit for hit in group if hit.passage.id == speaker.id), group[0])
    others = [one for one in by_date if one is not speaker]
    return replace(found, passage=speaker, score=group[0].score, also_in=tuple(others[:LISTED]))


def merge(hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits, those for which one passage speaks as one at the place of the first."""
    merged = dict[int, Hit]()
    for hit in hits:
        first = merged.setdefault(hit.passage.id, hit)
        others = {one.article.id: one for one in (*hit.also_in, *first.also_in)}
        also_in = tuple(sorted(others.values(), key=_when)[:LISTED])
        merged[hit.passage.id] = replace(first, also_in=also_in)
    return list(merged.values())


def printing(quote: str, copies: Iterable[Passage]) -> tuple[Passage, ...]:
    """Return the copies whose articles have the words of a quotation in a row, however spelled."""
    return tuple(one for one in copies if _prints(one.revision.text, quote))


def _prints(text: str, quote: str) -> bool:
    before, found, after = text.partition(quote)
    if found and not before[-1:].isalnum() and not after[:1].isalnum():
        return True
    return f" {' '.join(tokens(quote))} " in f" {' '.join(tokens(text))} "


def _are_kin(one: Passage, other: Passage, stories: Mapping[str, int]) -> bool:
    story = stories.get(one.article.id)
    return story is not None and story == stories.get(other.article.id)


def _counterpart(best: Passage, passages: Sequence[Passage]) -> Passage:
    """Return the passage that shares most word runs with ``best``; none: an article's lead."""
    for one in passages:
        if best.text in one.text:
            return one
    runs = _runs(best.text)
    return max(passages, key=lambda one: len(runs & _runs(one.text)))


def _tells(one: Passage, best: Passage) -> bool:
    """Whether a print tells the story: by its newest revision it does, by an older if it shows."""
    return one.revision.valid_to is None or _are_alike(_runs(one.text), _runs(best.text))


def _are_alike(runs: Runs, other: Runs) -> bool:
    return len(runs & other) >= KIN * min(len(runs), len(other))


def _holds(one: Passage, best: Passage) -> bool:
    """Whether what ``best`` says can be quoted from ``one``.

    No part of it missing, the same figures, and no "not" that only one of them has.
    """
    if best.text in one.text:
        return True
    words, others = tokens(best.text), tokens(one.text)
    if words == others:
        return True
    runs, other = _runs(best.text), _runs(one.text)
    if not _are_alike(runs, other):
        return False
    lacked = _stretches(words, _there(words, other))
    if any(len(stretch) >= LACKED or any(map(_weighs, stretch)) for stretch in lacked):
        return False
    there = _there(others, runs)
    first, end = there.index(True), len(there) - there[::-1].index(True)
    added = _stretches(others[first:end], there[first:end])
    return not any(len(stretch) < LACKED and any(map(_weighs, stretch)) for stretch in added)


def _weighs(word: str) -> bool:
    return word in WEIGHTY or word.endswith("n't") or any(map(str.isdigit, word))


def _stretches(words: Sequence[str], there: Sequence[bool]) -> list[list[str]]:
    """Return the words in a row that are not there."""
    by_place = groupby(zip(words, there, strict=True), key=itemgetter(1))
    return [[word for word, _ in pairs] for is_there, pairs in by_place if not is_there]


def _there(words: Sequence[str], runs: Runs) -> list[bool]:
    """Return for each word whether it is in a run that ``runs`` has, too."""
    there = [False] * len(words)
    for at in range(len(words)):
        if " ".join(words[at : at + SIZE]) in runs:
            there[at : at + SIZE] = [True] * len(words[at : at + SIZE])
    return there


def _when(passage: Passage) -> tuple[bool, int, int]:
    published = passage.revision.published
    return published is None, published.epoch if published else 0, passage.id


@lru_cache(maxsize=REMEMBERED)
def _runs(text: str) -> Runs:
    words = tokens(text)
    if len(words) < SIZE:
        return frozenset({" ".join(words)})
    return frozenset(map(" ".join, zip(*(words[at:] for at in range(SIZE)), strict=False)))
