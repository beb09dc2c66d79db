from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pytest

from rag.adapters.openvino_model import Input, OpenVinoModel

# Whether the lookup of NumPy's interface has been made cannot be asked, so a stub is loaded that
# sees who makes the first array: one thread alone, before anybody has the module.
LOADED_BY_MANY = """
import sys, threading, types

alone, met, made = threading.Lock(), [], threading.Event()

class Tensor:
    def __init__(self, *_): pass
    @property
    def data(self):
        if not alone.acquire(blocking=False):
            met.append("two at once")
            return
        for _ in range(50_000): pass  # others have the time to come
        made.set()
        alone.release()

stub = types.ModuleType("openvino")
stub.Tensor, stub.Type, stub.Shape = Tensor, types.SimpleNamespace(f32=None), list
sys.modules["openvino"] = stub
from rag.adapters.openvino_model import load_openvino
sys.setswitchinterval(1e-6)
together = threading.Barrier(8)

def load():
    together.wait()
    load_openvino()
    met.append("ready" if made.is_set() else "before an array was made")

threads = [threading.Thread(target=load) for _ in range(8)]
for one in threads: one.start()
for one in threads: one.join()
print(sorted(set(met)))
"""


def test_openvino_is_ready_for_several_threads_when_it_is_loaded() -> None:
    run = subprocess.run(
        [sys.executable, "-c", LOADED_BY_MANY],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert run.stdout.strip() == "['ready']"


def test_the_real_one_makes_an_array_and_reports_nothing() -> None:
    code = (
        "import sys\n"
        "from rag.adapters.openvino_model import load_openvino\n"
        "first = load_openvino()\n"
        "assert sys.modules['openvino_telemetry'] is None\n"
        "assert first is load_openvino()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


class Counting(OpenVinoModel):
    """A model of two requests that notes how many texts each inference is given."""

    def __init__(self) -> None:
        self._at_once = 2
        self._threads = ThreadPoolExecutor(2)
        self.sizes: list[int] = []

    def _infer(self, texts: Sequence[Input]) -> npt.NDArray[np.float32]:
        self.sizes.append(len(texts))
        return np.array([[len(one.ids)] for one in texts], np.float32)


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (2, [1, 1]), (6, [3, 3]), (8, [4, 4]), (9, [4, 4, 1])]
)
def test_a_few_texts_are_shared_out_evenly(count: int, sizes: list[int]) -> None:
    model = Counting()
    texts = [Input([1] * length, [0] * length) for length in range(1, count + 1)]

    found = model.infer(texts)

    assert sorted(model.sizes, reverse=True) == sizes
    assert [int(one[0]) for one in found] == [len(text.ids) for text in texts]
