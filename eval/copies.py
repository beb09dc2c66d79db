"""How well syndicated copies are found: edits that are still copies against near misses.

Run it: ``python -m eval.copies [FOLDER]``, by default over the sample's articles.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from random import Random

from eval.copy_edits import EDITS, FORMS, filled, follow_up
from eval.measures.wilson import wilson
from ingest.copies import Copies
from ingest.inputs.read import ReadOptions, find, read
from ingest.plan import ids, plan
from rag.archive.archive import Archive
from rag.archive.writer import Prepared, Writer
from rag.domain import IncomingArticle, NewsTime, Precision
from rag.settings import Settings

SAMPLE = Path(__file__).parent / "sample"
DAY = 86_400  # seconds
Pairs = set[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of copy: pairs there are, of these found, and pairs joined that are none."""

    kind: str
    pairs: int
    found: int
    wrong: int

    @property
    def recall(self) -> float:
        """Share of the pairs that were found."""
        return self.found / self.pairs if self.pairs else 1.0


def articles(folder: Path) -> list[IncomingArticle]:
    """Return every article below a folder, of a corrected one each state."""
    settings = Settings(home=folder)  # its limits and its zone; nothing is written
    options = ReadOptions(settings.zone, settings.limits)
    files, _ = find([str(folder)])
    items = (item for file in files for item in read(file, options))
    return [item for item in items if isinstance(item, IncomingArticle)]


def joined(incoming: Sequence[IncomingArticle]) -> Pairs:
    """Return the pairs of ids that an archive of these articles takes for one story."""
    with tempfile.TemporaryDirectory() as home:
        writer = Writer.open(Path(home))
        try:
            run = writer.start_run([], pid=0, now=0)
            writer.keep(
                [Prepared(one.incoming, []) for one in plan(incoming, {})],
                seen=[],
                failures=[],
                run=run,
                now=2**33,
                copies=Copies(),
            )
            names = dict(
                zip(ids(incoming), (one.external_id or "" for one in incoming), strict=True)
            )
            stories = Archive(writer.database).stories(list(names))
        finally:
            writer.close()
    members: dict[int, list[str]] = {}
    for id_, story in stories.items():
        members.setdefault(story, []).append(names[id_])
    return _pairs(members.values())


def table(incoming: Sequence[IncomingArticle], stories: Iterable[Sequence[str]]) -> list[Row]:
    """Return a row for the planted stories, for each edit, and for each kind of near miss.

    ``stories`` are groups of external ids that are copies of one another.
    """
    planted = _pairs(stories)
    rows = [_row("planted", joined(incoming), planted)]
    copies = {name for pair in planted for name in pair}
    newest = {one.external_id: one for one in incoming}.values()
    single = [one for one in newest if one.external_id not in copies]
    alone, lent = [one for at, one in enumerate(single) if at % 6], single[::6]
    for name in EDITS:
        edited, expected = _edited(alone, lent, name)
        rows.append(_row(name, joined(edited), expected))
    nothing = Pairs()
    rows += [
        _row("follow-up with a third quoted", joined(list(_follow_ups(alone))), nothing),
        _row("forms, one publisher, daily", joined(list(_forms(house=True))), nothing),
        _row("forms, a chain of papers", joined(list(_forms(house=False))), nothing),
        _row("the same text a month later", joined(list(_again(alone))), nothing),
    ]
    return rows


def lines(rows: Sequence[Row]) -> list[str]:
    """Return the table as text, one line a row; intervals are Wilson's, 95%."""
    shown = [f"{'kind':32}{'pairs':>6}{'found':>7}{'recall':>8}  {'95%':13}{'wrong':>6}"]
    for row in rows:
        low, high = wilson(row.found, row.pairs) if row.pairs else (1.0, 1.0)
        share = f"{row.recall:8.3f}  {low:.3f}-{high:.3f}  " if row.pairs else f"{'':23}"
        shown.append(f"{row.kind:32}{row.pairs:6}{row.found:7}{share}{row.wrong:6}")
    found, wrong = sum(row.found for row in rows), sum(row.wrong for row in rows)
    pairs = sum(row.pairs for row in rows)
    precision = found / (found + wrong) if found + wrong else 1.0
    shown.append(f"all: recall {found / max(pairs, 1):.3f}, precision {precision:.3f}")
    return shown


def _row(kind: str, joined: Pairs, expected: Pairs) -> Row:
    return Row(kind, len(expected), len(joined & expected), len(joined - expected))


def _pairs(groups: Iterable[Sequence[str]]) -> Pairs:
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}


def _edited(
    alone: Sequence[IncomingArticle], lent: Sequence[IncomingArticle], name: str
) -> tuple[list[IncomingArticle], Pairs]:
    """Return the articles with an edited copy of each, and which pairs that makes.

    What is added to a copy is taken from ``lent``, which the archive does not hold.
    """
    chance = Random(name)  # noqa: S311  nothing is secret
    copies = [
        _copy(
            one,
            EDITS[name](one.text, lent[at % len(lent)].text, chance),
            f"{one.external_id} copy",
        )
        for at, one in enumerate(alone)
    ]
    pairs = [
        [str(one.external_id), str(copy.external_id)]
        for one, copy in zip(alone, copies, strict=True)
    ]
    return [*alone, *copies], _pairs(pairs)


def _copy(one: IncomingArticle, text: str, id_: str, *, days: int = 1) -> IncomingArticle:
    published = one.published
    if published is not None:
        published = NewsTime(published.epoch + days * DAY, Precision.SECOND, "")
    return replace(
        one,
        text=text,
        external_id=id_,
        url=None,
        path=None,
        publisher="The Reprinter",
        published=published,
        modified=None,
    )


def _follow_ups(alone: Sequence[IncomingArticle]) -> Iterator[IncomingArticle]:
    """Yield every other article, and a follow-up to it made of the one between."""
    for earlier, other in zip(alone[::2], alone[1::2], strict=False):
        yield earlier
        yield _copy(earlier, follow_up(other.text, earlier.text), f"{other.external_id} follow-up")


def _forms(*, house: bool) -> Iterator[IncomingArticle]:
    for kind, form in enumerate(FORMS):
        for number in range(10):
            yield IncomingArticle(
                text=filled(form, number),
                where="forms",
                publisher="The Harbour Post" if house else f"The Post of Town {number}",
                external_id=f"form {kind} {number}",
                published=NewsTime(1_700_000_000 + number * DAY, Precision.SECOND, ""),
            )


def _again(alone: Sequence[IncomingArticle]) -> Iterator[IncomingArticle]:
    for one in alone:
        if one.published is not None:
            yield one
            yield _copy(one, one.text, f"{one.external_id} again", days=30)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; the planted stories are known for the sample alone."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.copies",
        description="Measure how well copies are found, on edits made by a script.",
    )
    parser.add_argument("folder", type=Path, nargs="?", help="of articles; else the sample's")
    folder: Path | None = parser.parse_args(arguments).folder
    rows = table(articles(folder or SAMPLE / "articles"), [] if folder else planted())
    sys.stdout.write("\n".join(lines(rows)) + "\n")


def planted() -> list[list[str]]:
    """Return the sample's planted stories: external ids of the first print and its copies."""
    stories: list[list[str]] = json.loads((SAMPLE / "copies.json").read_text("utf-8"))["stories"]
    return stories


if __name__ == "__main__":
    main()
