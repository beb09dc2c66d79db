"""The page that shows how good the answers are."""
