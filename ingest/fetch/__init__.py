"""The guarded fetcher: public http(s) addresses, each within limits, and with manners."""
