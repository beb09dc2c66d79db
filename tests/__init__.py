"""Tests; two processes of them run on two processors, so each computes with one thread.

More of OpenMP's threads than processors wait for each other by spinning: what takes three
seconds then took a hundred and forty.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
