from __future__ import annotations

import subprocess
import sys

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
