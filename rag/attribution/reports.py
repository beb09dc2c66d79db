"""The cues of one sentence, each with its speaker and the words it gives to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rag.attribution import cues
from rag.attribution.cues import Form, Verb
from rag.attribution.phrases import (
    Phrase,
    is_cue_form,
    is_time,
    name_ending,
    roles,
    subject_after,
    subject_before,
)
from rag.attribution.tokens import Kind, Token
from rag.question.words import stop_words

_BEFORE_NOUN = cues.DETERMINERS | cues.PREPOSITIONS | cues.JOINING
_AFTER_VERB = cues.PRONOUNS | {"that", ":", "there", "the", "to"}
_HEADLINE_VERBS = frozenset("say says said tell tells told warns warned".split())
_INVERTS = frozenset("said says wrote writes warned reported reports announced noted".split())
_BEFORE_PARTICIPLE = frozenset(", and — – -- while after before by when".split())
_EVIDENCE = frozenset("poll polls survey surveys study studies data figures research report reports "
                      "results analysis numbers documents records emails".split())  # fmt: skip
_PLURAL = frozenset("people police some many others critics men women officials media they we i you "
                    "both several few most allies who".split())  # fmt: skip
_NEW_CLAUSE = frozenset("and but while whereas as though although ;".split())


@dataclass(frozen=True, slots=True)
class Report:
    """A cue at tokens ``[at, stop)`` of a sentence and what belongs to it, in tokens.

    ``speaker`` None stands for the speaker of the report before. ``quotations`` are the tokens
    quoted by it, ``clause`` the reported clause where nothing is quoted.
    """

    at: int
    stop: int
    speaker: Phrase | None
    verb: Verb
    quotations: tuple[int, ...] = ()
    clause: Phrase | None = None

    @property
    def left(self) -> int:
        """The first token of cue and speaker."""
        return min(self.at, self.speaker.lo) if self.speaker else self.at

    @property
    def right(self) -> int:
        """The token behind cue and speaker."""
        return max(self.stop, self.speaker.hi) if self.speaker else self.stop


_ACCORDING = Verb("according", Form.PAST)
_HEADED = Verb("say", Form.PAST)


def cues_in(items: Sequence[Token]) -> list[Report]:
    """Return the cues of a sentence that have a speaker, without what they report."""
    found: list[Report] = []
    for at in range(len(items)):
        if found and at < found[-1].stop:
            continue
        report = _according(items, at) or _position(items, at) or _verb(items, at, found)
        if report is not None:
            found.append(report)
    return found


def _according(items: Sequence[Token], at: int) -> Report | None:
    if items[at].low not in ("according", "in"):
        return None
    for words in cues.ACCORDING:
        if tuple(t.low for t in items[at : at + len(words)]) == words:
            stop = at + len(words)
            speaker = subject_after(items, stop)
            return Report(at, stop, speaker, _ACCORDING) if speaker else None
    return None


def _position(items: Sequence[Token], at: int) -> Report | None:
    """"Estonia's position is that ...", "his message was: ..."."""
    if items[at].low not in cues.nouns() or at + 2 >= len(items) or items[at + 1].low not in cues.BE:
        return None
    if items[at + 2].low not in ("that", ":") and items[at + 2].kind is not Kind.QUOTATION:
        return None
    owner = next((k for k in range(at - 1, max(at - 4, -1), -1) if items[k].possessive), None)
    speaker = name_ending(items, owner + 1) if owner is not None else None
    return Report(at, at + 2, speaker, _HEADED) if speaker else None


def headed_by(items: Sequence[Token]) -> Report | None:
    """"Tsahkna: no guarantees without ...": a name, a colon, words."""
    colon = next((k for k, t in enumerate(items[:8]) if t.low == ":"), 0)
    if not colon or colon + 1 == len(items):
        return None
    if any(t.kind is not Kind.NAME or len(t.low) < 2 for t in items[:colon]):
        return None
    if len(items) - colon < 4 and items[-1].kind is not Kind.QUOTATION:
        return None
    return Report(colon, colon + 1, Phrase(0, colon), _HEADED)


def _verb(items: Sequence[Token], at: int, found: Sequence[Report]) -> Report | None:
    token = items[at]
    verb = cues.verbs().get(token.low) or _beside_quotation(items, at)
    if verb is None or token.possessive:
        return None
    if token.kind is Kind.NAME and token.low not in _HEADLINE_VERBS:
        return None
    stop = at + 1
    if verb.particle or verb.lemma == "call":
        particle = items[stop].low if stop < len(items) else ""
        if verb.particle and particle != verb.particle:
            return None
        stop += particle in (verb.particle, "for", "on")
    if cues.needs_content(verb) and items[stop - 1].low not in ("for", "on"):
        if not _introduces(items, at, verb):
            return None
    if verb.lemma == "go on" and not _introduces(items, stop - 1, verb):
        return None
    if token.low in cues.nouns() and verb.form is not Form.PAST and _noun_use(items, at):
        return None
    inverted = _inverted(items, at, stop)
    if inverted is not None:
        return Report(at, stop, inverted, verb)
    end = _verb_group(items, at, verb)
    if end is None:
        return None
    if verb.form is Form.PARTICIPLE and end == at:
        return _participle(items, at, stop, verb, found)
    return _with_subject(items, at, stop, end, verb, found)


def _with_subject(
    items: Sequence[Token], at: int, stop: int, end: int, verb: Verb, found: Sequence[Report]
) -> Report | None:
    if items[end - 1].low in ("and", "but", "then", ",") and found:
        speaker = subject_before(items, end) if items[end - 1].low == "," else None
        return Report(at, stop, speaker, verb)
    if items[end - 1].low in ("and", "but") and (main := main_subject(items[: end - 1])):
        return Report(at, stop, main, verb)
    speaker = subject_before(items, end)
    if speaker is None or (verb.form is Form.PAST and _reduced(items, stop, verb)):
        return None
    if items[speaker.lo].low == "you":
        return None
    plural = _plural(items, speaker)
    if (verb.form is Form.BASE and not plural) or (verb.form is Form.SINGULAR and plural is True):
        return None
    return Report(at, stop, speaker, verb)


def main_subject(items: Sequence[Token]) -> Phrase | None:
    """Return the name or noun with which a clause begins, after ", " if it begins otherwise."""
    begin = 0
    if items and (items[0].low in cues.PREPOSITIONS or items[0].low in cues.CONJUNCTIONS):
        begin = next((k + 1 for k, t in enumerate(items) if t.low == ","), len(items))
    end = begin
    if begin < len(items) and items[begin].low in _no_subject():
        return None
    while end < len(items) and (items[end].kind is Kind.NAME or _leads(items[end])):
        end += 1
        if items[end - 1].possessive and (end >= len(items) or items[end].low not in roles()):
            return None
    if end == begin and begin < len(items) and items[begin].low in cues.PRONOUNS:
        end = begin + 1
    if end == begin or (end == begin + 1 and items[begin].low in cues.DETERMINERS):
        return None
    return Phrase(begin, end)


def _leads(token: Token) -> bool:
    return token.low in roles() or token.low in cues.DETERMINERS or token.low in cues.JOINING


@cache
def _no_subject() -> frozenset[str]:
    return (stop_words() | cues.ADVERBS) - cues.DETERMINERS - cues.PRONOUNS


def _participle(
    items: Sequence[Token], at: int, stop: int, verb: Verb, found: Sequence[Report]
) -> Report | None:
    """", adding that ...", "with officials saying ..."."""
    begin = at
    while begin > 0 and items[begin - 1].low in cues.ADVERBS | {"initially"}:
        begin -= 1
    before = items[begin - 1] if begin else None
    if before is None or before.low in _BEFORE_PARTICIPLE:
        if found:
            return Report(at, stop, None, verb)
        main = main_subject(items)
        return Report(at, stop, main, verb) if main and main.hi <= at else None
    opens = next((k for k in range(at - 1, max(at - 10, -1), -1) if items[k].low == "with"), None)
    if opens is not None and opens + 1 < at:
        return Report(at, stop, Phrase(opens + 1, at), verb)
    if before.kind is Kind.QUOTATION and found:
        return Report(at, stop, None, verb)
    return None


def _inverted(items: Sequence[Token], at: int, stop: int) -> Phrase | None:
    """Return the speaker of '"...", said X' and of "..., said X."."""
    if at == 0:
        return subject_after(items, stop) if items[0].low in ("said", "says") else None
    before = items[at - 1]
    if before.kind is not Kind.QUOTATION and before.low not in (",", "—", "–", "--"):
        return None
    if is_cue_form(items[at], Form.PARTICIPLE):
        return None
    speaker = subject_after(items, stop)
    if speaker is None:
        return None
    quoted = before.kind is Kind.QUOTATION or (at > 1 and items[at - 2].kind is Kind.QUOTATION)
    follows = items[speaker.hi] if speaker.hi < len(items) else None
    ends = follows is None or follows.kind in (Kind.MARK, Kind.QUOTATION)
    closes = ends or follows.low in cues.PREPOSITIONS | cues.CONJUNCTIONS or is_time(follows)
    if quoted:
        return speaker if closes or is_cue_form(follows, Form.PARTICIPLE) else None
    alone = subject_before(items, at) is None or sum(t.low == "," for t in items[:at]) == 1
    return speaker if closes and alone and items[at].low in _INVERTS else None


def _verb_group(items: Sequence[Token], at: int, verb: Verb) -> int | None:
    """Return the token behind the subject, left of auxiliaries and adverbs; None: no report."""
    end, be = at, False
    while end > 0:
        token = items[end - 1]
        if token.low in cues.NEGATIONS or token.low.endswith("n't") or token.low in cues.MODALS:
            return None if token.low != "to" else _went_on_to(items, end)
        be = be or (token.low in cues.BE and token.kind is Kind.WORD)
        if token.low in ("quoted", "as") and verb.lemma == "say" and verb.form is Form.PARTICIPLE:
            end -= 1
        elif token.kind is Kind.WORD and (
            token.low in cues.BE | cues.AUXILIARIES | cues.ADVERBS or token.low.endswith("ly")
        ):
            end -= 1
        elif is_time(token) and end - 1 > 0:
            end -= 1
        else:
            break
    if end == 0 or (be and verb.form is not Form.PARTICIPLE):
        return None if verb.form is not Form.PARTICIPLE else end
    return end if be or verb.form is not Form.PARTICIPLE else at


def _went_on_to(items: Sequence[Token], end: int) -> int | None:
    """Return where "went on" begins before "to say"."""
    if end > 3 and items[end - 2].low == "on" and items[end - 3].low in ("went", "goes"):
        return end - 3
    return None


def _noun_use(items: Sequence[Token], at: int) -> bool:
    """Whether "claims", "report" and the like are nouns here, as what stands around them tells."""
    before = items[at - 1] if at else None
    after = items[at + 1] if at + 1 < len(items) else None
    if before is None or before.possessive or before.low in _BEFORE_NOUN:
        return True
    if before.low in cues.PRONOUNS or any(
        t.kind is Kind.QUOTATION for t in items[max(at - 4, 0) : at]
    ):
        return False
    return after is None or (after.kind is not Kind.QUOTATION and after.low not in _AFTER_VERB)


def _reduced(items: Sequence[Token], stop: int, verb: Verb) -> bool:
    """Whether a past form is a participle: "the plan rejected on Monday was ..."."""
    if stop >= len(items) or verb.lemma in ("say", "tell", "add", "warn", "speak", "write"):
        return False
    if items[stop].low in ("by", "of"):
        return True
    here = items[stop].low in cues.PREPOSITIONS - {"to"} or is_time(items[stop])
    near = items[max(stop - 6, 0) : stop + 9]
    return here and not any(t.low == "that" or t.kind is Kind.QUOTATION for t in near)


def _introduces(items: Sequence[Token], at: int, verb: Verb) -> bool:
    """Whether words follow (or, quoted, precede) that a verb like "found" or "called" can report."""
    if at > 0 and verb.lemma in ("find", "show") and items[at - 1].low in _EVIDENCE:
        return True
    follows = items[at + 1 : at + 3]
    if any(t.kind is Kind.QUOTATION or t.low in ("that", ":") for t in follows[:1]):
        return True
    if len(follows) > 1 and follows[0].low == "," and follows[1].kind is Kind.QUOTATION:
        return True
    if verb.lemma == "call":
        articles = any(t.low in ("a", "an", "the") for t in items[at + 2 : at + 7])
        return articles or any(t.kind is Kind.QUOTATION for t in items[at + 1 : at + 14])
    return any(t.kind is Kind.QUOTATION for t in items[max(at - 4, 0) : at])


def _beside_quotation(items: Sequence[Token], at: int) -> Verb | None:
    """Return a verb for any "-ed" or "-ing" word at a quotation: '"Stay!" she yelled'."""
    token = items[at]
    if token.kind is not Kind.WORD or len(token.low) < 5 or at == 0:
        return None
    before, after = items[max(at - 5, 0) : at], items[at + 1 : at + 3]
    opens = bool(after) and (
        after[0].kind is Kind.QUOTATION
        or (len(after) > 1 and after[0].low in (",", ":") and after[1].kind is Kind.QUOTATION)
    )
    if token.low.endswith("ing"):
        return Verb(token.low, Form.PARTICIPLE) if opens and before[-1].low == "," else None
    if not token.low.endswith("ed") or before[-1].low in cues.BE | cues.DETERMINERS:
        return None
    closes = any(t.kind is Kind.QUOTATION for t in before)
    return Verb(token.low, Form.PAST) if opens or closes else None


def _plural(items: Sequence[Token], speaker: Phrase) -> bool | None:
    """Return whether a subject is plural; None where it could be either."""
    words = items[speaker.lo : speaker.hi]
    if len(words) == 1 and words[0].low in cues.PRONOUNS:
        return words[0].low not in ("he", "she", "it") if words[0].low != "who" else None
    if any(t.low in _PLURAL or t.low == "and" for t in words):
        return True
    heads = [k for k, t in enumerate(words) if t.low in cues.JOINING or t.low in cues.PREPOSITIONS]
    head = words[heads[0] - 1] if heads and heads[0] else words[-1]
    if head.kind is Kind.NAME:
        return None
    return head.low.endswith("s") and not head.low.endswith("ss")


def with_content(items: Sequence[Token], found: Sequence[Report]) -> Iterator[Report]:
    """Yield the reports that stand on their own, each with the words it gives to its speaker.

    A report inside another's clause ("Riga said Vilnius had said so") is that other's words,
    unless the outer one only relays: "the BBC reported that Tsahkna said ...".
    """
    outer: Report | None = None
    for index, report in enumerate(found):
        if outer is not None and _embedded(items, outer, report):
            continue
        later = (r for r in found[index + 1 :] if not _embedded(items, report, r))
        limit = next((r for r in later), None)
        yield _filled(items, report, outer, limit)
        outer = report


def _embedded(items: Sequence[Token], outer: Report, inner: Report) -> bool:
    if outer.verb.lemma in cues.RELAYS or inner.speaker is None or inner.left <= outer.at:
        return False
    before = items[inner.left - 1]
    if before.low in _NEW_CLAUSE or before.kind is Kind.QUOTATION or before.low == ",":
        return False
    return not any(t.kind is Kind.QUOTATION for t in items[outer.right : inner.left])


def _filled(
    items: Sequence[Token], report: Report, earlier: Report | None, later: Report | None
) -> Report:
    floor = earlier.right if earlier else 0
    limit = len(items)
    if later is not None:
        limit = later.left if later.left > report.at else later.at
    quoted = [k for k in (_quoted_before(items, report, floor), _quoted_after(items, report, limit))
              if k is not None]  # fmt: skip
    clause = None
    if not quoted:
        clause = _clause(items, report, floor, limit)
    return Report(report.at, report.stop, report.speaker, report.verb, tuple(quoted), clause)


def _quoted_before(items: Sequence[Token], report: Report, floor: int) -> int | None:
    at = report.left - 1
    while at >= floor and items[at].low in (",", "—", "–", "--", "as"):
        at -= 1
    return at if at >= floor and items[at].kind is Kind.QUOTATION else None


def _quoted_after(items: Sequence[Token], report: Report, limit: int) -> int | None:
    for at in range(report.right, min(limit, report.right + 16, len(items))):
        if items[at].kind is Kind.QUOTATION:
            before = items[at - 1].low
            near = at <= report.right + 1 or before in (",", ":", "that", "as")
            return at if near or report.verb.lemma == "call" else None
    return None


def _clause(items: Sequence[Token], report: Report, floor: int, limit: int) -> Phrase | None:
    after = _clause_after(items, report, limit)
    before = _clause_before(items, report, floor)
    if after is not None and items[after.lo - 1].low == "that":
        return after
    if before is None or after is None:
        return after or before
    if _only_when(items, after):
        return before
    aside = report.right < limit and items[report.right].low == ","
    if aside or report.at < report.left + 1 < report.right - 1:  # ", he said," and ", said he"
        return max(before, after, key=lambda phrase: phrase.hi - phrase.lo)
    return after


def _clause_after(items: Sequence[Token], report: Report, limit: int) -> Phrase | None:
    lo, hi = report.right, limit
    that = next((k for k in range(lo, min(lo + 9, hi)) if items[k].low == "that"), None)
    if that is not None and not any(items[k].low == "," for k in range(lo, that)):
        lo = that + 1
    elif report.verb.lemma in cues.ADDRESSED and (whom := subject_after(items, lo)):
        lo = whom.hi
    if report.speaker is not None and report.speaker.lo > 0 and report.stop < hi:
        if items[report.at - 1].low in ("who", "which"):
            hi = next((k for k in range(lo, hi) if items[k].low == ","), hi)
    while lo < hi and (items[lo].low in (",", ":") or is_time(items[lo])):
        lo += 1
    while hi > lo and (items[hi - 1].kind is Kind.MARK or items[hi - 1].low in _NEW_CLAUSE):
        hi -= 1
    return Phrase(lo, hi) if lo < hi else None


def _clause_before(items: Sequence[Token], report: Report, floor: int) -> Phrase | None:
    hi = report.left
    if hi <= floor + 1 or report.verb.form is Form.PARTICIPLE or report.speaker is None:
        return None
    if items[hi - 1].low not in (",", "—", "–", "--") and report.verb is not _ACCORDING:
        return None
    while hi > floor and items[hi - 1].kind is Kind.MARK:
        hi -= 1
    return Phrase(floor, hi) if floor < hi else None


def _only_when(items: Sequence[Token], clause: Phrase) -> bool:
    """Whether a phrase tells only when or how: "in an interview on Monday", "smiling"."""
    first = items[clause.lo]
    return first.low in cues.PREPOSITIONS or (
        first.kind is Kind.WORD and first.low.endswith("ing") and len(first.low) > 4
    )
