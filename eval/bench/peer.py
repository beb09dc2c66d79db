"""The peer: what a first search for "LangChain RAG" builds, on the same model and processor.

RecursiveCharacterTextSplitter(1000, 200), HuggingFaceEmbeddings, langchain_chroma.Chroma. The only
file that knows it; its packages are the extra ``bench``.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from eval.bench.articles import texts
from rag.adapters.weights import bundled

if TYPE_CHECKING:
    from langchain_chroma import Chroma

PACKAGES = ("langchain_chroma", "langchain_huggingface", "langchain_text_splitters")
COLLECTION = "peer"
BATCH = 1_000  # pieces an add_texts; Chroma takes no more than 5,461


def missing() -> list[str]:
    """Return the packages that are not installed."""
    return [name for name in PACKAGES if find_spec(name) is None]


class Peer:
    """The pipeline, its store in a folder."""

    def __init__(self, home: Path) -> None:
        self._store = _store(home)

    def ingest(self, file: str) -> dict[str, float]:
        """Split, embed and add every article; the seconds it took, without the start."""
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        started = perf_counter()
        pieces = [piece for text in texts(Path(file)) for piece in splitter.split_text(text)]
        for batch in _batched(pieces):
            self._store.add_texts(batch)
        return {"embedded_s": perf_counter() - started, "passages": len(pieces)}

    def search(self, question: str, *, k: int) -> dict[str, float]:
        """Return the milliseconds of one search, and how many it found."""
        started = perf_counter()
        found = self._store.similarity_search(question, k=k)
        return {"ms": (perf_counter() - started) * 1000, "found": len(found)}


def _store(home: Path) -> Chroma:
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings

    encoder = HuggingFaceEmbeddings(
        model_name=str(bundled().folder), model_kwargs={"device": "cpu"}
    )
    return Chroma(COLLECTION, encoder, persist_directory=str(home))


def _batched(pieces: list[str]) -> Iterator[list[str]]:
    return (pieces[at : at + BATCH] for at in range(0, len(pieces), BATCH))
