"""Where articles come from and how they enter the archive."""
