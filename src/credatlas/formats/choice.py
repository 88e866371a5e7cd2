"""The names of the formats, and the error for a name that does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..errors import UsageError, nearest

TABLE_FORMATS: Final = ("table", "json", "jsonl", "csv", "tsv", "xml", "markdown")
GRAPH_FORMATS: Final = ("turtle", "ntriples", "nquads", "jsonld", "trig", "rdfxml")
BOOLEAN_FORMATS: Final = ("table", "text", "json", "xml")
RECORD_FORMATS: Final = ("table", "json", "jsonl", "csv", "tsv", "markdown")
FORMATS: Final = tuple(dict.fromkeys((*TABLE_FORMATS, *GRAPH_FORMATS, *BOOLEAN_FORMATS, *RECORD_FORMATS)))

# what people call them elsewhere: names of files, of parsers, of Pandoc
_OTHER_NAMES: Final = {
    "md": "markdown",
    "ndjson": "jsonl",
    "nq": "nquads",
    "n-quads": "nquads",
    "nt": "ntriples",
    "n-triples": "ntriples",
    "owl": "rdfxml",
    "pretty": "table",
    "rdf": "rdfxml",
    "txt": "text",
    "ttl": "turtle",
}


def refuse_unfitting(name: str, fitting: Sequence[str], what: str) -> None:
    """Refuses a format that does not exist, or that cannot hold ``what``.

    Args:
        name: The format that was asked for.
        fitting: The formats that would do.
        what: What is to be written, in words: ``a table``.

    Raises:
        UsageError: The format is none of the fitting ones; the hint has the nearest of them.
    """
    if name in fitting:
        return
    typed = name.lower()
    near = [_OTHER_NAMES[typed]] if _OTHER_NAMES.get(typed) in fitting else nearest(typed, list(fitting), limit=1)
    choices = f"{what} can be written as {', '.join(fitting)}"
    hint = f"did you mean {near[0]}? {choices}" if near else choices
    reason = f"{what} cannot be written as {name}" if name in FORMATS else f"there is no format '{name}'"
    raise UsageError(reason, hint=hint, place="--format")


def format_of_file(file: str, fitting: Sequence[str], what: str) -> str | None:
    """The format that the ending of a file's name stands for; None where it stands for none.

    Args:
        file: The name of the file that will be written.
        fitting: The formats that would do.
        what: What is to be written, in words: ``a table``.

    Raises:
        UsageError: The ending stands for a format that cannot hold it.

    Example:
        >>> format_of_file("answers/offerings.CSV", TABLE_FORMATS, "a table")
        'csv'
    """
    _, dot, ending = file.lower().rpartition("/")[2].rpartition(".")
    name = _OTHER_NAMES.get(ending, ending)
    if not dot:
        return None
    if name in fitting:
        return name
    if name in FORMATS and name != "text":  # .txt is for anything that people read
        refuse_unfitting(name, fitting, what)
    return None
