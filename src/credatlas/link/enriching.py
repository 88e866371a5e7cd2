"""What records of other sources state of the things that are linked to them, as an input like any other.

It comes in by ``ingest``, with the record as its source: it can agree with what the atlas says, or contradict it, and a
ruling decides between the two as between any other sources.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from ..claims.outside import LeftOut, Outside, Said, Snapshot, Spot, Thing
from ..errors import NetworkError, UsageError
from ..fetch import AbsentError
from ..mappings import Link, links_file, read_links, target
from ..terms import ID, node
from .adapters import adapter
from .model import Record
from .stated import Stated

if TYPE_CHECKING:
    from ..fetch import Reply, Web
    from ..files import Project
    from .index import Index

HOW: Final = (
    "Taken from the records that accepted links lead to. The hash of a dump is that of its bytes, that of a single "
    "record is of what was read of it, since its counts and time stamps change daily."
)
"""How the statements were entered: a sentence that each source file keeps."""

_PUBLISHERS: Final = {
    "ror": "Research Organization Registry",
    "wikidata": "Wikidata",
    "doi": "the registration agency of the DOI",
    "orcid": "ORCID",
    "issn": "Crossref",
    "dbpedia": "DBpedia",
    "credential-registry": "Credential Engine",
}
_REGISTERS: Final = frozenset(("ror", "doi", "orcid", "issn", "credential-registry"))
_ROR_DATA: Final = "https://doi.org/10.5281/zenodo.6347574"


@dataclass(frozen=True, slots=True)
class _Origin:
    """A record and what it states, with the snapshot that it comes from."""

    record: Record
    facts: tuple[tuple[str, str], ...]
    snapshot: Snapshot


def from_links(
    project: Project,
    web: Web,
    source: str,
    *,
    dump: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Outside:
    """What the records of a source state of the things that accepted exact links lead to them from.

    Args:
        project: The atlas, with its links.
        web: The services that may be asked; offline, only kept answers count.
        source: The short name of the source.
        dump: A dump to look records up in, in place of asking.
        say: Told how many records are read, one short line.

    Raises:
        UsageError: There is no such source, no link into it, or no index of its dumps.
        DataError: The links, the dump or an answer cannot be read.
        NetworkError: Offline, no record was kept; online, the service failed. Answers that came are kept.
    """
    known = adapter(source, place="--from")
    path = links_file(project, target(source, place="--from").name)
    links = [link for link in read_links(path, project.relative(path)).accepted if link.relation == "exact"]
    if not links:
        message = f"no exact link into {source} is accepted"
        raise UsageError(message, hint=f"see `credatlas link propose --to {source}`", place="--from")
    say(f"reading {len(links):,} records of {source}")
    index = known.index(dump) if dump is not None else None
    read = _from_dump(dump, index) if dump is not None and index is not None else _from_web(source, web)
    found: list[tuple[Link, _Origin]] = []
    left_out: list[LeftOut] = []
    misses: list[NetworkError] = []
    for link in sorted(links, key=lambda link: (link.object, link.subject)):
        try:
            found.append((link, read(link)))
        except NetworkError as error:
            if web.online and not isinstance(error, AbsentError):
                raise
            misses.append(error)
            left_out.append(LeftOut(Spot(source, column=link.object), link.subject_label, error.message))
    if not found:
        raise misses[0]
    return _outside(source, found, left_out)


def _from_web(source: str, web: Web) -> Callable[[Link], _Origin]:
    """Reads records one by one, each with the answer that it stands in as its snapshot."""
    known = adapter(source)

    def read(link: Link) -> _Origin:
        replies: list[Reply] = []
        noting = replace(web, noted=replies.append)
        record = known.fetch(noting, link.object)
        facts: tuple[tuple[str, str], ...] = ()
        if source == "doi":
            from .sources import doi

            facts = doi.facts(noting, link.object)
        digest = hashlib.sha256(repr((record.digest, facts)).encode()).hexdigest()
        local = link.object.removeprefix(target(source).namespace)
        snapshot = Snapshot(
            key=re.sub(r"[^a-z0-9]+", "-", f"{source}-{local}".lower()).strip("-"),
            url=replies[-1].url,
            title=f"{target(source).title} record {local}",
            publisher=_publisher(source, replies[-1].final_url),
            reliability=node("rel:regulator" if source in _REGISTERS else "rel:mirror"),
            retrieved=_day(replies[-1].fetched.date()),
            sha256=digest,
            spot=Spot(source),
        )
        return _Origin(record, facts, snapshot)

    return read


def _from_dump(dump: Path, index: Index) -> Callable[[Link], _Origin]:
    """Looks records up in the index of a dump, which is the one snapshot of them all."""
    with dump.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    dated = re.search(r"\d{4}-\d{2}-\d{2}", index.version)
    snapshot = Snapshot(
        key=re.sub(r"[^a-z0-9]+", "-", f"{index.source}-data-{index.version}".lower()).strip("-"),
        url=f"{_ROR_DATA}#{index.version}",
        title=f"ROR data {index.version}",
        publisher=_PUBLISHERS[index.source],
        published=ox.Literal(dated[0], datatype=node("xsd:date")) if dated else None,
        reliability=node("rel:regulator"),
        retrieved=_day(date.today()),
        sha256=digest,
        spot=Spot(dump.name),
    )

    def read(link: Link) -> _Origin:
        numbers = index.numbers_of("id", link.object)
        if len(numbers) != 1:
            hint = "the record may be newer than the dump, or have been withdrawn: `credatlas link verify`"
            raise AbsentError(f"is not in {dump.name}", hint=hint, place=link.object)
        return _Origin(index.record(numbers[0]), (), snapshot)

    return read


def _publisher(source: str, answered: str) -> str:
    """Who publishes a record: of a DOI the agency that its resolver led to."""
    agencies = {"crossref.org": "Crossref", "crosscite.org": "DataCite", "datacite.org": "DataCite"}
    host = ".".join((urlsplit(answered).hostname or "").split(".")[-2:])
    return agencies.get(host, _PUBLISHERS[source]) if source == "doi" else _PUBLISHERS[source]


def _day(day: date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=node("xsd:date"))


def _outside(source: str, found: list[tuple[Link, _Origin]], left_out: list[LeftOut]) -> Outside:
    things: dict[str, Thing] = {}
    statements: list[Said] = []
    for link, origin in found:
        stated = Stated(link.subject.removeprefix(ID), source, origin.snapshot.key)
        statements += stated.facts(origin.facts, things)
        statements += stated.of_record(_with_own_id(source, link.object, origin.record), things)
    snapshots = {origin.snapshot.key: origin.snapshot for _, origin in found}
    return Outside(
        name=f"records of {target(source).title}",
        snapshots=tuple(snapshots.values()),
        things=tuple(things.values()),
        statements=tuple(dict.fromkeys(statements)),
        left_out=tuple(left_out),
    )


def _with_own_id(source: str, iri: str, record: Record) -> Record:
    """A record that names its own identifier, too."""
    if source not in ("ror", "wikidata"):
        return record  # the others do
    value = iri if source == "ror" else iri.removeprefix(target(source).namespace)
    return replace(record, identifiers=((source, value), *record.identifiers))
