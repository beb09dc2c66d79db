"""Parsing in a child process with limits: an article that freezes or explodes costs itself only."""

from __future__ import annotations

from ingest.sandbox.parent import open_parser

__all__ = ["open_parser"]
