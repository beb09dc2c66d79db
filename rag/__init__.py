"""The core of Dateline: archive, index, and the way from a question to a checked answer."""
