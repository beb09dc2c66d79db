"""What editors do to a wire's text, and texts that only look like copies. Pure, seeded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random

Edit = Callable[[str, str, Random], str]  # the wire's text, another text, chance -> the copy

_NUMBER = re.compile(r"\d+")


def _cut(share: float) -> Edit:
    """Cut from the end, at the end of a sentence where one is near."""

    def cut(text: str, other: str, chance: Random) -> str:
        del other, chance
        room = round(share * len(text))
        if room >= len(text):
            return text
        end = text.rfind(". ", room // 2, room)
        return text[: room if end < 0 else end + 1]

    return cut


def _added(text: str, other: str, chance: Random) -> str:
    own, kept = paragraphs(other)[:2], paragraphs(text)
    at = chance.randrange(len(kept)) + 1
    return "\n\n".join([*kept[:at], *own, *kept[at:]])


def _framed(text: str, other: str, chance: Random) -> str:
    del other, chance
    return f"LAHESUU, Norvale (Meridian Wire) — {text}\n\nReporting by Meridian Wire; editing here."


def _typeset(text: str, other: str, chance: Random) -> str:
    del other, chance
    text = re.sub(r'"([^"\n]*)"', r"“\1”", text).replace("'", "’").replace(" - ", " – ")
    return text.replace(" ", "\u00a0", 3)


def _corrected(text: str, other: str, chance: Random) -> str:
    del other
    numbers = list(_NUMBER.finditer(text))
    if not numbers:
        return f"{text}\n\nThe headline of an earlier version was wrong."
    one = chance.choice(numbers)
    return f"{text[: one.start()]}{int(one[0]) + 11}{text[one.end() :]}"


def _house_style(text: str, other: str, chance: Random) -> str:
    """Another word for every thirtieth or so, as a desk with its own spellings writes."""
    del other
    words = text.split(" ")
    for at in range(chance.randrange(30), len(words), 30):
        words[at] = f"{words[at]}ish"
    return " ".join(words)


def _reordered(text: str, other: str, chance: Random) -> str:
    del other
    kept = paragraphs(text)
    rest = kept[1:]
    chance.shuffle(rest)
    return "\n\n".join([*kept[:1], *rest])


def _reworked(text: str, other: str, chance: Random) -> str:
    """Do what a desk with time does: a third goes, two paragraphs come, words change."""
    return _house_style(_added(_cut(0.7)(text, other, chance), other, chance), other, chance)


def _merged(text: str, other: str, chance: Random) -> str:
    del chance
    return f"{text}\n\n{other}"


EDITS: Mapping[str, Edit] = {
    "printed whole": _cut(1.0),
    "end cut, 70% left": _cut(0.7),
    "end cut, 50% left": _cut(0.5),
    "end cut, 35% left": _cut(0.35),
    "two paragraphs added": _added,
    "dateline and credit": _framed,
    "quote marks, dashes, spaces": _typeset,
    "a number corrected": _corrected,
    "house style": _house_style,
    "paragraphs reordered": _reordered,
    "cut, added to, house style": _reworked,
    "two wires in one": _merged,
}
"""What is still a copy, by name."""


def follow_up(text: str, earlier: str) -> str:
    """Return another article that tells the background in the earlier one's words: a third."""
    background = earlier[: round(0.34 * len(earlier))]
    return f"{text}\n\n{background[: max(len(text) // 2, 1)]}"


FORMS: Sequence[str] = (
    "Good morning from Tarnhaven. It is {day}, and here is your briefing: everything you need to"
    " know before you leave the house, in {n} minutes. Forward this letter to a friend, or write"
    " to us with what we missed.",
    "The Norvale index closed at {a} points on {day}, {b} percent {way} the day before. The crown"
    " stood at {c} to the euro in late trading, against {d} on the previous evening. Turnover in"
    " Tarnhaven was {e} million crowns. Traders spoke of a quiet session without news.",
    "The weather in the Elve valley for {day}: cloudy at first, brighter from noon, a light wind"
    " from the {wind}. Highest temperature {a} degrees, lowest {b}. Water temperature at the"
    " bathing place {c} degrees. Sunrise at 6:{d}, sunset at 18:{e}. The outlook is unsettled.",
    "The winning numbers drawn on {day} evening were {a}, {b}, {c}, {d} and {e}. The jackpot of"
    " {n} million crowns was not won and rolls over to the next draw. All numbers are given"
    " without guarantee. Play with care; help is to be had from the advice line at any hour.",
    "Rovers beat City {n} to {m} on {day} before a crowd of {a}. The first goal fell after {b}"
    " minutes. The referee showed {c} yellow cards. Rovers have {d} points after the round, City"
    " have {e}. The next round will be played on the coming weekend at the usual times.",
    "About {a} households in {town} were without power on {day}. The fault was found at {b} in the"
    " afternoon, a spokeswoman for the power company said, and mended within {c} hours. Nobody was"
    " hurt. Customers who are still without power should ring the number on their bill.",
    "This article has been updated to show what the fire service has since told us.",
)
"""Texts that return with other figures: a letter, markets, weather, lottery, sport, power."""

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def filled(form: str, number: int) -> str:
    """Return the form's ``number``-th issue; no two have a figure in common but by chance."""
    chance = Random(number)  # noqa: S311  nothing is secret
    figures = {name: chance.randrange(10, 60) for name in "abcdenm"}
    return form.format(
        day=_DAYS[number % 7],
        way=chance.choice(("above", "below")),
        wind=chance.choice(("north", "west", "south")),
        town=chance.choice(("Brackwater", "Lahesuu", "Dunmoor", "Sorrel")),
        **figures,
    )


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text."""
    return [one for one in text.split("\n\n") if one.strip()]
