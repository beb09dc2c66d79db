"""WARC records and pages as tests need them."""

from __future__ import annotations

from collections.abc import Mapping


def page(title: str, sentence: str) -> bytes:
    """A page of a publisher's: its headline and the sentence six times, so that it is no stub."""
    body = "".join(f"<p>{sentence}</p>" for _ in range(6))
    head = f"<meta charset='utf-8'><title>{title} - Courier</title>"
    return f"<html><head>{head}</head><body><article><h1>{title}</h1>{body}</article>".encode()


def record(
    body: bytes,
    *,
    url: str = "https://courier.example/story",
    type_: str = "response",
    status: str = "200 OK",
    media: str = "text/html; charset=utf-8",
    headers: Mapping[str, str] | None = None,
    http: bool | None = None,
    length: str | None = None,
    warc: str = "",
) -> bytes:
    """A WARC record; ``http`` (a response's default) puts a reply's headers before the body."""
    block = body
    if http or (http is None and type_ == "response"):
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {media}"]
        lines += [f"{key}: {value}" for key, value in (headers or {}).items()]
        block = "\r\n".join([*lines, "", ""]).encode() + body
        media = "application/http;msgtype=response"
    said = str(len(block)) if length is None else length
    head = f"WARC/1.1\r\nWARC-Type: {type_}\r\nWARC-Date: 2026-02-11T05:00:00Z\r\n"
    head += f"WARC-Target-URI: {url}\r\n" if url else ""
    head += f"WARC-Record-ID: <urn:uuid:1>\r\n{warc}Content-Type: {media}\r\n"
    return f"{head}Content-Length: {said}\r\n\r\n".encode() + block + b"\r\n\r\n"
