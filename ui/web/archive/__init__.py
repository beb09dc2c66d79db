"""The page that shows what the archive holds."""
