"""Markdown: front matter (YAML or TOML) is read, the body below it is the text as it stands."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace

from ingest.inputs.article import checked
from ingest.inputs.fields import recognised, to_article
from ingest.inputs.options import Item, ReadOptions
from rag.domain import Failure, Warn

_FENCED = re.compile(
    r"\s*?(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<matter>.*?)(?:^|\n)(?:(?P=fence)|\.\.\.)[ \t]*"
    r"(?:\r?\n|$)",
    re.DOTALL,
)
_LONGEST = 30_000  # characters of front matter; more is no front matter
_BRACKETS = 200  # brackets in front matter; nested ones cost YAML's parser dearly
_HEADING = re.compile(r"\s*#[ \t]+(?P<title>[^\r\n]+?)(?:[ \t]+#+)?[ \t]*(?:\r?\n|$)")
_LINE = re.compile(r"([A-Za-z][\w -]{0,40}):[ \t]*(.*)")


def article(text: str, name: str, options: ReadOptions, warnings: tuple[Warn, ...] = ()) -> Item:
    """Return the one article of a Markdown file.

    The body is kept to the character, a heading included; a ``# heading`` that opens it is the
    title where front matter gives none. Front matter that cannot be parsed is read line by line
    (W_FRONTMATTER); a pair of rules with no field between them belongs to the body.
    """
    matter, body, doubts = _split(text)
    made = to_article(matter, name, options, text=body)
    if isinstance(made, Failure):
        return made
    title = made.title
    if title is None and (heading := _HEADING.match(body)):
        title = heading["title"]
    return checked(
        replace(made, title=title, path=name, warnings=(*warnings, *doubts, *made.warnings))
    )


def _split(text: str) -> tuple[dict[str, object], str, list[Warn]]:
    """Return front matter's fields, the body, and what was wrong with the front matter."""
    match = _FENCED.match(text)
    if match is None or len(match["matter"]) > _LONGEST:
        return {}, text, []
    body, doubts = text[match.end() :], []
    try:
        fields = _toml(match["matter"]) if match["fence"] == "+++" else _yaml(match["matter"])
    except ValueError as error:
        fields = _by_line(match["matter"])
        doubts = [Warn("W_FRONTMATTER", f"read line by line: {error}")]
    return (fields, body, doubts) if recognised(fields) else ({}, text, [])


def _yaml(matter: str) -> dict[str, object]:
    """Parse YAML with every scalar as it stands: a date is what was typed. Raises ValueError."""
    import yaml

    if matter.count("[") + matter.count("{") > _BRACKETS:
        raise ValueError("nested too deeply")

    class Loader(yaml.SafeLoader):
        """Knows null, and nothing else but strings."""

        yaml_implicit_resolvers = {  # noqa: RUF012
            first: [pair for pair in pairs if pair[0] == "tag:yaml.org,2002:null"]
            for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    try:
        fields = yaml.load(matter.replace("\t", "  "), Loader)  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 2}" if mark else ""
        raise ValueError(f"not YAML{place}") from error
    return {str(k): v for k, v in fields.items()} if isinstance(fields, dict) else {}


def _toml(matter: str) -> dict[str, object]:
    """Parse TOML. Raises ValueError."""
    try:
        return tomllib.loads(matter)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _by_line(matter: str) -> dict[str, object]:
    """Read what can be read of broken YAML: ``title: Foo: bar`` is what it was meant to be."""
    fields: dict[str, object] = {}
    for line in matter.splitlines():
        if match := _LINE.match(line):
            try:
                fields.update(_yaml(line))
            except ValueError:
                fields[match[1]] = match[2].strip().strip("\"'")
    return fields
