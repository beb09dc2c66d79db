"""Prompt texts, each with a version; loaded, never written in code."""
