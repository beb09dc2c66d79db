"""How fast Dateline is beside a named peer: ratios from one run, on one machine."""
