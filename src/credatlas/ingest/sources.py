"""From what somebody names on a command line, a folder, a file or an address, to what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ..build.assembling import without_collecting
from ..build.parsing import parse_ontology
from ..errors import CredatlasError, DataError, UsageError
from ..files import Project
from ..terms import ID
from .concepts import Lookup, lookup
from .mapping import read_mapping, shipped
from .model import Outside
from .target import Target

Say = Callable[[str], None]
LARGEST: Final = 20_000_000  # bytes of a page or record


@without_collecting()
def from_tables(
    project: Project,
    place: Path,
    *,
    mapping: Path | None = None,
    to: Path | None = None,
    keep_going: Callable[[CredatlasError], None] | None = None,
    say: Say = lambda _: None,
) -> Outside:
    """What a folder of tables says, or one table.

    Args:
        project: The atlas, for the labels of its concepts.
        place: The folder or file.
        mapping: How the tables are read; by default the form of sourced facts that comes with the package.
        to: The folder that source files will go to, where it is not that of the project: rows may name its sources.
        keep_going: Told of each bad row, which is passed over; without it bad rows are raised together.
        say: Told which file is read.

    Raises:
        UsageError: There is no table of the form.
        DataError: A file cannot be read, lacks a column or has bad rows.
    """
    from .tables import read_tables

    if not place.exists():
        raise UsageError(f"there is no {place}", hint="name a folder of tables, or one table")
    form = shipped() if mapping is None else read_mapping(mapping)
    register = Target.of(project, to).register()
    sources = {key for iri, keys in register.items() if iri.startswith(f"{ID}source/") for key in keys}
    return read_tables(place, form, concepts_of(project), sources=sources, keep_going=keep_going, say=say)


def from_page(project: Project, source: str, *, online: bool, retrieved: date | None = None) -> Outside:
    """What a page says by its JSON-LD.

    Args:
        project: The atlas, for the labels of its concepts.
        source: A saved page, or an address.
        online: Whether an address may be opened; it is opened once.
        retrieved: When a saved page was read; by default today.

    Raises:
        NetworkError: An address is named and may not, or cannot, be opened.
        UsageError: There is no such file.
        DataError: The page says nothing that can be read.
    """
    from .pages import read_page

    words = concepts_of(project)
    if urlsplit(source).scheme in {"http", "https"}:
        from ..fetch import fetch, says_private

        # who names an address of this machine means it; where a public page leads to is another matter
        fetched = fetch(source, online=online, private=says_private(source))
        at = fetched.retrieved
        return read_page(fetched.data, source, fetched.final_url, lookup=words, charset=fetched.charset, retrieved=at)
    path = Path(source)
    return read_page(_bytes(path), path.name, lookup=words, retrieved=retrieved)


def from_ctdl(project: Project, path: Path, *, retrieved: date | None = None) -> Outside:
    """What records of the Credential Registry say.

    Raises:
        UsageError: There is no such file.
        DataError: It says nothing that can be read.
    """
    from .ctdl import read_ctdl

    return read_ctdl(_bytes(path), path.name, lookup=concepts_of(project), retrieved=retrieved)


def concepts_of(project: Project) -> Lookup:
    """The labels of the concept schemes of a project."""
    return lookup(quad for document in parse_ontology(project) for quad in document.quads)


def _bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            hint = "name one file" if path.is_dir() else "save it as a file first"
            raise UsageError(f"{path} is no file", hint=hint)
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", hint="check its name and rights") from error
    if len(data) > LARGEST:
        hint = "save the part that describes the offering"
        raise DataError(f"more than the {LARGEST / 1e6:.0f} MB of a page", hint=hint, place=path.name)
    return data
