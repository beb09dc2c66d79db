"""Which URLs and addresses may be reached: every spelling of a private one is refused."""

from __future__ import annotations

import string
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fetch.addresses import (
    Target,
    check_addresses,
    check_redirect,
    check_url,
    is_url,
    not_public,
)
from rag.errors import FetchError

PRIVATE_4 = [
    *map(IPv4Network, ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8")),
    *map(IPv4Network, ("169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15")),
    *map(IPv4Network, ("224.0.0.0/4", "240.0.0.0/4")),
]
PRIVATE_6 = [
    *map(IPv6Network, ("::/96", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8")),
    *map(IPv6Network, ("2001::/32", "2002::/16")),
]


def within(network: IPv4Network | IPv6Network) -> st.SearchStrategy[int]:
    return st.integers(int(network[0]), int(network[-1]))


private_4 = st.sampled_from(PRIVATE_4).flatmap(within).map(IPv4Address)
private_6 = st.sampled_from(PRIVATE_6).flatmap(within).map(IPv6Address)
WIDE = str.maketrans(string.digits + ".", "０１２３４５６７８９。")


@st.composite
def spelt_4(draw: st.DrawFn) -> str:
    """A private IPv4 address in one of the ways that systems read."""
    value = int(draw(private_4))
    parts = draw(st.integers(1, 4))
    rest = 8 * (5 - parts)
    numbers = [value >> (32 - 8 * (at + 1)) & 0xFF for at in range(parts - 1)]
    numbers.append(value & ((1 << rest) - 1))
    forms = ["{}", "{:#x}", "0x{:08X}", "0{:o}", "000{:o}"]
    host = ".".join(draw(st.sampled_from(forms)).format(number) for number in numbers)
    host = host.translate(WIDE) if draw(st.booleans()) else host
    return host + draw(st.sampled_from(["", "."]))


@st.composite
def spelt_6(draw: st.DrawFn) -> str:
    """A private address in an IPv6 URL: its own, or an IPv4 one mapped or translated."""
    address = draw(private_6)
    inner = draw(private_4)
    written = draw(
        st.sampled_from(
            [
                str(address),
                address.exploded,
                address.exploded.upper(),
                f"::ffff:{inner}",
                str(IPv6Address(0xFFFF << 32 | int(inner))),
                f"64:ff9b::{inner}",
                str(IPv6Address(0x2002 << 112 | int(inner) << 80)),
            ]
        )
    )
    return f"[{written}]"


def checked(url: str, *, loopback: bool = False) -> Target | str:
    """Return the target of a URL, or the code of its refusal."""
    try:
        return check_url(url, loopback=loopback)
    except FetchError as error:
        return error.code


@given(host=spelt_4() | spelt_6(), scheme=st.sampled_from(["http", "HTTPS"]))
def test_a_private_address_is_refused_in_any_spelling(host: str, scheme: str) -> None:
    assert checked(f"{scheme}://{host}/a") == "E_URL_PRIVATE"


@given(host=spelt_4() | spelt_6())
def test_loopback_allows_nothing_else_that_is_private(host: str) -> None:
    outcome = checked(f"http://{host}:8080/", loopback=True)

    assert outcome == "E_URL_PRIVATE" or is_own(outcome)


def is_own(outcome: Target | str) -> bool:
    address = outcome.address if isinstance(outcome, Target) else None
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address is not None and (inner or address).is_loopback


@given(value=st.integers(0, 2**32 - 1) | st.sampled_from(PRIVATE_4).flatmap(within))
def test_no_ipv4_address_is_public_that_python_knows_to_be_private(value: int) -> None:
    address = IPv4Address(value)

    if not address.is_global or address.is_multicast or address.is_reserved:
        assert not_public(address) is not None


@given(value=st.integers(0, 2**128 - 1) | st.sampled_from(PRIVATE_6).flatmap(within))
def test_no_ipv6_address_is_public_that_python_knows_to_be_private(value: int) -> None:
    address = IPv6Address(value)

    if not address.is_global or address.is_multicast or address.is_site_local:
        assert not_public(address) is not None


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "93.184.216.34",
        "2606:2800:220:1:248:1893:25c8:1946",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
    ],
)
def test_public_addresses_are_public(address: str) -> None:
    assert not_public(ip_address(address)) is None


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://example.org/",
        "ftp://example.org/",
        "example.org/a",
        "",
        "http://",
        "http:///a",
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://example.org\\@10.0.0.1/",
        "http://example.org:22/",
        "http://example.org:8080/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:x/",
        "http://93.184.216.34:8080/",
        "http://[::1",
        "http://[::1%25lo]/",
        "http://[2606::1%eth0]/",
        "http://[v1.a:b]/",
        "http://exa mple.org/",
        "http://example.org/a\nHost: b",
        "http://example.org/\x1b[31m",
        "http://example.org/\ud800",
        "http://a..b/",
        "http://%31%32%37.0.0.1/",
        "http://-\u3000/",
        "http://256.256.256.256/",
        "http://4294967296/",
        "http://1.2.3.4.5/",
        "http://1.2.3.08/",
        "http://1.x.3.4/",
        "http://" + "a" * 64 + ".org/",
        "http://" + "a." * 127 + "org/",
        "http://example.org/" + "a" * 8_000,
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    assert checked(url) == "E_URL"


@pytest.mark.parametrize(
    "url", ["http://localhost/", "https://a.LOCALHOST./", "http://localhost:9/"]
)
def test_names_of_this_machine_are_refused_unless_allowed(url: str) -> None:
    assert checked(url) == "E_URL_PRIVATE"
    assert check_url(url, loopback=True).host.endswith("localhost")


def test_a_password_in_a_url_is_not_repeated() -> None:
    with pytest.raises(FetchError) as caught:
        check_url("http://desk:hunter2@example.org/a")

    assert str(caught.value).startswith("http://…@example.org/a: ")


@pytest.mark.parametrize(
    ("url", "tidied"),
    [
        (" http://Example.ORG ", "http://example.org/"),
        ("http://example.org:80/a#part", "http://example.org/a"),
        ("https://example.org:443/?q=é&r=%20", "https://example.org/?q=%C3%A9&r=%20"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("https://bücher.example./a b", "https://xn--bcher-kva.example/a%20b"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("http://0x5DB8D822/", "http://93.184.216.34/"),
        ("http://[2606:2800:0220:1::1]:443/", "http://[2606:2800:220:1::1]:443/"),
        ("http://my_desk.example.org/a|b[1]", "http://my_desk.example.org/a|b[1]"),
    ],
)
def test_a_url_is_tidied_and_means_the_same(url: str, tidied: str) -> None:
    target = check_url(url)

    assert target.url == tidied
    assert check_url(target.url) == target
    assert target.robots.url == tidied[: tidied.index("/", 8)] + "/robots.txt"


@given(st.text() | st.from_regex(r"https?://[^/]{1,20}/.{0,20}"))
def test_any_text_is_a_target_or_refused(url: str) -> None:
    outcome = checked(url)

    if isinstance(outcome, Target):
        assert outcome.url.isascii()
        assert not set(outcome.url) & set(" \r\n\t")
    else:
        assert outcome in {"E_URL", "E_URL_PRIVATE"}


def test_https_does_not_give_way_to_http() -> None:
    secure = check_url("https://example.org/a")

    with pytest.raises(FetchError) as caught:
        check_redirect(secure, "http://example.org/a")

    assert caught.value.code == "E_REDIRECT"
    assert check_redirect(secure, "b?c").url == "https://example.org/b?c"
    assert check_redirect(check_url("http://example.org/"), "https://example.org/").port == 443


@pytest.mark.parametrize("private", ["10.0.0.1", "127.0.0.1", "::1", "fe80::1"])
def test_one_private_address_among_public_ones_is_enough_to_refuse(private: str) -> None:
    target = check_url("http://rebound.example/")
    addresses = [ip_address("93.184.216.34"), ip_address(private)]

    with pytest.raises(FetchError) as caught:
        check_addresses(target, addresses, loopback=False)

    assert caught.value.code == "E_URL_PRIVATE"
    assert f"rebound.example is {private}" in caught.value.reason


def test_any_port_is_for_this_machine_only() -> None:
    target = check_url("http://desk.example:8080/", loopback=True)

    check_addresses(target, [ip_address("127.0.1.1"), ip_address("::1")], loopback=True)
    with pytest.raises(FetchError) as caught:
        check_addresses(target, [ip_address("93.184.216.34")], loopback=True)

    assert caught.value.code == "E_URL"


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("https://example.org", True),
        ("file:///etc/passwd", True),
        ("news+x://a", True),
        ("C:\\news\\a.html", False),
        ("news/a.html", False),
        ("-", False),
        ("://", False),
    ],
)
def test_what_looks_like_a_url(location: str, expected: bool) -> None:
    assert is_url(location) is expected
