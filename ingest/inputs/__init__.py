"""Where articles come from, a file a format: locations on disk -> articles and failures.

Failures (the item is left out): E_NOT_FOUND, E_PERMISSION, E_READ, E_CHANGED, E_GZIP, E_TYPE,
E_CHARSET, E_TOO_LARGE (a file), E_TOO_LONG (a line or an article), E_URL, E_JSON,
E_JSON_NUMBER, E_JSON_DEPTH, E_CSV, E_FIELD, E_EMPTY, E_BOILERPLATE, E_DEPTH, E_FEED, E_FORMAT,
E_XML, E_XML_DTD, E_STATUS (withheld or cancelled), E_WARC, E_WARC_TRUNCATED, E_CODEC, E_PARQUET,
E_ARCHIVE (a zip or tar), E_ARCHIVE_PATH, E_ENCRYPTED, E_EXTRA (a library is not installed).
Of its parser's process (ingest.sandbox): E_TIMEOUT, E_MEMORY, E_CRASH.
Files not read at all: W_NOT_FILE, W_SKIPPED. Warnings (the article is in): W_DUPKEY, W_FIELD,
W_FRONTMATTER, W_DATE, W_DATE_ORDER, W_CONTROL, W_ENCODING, W_CHARSET, W_MOJIBAKE,
W_MIXED_SCRIPT, W_MARKUP, W_HIDDEN, W_INSTRUCTIONS, W_EMBARGO, W_GUID, W_SUMMARY, W_SHORT,
W_CANONICAL.
"""
