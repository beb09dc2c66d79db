"""Who said what in an article."""

from rag.attribution.mark import MARKER, mark
from rag.attribution.spoken import describes_speaker, spoken_by
from rag.attribution.statements import Statement, statements

__all__ = ["MARKER", "Statement", "describes_speaker", "mark", "spoken_by", "statements"]
