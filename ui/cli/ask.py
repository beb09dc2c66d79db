"""``dateline ask`` and ``dateline search``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import ABSTAINED, Home, Json, Quiet, Verbose, prepare, print_json
from ui.cli.plain import one_line

if TYPE_CHECKING:
    from rag.desk import Desk
    from rag.question.nouns import Filters
    from rag.settings import Settings

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Ask as of this ISO day or time; a day means its end."),
]
From = Annotated[str | None, typer.Option("--from", help="Printed on this ISO day or later.")]
To = Annotated[str | None, typer.Option("--to", help="Printed on this ISO day or earlier.")]
Publisher = Annotated[
    list[str] | None, typer.Option("--publisher", help="Only this publisher; may be repeated.")
]
Language = Annotated[
    list[str] | None, typer.Option("--language", help="Only this language; may be repeated.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("ask")(ask)
    app.command("search")(search)


def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    as_of: AsOf = None,
    from_: From = None,
    to: To = None,
    publisher: Publisher = None,
    language: Language = None,
    home: Home = None,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Answer a question in the archive's own words.

    Exit code 3: the archive does not say.
    """
    from rag.answer_json import answer_json
    from rag.domain import Abstained
    from rag.wiring import open_desk
    from ui.cli.plain import answer_lines

    settings = prepare(home, quiet=quiet, verbose=verbose)
    asked_at, filters = _when_and_what(settings, as_of, from_, to, publisher, language)
    with open_desk(settings, one_question=True) as desk:
        _warn_of_unknown(desk, filters, quiet=quiet)
        answer = desk.ask(question, asked_at=asked_at, filters=filters)
    if json:
        print_json(answer_json(answer))
    else:
        typer.echo("\n".join(answer_lines(answer, settings.zone)))
    if isinstance(answer, Abstained):
        raise typer.Exit(ABSTAINED)


def search(
    words: Annotated[str, typer.Argument(help="What to look for, in quotes.")],
    k: Annotated[int, typer.Option("-k", min=1, max=50, help="Passages to show.")] = 10,
    as_of: AsOf = None,
    from_: From = None,
    to: To = None,
    publisher: Publisher = None,
    language: Language = None,
    home: Home = None,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Find passages by meaning and by words, best first."""
    from rag.answer_json import hits_json
    from rag.wiring import open_desk
    from ui.cli.plain import hit_lines

    settings = prepare(home, quiet=quiet, verbose=verbose)
    asked_at, filters = _when_and_what(settings, as_of, from_, to, publisher, language)
    with open_desk(settings, one_question=True) as desk:
        _warn_of_unknown(desk, filters, quiet=quiet)
        hits = desk.search(words, k=k, asked_at=asked_at, filters=filters)
    if json:
        print_json(hits_json(hits))
    else:
        typer.echo("\n".join(hit_lines(hits)))


def _warn_of_unknown(desk: Desk, filters: Filters, *, quiet: bool) -> None:
    """Say on stderr which publishers the archive does not have, and which it has near them."""
    if quiet or not filters.publishers:
        return
    for name, near in desk.unknown_publishers(filters.publishers).items():
        meant = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
        told = f"warning: the archive has no publisher called {name!r}{meant}"
        typer.echo(one_line(told), err=True)


def _when_and_what(
    settings: Settings,
    as_of: str | None,
    from_: str | None,
    to: str | None,
    publishers: list[str] | None,
    languages: list[str] | None,
) -> tuple[int | None, Filters]:
    from rag.errors import UsageError
    from rag.question.dates import parse_asked_at, parse_day_start
    from rag.question.nouns import Filters

    start = parse_day_start(from_, settings.zone) if from_ else None
    end = parse_asked_at(to, settings.zone) if to else None
    if start is not None and end is not None and start > end:
        raise UsageError(f"--from {from_} is later than --to {to}", hint="Swap them.")
    asked_at = parse_asked_at(as_of, settings.zone) if as_of else None
    return asked_at, Filters(
        publishers=tuple(publishers or ()), languages=tuple(languages or ()), start=start, end=end
    )
