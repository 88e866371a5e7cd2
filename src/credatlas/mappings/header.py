"""The head of an SSSOM table: metadata in the plain part of YAML, each line behind a ``#``."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import DataError

Value = str | list["Value"] | dict[str, "Value"]

_KEY = re.compile(r"([A-Za-z_][\w.-]*):(?:\s+(.*))?\Z")
_STRANGE = tuple("&*!|>{[%@`")
_HINT = "write `key: value`, lists as `- value` below their key, and maps as indented `key: value` lines"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the head.

    Attributes:
        number: Counted from 1 in the file.
        indent: How far its text is from the ``#``.
        text: What stands there.
    """

    number: int
    indent: int
    text: str


def parse_header(lines: Sequence[tuple[int, str]], label: str) -> dict[str, Value]:
    """The metadata of a mapping set.

    Args:
        lines: The lines that begin with ``#``, each with its number.
        label: How messages name the file.

    Returns:
        By key a text, a list, or a map (``curie_map``); all scalars as texts.

    Raises:
        DataError: A line is not of that part of YAML which such heads are written in; with line and column.
    """
    found = [Line(number, len(raw) - len(raw[1:].lstrip()), raw[1:].strip()) for number, raw in lines]
    reader = _Reader([line for line in found if line.text], label)
    return reader.map(reader.lines[0].indent) if reader.lines else {}


@dataclass
class _Reader:
    lines: list[Line]
    label: str
    at: int = field(default=0)

    def map(self, indent: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while self.at < len(self.lines) and self.lines[self.at].indent >= indent:
            line = self.lines[self.at]
            match = _KEY.match(line.text)
            if line.indent > indent or match is None:
                raise self.error(line, "is no `key: value`")
            if match[1] in found:
                raise self.error(line, f"{match[1]} stands twice")
            found[match[1]] = self.value(line, match[2] or "", indent)
        return found

    def value(self, line: Line, text: str, indent: int) -> Value:
        """What belongs to a key: the rest of its line, or the lines below it."""
        self.at += 1
        below = self.lines[self.at] if self.at < len(self.lines) else None
        if text or below is None:
            return self.scalar(line, self.continued(text, indent))
        if below.text.startswith("- ") and below.indent >= indent:
            return self.list(below.indent)
        return self.map(below.indent) if below.indent > indent else ""

    def list(self, indent: int) -> list[Value]:
        found: list[Value] = []
        while self.at < len(self.lines) and self.lines[self.at].indent == indent:
            line = self.lines[self.at]
            if not line.text.startswith("- "):
                break
            rest = line.text[2:].lstrip()
            inner = indent + len(line.text) - len(rest)
            if _KEY.match(rest):
                self.lines[self.at] = Line(line.number, inner, rest)
                found.append(self.map(inner))
            else:
                self.at += 1
                found.append(self.scalar(line, self.continued(rest, indent)))
        return found

    def continued(self, text: str, indent: int) -> str:
        """A text that goes on in deeper lines, as one line."""
        parts = [text]
        while self.at < len(self.lines) and self.lines[self.at].indent > indent:
            parts.append(self.lines[self.at].text)
            self.at += 1
        return " ".join(parts)

    def scalar(self, line: Line, text: str) -> str:
        if text.startswith("'"):
            if len(text) < 2 or not text.endswith("'") or "'" in text[1:-1].replace("''", ""):
                raise self.error(line, "has a quotation mark too few")
            return text[1:-1].replace("''", "'")
        if text.startswith('"'):
            try:
                read = json.loads(text)
            except ValueError as error:
                raise self.error(line, "has a quotation mark too few") from error
            assert isinstance(read, str)
            return read
        if text.startswith(_STRANGE):
            raise self.error(line, "uses more of YAML than such heads do")
        return text.partition(" #")[0].rstrip()

    def error(self, line: Line, message: str) -> DataError:
        return DataError(f"“{line.text}” {message}", hint=_HINT, place=f"{self.label}:{line.number}:{line.indent + 1}")
