"""A whole revision, with the quotation lit, and what other revisions say."""
