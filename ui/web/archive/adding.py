"""Adding articles from the page: the form, and how the upload goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ingest.inputs.detect import SUFFIXES
from ingest.uploads import FOLDER
from rag.domain import Failure
from ui.web import english
from ui.web.archive.address import Shown, build
from ui.web.archive.fields import choice
from ui.web.archive.holdings import table
from ui.web.archive.intake import MOST_FILES, Stage
from ui.web.archive.left_out import row_of
from ui.web.ask.form import languages
from ui.web.escape import attribute, escape, plain, with_code
from ui.web.texts import count, megabytes, number, say

MOST_TOLD = 200  # of what was left out; the page of failures has all
PHASES: Final[Mapping[str, str]] = {
    "reading": "archive.phase_reading",
    "finding copies": "archive.phase_copies",
    "embedding": "archive.phase_embedding",
    "indexing": "archive.phase_indexing",
    "marking quotes": "archive.phase_marking",
}
"""What the child calls the phases of an upload, and what the page calls them."""
COUNTED: Final[Mapping[str, tuple[str, str]]] = {
    "article": ("archive.count", ""),
    "articles": ("archive.count", "archive.articles_of"),
    "passages": ("archive.passages", "archive.passages_of"),
    "revisions": ("archive.revisions", "archive.revisions_of"),
}
"""What it counts: the texts for so many of them, and for so many of all that there are."""


def adding(stage: Stage, upload_bytes: int, publishers: Sequence[str]) -> str:
    """Return the form, or why there is none, and below it how the last upload went."""
    if not upload_bytes:
        off = f"{say('archive.upload_off')} {say('archive.upload_off_hint')}"
        return f'<p class="about">{with_code(off)}</p>'
    kinds = ",".join([*SUFFIXES, ".gz"])
    names = "".join(f'<option value="{attribute(name)}"></option>' for name in publishers)
    spoken = choice(
        "language", "", [(code, name) for name, code in languages()], say("archive.as_file_says")
    )
    return (
        f'<p class="about">{with_code(say("archive.upload_about"))}</p>'
        '<form class="upload"><label class="drop" for="f-files">'
        f"<b>{escape(say('archive.choose_files'))}</b><span>{escape(_limits(upload_bytes))}</span>"
        f'<input type="file" id="f-files" name="files" multiple accept="{kinds}"></label>'
        '<ul class="chosen"></ul>'
        f'<div class="narrow"><label><span>{escape(say("archive.lacking_publisher"))}</span>'
        '<input type="text" name="publisher" id="f-publisher" maxlength="200" list="known"'
        f' autocomplete="off"></label><datalist id="known">{names}</datalist>'
        f"<label><span>{escape(say('archive.lacking_language'))}</span>{spoken}</label></div>"
        f'<p class="send-line"><button type="submit" class="go-button" disabled>'
        f"{escape(say('archive.upload_send'))}</button></p></form>"
        f'<div role="alert"><ul class="refused"></ul></div>'
        f'<div id="intake" role="status">{progress(stage)}</div>'
    )


def progress(stage: Stage) -> str:
    """Return how the upload goes; its class tells the page whether to go on asking."""
    if stage.name == "idle":
        return ""
    if stage.name == "receiving":
        body = f"<p>{escape(say('archive.receiving'))}</p>"
    elif stage.name == "reading":
        body = _reading(stage.told)
    elif stage.name == "failed":
        body = f"<h2>{escape(say('archive.upload_failed'))}</h2>{_error(stage)}"
    else:
        body = _report(stage)
    return f'<div class="stage {stage.name}">{body}</div>'


def _limits(upload_bytes: int) -> str:
    size = (
        megabytes(upload_bytes, 0) if upload_bytes >= 1e6 else count("number.bytes", upload_bytes)
    )
    return count("archive.upload_limits", MOST_FILES, size=size)


def _reading(told: Mapping[str, Any]) -> str:
    """Return what the child is at, with a bar where it knows how much there is."""
    if not told:
        return f"<h2>{escape(say('archive.starting'))}</h2><progress></progress>"
    done, total = int(told["done"]), told["total"]
    bar = (
        f'<progress max="{int(total)}" value="{done}"></progress>'
        if total
        else "<progress></progress>"
    )
    counts = [_counted(what, n) for what, n in told["counts"].items()]
    if not counts and told["unit"] != "bytes":
        counts.append(_counted(told["unit"], done, int(total or 0)))
    if told["left_out"]:
        counts.append(escape(count("archive.left_out_n", told["left_out"])))
    return f"<h2>{_phase(str(told['phase']))}</h2>{bar}<p>{', '.join(counts)}</p>"


def _phase(name: str) -> str:
    key = PHASES.get(name)
    return escape(say(key)) if key else english.html(plain(name).capitalize())


def _counted(what: str, done: int, total: int = 0) -> str:
    """Return so many of what a phase counts as HTML, of all that there are if that is known."""
    of_some, of_all = COUNTED.get(what, ("", ""))
    if not of_some:
        numbers = f"{number(done)} / {number(total)}" if total else number(done)
        return f"{escape(numbers)} {english.html(plain(what))}"
    if total and of_all:
        return escape(count(of_all, total, done=number(done)))
    return escape(count(of_some, done))


def _report(stage: Stage) -> str:
    """Return what was added, revised, unchanged and left out, with the reasons."""
    told = stage.told
    counts = say(
        "archive.upload_done",
        **{name: number(int(told[name])) for name in ("added", "revised", "skipped")},
        failed=number(len(told["failed"])),
    )
    passages = told.get("passages", {})
    live = count(
        "archive.upload_passages",
        passages.get("live", 0),
        pending=number(passages.get("pending", 0)),
        seconds=number(float(told["seconds"]), 1),
    )
    links = ""
    if int(told["added"]) + int(told["revised"]):
        ask = f'<a href="./">{escape(say("archive.ask_now"))}</a>'
        newest = f'<a class="go" href="archive">{escape(say("archive.see_list"))}</a>'
        links = f'<p class="links">{ask} {newest}</p>'
    odd = [*told["failed"], *told["warnings"]]
    rows = [row_of(_named(stage, Failure(**one))) for one in odd[:MOST_TOLD]]
    listed = table("upload_left_out", ("place", "code", "reason"), rows) if rows else ""
    if len(odd) > MOST_TOLD:
        address = attribute(build(Shown(), view="failures"))
        listed += f'<p><a class="go" href="{address}">{escape(say("archive.all_failures"))}</a></p>'
    error = _error(stage) if stage.error else ""
    return f"<h2>{escape(counts)}</h2><p>{escape(live)}</p>{error}{links}{listed}"


def _error(stage: Stage) -> str:
    hint = f'<p class="hint">{english.code(stage.hint)}</p>' if stage.hint else ""
    return f'<p class="error">{english.html(stage.error)}</p>{hint}'


def _named(stage: Stage, one: Failure) -> Failure:
    """Return a failure with the file's own name in the place of ours."""
    bare = one.where.removeprefix(f"{FOLDER}/")
    for kept, own in stage.names.items():
        if bare.startswith(kept):
            return Failure(own + bare.removeprefix(kept), one.code, one.reason)
    return Failure(bare, one.code, one.reason)
