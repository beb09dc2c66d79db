"""A chat model's provider on this machine, in OpenAI's way; it says what a test lets it say."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue


class Provider:
    """Streams every text that is put into ``pieces`` to whoever asks; None ends a reply."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pieces: SimpleQueue[str | None] = SimpleQueue()


@contextmanager
def provider() -> Iterator[Provider]:
    """Run one: its ``url`` is what ``OPENAI_BASE_URL`` is to be."""

    class Replying(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            while (text := running.pieces.get()) is not None:
                delta = {"role": "assistant", "content": text}
                self._event(json.dumps({"choices": [{"index": 0, "delta": delta}]}))
            self._event("[DONE]")

        def _event(self, data: str) -> None:
            self.wfile.write(f"data: {data}\n\n".encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Replying)
    running = Provider(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
