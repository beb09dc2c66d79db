"""Measures of the literature, a file a measure."""
