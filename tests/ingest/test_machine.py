"""Add, revise, withdraw, kill, rebuild, restore in any order: a plain dict says what must hold."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rag.archive.archive import FILE
from rag.archive.seal import SEAL
from tests.ingest.jobs import StoppedError
from tests.ingest.newsroom import ChromaNewsroom, DyingListener, Newsroom

NAMES = [f"story-{n}" for n in range(6)]
TEXTS = {
    (name, version): f"{name.replace('-', '')}v{version} docked at quay {n} on day {version}.\n"
    f"Crew of {name.replace('-', '')}x{version} went ashore."
    for n, name in enumerate(NAMES)
    for version in range(4)
}
BATCH = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3), min_size=1, max_size=4)
KILLS = {"reading": 1, "marking quotes": 0}  # phase -> after which of its steps
MOMENTS = st.sampled_from([*KILLS, "encoder", "before the index", "after the index"])


class Archiving(RuleBasedStateMachine):
    """One home through a life of ingests and accidents."""

    kind = Newsroom

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.newsroom = self.kind(self.folder)

    def teardown(self) -> None:
        """Bring all to rest: a last run has nothing to add, doctor nothing to say."""
        if self.newsroom.told:
            self.ingest_all_again()
        self.newsroom.everything_is_found()
        problems = self.newsroom.look()
        shutil.rmtree(self.folder)

        assert problems == []

    def ingest_all_again(self) -> None:
        """Ingest what each article last was."""
        texts = {name: told.texts[-1] for name, told in self.newsroom.told.items()}
        report = self.newsroom.ingest(texts)
        self.newsroom.settled = True
        self.agree()

        assert (report.added, report.revised, report.skipped) == (0, 0, len(texts))
        assert report.failed == []

    @rule(batch=BATCH)
    def ingest(self, batch: dict[str, int]) -> None:
        """Add what is new and revise what is known."""
        texts = {name: TEXTS[name, version] for name, version in batch.items()}
        told = {name: one.texts for name, one in self.newsroom.told.items()}
        report = self.newsroom.ingest(texts)
        added = [name for name in texts if name not in told]
        same = [name for name in texts if texts[name] in told.get(name, [])]
        counts = (report.added, report.skipped, report.revised, report.failed)
        self.newsroom.note(texts)
        self.newsroom.settled = True

        assert counts == (len(added), len(same), len(texts) - len(added) - len(same), [])

    @rule(batch=BATCH)
    def ingest_twice(self, batch: dict[str, int]) -> None:
        """The second time changes nothing and embeds nothing."""
        self.ingest(batch)
        self.newsroom.encoder.encoded.clear()
        self.ingest(batch)

        assert self.newsroom.encoder.encoded == []

    @rule(batch=BATCH, moment=MOMENTS)
    def killed(self, batch: dict[str, int], moment: str) -> None:
        """A run that is killed in the middle has kept its whole batch, or nothing of it."""
        texts = {name: TEXTS[name, version] for name, version in batch.items()}
        progress = (
            DyingListener(self.newsroom.die, moment, stop_after=KILLS[moment])
            if moment in KILLS
            else None
        )
        self.newsroom.encoder.dies = moment == "encoder"
        for index in self.newsroom.indexes.values():
            index.dies_in = 0 if moment.endswith("the index") else None
            index.after = moment.startswith("after")
        try:
            self.newsroom.ingest(texts, progress)
        except StoppedError:
            self.newsroom.settled = False

            assert not (self.newsroom.settings.home / f"{FILE}{SEAL}").exists()
        else:
            self.newsroom.settled = True  # nothing was to be done where it would have been killed
        if moment != "reading":
            self.newsroom.note(texts)
        self.newsroom.encoder.dies = False
        for index in self.newsroom.indexes.values():
            index.dies_in = None

    @precondition(lambda self: self.newsroom.told)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        """Withdraw an article, or allow a withdrawn one again."""
        name = data.draw(st.sampled_from(sorted(self.newsroom.told)))
        self.newsroom.withdraw(name, undo=self.newsroom.told[name].withdrawn)

    @rule()
    def rebuild(self) -> None:
        """The index is made anew; what has a vector is not embedded."""
        self.newsroom.encoder.encoded.clear()
        settled = self.newsroom.settled
        result = self.newsroom.rebuild()

        assert result["embedded"] == len(set(self.newsroom.encoder.encoded))
        assert not settled or result["embedded"] == 0

    @rule()
    def restore(self) -> None:
        """Another home from a copy: with a rebuild it is this one."""
        self.newsroom.move()
        self.newsroom.rebuild()

    @invariant()
    def agree(self) -> None:
        """The archive says what the dict says."""
        self.newsroom.agree()


class ArchivingInChroma(Archiving):
    """The same with Chroma's files, and doctor's child process to look into them."""

    kind = ChromaNewsroom


@pytest.mark.parametrize(
    ("machine", "examples", "steps"),
    [(Archiving, 20, 12), pytest.param(ArchivingInChroma, 2, 6, marks=pytest.mark.slow)],
)
def test_whatever_happens_in_whatever_order_nothing_is_lost(
    machine: type[Archiving], examples: int, steps: int
) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
