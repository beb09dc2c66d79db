"""Row 69: an encoder that gives no vector, or another's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from rag.ports import Vectors
from tests.bad_input.intake import QUAY, SLUICE, Intake
from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record


class Spoiled(WordEncoder):
    """An encoder whose vectors of some texts are useless, until it is mended."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.fault = fault

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return what ``fault`` says."""
        rows = super().encode(texts)
        bad = [SLUICE in text for text in texts]
        match self.fault:
            case "nan":
                rows[bad] = np.nan
            case "zeros":
                rows[bad] = 0
            case "short":
                return rows[:, :-1]
            case "few":
                return rows[:-1]
        return rows


@pytest.mark.parametrize("fault", ["nan", "zeros", "short", "few"])
def test_row_69_a_useless_vector_leaves_its_passage_pending_and_is_named(
    intake: Intake, fault: str
) -> None:
    intake.encoder = spoiled = Spoiled(fault)
    feed = lines(intake.folder / "a.jsonl", record(1, QUAY), record(2, SLUICE))
    taken = intake.take(feed)
    left = 1 if fault in {"nan", "zeros"} else 2

    assert [code for code, _ in taken.left_out] == ["E_EMBED"] * left
    assert taken.report.passages == {"pending": left, "live": 2 - left}
    assert taken.texts == [QUAY, SLUICE]

    spoiled.fault = "none"
    again = intake.take(feed)

    assert again.left_out == []
    assert again.report.passages == {"pending": 0, "live": 2}
