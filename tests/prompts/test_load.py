"""Prompt texts and their versions."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from string import Template

import pytest

from prompts.load import Prompt, load

NAMES = sorted(
    file.name.removesuffix(".md")
    for file in files("prompts").iterdir()
    if file.name.endswith(".md")
)


@pytest.mark.parametrize("name", NAMES)
def test_a_version_is_of_the_file_as_it_is(name: str) -> None:
    raw = files("prompts").joinpath(f"{name}.md").read_bytes()

    assert load(name).version == sha256(raw).hexdigest()[:12]
    assert str(load(name)) == f"{name}@{load(name).version}"


@pytest.mark.parametrize("name", NAMES)
def test_every_dollar_in_a_prompt_is_a_placeholder(name: str) -> None:
    assert load(name).template.is_valid()


def test_what_is_filled_in_stays_as_it_is() -> None:
    article = "{braces} %s $ENV ${x} {{jinja}} $$"

    assert article in load("evidence").fill(passages=article, question="q", asked_on="today")


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        Prompt("a", "b", Template("$one $two")).fill(one="1")


def test_a_prompt_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        load("nobody")
