"""Which URLs and which internet addresses may be reached: pure checks, nothing is sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

import idna

from rag.errors import FetchError

Address = IPv4Address | IPv6Address

_DEFAULT_PORT: Final = {"http": 80, "https": 443}
_LONGEST: Final = 8_000  # characters of a URL; RFC 9110, section 4.1, asks for 8,000
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_USER = re.compile(r"(?<=://)[^/?#]*@")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_HOST = re.compile(r"(?!.{254})[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_KEPT = "%/:=&?~+!$,;'@()*[]|"  # what stands for itself in a path or query

# The IANA special-purpose registries, of 2025: what is not, or not surely, a public host.
_NOT_PUBLIC_4: Final = {
    IPv4Network(network): kind
    for network, kind in {
        "0.0.0.0/8": "this machine's",
        "10.0.0.0/8": "a private network's",
        "100.64.0.0/10": "a carrier's private network's",
        "127.0.0.0/8": "this machine's",
        "168.63.129.16/32": "a cloud's own service's",  # Azure's, as metadata at 169.254.169.254
        "169.254.0.0/16": "a link-local",
        "172.16.0.0/12": "a private network's",
        "192.0.0.0/24": "a reserved",
        "192.0.2.0/24": "a documentation",
        "192.88.99.0/24": "a 6to4 relay's",
        "192.168.0.0/16": "a private network's",
        "198.18.0.0/15": "a test network's",
        "198.51.100.0/24": "a documentation",
        "203.0.113.0/24": "a documentation",
        "224.0.0.0/4": "a multicast",
        "240.0.0.0/4": "a reserved",
    }.items()
}
_PUBLIC_6: Final = IPv6Network("2000::/3")  # all that has ever been allotted
_NOT_PUBLIC_6: Final = {
    IPv6Network(network): kind
    for network, kind in {
        "2001::/23": "a reserved",  # Teredo, ORCHID and others
        "2001:db8::/32": "a documentation",
        "2002::/16": "a 6to4",
        "3fff::/20": "a documentation",
    }.items()
}
_NAT64: Final = IPv6Network("64:ff9b::/96")  # an IPv4 host as an IPv6-only network sees it


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked for, if the addresses of its host may be reached."""

    scheme: str
    host: str  # lower case, ASCII, without brackets; an IPv4 address in its usual spelling
    port: int
    path: str  # with the query, percent-encoded
    address: Address | None  # set where the host is an address itself

    @property
    def netloc(self) -> str:
        """Host and port as a URL and the Host header give them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORT[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The URL, tidied and without its fragment."""
        return f"{self.scheme}://{self.netloc}{self.path}"

    @property
    def robots(self) -> Target:
        """Where this host says what robots may do."""
        return replace(self, path="/robots.txt")


def is_url(location: str) -> bool:
    """Return whether a location begins with a scheme and ``://``, whichever scheme that is."""
    return _SCHEME.match(location) is not None


def without_user(url: str) -> str:
    """Return a URL as it may be shown and remembered: a user name and password are "…"."""
    return _USER.sub("…@", url)


def check_url(url: str, *, loopback: bool = False) -> Target:
    """Return what a URL asks for; ``loopback`` allows this machine's own addresses, on any port.

    Raises FetchError: E_URL for another scheme, a user name, another port than 80 and 443, or
    what is no URL; E_URL_PRIVATE if its host is, in any spelling, an address that is not public.
    """
    scheme, host, port, path = _parts(url)
    try:
        address = _ipv6(host) if ":" in host else _ipv4(host)
    except ValueError as error:
        raise _refused(url, f"{host!r} is no host") from error
    if not loopback and (host == "localhost" or host.endswith(".localhost")):
        raise _private(url, f"{host} is this machine", own=True)
    target = Target(scheme, host if address is None else str(address), port, path, address)
    if address is not None:
        check_addresses(target, [address], loopback=loopback)
    elif port not in _DEFAULT_PORT.values() and not loopback:
        raise _refused(url, f"port {port} is neither 80 nor 443")
    return target


def check_redirect(target: Target, location: str, *, loopback: bool = False) -> Target:
    """Return where a redirect leads; raises FetchError as ``check_url`` does.

    From https to http is E_REDIRECT: what comes could be anybody's.
    """
    try:
        url = urljoin(target.url, location.strip())
    except ValueError as error:
        raise _refused(location, "is no URL") from error
    onward = check_url(url, loopback=loopback)
    if target.scheme == "https" and onward.scheme == "http":
        raise FetchError(onward.url, "https gives way to http", code="E_REDIRECT")
    return onward


def check_addresses(target: Target, addresses: Sequence[Address], *, loopback: bool) -> None:
    """Raise FetchError, E_URL_PRIVATE, unless every address of the target's host may be reached.

    Another port than 80 and 443 is for this machine's own addresses only (else E_URL).
    """
    for address in addresses:
        own = is_loopback(address)
        if not (own and loopback) and (kind := not_public(address)) is not None:
            at = "" if address == target.address else f"{target.host} is "
            raise _private(target.url, f"{at}{address}, {kind} address", own=own)
    if target.port not in _DEFAULT_PORT.values() and not all(map(is_loopback, addresses)):
        raise _refused(target.url, f"port {target.port} is neither 80 nor 443")


def is_loopback(address: Address) -> bool:
    """Return whether an address is this machine's own, 127.0.0.0/8 or ::1."""
    return (_mapped(address) or address).is_loopback


def not_public(address: Address) -> str | None:
    """Return whose address this is, or None if it is a public host's."""
    plain = _mapped(address) or address
    if isinstance(plain, IPv4Address):
        return next((kind for net, kind in _NOT_PUBLIC_4.items() if plain in net), None)
    if plain in _NAT64:
        return not_public(IPv4Address(int(plain) & 0xFFFFFFFF))
    if plain not in _PUBLIC_6:
        return "this machine's" if plain.is_loopback else "a private or reserved"
    return next((kind for net, kind in _NOT_PUBLIC_6.items() if plain in net), None)


def _mapped(address: Address) -> IPv4Address | None:
    return address.ipv4_mapped if isinstance(address, IPv6Address) else None


def _parts(url: str) -> tuple[str, str, int, str]:
    """Return scheme, host, port and path; raises FetchError, E_URL."""
    text = url.strip()
    if len(text) > _LONGEST:
        raise _refused(text[:100] + "…", f"has {len(text):,} characters, at most {_LONGEST:,}")
    if _UNFIT.search(text):
        raise _refused(text, "has a control character in it")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _refused(text, f"is no URL ({error})") from error
    if parts.scheme not in _DEFAULT_PORT:
        raise _refused(text, f"only http and https are fetched, not {parts.scheme or 'this'}")
    if "@" in parts.netloc:
        raise _refused(text, "has a user name in it; none is ever sent")
    path = quote(parts.path or "/", safe=_KEPT)
    query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    port = _DEFAULT_PORT[parts.scheme] if port is None else port
    return parts.scheme, _host(text, parts.hostname or ""), port, path + query


def _host(url: str, host: str) -> str:
    """Return the host in lower-case ASCII; raises FetchError, E_URL, for what is none."""
    if ":" in host:
        return host
    try:
        plain = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except UnicodeError as error:
        raise _refused(url, f"{host!r} is no host") from error
    plain = plain.removesuffix(".")
    if not _HOST.fullmatch(plain):
        raise _refused(url, f"{host!r} is no host")
    return plain


def _ipv6(host: str) -> Address:
    """Return the address; raises ValueError for what is none, or is one interface's only."""
    if "%" in host:
        raise ValueError(f"{host} names an interface")
    return ip_address(host)


def _ipv4(host: str) -> IPv4Address | None:
    """Return the address that a host spells in decimal, octal or hexadecimal, whole or in parts.

    As the WHATWG's URL standard reads it, section 3.5; None if the host is a name. Raises
    ValueError for a number that is no address.
    """
    labels = host.split(".")
    if not _NUMBER.fullmatch(labels[-1]):
        return None
    *heads, last = map(_number, labels)
    if len(heads) > 3 or any(head > 255 for head in heads) or last >= 256 ** (4 - len(heads)):
        raise ValueError(f"{host} is no address")
    return IPv4Address(last + sum(head << 8 * (3 - at) for at, head in enumerate(heads)))


def _number(label: str) -> int:
    if not _NUMBER.fullmatch(label):
        raise ValueError(f"{label} is no number")
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if label.startswith("0") else 10)


def _refused(url: str, reason: str) -> FetchError:
    return FetchError(
        without_user(url),
        reason,
        code="E_URL",
        hint="Give an http or https address as a browser shows it.",
    )


def _private(url: str, reason: str, *, own: bool) -> FetchError:
    hint = "Only public addresses are fetched."
    if own:
        hint += " For a server on this machine set DATELINE_FETCHING__LOOPBACK=true."
    return FetchError(url, reason, code="E_URL_PRIVATE", hint=hint)
