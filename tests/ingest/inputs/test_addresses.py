from __future__ import annotations

import pytest

from ingest.inputs.addresses import absolute

PAGE = "https://harbour.example/2024/strike.html"


@pytest.mark.parametrize(
    ("base", "link", "address"),
    [
        (PAGE, " rates.html ", "https://harbour.example/2024/rates.html"),
        (PAGE, "//ledger.example/rates", "https://ledger.example/rates"),
        ("", "http://ledger.example/", "http://ledger.example/"),
        ("", "rates.html", None),
        (PAGE, "javascript:alert(1)", None),
        ("", "https:///nowhere", None),
        (PAGE, "http://[::1", None),
    ],
)
def test_a_link_is_an_address_that_can_be_opened_or_none(
    base: str, link: str, address: str | None
) -> None:
    assert absolute(base, link) == address
