"""Who said what in an article."""

from rag.attribution.spoken import spoken_by
from rag.attribution.statements import Statement, statements

__all__ = ["Statement", "spoken_by", "statements"]
