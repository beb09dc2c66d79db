"""Kept conversations: their list, their export, what a reader thinks of an answer."""
