"""Adding articles from the page: the form, and how the upload goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.inputs.detect import SUFFIXES
from ingest.uploads import FOLDER
from rag.domain import Failure
from ui.web.archive.address import Shown, build
from ui.web.archive.fields import choice
from ui.web.archive.holdings import table
from ui.web.archive.intake import MOST_FILES, Stage
from ui.web.archive.left_out import row_of
from ui.web.ask.form import languages
from ui.web.escape import attribute, escape, plain, with_code
from ui.web.texts import say

MOST_TOLD = 200  # of what was left out; the page of failures has all


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
    size = f"{upload_bytes / 1e6:,.0f} MB" if upload_bytes >= 1e6 else f"{upload_bytes:,} bytes"
    return say("archive.upload_limits", size=size, files=MOST_FILES)


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
    counts = [f"{n:,} {what}{'s' if n != 1 else ''}" for what, n in told["counts"].items()]
    if not counts and told["unit"] != "bytes":
        counts.append(
            f"{done:,} / {int(total):,} {told['unit']}" if total else f"{done:,} {told['unit']}"
        )
    if told["left_out"]:
        counts.append(say("archive.left_out_n", count=f"{told['left_out']:,}"))
    phase = escape(plain(str(told["phase"])).capitalize())
    return f"<h2>{phase}</h2>{bar}<p>{escape(', '.join(counts))}</p>"


def _report(stage: Stage) -> str:
    """Return what was added, revised, unchanged and left out, with the reasons."""
    told = stage.told
    counts = say(
        "archive.upload_done",
        **{name: f"{int(told[name]):,}" for name in ("added", "revised", "skipped")},
        failed=f"{len(told['failed']):,}",
    )
    passages = told.get("passages", {})
    live = say(
        "archive.upload_passages",
        live=f"{passages.get('live', 0):,}",
        pending=f"{passages.get('pending', 0):,}",
        seconds=f"{float(told['seconds']):.1f}",
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
    hint = f'<p class="hint">{with_code(stage.hint)}</p>' if stage.hint else ""
    return f'<p class="error">{escape(stage.error)}</p>{hint}'


def _named(stage: Stage, one: Failure) -> Failure:
    """Return a failure with the file's own name in the place of ours."""
    bare = one.where.removeprefix(f"{FOLDER}/")
    for kept, own in stage.names.items():
        if bare.startswith(kept):
            return Failure(own + bare.removeprefix(kept), one.code, one.reason)
    return Failure(bare, one.code, one.reason)
