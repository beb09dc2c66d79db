"""A model's word pieces, from its tokenizer.json."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ModelUnavailableError

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

AT_ONCE = 4096  # texts tokenized together: bounds memory, keeps all cores busy
KNOWN = 100_000  # words whose number of pieces is remembered: some 15 MB
# str.split cuts at these; BERT's normalizer drops them and joins what stood on either side.
_JOINING = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Pieces:
    """Counts and cuts texts as one model does. Safe to use from several threads.

    The file's own truncation and padding (128 pieces for all-MiniLM-L6-v2) are put aside.
    """

    def __init__(self, description: str, *, max_pieces: int) -> None:
        """Take what ``tokenizer.json`` says."""
        self._description = description
        self._known: dict[str, int] = {}  # word -> its pieces
        self._cut = _uncut(description)
        self._cut.enable_truncation(max_pieces)

    @classmethod
    def read(cls, folder: Path, *, max_pieces: int) -> Pieces:
        """Read ``tokenizer.json``; raises ModelUnavailableError if it cannot be."""
        file = folder / "tokenizer.json"
        try:
            text = file.read_text("utf-8")
            json.loads(text)["model"]  # tokenizers itself raises nothing narrower than Exception
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelUnavailableError(f"{file} cannot be used: {error!r}") from error
        return cls(text, max_pieces=max_pieces)

    @cached_property
    def _whole(self) -> Tokenizer:  # made when first counting: a question is only encoded
        return _uncut(self._description)

    @cached_property
    def _by_word(self) -> bool:
        return _divides_at_spaces(self._description)

    def encodings(self, texts: Sequence[str]) -> list[Encoding]:
        """Return what the model reads of each text: special pieces added, the rest cut off."""
        return [
            one
            for some in _batched(texts)
            for one in self._cut.encode_batch_fast(some, add_special_tokens=True)
        ]

    def with_offsets(self, texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """Return each text's pieces, special ones included, and the code points they cover.

        Nothing is cut off.
        """
        return [
            (one.ids, one.offsets)
            for some in _batched(texts)
            for one in self._whole.encode_batch(some, add_special_tokens=True)
        ]

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, special pieces not counted.

        Where no piece spans a space, a text has as many as its words, and a word is counted
        once: an archive's text is a few hundred thousand words over and over.
        """
        if self._by_word and not any(map(_JOINING.search, texts)):
            return self._count_words([text.split() for text in texts])
        return self._count_whole(texts)

    def _count_words(self, texts: Sequence[Sequence[str]]) -> list[int]:
        known, words = self._known, set().union(*texts)
        if len(known) + len(words) > KNOWN:
            known = self._known = {}
        new = [word for word in words if word not in known]
        known.update(zip(new, self._count_whole(new), strict=True))
        return [sum(map(known.__getitem__, text)) for text in texts]

    def _count_whole(self, texts: Sequence[str]) -> list[int]:
        return [
            len(one)
            for some in _batched(texts)
            for one in self._whole.encode_batch_fast(some, add_special_tokens=False)
        ]

    def ends(self, text: str) -> list[int]:
        """Return the code-point offset at which each word piece of ``text`` ends."""
        encoding = self._whole.encode(readable(text), add_special_tokens=False)
        return [end for _, end in encoding.offsets]


def readable(text: str) -> str:
    """Return ``text`` with lone surrogates, which no encoder takes, as U+FFFD."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


def _uncut(description: str) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(description)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _divides_at_spaces(description: str) -> bool:
    """Return whether it is BERT's, which divides at spaces whatever stands beside them."""
    parts = json.loads(description)
    types = [(parts.get(part) or {}).get("type") for part in ("normalizer", "pre_tokenizer")]
    return types == ["BertNormalizer", "BertPreTokenizer"]


def _batched(texts: Sequence[str]) -> list[list[str]]:
    return [
        [readable(text) for text in texts[start : start + AT_ONCE]]
        for start in range(0, len(texts), AT_ONCE)
    ]
