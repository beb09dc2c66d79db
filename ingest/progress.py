"""How an ingest tells what it has done: as everything that takes long does."""

from __future__ import annotations

from rag.progress import Progress, Silent

__all__ = ["Progress", "Silent"]
