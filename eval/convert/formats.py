"""Which sets can be converted, by the name that the command takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from eval.convert import cagb, multihop, polnear, realtimeqa, rgb, squad2
from eval.convert.shape import Converted
from eval.convert.write import write

FORMATS: Mapping[str, Callable[[Sequence[Path]], Converted]] = {
    "evotemp": cagb.read_evotemp,
    "multihop": multihop.read,
    "newspolluted": cagb.read_newspolluted,
    "polnear": polnear.read,
    "realtimeqa": realtimeqa.read,
    "rgb": rgb.read,
    "squad2": squad2.read,
}


def convert(name: str, places: Sequence[Path], out: Path) -> tuple[Converted, list[Path]]:
    """Convert a set and return it with the files written.

    Raises InputError if a place cannot be read at all, nothing is left, or ``out`` cannot be
    written; KeyError for a name that is not in FORMATS.
    """
    converted = FORMATS[name](places)
    return converted, write(converted, out)
