"""Who said what in an article."""

from rag.attribution.mark import MARKER, mark
from rag.attribution.spoken import spoken_by
from rag.attribution.statements import Statement, statements

__all__ = ["MARKER", "Statement", "mark", "spoken_by", "statements"]
