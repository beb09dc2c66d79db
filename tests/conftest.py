"""What tests of several packages share."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as laws

from ingest.inputs.read import ReadOptions
from ingest.run import ingest
from rag.adapters.encoders import open_encoder
from rag.desk import Desk
from rag.ports import Encoder
from rag.progress import Silent
from rag.settings import Settings
from rag.wiring import open_desk, open_for_writing
from tests.made_once import made_once

laws.register_profile("dateline", deadline=None)  # no test fails because a machine is busy
laws.load_profile("dateline")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # Begun by `nohup ... &`, and so would every program be that a test starts and interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)

SAMPLE = Path(__file__).parent.parent / "eval" / "sample"


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real encoder, opened once a run.

    Its export is kept in DATELINE_CACHE, else in the platform's cache folder, and so made once
    a machine.
    """
    return open_encoder(Settings(encoder="all-MiniLM-L6-v2", runtime="auto", device="cpu"))


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Settings:
    """Settings of a home that holds the sample archive, really embedded; to be read only."""

    def make(home: Path) -> None:
        settings = Settings(home=home)
        ingest(
            [str(SAMPLE / "articles")],
            settings=settings,
            options=ReadOptions(settings.zone, settings.limits),
            open_encoder=lambda: encoder,
            open_index=lambda writer, used: open_for_writing(settings, writer, used),
            progress=Silent(),
        )

    made = made_once(tmp_path_factory, "sample-home", make)
    home = Path(shutil.copytree(made, tmp_path_factory.mktemp("sample") / "home"))
    return Settings(home=home)


@pytest.fixture(scope="session")
def sample_home(sample_settings: Settings) -> Path:
    """The home of the sample archive; to be read only, or copied."""
    return sample_settings.home


@pytest.fixture(scope="session")
def sample_desk(sample_settings: Settings, encoder: Encoder) -> Iterator[Desk]:
    """A desk over the sample archive."""
    with open_desk(sample_settings, encoder=encoder) as desk:
        yield desk


@pytest.fixture
def own_home(sample_home: Path, tmp_path: Path) -> Path:
    """A copy of the sample archive's home, to be written to."""
    return Path(shutil.copytree(sample_home, tmp_path / "home"))
