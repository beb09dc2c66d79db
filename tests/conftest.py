"""What tests of several packages share."""

from __future__ import annotations

import pytest

from rag.adapters.encoders import open_encoder
from rag.ports import Encoder
from rag.settings import Settings


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real encoder, opened once a run.

    Its export is kept in DATELINE_CACHE, else in the platform's cache folder, and so made once
    a machine.
    """
    return open_encoder(Settings(encoder="all-MiniLM-L6-v2", runtime="auto", device="cpu"))
