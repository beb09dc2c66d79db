"""Which reader reads which set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from eval.convert import cagb, multihop, polnear, realtimeqa, rgb, squad2
from eval.convert.names import Format
from eval.convert.shape import Converted
from eval.convert.write import write

FORMATS: Mapping[Format, Callable[[Sequence[Path]], Converted]] = {
    Format.EVOTEMP: cagb.read_evotemp,
    Format.MULTIHOP: multihop.read,
    Format.NEWSPOLLUTED: cagb.read_newspolluted,
    Format.POLNEAR: polnear.read,
    Format.REALTIMEQA: realtimeqa.read,
    Format.RGB: rgb.read,
    Format.SQUAD2: squad2.read,
}


def convert(name: Format, places: Sequence[Path], out: Path) -> tuple[Converted, list[Path]]:
    """Convert a set and return it with the files written.

    Raises InputError if a place cannot be read at all, nothing is left, or ``out`` cannot be
    written.
    """
    converted = FORMATS[name](places)
    return converted, write(converted, out)
