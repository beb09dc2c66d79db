"""Several runs as one account: what was wanted, what was reached, what falls short, on what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.files import Json
from eval.finished import Finished
from eval.plan import Plan, PlannedRow
from eval.rows import Kind, Row, fill
from eval.wording import figure
from rag.errors import EvalError
from rag.settings import Settings

REPORT = "evaluation"  # .html, .md and .json, in the folder that the runs' folders are in
INTERVALS = (
    "Intervals are 95%: Wilson's for shares of single questions; a seeded bootstrap over questions"
    " for means, times, AUROC, differences, and where a question counts in several runs."
)
_HEADING = re.compile(r"^## +(.+?)\s*$", re.MULTILINE)
_PLACES = {"home", "cache", "chroma_url"}


@dataclass(frozen=True, slots=True)
class Account:
    """All that the reports say: the filled rows, the finished runs by name, and the notes.

    ``notes`` are sections of Markdown by heading; ``missing`` names planned runs without results.
    """

    title: str
    rows: tuple[Row, ...]
    runs: Mapping[str, Finished]
    notes: Mapping[str, str]
    missing: tuple[str, ...] = ()

    @property
    def short(self) -> list[Row]:
        """The rows that miss their target."""
        return [row for row in self.rows if row.met is False]


def read_notes(plan: Plan, beside: Path) -> dict[str, str]:
    """Read the plan's notes: heading -> Markdown below it; EvalError if they are not there."""
    if plan.notes is None:
        return {}
    path = beside / plan.notes
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"cannot read the plan's notes, {path}: {error}") from error
    _, *parts = _HEADING.split(text)
    return {heading: body.strip() for heading, body in zip(parts[::2], parts[1::2], strict=True)}


def account_of(plan: Plan, runs: Mapping[str, Finished], notes: Mapping[str, str]) -> Account:
    """Fill the plan's rows from its finished runs; EvalError if there is none yet."""
    if not runs:
        raise EvalError("no run of the plan has finished in --out", hint="Leave out --no-run.")
    missing = tuple(run.name for run in plan.run if run.name not in runs)
    rows = tuple(fill(plan, runs))
    return Account(plan.title, rows, runs, notes, missing)


def account_json(account: Account) -> Json:
    """Return ``evaluation.json``."""
    return {
        "title": account.title,
        "rows": [_row_json(row) for row in account.rows],
        "runs": {name: _run_json(run) for name, run in account.runs.items()},
        "missing": list(account.missing),
    }


def _row_json(row: Row) -> Json:
    e = row.estimate
    measured = {"value": e.value, "low": e.low, "high": e.high, "n": e.n, "kind": row.kind}
    return {**row.planned.model_dump(mode="json"), **measured, "met": row.met, "short": row.short}


def _run_json(run: Finished) -> Json:
    return {
        "about": dict(run.about),
        "verdicts": dict(run.verdicts),
        "measures": {
            name: {"value": e.value, "n": e.n, "low": e.low, "high": e.high}
            for name, e in run.measures.items()
        },
        "latency": {name: asdict(timed) for name, timed in run.latency.items()},
    }


def row_words(row: PlannedRow) -> str:
    """Return what a row measures."""
    if row.words:
        return row.words
    told = row.measure
    told += f" less that of {', '.join(row.minus)}" if row.minus else ""
    told += f" over that of {', '.join(row.relative_to)}" if row.relative_to else ""
    told += f", {', '.join(row.types)}" if row.types else ""
    days = row.evidence_over_days
    return told if days is None else f"{told}, evidence over {days:g} days old"


def number(value: float, kind: Kind) -> str:
    """Return a figure as its kind is written."""
    if kind == "count":
        return f"{value:.0f}"
    if kind == "ms":
        return f"{value:.1f} ms"
    if kind == "ratio":
        return f"{value:.2f}"
    return f"{value:+.3f}" if kind == "difference" else figure(value)


def interval(row: Row) -> str:
    """Return a row's interval."""
    return f"{number(row.estimate.low, row.kind)} to {number(row.estimate.high, row.kind)}"


def target(row: Row) -> str:
    """Return a row's target, empty without one."""
    planned = row.planned
    bounds = [f"≥ {number(planned.at_least, row.kind)}"] if planned.at_least is not None else []
    bounds += [f"≤ {number(planned.at_most, row.kind)}"] if planned.at_most is not None else []
    return ", ".join(bounds)


def met(row: Row) -> str:
    """Return whether the target is met, and by how much not."""
    if row.short is None:
        return ""
    by = number(row.short, "share" if row.kind == "difference" else row.kind)
    return "yes" if row.met else f"no, by {by}"


def verdict(account: Account) -> str:
    """Return in a sentence how many targets are met."""
    aimed = [row for row in account.rows if row.met is not None]
    told = f"{len(aimed) - len(account.short)} of {len(aimed)} targets are met."
    if account.missing:
        told += f" Not run, and so without a figure: {', '.join(account.missing)}."
    return told


def facts(account: Account) -> list[tuple[str, str]]:
    """Return when, with what code, on what and how, as pairs of name and value."""
    abouts = [run.about for run in account.runs.values()]
    made = [about["provenance"] for about in abouts]
    days = sorted(str(about["started"])[:10] for about in abouts)
    return [
        ("Date", days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"),
        ("Commit", _once(str(m["commit"] or "not under version control") for m in made)),
        ("Settings", settings_told(made)),
        ("Encoder", _once(str(about["archive"].get("encoder")) for about in abouts)),
        ("Machine", _once(f"{m['machine']}, {m['cpus']} processors" for m in made)),
        ("Versions", _once(_versions(m) for m in made)),
    ]


def _versions(made: Mapping[str, object]) -> str:
    versions = made.get("versions")
    pairs = versions.items() if isinstance(versions, Mapping) else ()
    return ", ".join(f"{name} {number}" for name, number in pairs)


def settings_told(made: Sequence[Mapping[str, object]]) -> str:
    """Return which settings all runs had other than the defaults; a run's own are in its row."""
    defaults = dict(_flat(Settings.model_construct().model_dump(mode="json", exclude=_PLACES)))
    changed = [
        {name: value for name, value in _flat(m["settings"]) if defaults.get(name) != value}
        for m in made
    ]
    common = {
        name: value
        for name, value in changed[0].items()
        if all(name in one and one[name] == value for one in changed)
    }
    return ", ".join(f"{name} = {value}" for name, value in common.items()) or "the defaults"


def _flat(settings: object, prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in settings.items() if isinstance(settings, Mapping) else ():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _once(values: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(values))


def run_told(run: Finished, own: Mapping[str, object]) -> list[str]:
    """Return a run's line: questions, from where, how they ended, and the time they took."""
    about = run.about
    place = f"list {about['contexts']}" if about.get("contexts") else "the whole archive"
    asked = "at its own time" if about.get("as_of") == "asked" else "now"
    own_told = "".join(f"; {name} = {value}" for name, value in own.items())
    times = ", ".join(f"{leg} {t.p50:.0f} / {t.p95:.0f}" for leg, t in run.latency.items())
    ends = ", ".join(f"{count} {name}" for name, count in run.verdicts.items())
    articles = about["archive"].get("articles")
    return [
        f"{len(run.records)}",
        f"{place}, {articles} articles; asked {asked}{own_told}",
        ends,
        times,
    ]
