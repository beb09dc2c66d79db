"""Wilson's interval for a share."""

from __future__ import annotations

from math import sqrt

Z_95 = 1.959963984540054  # two-sided 95% of the normal distribution


def wilson(successes: float, n: int, *, z: float = Z_95) -> tuple[float, float]:
    """Return the interval (low, high), within 0..1, for ``successes`` out of ``n``.

    Wilson, "Probable inference, the law of succession, and statistical inference" (JASA
    1927); unlike the textbook interval it holds near 0 and 1 and for few questions. Raises
    ValueError unless 0 <= successes <= n and n > 0.
    """
    if n <= 0 or not 0 <= successes <= n:
        raise ValueError(f"no share: {successes} of {n}")
    share = successes / n
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # at 0 and n the ends are exact; rounding would leave the share outside its interval
    low = 0.0 if successes == 0 else max(0.0, (centre - half) / scale)
    high = 1.0 if successes == n else min(1.0, (centre + half) / scale)
    return low, high
