"""Addresses of endpoints, and whose credentials go there."""

from __future__ import annotations

import os
from os import PathLike
from pathlib import Path
from typing import Final, TypeGuard
from urllib.parse import urlsplit

from ..errors import UsageError

_SCHEMES: Final = ("http://", "https://")


def is_address(where: str | PathLike[str] | None) -> TypeGuard[str]:
    """Whether a place is written as the address of an endpoint, not as a folder.

    Example:
        >>> is_address("https://example.org/sparql"), is_address("http"), is_address(None)
        (True, False, False)
    """
    return isinstance(where, str) and where.lower().startswith(_SCHEMES)


def endpoint_host(address: str, place: str = "--store") -> str:
    """The host of the address of an endpoint.

    Args:
        address: The address.
        place: The option that names it, for messages.

    Raises:
        UsageError: It is no such address, or holds a user or a password.
    """
    # nothing here quotes the address: it may hold a password
    wrong = "the address of an endpoint begins with http:// or https:// and names a host"
    hint = "for example http://localhost:7878/query or https://example.org/sparql"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError(wrong, hint=hint, place=place) from error
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "an address with a user or a password in it is refused: other users of the machine can read it",
            hint="put them into ~/.netrc: machine HOST login USER password PASSWORD",
            place=place,
        )
    if not is_address(address) or not host or parts.fragment or not address.isprintable() or " " in address:
        raise UsageError(wrong, hint=hint, place=place)
    return host


def shown(address: str) -> str:
    """An address as messages show it: without user, password and query, which may all hold secrets.

    Example:
        >>> shown("https://me:secret@example.org/sparql?key=secret")
        'https://example.org/sparql'
        >>> shown("/srv/atlas")
        '/srv/atlas'
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return "an address that is none"
    if not (parts.scheme or parts.netloc):  # a folder
        return parts.path
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def credentials_for(host: str) -> tuple[str, str] | None:
    """User and password that the user's netrc file has for a host: ``~/.netrc``, or the file that ``NETRC`` names.

    Its entry ``default`` is for no host in particular, so for none.

    Raises:
        UsageError: The file cannot be read.
    """
    import netrc

    path = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
    try:
        entry = netrc.netrc(str(path)).hosts.get(host)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    except netrc.NetrcParseError as error:
        # its message may quote the file
        raise UsageError(f"{path} is no netrc file", place=f"{path}:{error.lineno}") from None
    return (entry[0], entry[2]) if entry else None
