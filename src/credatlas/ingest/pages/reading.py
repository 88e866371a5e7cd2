"""A page, as HTML with JSON-LD in it or as JSON-LD alone, to what it says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

from ...errors import CredatlasError, DataError
from ..concepts import Lookup
from ..model import LeftOut, Outside, Spot
from .describing import describe, sorted_things
from .graph import graph_of
from .jsonld import ELSEWHERE, Block, read_block
from .mapping import contexts, vocabulary
from .markup import Markup, Script, decoded, read_markup
from .plain import shortened
from .readers import READERS
from .said import LOCAL, Page
from .snapshots import Origin, address_of, snapshot_of, source_key

MOST_BYTES: Final = 20_000_000
"""The largest page that is read; a page about an offering has less than a tenth of that."""
_JSON: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*[\[{]")


def load(path: Path, place: str = "") -> bytes:
    """The bytes of a file that is to be read as a page.

    Args:
        path: Where it is.
        place: What to call it in messages.

    Raises:
        DataError: It cannot be read, or is larger than a page may be.
    """
    shown = place or str(path)
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise _too_large(path.stat().st_size, shown)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", hint="name a saved page", place=shown) from error
    return checked_size(data, shown)


def checked_size(data: bytes, place: str) -> bytes:
    """The data itself, if it may be read.

    Raises:
        DataError: It is larger than a page may be, or empty.
    """
    if len(data) > MOST_BYTES:
        raise _too_large(len(data), place)
    if not data.strip():
        raise DataError("is empty", hint="save the page again", place=place)
    return data


def _too_large(size: int, place: str) -> DataError:
    hint = "save the part of the page that holds its JSON-LD, or enter its facts by hand"
    most = f"{MOST_BYTES // 10**6} MB"
    return DataError(f"has {size / 1e6:,.1f} MB or more, and {most} are read at most", hint=hint, place=place)


def read_page(
    data: bytes,
    name: str,
    url: str = "",
    *,
    lookup: Lookup,
    charset: str = "",
    retrieved: date | None = None,
) -> Outside:
    """What a page says, by its JSON-LD of schema.org.

    Args:
        data: The bytes of the page, as HTML or JSON.
        name: What to call it in messages: the name of its file, or its address.
        url: Its address, where it is known; otherwise what the page says of itself counts.
        lookup: The labels of the concept schemes.
        charset: The encoding that its server named, if one served it.
        retrieved: When it was read; by default today.

    Returns:
        One snapshot, the things that the page describes, each behind what it belongs to, and what it says of them.
        What is left out is listed with its reason. Things of other kinds than ours are listed once for each type.

    Raises:
        DataError: It is too large, empty, wrongly encoded, has no JSON-LD, or none of its JSON-LD can be read.
        UsageError: It is HTML, and lxml is not installed.
    """
    checked_size(data, name)
    markup = _markup(data, name, charset)
    left_out: list[LeftOut] = []
    known = vocabulary("schema-org")
    blocks = read_blocks(markup.scripts, url or LOCAL, name, left_out)
    graph = graph_of((quad for block in blocks for quad in block.quads), known.local)
    address = url or address_of(graph, known, markup.head)
    page = Page(name, source_key(data, name, address), graph, known, lookup, _language(markup))
    page.left_out = left_out
    describe(page, READERS)
    said_something(page)
    return outside_of(page, data, Origin(address), markup.head, retrieved or date.today())


def read_blocks(scripts: list[Script], base: str, name: str, left_out: list[LeftOut]) -> list[Block]:
    """The JSON-LD of a page; a piece that cannot be read is left out while there are others.

    Raises:
        DataError: None of them can be read.
    """
    blocks: list[Block] = []
    errors: list[CredatlasError] = []
    for script in scripts:
        try:
            block = read_block(script.text, base, contexts(), place=name, line=script.line)
        except DataError as error:
            errors.append(error)
            row = error.place.removeprefix(name).strip(":").partition(":")[0]
            left_out.append(LeftOut(Spot(name, int(row or script.line)), shortened(script.text), error.message))
        else:
            blocks.append(block)
            left_out += [LeftOut(Spot(name, script.line), text, reason) for text, reason in block.refused]
    if errors and not any(block.quads for block in blocks):
        raise errors[0]
    return blocks


def outside_of(page: Page, data: bytes, origin: Origin, head: dict[str, str], retrieved: date) -> Outside:
    """What has been read of a page, in the form of every input."""
    return Outside(
        name=page.name,
        snapshots=(snapshot_of(page, data, origin, head, retrieved),),
        things=sorted_things(page),
        statements=tuple(dict.fromkeys(page.statements)),
        left_out=tuple(dict.fromkeys(page.left_out)),
        questions=tuple(dict.fromkeys(page.questions)),
    )


def _markup(data: bytes, name: str, charset: str) -> Markup:
    if _JSON.match(data) or name.lower().endswith((".json", ".jsonld")):
        return Markup([Script(json_text(data, name), 1)])
    markup = read_markup(data, name, charset)
    if not markup.scripts:
        hint = "enter its facts by hand (docs/ingest.md), or save the JSON-LD that the site has for it"
        message = 'has no JSON-LD: there is no <script type="application/ld+json"> in it'
        raise DataError(message, hint=hint, place=name)
    return markup


def json_text(data: bytes, name: str) -> str:
    """The text of a file with JSON, which is UTF-8.

    Raises:
        DataError: It is not.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DataError("is UTF-16, and JSON is UTF-8", hint="save it as UTF-8", place=name)
    return decoded(data, name, "utf-8-sig")


def said_something(page: Page) -> None:
    """Whether a page had a say at all.

    Raises:
        DataError: It describes nothing, or only what a context at another site would explain.
    """
    if page.things:
        return
    unknown = next((one for one in page.left_out if one.reason == ELSEWHERE), None)
    if unknown is not None:
        message = f"says nothing without its context {unknown.text}, which is at another site and never fetched"
        raise DataError(message, hint="write the terms out, as in https://schema.org/name", place=page.name)
    if not page.graph.nodes:
        raise DataError("its JSON-LD says nothing", hint="enter its facts by hand", place=page.name)


def _language(markup: Markup) -> str:
    found = re.match(r"[a-z]{2,3}(?=$|[-_])", markup.head.get("language", "").lower())
    return found[0] if found else "en"
