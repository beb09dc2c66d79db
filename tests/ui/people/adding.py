"""A server's part: turns kept one after the other.

``python -m tests.ui.people.adding HOME CONVERSATION NAME COUNT`` adds to a conversation, "-" for a
new one, and prints each turn's conversation and question once it is kept.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.ui.web.newsroom import answered, question
from ui.people.people import People


def main(home: Path, conversation: str | None, name: str, count: int) -> None:
    people = People(home)
    shelf = people.of(None)
    for number in range(count):
        asked = f"{name} {number}"
        place = shelf.append(answered(asked=question(asked)), conversation=conversation)
        conversation = place.conversation.id
        sys.stdout.write(f"{conversation} {asked}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    one = sys.argv[2]
    main(Path(sys.argv[1]), None if one == "-" else one, sys.argv[3], int(sys.argv[4]))
