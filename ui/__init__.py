"""The faces: command line and web page; they hold no answering logic."""
