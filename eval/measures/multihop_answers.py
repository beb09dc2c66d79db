"""MultiHop-RAG's own measure of answers, as its qa_evaluate.py computes it.

github.com/yixuantt/MultiHop-RAG, ``extract_answer`` and ``has_intersection``. Its precision,
recall, F1 and accuracy are all this one number.
"""

from __future__ import annotations

import re

INSUFFICIENT = "Insufficient information."  # what it wants where the corpus does not answer
_STATED = re.compile(r'The answer to the question is "(.*?)"')


def shares_a_word(prediction: str, gold: str) -> float:
    """Return 1 if an answer shares any word with the gold one, else 0.

    Words are what stands between white space, without case: "the" is enough, and "Altman." is
    not "Altman".
    """
    stated = _STATED.search(prediction)
    said = stated[1] if stated else prediction
    return float(not set(said.lower().split()).isdisjoint(gold.lower().split()))
