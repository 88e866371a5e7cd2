"""Answers kept on disk: one file each, written whole, named by what was asked, and found damaged when it is.

The first line of a file is JSON that says what was asked, when, and the SHA-256 of what follows: the answer as it came.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ..errors import NetworkError

_FORM: Final = 1  # of the files: another number is not read


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service answered.

    Attributes:
        url: The address that was asked.
        final_url: The address that answered, after redirects.
        status: 200; 404 or 410 where it says that there is nothing (any more).
        kind: The media type.
        charset: The encoding that the service names; empty where it names none.
        data: The answer.
        sha256: Its SHA-256, in hexadecimal digits.
        fetched: When it came, or was last found unchanged; in UTC.
        etag: What the service calls this state of it; empty without.
        modified: When it was last changed, as the service writes it; empty without.
        partial: Why it is only a part of the answer, where the service says so; empty for a whole one.
    """

    url: str
    final_url: str
    status: int
    kind: str
    charset: str
    data: bytes
    sha256: str
    fetched: datetime
    etag: str = ""
    modified: str = ""
    partial: str = ""

    def json(self) -> Any:
        """The answer as JSON.

        Raises:
            NetworkError: It is none.
        """
        return read_json(self.data, self.url)


def read_json(data: bytes, url: str) -> Any:
    """JSON that came from an address.

    Raises:
        NetworkError: It is none.
    """
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        hint = "the service may have failed on the way: try again later"
        raise NetworkError(f"sent JSON that cannot be read: {error}", hint=hint, place=url) from error


def key_of(url: str, accept: tuple[str, ...], form: bytes | None = None) -> str:
    """The name under which an answer is kept: by address, wanted types, and what was posted."""
    asked = "\n".join((url, ", ".join(accept), "" if form is None else hashlib.sha256(form).hexdigest()))
    return hashlib.sha256(asked.encode()).hexdigest()


def kept(folder: Path, key: str) -> Reply | None:
    """The answer of that name; None where there is none, or a damaged one."""
    try:
        raw = _path(folder, key).read_bytes()
    except OSError:
        return None
    head, _, data = raw.partition(b"\n")
    try:
        said = json.loads(head)
        if said.pop("form") != _FORM or said["sha256"] != hashlib.sha256(data).hexdigest():
            return None
        said.pop("accept")
        return Reply(**{**said, "fetched": datetime.fromisoformat(said["fetched"]), "data": data})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def keep(folder: Path, key: str, reply: Reply, accept: tuple[str, ...]) -> None:
    """Keeps an answer; who reads at the same time gets the old one or this one, whole.

    Raises:
        NetworkError: It cannot be written.
    """
    said = {name: getattr(reply, name) for name in Reply.__slots__ if name != "data"}
    said |= {"fetched": reply.fetched.isoformat(), "accept": ", ".join(accept), "form": _FORM}
    path = _path(folder, key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".unfinished", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(json.dumps(said, ensure_ascii=True).encode() + b"\n" + reply.data)
            Path(name).replace(path)
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()
    except OSError as error:
        hint = "is the disk full, may you write there? CREDATLAS_CACHE names another folder"
        raise NetworkError(f"the answer cannot be kept in {path.parent}: {error.strerror}", hint=hint) from error


def forget(folder: Path, key: str) -> None:
    """Drops a kept answer that is of no use, so that it is asked for again."""
    with suppress(OSError):
        _path(folder, key).unlink()


def now() -> datetime:
    """This moment in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def _path(folder: Path, key: str) -> Path:
    return folder / key[:2] / f"{key}.answer"
