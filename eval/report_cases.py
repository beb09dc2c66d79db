"""The page's cases: what was asked, quoted and wanted, to be filtered by verdict and type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from eval.judge import Judged, Quoted, Verdict, WantedArticle
from eval.markup import link, safe
from eval.wording import TO_READ, cases, moment, wanted_answer, wanted_place

SHOWN_CASES = 200  # of each verdict; all are in results.jsonl
FINE = (Verdict.RIGHT, Verdict.UNJUDGED, Verdict.REFUSED)  # hidden until they are asked for


def cases_section(judged: Sequence[Judged]) -> str:
    """Return the cases, those that went wrong first and shown; empty if nothing was asked.

    A box for each verdict and each type shows or hides its cases, by style rules alone.
    """
    verdicts = Counter(record.verdict for record in judged if record.verdict in (*TO_READ, *FINE))
    if not verdicts:
        return ""
    listed = _listed(judged)
    types = {type_: f"t{n}" for n, type_ in enumerate(_types(listed))}
    boxes = [_box(verdict_class(v), v.value, n, v in TO_READ) for v, n in _ordered(verdicts)]
    kinds = Counter(record.task.question.type for record in listed)
    by_type = [_box(class_, type_, kinds[type_], True) for type_, class_ in types.items()]
    wrong = sum(verdicts[verdict] for verdict in TO_READ)
    hidden = sum(verdicts.values()) - len(listed)
    return (
        f"<h2>What went wrong ({wrong}), and what did not</h2>\n<section>{_rules(boxes + by_type)}"
        f'<p class="boxes">{_labels(boxes)}</p>'
        + f'<p class="boxes">{_labels(by_type)}</p>' * (len(by_type) > 1)
        + "".join(_case(record, types[record.task.question.type]) for record in listed)
        + "</section>"
        + f'<p class="soft">{hidden} further ones are in results.jsonl.</p>' * bool(hidden)
    )


def verdict_class(verdict: Verdict) -> str:
    """Return the style class of a verdict."""
    return verdict.name.lower().replace("_", "-")


def _listed(judged: Sequence[Judged]) -> list[Judged]:
    fine = [record for record in judged if record.verdict in FINE]
    taken = Counter[Verdict]()
    listed = []
    for record in (*cases(judged), *fine):
        taken[record.verdict] += 1
        if taken[record.verdict] <= SHOWN_CASES:
            listed.append(record)
    return listed


def _types(listed: Sequence[Judged]) -> list[str]:
    return sorted({record.task.question.type for record in listed})


def _ordered(verdicts: Counter[Verdict]) -> list[tuple[Verdict, int]]:
    return [(verdict, verdicts[verdict]) for verdict in (*TO_READ, *FINE) if verdicts[verdict]]


def _box(class_: str, words: str, count: int, on: bool) -> tuple[str, str]:
    checked = " checked" * on
    return class_, (
        f'<label><input type="checkbox" id="show-{class_}"{checked}> {safe(words)}'
        f" <b>{count}</b></label>"
    )


def _rules(boxes: Sequence[tuple[str, str]]) -> str:
    rules = "".join(
        f"section:has(#show-{class_}:not(:checked)) .case.is-{class_} {{ display: none; }}\n"
        for class_, _ in boxes
    )
    return f"<style>\n{rules}</style>\n"


def _labels(boxes: Sequence[tuple[str, str]]) -> str:
    return " ".join(label for _, label in boxes)


def _case(record: Judged, type_class: str) -> str:
    question = record.task.question
    told = f"{question.id}, {question.type}, asked {moment(record.task.asked_at)}"
    if record.score is not None:
        told += f", score {record.score:.3f}"
    listed = "".join(f"<dt>{name}</dt><dd>{content}</dd>" for name, content in _entries(record))
    class_ = verdict_class(record.verdict)
    return (
        f'<article class="case is-{class_} is-{type_class}">'
        f"<h3><bdi>{safe(question.text)}</bdi></h3>"
        f'<p class="soft small"><span class="tag {class_}">'
        f"{safe(record.verdict.value)}</span>{safe(told)}</p><dl>{listed}</dl></article>\n"
    )


def _entries(record: Judged) -> list[tuple[str, str]]:
    entries = [("Wanted", f"<bdi>{safe(wanted_answer(record))}</bdi>")]
    if record.wanted:
        articles = "<br>".join(_wanted(w, record.ranking is not None) for w in record.wanted)
        entries.append(("Article", articles))
    if record.reason:
        entries.append(("Said", safe(record.reason)))
    if record.quoted:
        nearest = record.verdict in (Verdict.REFUSED, Verdict.WRONGLY_REFUSED)
        quotes = "".join(_quote(quoted) for quoted in record.quoted)
        entries.append(("Nearest" if nearest else "Quoted", quotes))
    return entries


def _wanted(article: WantedArticle, ranked: bool) -> str:
    place = wanted_place(article, ranked=ranked)
    headline = f"<bdi>{safe(article.title)}</bdi>, " if article.title else ""
    return f"{headline}<code>{safe(article.external_id)}</code>: {safe(place)}"


def _quote(quoted: Quoted) -> str:
    publisher = f"<bdi>{safe(quoted.publisher or 'no publisher')}</bdi>"
    told = [publisher, link(quoted.url, f"<bdi>{safe(quoted.title or 'no headline')}</bdi>")]
    if quoted.speaker:
        told.append(f"<bdi>{safe(f'speaker: {quoted.speaker}')}</bdi>")
    if quoted.wanted:
        told.append("a wanted article")
    if not quoted.exact:
        told.append("NOT in the archive as quoted")
    return (
        f"<blockquote><bdi>{safe(quoted.quote)}</bdi>"
        f"<footer>{', '.join(told)}, <code>{safe(quoted.external_id)}</code></footer></blockquote>"
    )
