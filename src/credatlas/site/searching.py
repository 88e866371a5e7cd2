"""The search of the copy: an index that a script on the page reads, so that no service has to answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from ..names.labels import kinds, labels
from ..names.resolving import Scope, all_names
from ..pages.addresses import ServiceAddresses, document_of
from ..pages.rendering import edition_of, render
from ..wording import spaced
from .places import file_of

if TYPE_CHECKING:
    from ..build import Atlas

_INDEX: Final = PurePosixPath("search/index.js")
_LIBRARY: Final = PurePosixPath("search/minisearch.js")
_SCRIPT: Final = PurePosixPath("search/find.js")


def search_files(atlas: Atlas, base: str, written: Mapping[str, PurePosixPath]) -> dict[PurePosixPath, bytes]:
    """The files of the search: its page, the index of names, and the scripts.

    Args:
        atlas: The graph.
        base: The address of the service for which pages are made before their links are.
        written: The files of the copy by the addresses of the service: what has none is not found.
    """
    addresses = ServiceAddresses(base)
    entries = _entries(atlas, addresses, written)
    page = render("copied-find.html", addresses=addresses, edition=edition_of(atlas), title="Find", count=len(entries))
    index = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    package = files(__package__)
    return {
        PurePosixPath("find.html"): page.encode("utf-8", "replace"),
        # a script and no JSON: a page from a disk may load the one and not the other
        _INDEX: f'"use strict";\nglobalThis.credatlasIndex = {index};\n'.encode("utf-8", "replace"),
        _LIBRARY: package.joinpath("vendor/minisearch/index.js").read_bytes(),
        PurePosixPath("search/LICENSE-minisearch.txt"): package.joinpath("vendor/minisearch/LICENSE.txt").read_bytes(),
        _SCRIPT: package.joinpath("files/find.js").read_bytes(),
    }


def addresses_of_things(atlas: Atlas, base: str) -> list[str]:
    """The addresses of the pages of all things that have a name, in their order."""
    addresses = ServiceAddresses(base)
    things = dict.fromkeys(thing for thing, _, _ in all_names(atlas, Scope()))
    found = (addresses.thing(thing).partition("#")[0] for thing in things if document_of(thing.value))
    below = (address.removeprefix(addresses.root) for address in found)
    return [address for address in dict.fromkeys(below) if file_of(address) is not None]


def _entries(atlas: Atlas, addresses: ServiceAddresses, written: Mapping[str, PurePosixPath]) -> list[dict[str, Any]]:
    """One entry for each thing that has a page, in the order of their files: name, other names, kind, file."""
    named: dict[Any, set[str]] = {}
    for thing, _, name in all_names(atlas, Scope()):
        named.setdefault(thing, set()).add(name)
    places = {thing: written.get(addresses.thing(thing).removeprefix(addresses.root)) for thing in named}
    found = {thing: place for thing, place in places.items() if place is not None}
    shown, what = labels(atlas, found), kinds(atlas, found)
    entries = [
        {
            "id": place.as_posix(),
            "name": shown[thing],
            "also": "; ".join(sorted(named[thing] - {shown[thing]})),
            "kind": spaced(what.get(thing, "").rpartition(":")[2]),
        }
        for thing, place in found.items()
    ]
    return sorted(entries, key=lambda entry: entry["id"])
