"""Text as it is: search copies, sentences and passages with exact spans."""
