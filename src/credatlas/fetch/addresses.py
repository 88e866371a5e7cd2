"""Which addresses may be opened: http and https, without a password, and on the public internet only.

A page can redirect to any address, also to one that only this machine can reach, such as the metadata service of a
cloud. So every name is looked up here, the addresses that it has are checked, and one of these is connected to: there
is no second look-up that could give another answer.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import quote, urlsplit

from ..errors import NetworkError

_PORTS: Final = {"http": 80, "https": 443}
# prefixes whose last or inner 32 bits are an IPv4 address: NAT64 (RFC 6052) and 6to4 (RFC 3056)
_NAT64: Final = ip_network("64:ff9b::/96")
_NUMERIC: Final = re.compile(r"[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE)
_SAFE: Final = "!$%&'()*+,/:;=?@[]~-._"
_LONGEST: Final = 4096


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it is requested.

    Attributes:
        url: The whole address, in ASCII and without a fragment.
        scheme: ``http`` or ``https``.
        host: The name of the host, in ASCII.
        port: The port.
        target: Path and query, as the first line of a request has them.
    """

    url: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The host as the header has it, with a port that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port, as in ``https://example.org``."""
        return f"{self.scheme}://{self.authority}"


def read_address(url: str, shown: str = "") -> Address:
    """The parts of an address.

    Args:
        url: The address.
        shown: What to call it in messages, where not by itself.

    Raises:
        NetworkError: It is no http or https address, has a password in it, or cannot be one.

    Example:
        >>> read_address("https://www.example.org/kurse/ki für ärzte").target
        '/kurse/ki%20f%C3%BCr%20%C3%A4rzte'
    """
    place = shown or _without_password(url)
    if len(url) > _LONGEST:
        raise NetworkError(f"has more than {_LONGEST:,} characters", hint="give a shorter address", place=place[:80])
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = (
            (parts.hostname or "").encode("idna").decode("ascii")
            if ":" not in (parts.hostname or "")
            else parts.hostname
        )
    except ValueError as error:
        raise NetworkError(
            "is no address of a page", hint="write it like https://example.org/x", place=place
        ) from error
    if parts.scheme not in _PORTS or not host:
        raise NetworkError("is no http or https address", hint="write it like https://example.org/x", place=place)
    if parts.username is not None or parts.password is not None:
        hint = "give the address without it: pages that need a password are saved in a browser and read as a file"
        raise NetworkError("has a user name or password in it", hint=hint, place=place)
    target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    found = Address("", parts.scheme, host, port or _PORTS[parts.scheme], target)
    return Address(f"{found.scheme}://{found.authority}{target}", found.scheme, host, found.port, target)


def resolve(address: Address, *, private: bool) -> tuple[str, ...]:
    """The numeric addresses of a host, in the order in which to try them.

    Args:
        address: Where to connect to.
        private: Whether addresses of this machine and of its network are allowed.

    Raises:
        NetworkError: The name is unknown, or leads to a network that is not public.
    """
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        hint = "check the spelling, and whether this machine is connected"
        raise NetworkError(f"the host {address.host} is not found", hint=hint, place=address.url) from error
    numbers = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    inside = [number for number in numbers if not is_public(number)]
    if inside and not private:
        raise NetworkError(
            f"the host {address.host} is {inside[0]}, which is no address of the public internet",
            hint="save the page in a browser and read the file",
            place=address.url,
        )
    return numbers


def is_public(number: str) -> bool:
    """Whether a numeric address is one of the public internet; what it holds inside of it must be one too.

    Example:
        >>> [is_public(number) for number in ("93.184.216.34", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1")]
        [True, False, False, False]
    """
    try:
        address = ip_address(number.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast for one in (address, *_inside(address)))


def says_private(url: str) -> bool:
    """Whether an address says itself that it is on this machine or its network: by ``localhost`` or by its number.

    Who names such an address means it; a name that only turns out to lead there is another matter.

    Example:
        >>> [says_private(f"http://{host}/") for host in ("localhost:8000", "10.0.0.8", "[::1]", "example.org")]
        [True, True, True, False]
    """
    try:
        host = (urlsplit(url.strip()).hostname or "").partition("%")[0]
    except ValueError:
        return False
    return host == "localhost" or (bool(_NUMERIC.fullmatch(host)) and not is_public(host))


def _inside(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour]
    if address in _NAT64:
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in found if one is not None]


def _without_password(url: str) -> str:
    """An address for a message: without what stands before the ``@``."""
    return re.sub(r"//[^/?#]*@", "//…@", url.strip())[:200]
