"""Our own texts for learning to read, as articles and a question set that eval can ask."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CONTEXT = "topic"  # the list of a question's own articles


def write_set(reading: Path, folder: Path) -> None:
    """Write ``articles.jsonl`` and ``questions.jsonl`` of every topic in ``reading``.

    A question's id begins with its topic's; what an article says that is no longer so when the
    question is asked is not accepted.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (
        (folder / "articles.jsonl").open("w", encoding="utf-8") as articles,
        (folder / "questions.jsonl").open("w", encoding="utf-8") as questions,
    ):
        for file in sorted(reading.glob("*.jsonl")):
            for line in file.read_text(encoding="utf-8").splitlines():
                topic = json.loads(line)
                for article in topic["articles"]:
                    articles.write(json.dumps(_article(article)) + "\n")
                for number, question in enumerate(topic["questions"]):
                    questions.write(json.dumps(_question(topic, number, question)) + "\n")


def _article(article: Mapping[str, Any]) -> dict[str, str]:
    return {
        "id": article["id"],
        "title": article["title"],
        "source": article["publisher"],
        "published": article["published"],
        "body": article["text"],
    }


def _question(
    topic: Mapping[str, Any], number: int, question: Mapping[str, Any]
) -> dict[str, object]:
    current = [one for one in question["answers"] if one.get("current", True)]
    return {
        "id": f"{topic['topic']}/{number}",
        "type": question["why"] or "answerable",
        "question": question["question"],
        "asked": question["asked"],
        "accepted": [sorted({one["text"] for one in current})] if current else [],
        "evidence": [
            {"article_id": id_, "label": "good"}
            for id_ in dict.fromkeys(one["article"] for one in current)
        ],
        "contexts": {CONTEXT: [article["id"] for article in topic["articles"]]},
        "answerable": bool(question["answers"]),
    }
