"""HTML: its JSON-LD scripts, and what its head says of the page.

lxml reads it as a stream of events: no tree is built, so that neither depth nor broken tags cost more than their bytes.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Final

from ...errors import DataError, UsageError

_LD: Final = "application/ld+json"
_DECLARED: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEAD: Final = 4096
_MOST_TITLE: Final = 2000
_PROPERTIES: Final = {
    "og:site_name": "site",
    "og:url": "address",
    "article:published_time": "published",
}


@dataclass(frozen=True, slots=True)
class Script:
    """The text of one JSON-LD script.

    Attributes:
        text: What stands between its tags.
        line: The line of the file on which the text begins, from 1.
    """

    text: str
    line: int


@dataclass(slots=True)
class Markup:
    """What is read of a page.

    Attributes:
        scripts: Its JSON-LD, in the order of the page.
        head: What the head says: ``title``, ``site`` (its name), ``address``, ``published``, ``language``.
    """

    scripts: list[Script] = field(default_factory=list)
    head: dict[str, str] = field(default_factory=dict)


def read_markup(data: bytes, place: str, charset: str = "") -> Markup:
    """The JSON-LD scripts and the head of a page.

    Args:
        data: The bytes of the page.
        place: What to call it in messages.
        charset: The encoding that its server named.

    Raises:
        DataError: Its encoding is unknown or not the one that it declares.
        UsageError: lxml is not installed.
    """
    try:
        from lxml.etree import HTMLParser
    except ModuleNotFoundError as error:
        hint = "install the extra: pip install 'credatlas[ingest]'; JSON-LD in a file of its own is read without it"
        raise UsageError("lxml, which reads HTML, is not installed", hint=hint) from error
    text = decoded(data, place, charset)
    target = _Target(text)
    parser = HTMLParser(target=target, recover=True, huge_tree=False, encoding="utf-8")
    # NUL ends a text for libxml2; HTML has it ignored
    parser.feed(text.replace("\x00", "\ufffd").encode("utf-8", "surrogatepass"))
    parser.close()
    return target.found


def decoded(data: bytes, place: str, charset: str = "") -> str:
    """The text of a page: by its byte order mark, else as its server says, else as it says itself, else as UTF-8.

    Raises:
        DataError: The bytes are not in that encoding, or nobody knows it.
    """
    name = next((name for mark, name in _BOMS if data.startswith(mark)), charset)
    if not name:
        declared = _DECLARED.search(data[:_HEAD])
        name = declared[1].decode("ascii", "replace") if declared else "utf-8"
        if name.lower().startswith("utf-16"):
            name = "utf-8"  # as HTML has it: what could be read up to the declaration is not UTF-16
    try:
        return data.decode(name)
    except LookupError as error:
        hint = "save the page as UTF-8"
        raise DataError(f"declares the encoding '{name}', which is unknown", hint=hint, place=place) from error
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        line = data.count(b"\n", 0, start) + 1
        raise DataError(
            f"is not {name}: byte 0x{data[start]:02X} at offset {start:,}",
            hint="save the page as UTF-8, or let it declare its encoding: <meta charset=…>",
            place=f"{place}:{line}",
        ) from error


class _Target:
    """Takes the events of the parser."""

    def __init__(self, text: str) -> None:
        self.found = Markup()
        self._text, self._from, self._lines = text, 0, 1
        self._script: list[str] | None = None
        self._title: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "").partition(";")[0].strip().lower()
        if tag == "script":
            self._script = [] if kind == _LD else None
        elif tag == "title" and "title" not in self.found.head:
            self._title = []
        elif tag == "html" and attributes.get("lang"):
            self._note("language", attributes["lang"])
        elif tag == "link" and "canonical" in attributes.get("rel", "").lower().split():
            self._note("canonical", attributes.get("href", ""))
        elif tag == "meta" and attributes.get("property", "").lower() in _PROPERTIES:
            self._note(_PROPERTIES[attributes["property"].lower()], attributes.get("content", ""))

    def data(self, text: str) -> None:
        if self._script is not None:
            self._script.append(text)
        elif self._title is not None and len(self._title) < _MOST_TITLE:
            self._title.append(text)

    def end(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            text = "".join(self._script)
            self.found.scripts.append(Script(text, self._line_of(text)))
            self._script = None
        elif tag == "title" and self._title is not None:
            self._note("title", "".join(self._title))
            self._title = None

    def comment(self, text: str) -> None:
        """Comments say nothing."""

    def close(self) -> None:
        """The page has ended."""

    def _note(self, name: str, text: str) -> None:
        if text.strip():
            self.found.head.setdefault(name, text.strip()[:_MOST_TITLE])

    def _line_of(self, script: str) -> int:
        """Where a script stands: events tell no place. 1 where it was not found, as where lines end otherwise."""
        at = self._text.find(script, self._from) if script else -1
        if at < 0:
            return 1
        line = self._lines + self._text.count("\n", self._from, at)
        self._from, self._lines = at + len(script), line + script.count("\n")
        return line
