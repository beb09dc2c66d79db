"""From evidence to the sentences that answer, or to an abstention."""
