"""The cues of one sentence, each with its speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.attribution import cues
from rag.attribution.cues import Form, Verb, words
from rag.attribution.phrases import (
    Phrase,
    is_cue_form,
    name_ending,
    subject_after,
    subject_before,
)
from rag.attribution.subjects import main_subject
from rag.attribution.times import time_end, time_start
from rag.attribution.tokens import Kind, Token
from rag.attribution.uses import agrees, beside_quotation, introduces, is_noun_use, is_reduced

ACCORDING = Verb("according", Form.PAST)
DASHES = frozenset({"—", "–", "--"})
_HEADED = Verb("say", Form.PAST)
_HEADLINE_VERBS = words("say says said tell tells told warns warned")
_INVERTS = words("said says wrote writes warned reported reports announced noted")
_AFTER_SPEAKER = cues.PREPOSITIONS | cues.CONJUNCTIONS
_TOLD = words("told tells tell assured urged asked warned advised")
_DESCRIBES = words("who whose whom which a an the now then also one himself herself")
_SKIPPED = cues.BE | cues.AUXILIARIES | cues.ADVERBS
_UTTERANCES = words("statement statements release letter email memo note message tweet post")
_BEFORE_PARTICIPLE = words(", and — – -- while after before by when")


@dataclass(frozen=True, slots=True)
class Report:
    """A cue at tokens ``[at, stop)`` of a sentence and what belongs to it, in tokens.

    ``speaker`` None stands for the speaker of the report before. ``quotations`` are the tokens
    quoted by it, ``clause`` the reported clause where nothing is quoted. A ``bare`` one has no
    reporting verb and gives its speaker nothing but what is quoted.
    """

    at: int
    stop: int
    speaker: Phrase | None
    verb: Verb
    quotations: tuple[int, ...] = ()
    clause: Phrase | None = None
    bare: bool = False

    @property
    def inverted(self) -> bool:
        """Whether the speaker stands behind the cue: "said Lind"."""
        return self.speaker is not None and self.speaker.lo > self.at

    @property
    def left(self) -> int:
        """The first token of cue and speaker."""
        return min(self.at, self.speaker.lo) if self.speaker else self.at

    @property
    def right(self) -> int:
        """The token behind cue and speaker."""
        return max(self.stop, self.speaker.hi) if self.speaker else self.stop


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
    for phrase in cues.ACCORDING:
        if tuple(t.low for t in items[at : at + len(phrase)]) == phrase:
            stop = at + len(phrase)
            speaker = subject_after(items, stop)
            return Report(at, stop, speaker, ACCORDING) if speaker else None
    return None


def _position(items: Sequence[Token], at: int) -> Report | None:
    """Return the report of "Estonia's position is that ..." and "her message was: ..."."""
    if (
        items[at].low not in cues.nouns()
        or at + 2 >= len(items)
        or items[at + 1].low not in cues.BE
    ):
        return None
    if items[at + 2].low not in ("that", ":") and items[at + 2].kind is not Kind.QUOTATION:
        return None
    owner = next((k for k in range(at - 1, max(at - 4, -1), -1) if items[k].possessive), None)
    speaker = name_ending(items, owner + 1) if owner is not None else None
    return Report(at, at + 2, speaker, _HEADED) if speaker else None


def headed_by(items: Sequence[Token]) -> Report | None:
    """Return the report of "Tsahkna: no guarantees without ...": a name, a colon, words."""
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
    verb = cues.verbs().get(token.low) or beside_quotation(items, at)
    if verb is None or token.possessive:
        return None
    if token.kind is Kind.NAME and token.low not in _HEADLINE_VERBS:
        return None
    stop = at + 1
    if verb.particle or verb.lemma == "call":
        particle = items[stop].low if stop < len(items) else ""
        if verb.particle and particle != verb.particle:
            return None
        stop += particle in ("for", "on") or len(verb.particle) > 0
    alone = items[stop - 1].low not in ("for", "on") or verb.lemma == "go on"
    if cues.needs_content(verb) and alone and not introduces(items, stop - 1, verb):
        return None
    if token.low in cues.nouns() and verb.form is not Form.PAST and is_noun_use(items, at):
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
    if speaker is None:
        return None
    quoted = speaker.lo > 0 and items[speaker.lo - 1].kind is Kind.QUOTATION
    if verb.form is Form.PAST and not quoted and is_reduced(items, stop, verb):
        return None
    if items[speaker.lo].low == "you":
        return None
    if items[at - 1].low == "to":
        return Report(at, stop, speaker, verb)
    return Report(at, stop, speaker, verb) if agrees(items, speaker, verb.form) else None


def _participle(
    items: Sequence[Token], at: int, stop: int, verb: Verb, found: Sequence[Report]
) -> Report | None:
    """Return the report of ", adding that ..." and of "with officials saying ..."."""
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
    if verb.lemma == "say" and before.low in _UTTERANCES:  # "put out a statement saying"
        main = main_subject(items)
        return Report(at, stop, main, verb) if main and main.hi < at else None
    return None


def _inverted(items: Sequence[Token], at: int, stop: int) -> Phrase | None:
    """Return the speaker of '"...", said X' and of "..., said X."."""
    if at == 0:
        return subject_after(items, stop) if items[0].low in ("said", "says") else None
    before = items[at - 1]
    if before.kind is not Kind.QUOTATION and before.low != "," and before.low not in DASHES:
        return None
    if is_cue_form(items[at], Form.PARTICIPLE):
        return None
    speaker = subject_after(items, stop)
    if speaker is None:
        return None
    quoted = before.kind is Kind.QUOTATION or (at > 1 and items[at - 2].kind is Kind.QUOTATION)
    behind = items[speaker.hi] if speaker.hi < len(items) else None
    if not quoted and behind is not None and behind.kind is Kind.QUOTATION:
        return None  # "Lind, the mayor, said Varn's quay "cannot hold""
    if not _closes(items, speaker.hi, quoted=quoted):
        return None
    if not quoted and items[at].low not in ("said", "says") and not _has_name(items, speaker):
        return None  # "she studied in Varn, wrote a thesis and left"
    commas = sum(t.low == "," for t in items[max(at - 60, 0) : at])
    alone = items[at].low in _INVERTS and (
        commas == 1 or _ends(items, speaker.hi) or subject_before(items, at) is None
    )
    told = items[at].low in _TOLD
    return speaker if quoted or alone or (not told and _introduces(items, speaker.hi)) else None


def _has_name(items: Sequence[Token], phrase: Phrase) -> bool:
    return any(token.kind is Kind.NAME for token in items[phrase.lo : phrase.hi])


def _ends(items: Sequence[Token], at: int) -> bool:
    """Whether nothing but what describes the speaker follows: then he is behind his verb."""
    if at >= len(items) - 1:
        return True
    return items[at].low == "," and items[at + 1].low in _DESCRIBES


def _introduces(items: Sequence[Token], at: int) -> bool:
    """Whether a colon or comma and a quotation follow."""
    follows = items[at : at + 2]
    return len(follows) == 2 and follows[0].low in ":," and follows[1].kind is Kind.QUOTATION


def _closes(items: Sequence[Token], at: int, *, quoted: bool) -> bool:
    """Whether a speaker named behind the verb ends at ``at``, and no clause goes on there."""
    if at >= len(items) or items[at].kind in (Kind.MARK, Kind.QUOTATION):
        return True
    follows = items[at]
    participle = follows.kind is Kind.WORD and follows.low.endswith(("ing", "ed"))
    timed = time_end(items, at) > at
    return (quoted and participle) or timed or follows.low in _AFTER_SPEAKER


def _verb_group(items: Sequence[Token], at: int, verb: Verb) -> int | None:
    """Return the token behind the subject, left of auxiliaries and adverbs; None: no report."""
    end, be = at, False
    participle = verb.form is Form.PARTICIPLE
    while end > 0:
        token = items[end - 1]
        modal = token.low in cues.MODALS and token.kind is Kind.WORD  # May is a name
        if modal or token.low in cues.NEGATIONS or token.low.endswith("n't"):
            return None if token.low != "to" else _went_on_to(items, end)
        be = be or (token.low in cues.BE and token.kind is Kind.WORD)
        quoted_as = participle and token.low in ("quoted", "as")
        adverb = token.kind is Kind.WORD and (token.low in _SKIPPED or token.low.endswith("ly"))
        start = end - 1 if quoted_as or adverb else time_start(items, end)
        if start in (0, end):
            break
        end = start
    if participle:
        return (end or None) if be else at
    return None if be else (end or None)


def _went_on_to(items: Sequence[Token], end: int) -> int | None:
    """Return where "went on" begins before "to say"."""
    if end > 3 and items[end - 2].low == "on" and items[end - 3].low in ("went", "goes"):
        return end - 3
    return None
