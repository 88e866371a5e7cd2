"""Reading a query file: the `#+` header is TOML, the rest is SPARQL (docs/queries.md describes the format)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ..errors import NotFoundError, QueryError, did_you_mean
from .model import TYPES, Parameter, Query, Remote

_KEYS: Final = {
    "summary": str,
    "description": str,
    "question": (int, list),
    "topic": str,
    "parameters": dict,
    "example": dict,
    "expected": list,
    "ordered": bool,
    "evidence": str,
    "reads": list,
    "remote": dict,
}
_REMOTE_KEYS: Final = {"service": str, "join": str, "query": str}
_PARAMETER_KEYS: Final = {
    "type": str,
    "class": (str, list),
    "scheme": str,
    "required": bool,
    "default": (str, int, float, date, list),
    "list": bool,
    "choices": list,
    "choices_from": str,
    "description": str,
    "example": (str, int, float, date, list),
}
_FILE: Final = re.compile(r"[A-Za-z0-9_-]{1,200}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED: Final = frozenset(
    (
        *("limit", "format", "output", "store", "project", "as_of", "known_by"),
        *("evidence", "texts", "ids", "csv_safe", "help", "query"),
        *("online", "contact", "endpoint", "offset"),
    )
)


def load(folder: Path, name: str) -> Query:
    """The canned query of that name; only its own file is read.

    Raises:
        NotFoundError: There is none; the hint has the nearest names.
        QueryError: Its header is wrong.
    """
    if _FILE.fullmatch(name):
        path = os.path.join(folder, f"{name}.rq")  # noqa: PTH118 - to make a Path takes longer than all the rest
        with suppress(OSError):
            found = os.stat(path)  # noqa: PTH116 - the same
            return _read_once(path, found.st_mtime_ns, found.st_size)
    known = sorted(other.stem for other in folder.glob("*.rq"))
    raise NotFoundError(
        f"there is no query {name}", hint=did_you_mean(name, known) or "see all with `credatlas queries`"
    )


@lru_cache(256)
def _read_once(path: str, changed: int, size: int) -> Query:
    """As :func:`read`; a file that has not changed since is not read again, which is a third of a small answer."""
    return read(Path(path))


def catalogue(folder: Path) -> list[Query]:
    """Every canned query of the folder, sorted by name.

    Raises:
        QueryError: A header is wrong.
    """
    return [read(path) for path in sorted(folder.glob("*.rq"))]


def read(path: Path) -> Query:
    """The query in one file.

    Raises:
        QueryError: The header is no TOML, has an unknown key or a value of the wrong type; with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"the query cannot be read: {error}", place=str(path)) from error
    lines = [(line.startswith("#+"), line) for line in text.split("\n")]
    header = _toml(path, "\n".join(line[2:].removeprefix(" ") if is_header else "" for is_header, line in lines))
    body = "\n".join("" if is_header else line for is_header, line in lines)
    _check_keys(path, text, header, _KEYS, "")
    parameters = tuple(
        _parameter(path, text, name, declared) for name, declared in header.get("parameters", {}).items()
    )
    questions = header.get("question", [])
    return Query(
        name=path.stem,
        path=path,
        text=text,
        body=body,
        summary=header.get("summary", ""),
        description=header.get("description", "").strip(),
        questions=(questions,) if isinstance(questions, int) else tuple(questions),
        topic=header.get("topic", ""),
        parameters=parameters,
        example={name: _texts(value) for name, value in header.get("example", {}).items()},
        expected=_rows(path, text, header.get("expected")),
        ordered=header.get("ordered", True),
        evidence=header.get("evidence", ""),
        reads=tuple(header.get("reads", [])),
        remote=_remote(path, text, header.get("remote")),
    )


@lru_cache(256)
def _tables(header: str) -> Mapping[str, Any]:
    import tomllib

    return tomllib.loads(header)


def _toml(path: Path, header: str) -> Mapping[str, Any]:
    import tomllib

    try:
        return _tables(header)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"(.*) \(at line (\d+), column (\d+)\)", str(error))
        message, line = (found[1], int(found[2])) if found else (str(error), last_header_line(header))
        raise QueryError(
            f"the header is not TOML: {message}",
            hint="text stands in quotes, tables like [example] come after the plain keys",
            place=f"{path}:{line}",
        ) from error


def last_header_line(header: str) -> int:
    """The number of the last line that is not empty."""
    return len(header.rstrip().split("\n"))


def line_of_key(text: str, key: str, table: str = "") -> int:
    """The line in which the header sets ``key`` (within ``[table]``), or 1."""
    inside = not table
    for number, line in enumerate(text.split("\n"), 1):
        content = line[2:].strip() if line.startswith("#+") else ""
        if content.startswith("["):
            inside = content.strip("[] ") == table
            if content.strip("[] ") == key:
                return number
        if inside and re.match(rf"[\"']?{re.escape(key)}[\"']?\s*=", content):
            return number
    return 1


def _check_keys(path: Path, text: str, found: Mapping[str, Any], known: dict[str, Any], table: str) -> None:
    for key, value in found.items():
        kinds = known.get(key, ())
        if isinstance(value, kinds) and (kinds is bool or not isinstance(value, bool)):
            continue
        place = f"{path}:{line_of_key(text, key, table)}"
        if key not in known:
            hint = did_you_mean(key, list(known)) or f"known keys are {', '.join(known)}"
            raise QueryError(f"unknown key '{key}' in the header", hint=hint, place=place)
        raise QueryError(f"'{key}' cannot be {_kind(value)}", hint=f"write {_wanted(kinds)}", place=place)


def _kind(value: Any) -> str:
    names = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), f"a {type(value).__name__}")


def _wanted(kinds: Any) -> str:
    names = {str: "a text in quotes", bool: "true or false", int: "a number", list: "a list like [1, 2]"}
    names |= {dict: "a table like [example]", float: "a number", date: "a date"}
    found = dict.fromkeys(names[kind] for kind in (kinds if isinstance(kinds, tuple) else (kinds,)))
    return " or ".join(found)


def _parameter(path: Path, text: str, name: str, declared: Any) -> Parameter:
    table = f"parameters.{name}"

    def fault(message: str, hint: str) -> QueryError:
        return QueryError(message, hint=hint, place=f"{path}:{line_of_key(text, table)}")

    if not isinstance(declared, dict):
        raise fault(f"parameter '{name}' is not a table", f"write [{table}]")
    if not _NAME.fullmatch(name) or name in _RESERVED:
        reason = "is an option of its own" if name in _RESERVED else "is not lower-case words joined by _"
        raise fault(f"the name of parameter '{name}' {reason}", "choose another name")
    _check_keys(path, text, declared, _PARAMETER_KEYS, table)
    kind = declared.get("type", "")
    if kind not in TYPES:
        hint = did_you_mean(kind, list(TYPES)) or f"the types are {', '.join(TYPES)}"
        line = line_of_key(text, "type", table) if kind else line_of_key(text, table)
        raise QueryError(f"parameter '{name}' has the unknown type '{kind}'", hint=hint, place=f"{path}:{line}")
    scheme = declared.get("scheme", "")
    if not re.fullmatch(r"[a-z0-9-]*", scheme) or (kind == "concept" and not scheme):
        raise fault(f"parameter '{name}' does not name its scheme", 'add scheme = "…", as it stands in its IRI')
    classes = declared.get("class", [])
    default = declared.get("default")
    return Parameter(
        name=name,
        type=kind,
        description=declared.get("description", ""),
        classes=(classes,) if isinstance(classes, str) else tuple(classes),
        scheme=scheme,
        required=declared.get("required", False),
        default=None if default is None else _texts(default),
        is_list=declared.get("list", False),
        choices=tuple(_text(choice) for choice in declared.get("choices", [])),
        choices_from=declared.get("choices_from", ""),
        example=_text(declared.get("example", "")),
    )


def _remote(path: Path, text: str, declared: dict[str, Any] | None) -> Remote | None:
    if declared is None:
        return None
    _check_keys(path, text, declared, _REMOTE_KEYS, "remote")
    missing = [key for key in _REMOTE_KEYS if not declared.get(key)]
    if missing:
        message, place = f"the remote part has no {missing[0]}", f"{path}:{line_of_key(text, 'remote')}"
        raise QueryError(message, hint="docs/queries.md has an example", place=place)
    return Remote(**declared)


def _rows(path: Path, text: str, rows: list[Any] | None) -> tuple[dict[str, str], ...] | None:
    if rows is None:
        return None
    if not all(isinstance(row, dict) for row in rows):
        place = f"{path}:{line_of_key(text, 'expected')}"
        raise QueryError("the expected rows are not tables", hint="write [[expected]] before each row", place=place)
    return tuple({column: _text(value) for column, value in row.items()} for row in rows)


def _texts(value: Any) -> str | tuple[str, ...]:
    return tuple(_text(one) for one in value) if isinstance(value, list) else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(str(one) for one in value)
    return value.isoformat() if isinstance(value, date) else str(value)
