"""What comes in over HTTP: parameters and bodies, read within bounds."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from ..errors import UsageError

if TYPE_CHECKING:
    from starlette.requests import Request

FALSE: Final = frozenset(("", "0", "false", "no"))
"""How a parameter that is yes or no says no, in small letters."""
_FIELDS: Final = 50
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"


class TooLongError(UsageError):
    """A body that is longer than one may be."""

    http_status = 413


class TooSlowError(UsageError):
    """A body that does not arrive."""

    http_status = 408


class WrongMediaError(UsageError):
    """A body of a kind that is not understood here."""

    http_status = 415


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a request.

    Attributes:
        pairs: Names and values in their order.
    """

    pairs: tuple[tuple[str, str], ...]

    def one(self, name: str, default: str | None = None) -> str | None:
        """The value of a parameter that may stand once.

        Raises:
            UsageError: It stands more than once.
        """
        values = self.all(name)
        if len(values) > 1:
            raise UsageError("this parameter may stand once", place=name)
        return values[0] if values else default

    def all(self, name: str) -> Sequence[str]:
        """The values of a parameter that may stand several times, in their order."""
        return [value for key, value in self.pairs if key == name]

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """The value of a parameter that is a whole number; what is larger than ``most`` counts as ``most``.

        Raises:
            UsageError: It is none, or less than ``least``.
        """
        text = self.one(name)
        if text is None or not text:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < least:
            raise UsageError(f"this has to be a whole number of at least {least}", place=name)
        return min(int(text), most)


def parameters(encoded: str) -> Parameters:
    """The parameters of a query string or of a form.

    Raises:
        UsageError: There are too many, or they are not UTF-8.
    """
    try:
        # strict about the encoding: half a letter would silently be looked up as another one
        pairs = parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeDecodeError as error:
        raise UsageError("the parameters are not UTF-8", hint="percent-encode the bytes of UTF-8") from error
    except ValueError as error:
        raise UsageError(f"more than {_FIELDS} parameters") from error
    return Parameters(tuple(pairs))


def query_parameters(request: Request) -> Parameters:
    """The parameters in the address of a request.

    Raises:
        UsageError: As :func:`parameters`.
    """
    return parameters(request.scope["query_string"].decode("latin-1"))


async def form_parameters(request: Request, *, most: int, patience: float) -> Parameters:
    """The parameters of a form that was posted, behind those in the address.

    Raises:
        WrongMediaError: The body is no form of this encoding.
        UsageError: As :func:`body` and :func:`parameters`.
    """
    _refuse_other(request, _FORM)
    posted = parameters(await body(request, most=most, patience=patience))
    return Parameters((*query_parameters(request).pairs, *posted.pairs))


async def json_body(request: Request, *, most: int, patience: float) -> str:
    """The text of a body of JSON.

    Raises:
        WrongMediaError: The body says that it is something else.
        UsageError: As :func:`body`.
    """
    _refuse_other(request, _JSON)
    return await body(request, most=most, patience=patience)


async def body(request: Request, *, most: int, patience: float) -> str:
    """The body of a request as text.

    Args:
        request: The request.
        most: How many bytes it may have; the rest is not read.
        patience: Seconds in which it has to be here.

    Raises:
        UsageError: It is not UTF-8, or as :func:`bytes_body`.
    """
    read = await bytes_body(request, most=most, patience=patience)
    try:
        return read.decode()
    except UnicodeDecodeError as error:
        raise UsageError("the body is not UTF-8") from error


async def bytes_body(request: Request, *, most: int, patience: float) -> bytes:
    """The body of a request.

    Args:
        request: The request.
        most: How many bytes it may have; the rest is not read.
        patience: Seconds in which it has to be here.

    Raises:
        TooLongError: It has more.
        TooSlowError: It takes longer.
    """
    too_long = TooLongError(f"the body is longer than {most} bytes", hint="send less at once")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > most:
        raise too_long
    read = bytearray()
    try:
        async with asyncio.timeout(patience):
            async for chunk in request.stream():
                read += chunk
                if len(read) > most:
                    raise too_long
    except TimeoutError as error:
        raise TooSlowError(f"the body did not arrive within {patience:g} seconds") from error
    return bytes(read)


def media_of(request: Request, otherwise: str = "") -> str:
    """The type of the body without its parameters, in lower case."""
    return request.headers.get("content-type", otherwise).partition(";")[0].strip().lower()


def whose(address: str) -> str:
    """To whom an address belongs: one client has all addresses of an IPv6 network of 64 bits, but one of IPv4.

    Example:
        >>> whose("2001:db8:0:1::7"), whose("::ffff:192.0.2.7"), whose("192.0.2.7")
        ('2001:db8:0:1::/64', '192.0.2.7', '192.0.2.7')
    """
    if ":" not in address:
        return address
    try:
        found = IPv6Address(address)
    except ValueError:  # whatever a proxy says
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return f"{IPv6Address(int(found) >> 64 << 64)}/64"


def base_of(request: Request, path: str = "") -> str:
    """The address of the service as the client sees it, without a slash at its end.

    Args:
        request: A request to it.
        path: What follows the place at which it is mounted.

    Raises:
        UsageError: The ``Host`` of the request is none, or there are several.
    """
    hosts = [value for name, value in request.scope["headers"] if name == b"host"]
    if len(hosts) > 1:
        raise UsageError("the request names more than one host", place="Host")
    host = hosts[0].decode("latin-1") if hosts else ""
    if _HOST.fullmatch(host) is None or (host[0] == "[" and not _is_ipv6(host[1:].partition("]")[0])):
        raise UsageError("the request names no host", place="Host")
    mounted = str(request.scope.get("root_path", "")).rstrip("/")
    return f"{request.scope['scheme']}://{host}{mounted}{path}"


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _refuse_other(request: Request, wanted: str) -> None:
    media = media_of(request, wanted)
    if media != wanted:
        raise WrongMediaError(f"a body of {media or 'no type'}", hint=f"send {wanted}", place="Content-Type")
