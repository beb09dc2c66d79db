from __future__ import annotations

from hashlib import sha256

from rag.attribution import MARKER, mark

# One sentence for each kind of rule. Where other rules mark it otherwise, archives that were
# marked by the old ones must be told: raise MARKER, then take the digest over.
TEXT = """Tamm: no ferry before the spring

VARN - Estonian Foreign Minister Jaan Tamm said on Monday that the strait “will not open soon”.
“We have looked at every bolt,” he told reporters. “It held.

“Nobody need worry,” the minister added, warning that prices would rise.
According to the port authority, ships wait. The quay is old, said Ada Lind, the mayor of Varn.
After the vote, Lind lashed out at them:

“You built it twice.”

"It will hold." — Eero Lind, Varn
Riga said the port was open, while Oslo's position is that it is shut.
The Estonian minister called for a ban on what he called “a wall of wet sand”.

Eila Holm has been Finland's energy minister for a week. A dam without water, the minister said,
was a wall. Sweden's Bo Berg took the other view. It was late, he said.

Olha Marko, who leaves when Ukraine's cabinet does, was curt. “No,” the Ukrainian minister said.

Poland's finance ministry counted the roads. Somebody would pay, the ministry said.
"""
MARKED = (6, "b75b95efd896")


def test_rules_that_mark_otherwise_have_another_version() -> None:
    marked = repr([(one.content, one.speaker, one.cue, one.direct) for one in mark(TEXT, "en")])

    assert (MARKER, sha256(marked.encode()).hexdigest()[:12]) == MARKED
