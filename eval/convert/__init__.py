"""Readers of public question sets: the files a user has -> what ingest and eval read."""
