"""ROR, the registry of research organisations: its dump (schema v2, as published on Zenodo) and its API."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Literal, cast
from urllib.parse import urlencode

from ...errors import DataError
from ...mappings import TARGETS
from ..answers import digested, documented_form
from ..index import Index
from ..indexing import index_file
from ..model import Record, RecordName

if TYPE_CHECKING:
    from ...fetch import Web

NAME: Final = "ror"
BASE: Final = "https://ror.org/"
_API: Final = "https://api.ror.org/v2/organizations"
_ID: Final = re.compile(r"https://ror\.org/0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}")
_MOST_BYTES: Final = 2_000_000_000  # the full dump has about 250 million
_MOST_RATIO: Final = 60  # JSON of organisations shrinks to a sixth
_LARGE: Final = 10_000_000
_PIECE: Final = 1 << 20
_MOST_RECORD: Final = 4_000_000  # letters
_WHERE: Final = "the dumps are at https://zenodo.org/communities/ror-data; take the zip as it is"
_STATUSES: Final = {"active", "inactive", "withdrawn"}
_ROOT: Final = re.compile(r"/?(?:[a-z]{2}/?)?(?:(?:index|default|home|main)(?:[._]?[a-z0-9]+)?/?)?", re.IGNORECASE)
_SITE: Final = re.compile(r"(?:[a-z]+:)?(?://)?([^/?#:@\s]+)(?::\d+)?(/[^?#\s]*)?(?:[?#]\S*)?", re.IGNORECASE)
_ENTRANCE: Final = re.compile(r"^(?:www\d?|web|home)\.")
_BLANKS: Final = re.compile(r"[\s,]*")


def search(web: Web, words: str, limit: int = 10) -> tuple[Record, ...]:
    """Organisations that ROR finds for some words, at most twenty.

    Raises:
        NetworkError: The service may not be asked, or failed.
        DataError: The answer has another form.
    """
    url = f"{_API}?{urlencode({'query': words})}"
    answer = web.json(url)
    with documented_form("ROR", url):
        return tuple(to_record(one, url) for one in answer["items"][:limit])


def fetch(web: Web, identifier: str) -> Record:
    """An organisation by its ROR id.

    Raises:
        UsageError: It is no ROR id.
        NetworkError: The service may not be asked, failed, or has no such organisation.
        DataError: The answer has another form.
    """
    url = f"{_API}/{TARGETS[NAME].iri_of(identifier).removeprefix(BASE)}"
    answer = web.json(url)
    with documented_form("ROR", url):
        return to_record(answer, url)


def index(dump: Path) -> Index:
    """The index of a dump, from the cache when this very dump was indexed before.

    Args:
        dump: The zip that ROR publishes; other files in it (CSV, schema v1) are passed over.

    Raises:
        DataError: The file is no dump of schema v2, or is damaged.
        StoreError: The cache cannot be written.
    """
    return index_file(digest_of(dump), lambda: records(dump), source=NAME, version=version_of(dump))


def digest_of(dump: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits.

    Raises:
        DataError: It cannot be read.
    """
    try:
        with dump.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"the dump cannot be read: {error.strerror}", hint=_WHERE, place=str(dump)) from error


def version_of(dump: Path) -> str:
    """The version that the name of the JSON file states, such as ``v2.9-2026-06-01``; else that name."""
    with _opened(dump) as archive:
        name = Path(_member(archive, dump).filename).stem
    found = re.match(r"v\d+(?:\.\d+)*(?:-\d{4}-\d\d-\d\d)?(?:-subset|-small)?", name)
    return found[0] if found else name


def records(dump: Path) -> Iterator[Record]:
    """The records of a dump in its order, read as a stream.

    Raises:
        DataError: The file is no dump of schema v2, or is damaged.
    """
    with _opened(dump) as archive:
        member = _member(archive, dump)
        place = f"{dump}: {member.filename}"
        swells = member.file_size > _LARGE and member.file_size > _MOST_RATIO * member.compress_size
        if member.file_size > _MOST_BYTES or swells:
            message = f"the file unpacks to {member.file_size:,} bytes, which no dump of ROR does"
            raise DataError(message, hint=_WHERE, place=place)
        number = 0
        try:
            with archive.open(member) as file:
                for number, found in enumerate(_items(file, place), start=1):
                    yield to_record(found, f"{place}: record {number}")
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            message = f"the zip is damaged or was not downloaded whole: {error}"
            raise DataError(message, hint="download it again", place=str(dump)) from error
        if not number:  # else everything would be missing there
            raise DataError("the dump holds no records", hint=_WHERE, place=place)


def _opened(dump: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(dump)
    except OSError as error:
        raise DataError(f"the dump cannot be read: {error.strerror}", hint=_WHERE, place=str(dump)) from error
    except zipfile.BadZipFile as error:
        try:
            with dump.open("rb") as file:
                head = file.read(512).lstrip().lower()
        except OSError:
            head = b""
        message = "the file is no zip"
        if head.startswith((b"<!doctype", b"<html", b"<?xml")):
            message = "the file is a web page, not the dump"
        elif head.startswith(b"pk"):
            message = "the zip was not downloaded whole: its end is missing"
        raise DataError(message, hint=_WHERE, place=str(dump)) from error


def _member(archive: zipfile.ZipFile, dump: Path) -> zipfile.ZipInfo:
    """The file with the records of schema v2: of several JSON files the one that says so."""
    found = [member for member in archive.infolist() if _is_data(Path(member.filename))]
    second = [member for member in found if "schema_v2" in member.filename.lower()]
    unsaid = [member for member in found if "schema" not in member.filename.lower()]
    newer = [member for member in unsaid if not re.match(r"v1\.", Path(member.filename).name)]
    for choice in (second, newer, unsaid, found):
        if len(choice) == 1:
            return choice[0]
        if choice:
            # releases of ROR 2 name the file of schema v2 plainly, and say of the other that it is v1
            return min(choice, key=lambda member: len(member.filename))
    names = ", ".join(member.filename for member in archive.infolist()[:5]) or "nothing"
    raise DataError(f"there is no JSON file in the zip, only {names}", hint=_WHERE, place=str(dump))


def _is_data(name: Path) -> bool:
    return name.suffix.lower() == ".json" and "__MACOSX" not in name.parts


def _items(file: IO[bytes], place: str) -> Iterator[dict[str, Any]]:
    """The objects of one JSON array, one after the other; no more than one record and one piece are held."""
    decoder, texts = json.JSONDecoder(), _texts(file, place)
    text = next(texts, "").lstrip("\ufeff \t\r\n")
    if not text.startswith("["):
        what = "a web page" if text[:1] == "<" else "not one JSON array"
        raise DataError(f"the file is {what}, as the dumps of ROR are", hint=_WHERE, place=place)
    at = 1
    while True:
        at = cast("re.Match[str]", _BLANKS.match(text, at)).end()
        if text.startswith("]", at):
            return
        try:
            found, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            more = next(texts, None)
            if more is None or len(text) - at > _MOST_RECORD:
                message = "the JSON is broken, or ends too early"
                raise DataError(message, hint="download it again", place=place) from error
            text, at = text[at:] + more, 0
            continue
        if not isinstance(found, dict):
            raise DataError("a record is not a JSON object", hint=_WHERE, place=place)
        yield found


def _texts(file: IO[bytes], place: str) -> Iterator[str]:
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(_PIECE):
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise DataError("the file is not UTF-8", hint="download it again", place=place) from error


def to_record(found: dict[str, Any], place: str = "") -> Record:
    """A record of schema v2, as a dump or the API gives it.

    Raises:
        DataError: It is not of schema v2.
    """
    if "name" in found and "names" not in found:
        message = "the record is of schema v1, which ROR has retired"
        raise DataError(message, hint="take a dump of schema v2", place=place)
    try:
        return _record(found)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        message = f"the record does not have the form of schema v2: {type(error).__name__} {error}"
        raise DataError(message, hint=_WHERE, place=place) from error


def _record(found: dict[str, Any]) -> Record:
    if not _ID.fullmatch(found["id"]) or found["status"] not in _STATUSES:
        raise ValueError(f"id {found['id']!r:.60}, status {found['status']!r:.30}")
    names = _names(found["names"])
    spots = [place["geonames_details"] for place in found["locations"]]
    related = [(one["type"].lower(), one["id"]) for one in found["relationships"]]
    regions = (spot.get(part) for part in ("name", "country_subdivision_name") for spot in spots)
    record = Record(
        id=found["id"],
        source=NAME,
        name=names[0].text,
        names=names,
        kinds=tuple(found["types"]),
        status=found["status"],
        countries=_once(spot["country_code"] for spot in spots),
        places=_once(region for region in regions if region),
        domains=_domains(found),
        identifiers=tuple(_identifiers(found["external_ids"])),
        parents=_once(iri for kind, iri in related if kind == "parent"),
        successors=_once(iri for kind, iri in related if kind == "successor"),
        founded=found.get("established"),
    )
    return digested(record)


def _once(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _names(found: list[dict[str, Any]]) -> tuple[RecordName, ...]:
    """The names, that which ROR shows first."""
    ordered = sorted(found, key=lambda name: "ror_display" not in name["types"])
    if not ordered:
        raise ValueError("no names")
    return tuple(RecordName(name["value"], _kind(name["types"]), name.get("lang") or "") for name in ordered)


def _kind(types: list[str]) -> Literal["label", "alias", "acronym"]:
    if "label" in types or "ror_display" in types:
        return "label"
    return "acronym" if "acronym" in types else "alias"


def _domains(found: dict[str, Any]) -> tuple[str, ...]:
    hosts = [*found["domains"]]
    for link in found["links"]:
        # a page below the root belongs to whoever owns the site, not to this body alone
        parts = _SITE.fullmatch(link["value"].strip())
        if link["type"] == "website" and parts and _ROOT.fullmatch(parts[2] or ""):
            hosts.append(parts[1])
    return _once(_ENTRANCE.sub("", host.lower()) for host in hosts if host)


def _identifiers(found: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for one in found:
        preferred = one.get("preferred")
        for value in dict.fromkeys([preferred, *one["all"]] if preferred else one["all"]):
            yield one["type"].lower(), value.replace(" ", "") if one["type"].lower() == "isni" else value
