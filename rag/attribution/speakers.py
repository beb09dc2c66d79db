"""From "he", "the minister" or a surname to the fullest description of the speaker."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from rag.attribution import cues
from rag.attribution.cues import words
from rag.attribution.people import Description, country_of
from rag.attribution.phrases import Phrase, roles
from rag.attribution.tokens import Kind, Token
from rag.domain import Span
from rag.text.fold import fold

_BETWEEN = 3  # words before "ministry" in which it is said whose
_MEMORY = 50  # speakers back that "he" or "the minister" may mean

_GENDERED = {
    "he": words("he mr sir king prince spokesman chairman congressman businessman lord father"),
    "she": words("she mrs ms miss queen princess spokeswoman chairwoman congresswoman lady dame"),
}


class Speakers:
    """The people and bodies of one article, and who has spoken so far."""

    def __init__(self, described: Sequence[Description], tokens: Sequence[Token] = ()) -> None:
        """Take an article's descriptions, and its tokens to know bodies without a name by."""
        self._all = described
        self._tokens = tokens
        self._owned: dict[str, list[tuple[frozenset[str], Span]]] = {}
        self._starts = [description.span.start for description in described]
        self._best: dict[tuple[str, str], Description] = {}
        self._by_key: defaultdict[str, list[Description]] = defaultdict(list)
        for description in described:
            self._by_key[description.key].append(description)
        self._given = {description.key for description in described if description.given}
        self._heard: list[Span] = []
        self._called: dict[tuple[str, str], str] = {}  # name -> he or she

    @property
    def last(self) -> Span | None:
        """Who spoke or was talked about last."""
        return self._heard[-1] if self._heard else None

    def hear(self, speaker: Span) -> None:
        """Remember who spoke, or of whom a sentence tells."""
        self._heard.append(speaker)

    def resolve(self, items: Sequence[Token], phrase: Phrase) -> Span:
        """Return where the fullest description of the one whom ``phrase`` names stands."""
        words = items[phrase.lo : phrase.hi]
        own = Span(words[0].start, words[-1].end - 2 * words[-1].possessive)
        low = [t.low for t in words]
        if len(low) == 1 and low[0] in cues.PRONOUNS:
            return self._pronoun(low[0]) or own
        head = self._head(words)
        owner = words[low.index(head.low) - 1]
        if head.low in cues.nouns() and owner.possessive and owner.kind is Kind.NAME:
            head, own = owner, Span(owner.start, owner.end - 2)  # "Barrot's statement"
        if (role := self._role_of_a_country(words)) is not None:
            country = country_of(words[1].low)
            return self._same_role(role, own, country) or self._told_of(own, country) or own
        if head.kind is Kind.NAME and "and" not in low:
            named = self._all_in(Span(head.start, head.end))
            return self._fullest(named[0], own) if named else own
        if low[0] in cues.DETERMINERS and not any(t.kind is Kind.NAME for t in words[1:]):
            return self._same_role(fold(low[-1]), own) or own
        return own

    @staticmethod
    def _role_of_a_country(words: Sequence[Token]) -> str | None:
        """Return "minister" for "the Estonian minister", and None for other phrases."""
        if len(words) != 3 or words[0].low != "the" or words[1].possessive:
            return None
        if words[2].kind is not Kind.WORD or not country_of(words[1].low):
            return None
        return fold(words[2].low)

    @staticmethod
    def _head(words: Sequence[Token]) -> Token:
        """Return the noun that names: "Tsahkna" of "Minister Tsahkna of Estonia, 47"."""
        ends = (
            k
            for k, t in enumerate(words)
            if k and (t.low == "," or t.low in cues.PREPOSITIONS or t.low in cues.JOINING)
        )
        return words[next(ends, len(words)) - 1]

    def is_person(self, items: Sequence[Token], phrase: Phrase) -> bool:
        """Whether a phrase names somebody who has a given name in the article."""
        near = self._all_in(Span(items[phrase.lo].start, items[phrase.hi - 1].end))
        return any(d.is_person and d.key in self._given for d in near)

    def knows(self, span: Span) -> bool:
        """Whether ``span`` names a person or a place that the article describes by more."""
        near = self._all_in(span)
        return any(d.given or d.rank[0] for n in near for d in self._by_key[n.key])

    def _all_in(self, span: Span) -> list[Description]:
        hi = bisect_left(self._starts, span.end)
        lo = max(bisect_right(self._starts, span.start, hi=hi) - 1, 0)
        return [d for d in self._all[lo:hi] if span.start < d.span.end]

    def _fullest(self, description: Description, own: Span) -> Span:
        """Return the best description of the same name, the earliest of equals, or ``own``."""
        name = (description.key, description.given)
        if (best := self._best.get(name)) is None:
            same = [d for d in self._by_key[name[0]] if name[1] in ("", d.given) or not d.given]
            often = Counter(d.given for d in same)
            best = max(same, key=lambda d: (d.rank, often[d.given], -d.span.start))
            self._best[name] = best
        return best.span if best.rank > description.rank else own

    def _pronoun(self, word: str) -> Span | None:
        if word in ("i", "we", "you"):
            return None
        for span in reversed(self._heard[-_MEMORY:]):
            near = self._all_in(span)
            person = next((d for d in near if d.is_person and d.key in self._given), None)
            if word in ("they", "who", "which") or (person is None and word == "it"):
                return span
            if word in _GENDERED and person is not None and self._agrees(person, word):
                return span
        return None

    def _agrees(self, person: Description, word: str) -> bool:
        """Whether "he" or "she" may mean a person, who is called by that word from now on."""
        name = (person.key, person.given)
        if name not in self._called:
            titles = frozenset[str]().union(*(d.words for d in self._by_key[person.key]
                                            if d.given in ("", person.given)))  # fmt: skip
            told = [one for one, said_of in _GENDERED.items() if titles & said_of]
            self._called[name] = told[0] if len(told) == 1 else word
        return self._called[name] == word

    def _told_of(self, own: Span, country: frozenset[str]) -> Span | None:
        """Return who "the Lithuanian minister" is where the article tells of one person's country.

        The last one heard, if nobody else is named from there on and a name of the country is.
        """
        if self.last is None or not self._all_in(self.last):
            return None
        person = self._all_in(self.last)[-1]
        since = self._all[bisect_left(self._starts, person.span.start) :]
        between = [d for d in since if d.span.end <= own.start and d.key != person.key]
        others = any(d.is_person and d.key in self._given for d in between)
        told = any(d.key in country or country & d.words for d in between)
        alone = person.is_person and person.key in self._given
        return person.span if alone and told and not others else None

    def _body(self, head: str, own: Span) -> Span | None:
        """Return whose "the ministry" is: "Estonia's defence ministry", if told of no other."""
        if head not in roles():
            return None
        if head not in self._owned:
            self._owned[head] = list(self._with_owners(head))
        found = {country: span for country, span in self._owned[head] if span.end <= own.start}
        return next(iter(found.values())) if len(found) == 1 else None

    def _with_owners(self, head: str) -> Iterator[tuple[frozenset[str], Span]]:
        """Yield each ministry that the article tells of with its country: whose, and where."""
        for at, token in enumerate(self._tokens):
            if fold(token.low) != head:
                continue
            near = self._tokens[max(at - _BETWEEN, 0) : at]
            owner = next((one for one in near if country_of(one.low)), None)
            marks = any(one.kind is Kind.MARK for one in near if owner and one.start > owner.start)
            if owner and not marks:
                yield country_of(owner.low), Span(owner.start, token.end)

    def _same_role(
        self, head: str, own: Span, country: frozenset[str] = frozenset()
    ) -> Span | None:
        """Return who "the minister" or "the ministry" is: the last speaker so described.

        With a country's names only who is described by one of them, too.
        """

        def fits(one: Description) -> bool:
            return head in one.words and (not country or bool(country & one.words))

        for span in reversed(self._heard[-_MEMORY:]):
            if any(fits(d) for d in self._all_in(span)):
                return span
        earlier = self._all[: bisect_left(self._starts, own.start)]
        named = next((d.span for d in reversed(earlier) if fits(d)), None)
        return named or (None if country else self._body(head, own))
