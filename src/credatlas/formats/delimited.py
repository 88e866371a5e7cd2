"""Values separated by commas or tabs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

# What spreadsheets take for the beginning of a formula, https://owasp.org/www-community/attacks/CSV_Injection,
# the full-width signs of Japanese keyboards included.
_FORMULA: Final = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_QUOTED: Final = re.compile('[",\r\n]')
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]], *, safe: bool = False) -> bytes:
    """A header and rows as `RFC 4180 <https://www.rfc-editor.org/rfc/rfc4180>`_ has them: UTF-8, CR LF at line ends.

    Args:
        columns: The header.
        rows: One text for each column.
        safe: Put an apostrophe before every text that a spreadsheet would run as a formula.
            Numbers stay, also with a sign.
    """
    return "".join(
        ",".join(_field(harmless(text) if safe else text) for text in row) + "\r\n" for row in (columns, *rows)
    ).encode("utf-8", "replace")


def tsv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    r"""A header and rows separated by tabs; ``\t``, ``\n``, ``\r`` and ``\\`` stand for what would break a row."""
    lines = ("\t".join(text.translate(_ESCAPES) for text in row) + "\n" for row in (columns, *rows))
    return "".join(lines).encode("utf-8", "replace")


def harmless(text: str) -> str:
    """A text that no spreadsheet runs as a formula.

    Example:
        >>> harmless("=1+1"), harmless("-8500.50")
        ("'=1+1", '-8500.50')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _field(text: str) -> str:
    if not _QUOTED.search(text):
        return text
    return '"' + text.replace('"', '""') + '"'
