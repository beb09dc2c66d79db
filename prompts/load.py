"""Prompt texts and their versions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt text; ``version`` is the first 12 hex digits of its file's sha256."""

    name: str
    version: str
    template: Template

    def fill(self, **values: str) -> str:
        """Return the text with every ``$name`` filled in.

        What is filled in is not read again, so braces and dollars in articles stay as they
        are. Raises KeyError if a value is missing.
        """
        return self.template.substitute(values)

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


@cache
def load(name: str) -> Prompt:
    """Read ``prompts/<name>.md``; FileNotFoundError if there is none."""
    raw = files("prompts").joinpath(f"{name}.md").read_bytes()
    return Prompt(name, sha256(raw).hexdigest()[:12], Template(raw.decode()))
