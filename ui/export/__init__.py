"""What a reader takes along: conversations as files, citations, text to paste, permalinks. Pure."""
