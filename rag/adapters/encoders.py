"""Which encoder settings ask for, and through what it runs."""

from __future__ import annotations

import logging

from rag.adapters.weights import BUNDLED_NAMES, Weights, bundled, located
from rag.errors import ModelUnavailableError, SettingsError
from rag.ports import Encoder
from rag.settings import Settings

LOG = logging.getLogger("dateline")


def open_encoder(settings: Settings) -> Encoder:
    """Open the encoder that ``settings`` name; its weights are on this machine or nowhere.

    The bundled model runs through OpenVINO on the CPU unless ``device`` names another; what
    torch would find is not looked for, since looking costs a question ten seconds. If
    OpenVINO fails, sentence-transformers takes its place and one line says so, except where
    ``runtime`` insists. Raises ModelUnavailableError, or SettingsError where settings
    contradict each other.
    """
    is_bundled = settings.encoder in BUNDLED_NAMES
    openvino_can = is_bundled and settings.device in ("auto", "cpu")
    if settings.runtime == "openvino" and not openvino_can:
        raise SettingsError(
            f"DATELINE_RUNTIME=openvino runs {BUNDLED_NAMES[0]} on the CPU,"
            f" not {settings.encoder} on {settings.device}"
        )
    weights = bundled() if is_bundled else located(settings.encoder)
    if openvino_can and settings.runtime != "sentence-transformers":
        try:
            return _openvino(weights, settings)
        except ModelUnavailableError as error:
            if settings.runtime == "openvino":
                raise
            LOG.warning("%s; using sentence-transformers, which is slower", error)
    return _sentence_transformers(weights, "cpu" if openvino_can else settings.device)


def _openvino(weights: Weights, settings: Settings) -> Encoder:
    from rag.adapters.openvino_encoder import OpenVinoEncoder

    return OpenVinoEncoder(weights, settings.cache)


def _sentence_transformers(weights: Weights, device: str) -> Encoder:
    from rag.adapters.sentence_transformers_encoder import SentenceTransformersEncoder

    return SentenceTransformersEncoder(weights, device=device)
