"""``dateline eval``: ask a question set and measure what comes back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from eval.options import AsOf, Options
from ui.cli import eval_compare, eval_convert, eval_gate, eval_run
from ui.cli.eval_print import exit_code, print_summary, tell_into
from ui.cli.options import Force, Home, Json, Quiet, Verbose, flow, flowing, prepare, print_json

ASK = "QUESTIONS"  # its name where a command has to have one; never typed
MORE = (
    "Beside this: `dateline eval run PLAN` for several sets, `dateline eval compare RUN RUN`,"
    " `dateline eval gate RUN --against FILE`, `dateline eval baseline RUN` and"
    " `dateline eval convert FORMAT FILES`; each has --help."
)


class QuestionsFirst(TyperGroup):
    """A group in which what is no command is a question set, or an option of asking one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command that asks a set before what names no other."""
        named = bool(args) and args[0] in self.commands
        return super().parse_args(ctx, args if named else [ASK, *args])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command; the one that asks a set has no name of its own in usage."""
        name, command, rest = super().resolve_command(ctx, args)
        return ("" if name == ASK else name), command, rest


Questions = Annotated[Path, typer.Argument(help="Question set: a file of JSON lines.")]
Out = Annotated[Path, typer.Option("--out", help="Folder for the results and reports.")]
Contexts = Annotated[
    str | None,
    typer.Option("--contexts", help="Answer each question from its list of this name alone."),
]
When = Annotated[
    AsOf, typer.Option("--as-of", help="Ask each question at its own time, or all now.")
]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Ask only the first so many.")]
SearchOnly = Annotated[
    bool, typer.Option("--search-only", help="Ask no answers: measure how articles are found.")
]
Progress = Annotated[
    bool,
    typer.Option("--progress", help="With --json: print progress too, a line of JSON each."),
]


def register(app: typer.Typer) -> None:
    """Add the command and those under it."""
    group = typer.Typer(cls=QuestionsFirst, no_args_is_help=False)
    group.command(ASK, epilog=MORE, hidden=True)(eval_command)
    for commands in (eval_run, eval_compare, eval_gate, eval_convert):
        commands.register(group)
    flow(group)
    app.add_typer(group, name="eval", help=flowing(eval_command.__doc__))


def eval_command(
    questions: Questions,
    out: Out,
    contexts: Contexts = None,
    as_of: When = AsOf.ASKED,
    limit: Limit = None,
    search_only: SearchOnly = False,
    progress: Progress = False,
    force: Force = False,
    home: Home = None,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Ask every question of a set and measure what comes back.

    Writes report.html, report.md, summary.json and results.jsonl into the folder, which must be
    empty or, with --force, an earlier run's. Exit code 1: a question failed; 5: a quotation is
    not in the archive as quoted.
    """
    from eval.evaluate import evaluate, prepare_tasks
    from eval.files import require_free
    from eval.provenance import provenance
    from eval.questions import load_questions
    from rag.wiring import open_desk
    from ui.cli.progress import Bar
    from ui.cli.progress_lines import Lines

    settings = prepare(home, quiet=quiet, verbose=verbose)
    asked = load_questions(questions, zone=settings.zone)
    require_free(out, force=force)
    options = Options(int(time.time()), as_of, contexts, limit, search_only)
    with open_desk(settings) as desk, Bar(quiet=quiet) as bar:
        chosen, tasks = prepare_tasks(desk, asked, options)
        shown = Lines() if progress and json else bar
        shown.phase("asking", len(tasks), "question")
        done = evaluate(
            desk,
            chosen,
            tasks,
            options=options,
            made_by=provenance(settings),
            out=out,
            on_judged=tell_into(shown, verbose=verbose),
        )
    if json:
        print_json({**done.summary_json, "files": [str(path) for path in done.files]})
    else:
        print_summary(done)
    raise typer.Exit(exit_code(done))
