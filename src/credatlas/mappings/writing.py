"""Writes the links into one source as an SSSOM table: the same links, the same bytes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from ..errors import StoreError
from ..terms import BASE, CA, PREFIXES, compact
from .model import MATCHES, NO_TERM, Link, LinkSet
from .slots import KNOWN_PREFIXES
from .targets import TARGETS, Target

COLUMNS: Final = tuple(
    "subject_id subject_label predicate_id predicate_modifier object_id object_label mapping_justification reviewer_id "
    "reviewer_label object_source object_source_version mapping_tool mapping_tool_version mapping_date confidence "
    "comment object_status object_digest".split()
)
_EXTENSIONS: Final = {"object_digest": "targetDigest", "object_status": "targetStatus"}
_LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
_ORCID: Final = TARGETS["orcid"].namespace


def write_links(path: Path, links: LinkSet) -> None:
    """Writes the links of one source into their file; it is written whole or not at all.

    Raises:
        StoreError: The file cannot be written.
    """
    write_whole(path, render(links))


def write_whole(path: Path, text: str) -> None:
    """Puts a text in the place of a file at once: a reader sees the old one or the new one.

    Raises:
        StoreError: It cannot be written.
    """
    fresh = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise StoreError(
            f"{path} cannot be written: {error.strerror}", hint="is the disk full, may you write there?"
        ) from error


def render(links: LinkSet) -> str:
    """The text of the table: rows by thing, accepted before rejected, exact before broad before related."""
    rows = sorted(links.links, key=_order)
    cells = [_cells(link, links.target) for link in rows]
    lines = [*_head(links.target, cells), "\t".join(COLUMNS)]
    lines += ["\t".join(map(quoted, row)) for row in cells]
    return "".join(f"{line}\n" for line in lines)


def quoted(text: str) -> str:
    """A text as one cell: on one line, in quotation marks where it has some itself."""
    plain = re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip()
    return '"' + plain.replace('"', '""') + '"' if '"' in plain else plain


def _order(link: Link) -> tuple[str, bool, int, str]:
    return compact(link.subject), link.rejected, list(MATCHES).index(link.relation), link.object


def _head(target: Target, rows: list[list[str]]) -> Iterator[str]:
    names = [cell for row in rows for cell in (row[0], row[4], row[7]) if cell]
    used = {name.partition(":")[0] for name in names} | {"semapv", "skos", "sssom", "xsd", "ca"}
    known = {**PREFIXES, **KNOWN_PREFIXES, target.prefix: target.namespace, "orcid": _ORCID}
    yield "#sssom_version: '1.1'"
    yield "#curie_map:"
    yield from (f"#  {prefix}: {known[prefix]}" for prefix in sorted(used))
    yield f"#mapping_set_id: {BASE}links/{target.name}"
    yield f"#mapping_set_title: credatlas to {target.title}"
    yield f"#license: {_LICENCE}"
    yield f"#subject_source: {BASE}"
    yield "#extension_definitions:"
    for slot, term in _EXTENSIONS.items():
        yield f"#- slot_name: {slot}"
        yield f"#  property: {compact(CA + term)}"
        yield "#  type_hint: xsd:string"


def _cells(link: Link, target: Target) -> list[str]:
    has_orcid = link.by.startswith(_ORCID)
    return [
        compact(link.subject),
        link.subject_label,
        compact(MATCHES[link.relation]),
        "Not" if link.rejected else "",
        "sssom:NoTermFound"
        if link.object == NO_TERM
        else f"{target.prefix}:{link.object.removeprefix(target.namespace)}",
        link.object_label,
        f"semapv:{link.justification}",
        f"orcid:{link.by.removeprefix(_ORCID)}" if has_orcid else "",
        "" if has_orcid else link.by,
        target.namespace,
        link.source_version,
        link.tool,
        link.tool_version,
        link.date,
        "" if link.confidence is None else f"{link.confidence:.4g}",
        link.comment,
        link.status,
        link.digest,
    ]


def changed(links: LinkSet, rows: Iterable[Link]) -> LinkSet:
    """The same set with these rows in the place of those that are about the same thing, relation and record."""
    now = {link.key: link for link in links.links}
    now.update((link.key, link) for link in rows)
    return LinkSet(links.target, tuple(now.values()), links.label)
