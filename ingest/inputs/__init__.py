"""One file a format: bytes to articles."""
