"""``link accept``, ``broader``, ``related``, ``reject``, ``none`` and ``list``: judgements without questions."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from ..terms import compact
from .options import Settings, output_options, progress, with_place
from .writing import Writing, aside

Status = Literal["active", "inactive", "withdrawn"]

if TYPE_CHECKING:
    from ..link.judgements import Judge, Verdict
    from ..link.model import Candidate, Proposal, Record
    from ..mappings import Link, LinkSet

TO: Final[dict[str, Any]] = {
    "required": True,
    "metavar": "SOURCE",
    "help": "The source that is linked to: ror, wikidata, doi …",
}
BY: Final[dict[str, Any]] = {
    "required": True,
    "metavar": "WHO",
    "envvar": "CREDATLAS_BY",
    "help": "Who decides: an ORCID iD, or a name; also by CREDATLAS_BY.",
}


def _judging(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds what the commands share: which source, who decides, and why; the command gets its desk."""

    @click.option("--to", "source", **TO)
    @click.option("--by", **BY)
    @click.option("--reason", required=True, metavar="TEXT", help="Why; it is kept with the judgement.")
    @click.option("--source-version", metavar="TEXT", help="The version of the source that you looked at.")
    @with_place
    @functools.wraps(function)
    def wrapped(
        settings: Settings, *args: Any, source: str, by: str, reason: str, source_version: str | None, **options: Any
    ) -> Any:
        from datetime import date

        from ..link.judgements import Judge, by_whom

        judge = Judge(by_whom(by), date.today().isoformat(), source_version=source_version or "")
        return function(_Desk(settings, source, judge, reason), *args, **options)

    return wrapped


@click.command()
@click.argument("thing")
@click.argument("target")
@_judging
def accept(desk: _Desk, thing: str, target: str) -> None:
    """Say that the record TARGET is about the same thing as THING.

    THING is an id of the atlas or a name, TARGET an identifier of the source. A record that was withdrawn is the same
    as nothing, and a thing has one exact link into a source.
    """
    desk.say(thing, target, "accept")


@click.command()
@click.argument("thing")
@click.argument("target")
@_judging
def broader(desk: _Desk, thing: str, target: str) -> None:
    """Say that the record TARGET is about a larger thing than THING, or about what came after it."""
    desk.say(thing, target, "broader")


@click.command()
@click.argument("thing")
@click.argument("target")
@_judging
def related(desk: _Desk, thing: str, target: str) -> None:
    """Say that the record TARGET has to do with THING, and is neither the same nor larger."""
    desk.say(thing, target, "related")


@click.command()
@click.argument("thing")
@click.argument("target")
@_judging
def reject(desk: _Desk, thing: str, target: str) -> None:
    """Say that the record TARGET is not about THING; a link that was accepted is taken back by it.

    Nobody is asked about the two again, unless the record changes.
    """
    desk.say(thing, target, "reject")


@click.command()
@click.argument("thing")
@_judging
def none(desk: _Desk, thing: str) -> None:
    """Say that the source has no record of THING; what was proposed for it is rejected by that."""
    desk.say_none(thing)


class _Desk:
    """The files of one source, and what is known of things and records without opening the graph."""

    def __init__(self, settings: Settings, source: str, judge: Judge | None = None, reason: str = "") -> None:
        from ..link.reviewing import read_review, review_file
        from ..mappings import links_file, read_links
        from ..mappings import target as known_source

        known_source(source)
        self.settings = settings
        self.judge = judge
        self.reason = reason
        project = settings.the_project()
        self.path: Path = links_file(project, source)
        self.review: Path = review_file(project, source)
        self.links: LinkSet = read_links(self.path, project.relative(self.path))
        self.proposals: tuple[Proposal, ...] = read_review(self.review, project.relative(self.review))

    def say(self, thing: str, target: str, verdict: Verdict) -> None:
        """Says how a thing and a record are related, and saves it."""
        from ..link.judgements import judge

        about = self._thing(thing)
        found = self._candidate(about, target)
        self._save(judge(self.links, about, found, verdict, self._judge(), self.reason))
        words = {"accept": "is", "broader": "is broader than", "related": "is related to", "reject": "is not"}
        aside(f"{compact(found.record.id)} {words[verdict]} {about.name or compact(about.id)}")

    def say_none(self, thing: str) -> None:
        """Says that the source has no record of a thing, and saves it."""
        from ..link.judgements import judge_none

        about = self._thing(thing)
        seen = [one.record for one in self._proposed(about.id)]
        self._save(judge_none(self.links, about, seen, self._judge(), self.reason))
        aside(f"{self.links.target.title} has no record of {about.name or compact(about.id)}")

    def _thing(self, text: str) -> Record:
        """The thing that is meant; the graph is opened for a name only, since each judgement makes it stale."""
        from ..build.register import read_register
        from ..link.model import Record
        from ..names import label, resolve
        from ..terms import ID, THING_TYPES, node

        project = self.settings.the_project()
        path = project.data / "ids.tsv"
        if text.startswith((ID, *(f"{kind}:" for kind in THING_TYPES))):
            iri = node(text).value
            if iri in read_register(path, project.relative(path)).lines:
                return Record(iri, "atlas", self._name_of(iri), ())
        store = self.settings.open()
        found = resolve(store, text, place="THING")
        return Record(found.value, "atlas", label(store, found), ())

    def _name_of(self, iri: str) -> str:
        names = [one.subject.name for one in self.proposals if one.subject.id == iri]
        names += [link.subject_label for link in self.links.links if link.subject == iri]
        return next(filter(None, names), "")

    def _proposed(self, iri: str) -> tuple[Candidate, ...]:
        """The records that were proposed for a thing."""
        return tuple(found for one in self.proposals if one.subject.id == iri for found in one.candidates)

    def _candidate(self, about: Record, text: str) -> Candidate:
        """The record that is meant, with what the list of proposals or an earlier row knows of it."""
        from ..link.model import Candidate, Record

        iri = self.links.target.iri_of(text)
        for found in self._proposed(about.id):
            if found.record.id == iri:
                return found
        known = next((link for link in self.links.links if link.object == iri), None)
        if known is None:
            return Candidate(Record(iri, self.links.target.name, "", ()), "exact", 0, ())
        return Candidate(
            Record(
                iri,
                self.links.target.name,
                known.object_label,
                (),
                status=_STATUSES.get(known.status, "active"),
                digest=known.digest,
            ),
            known.relation,
            0,
            (),
        )

    def _judge(self) -> Judge:
        """Who judges, with the version of the source that was looked at last where none is named."""
        from dataclasses import replace

        assert self.judge is not None
        dated = [(link.date, link.source_version) for link in self.links.links if link.source_version]
        if self.judge.source_version or not dated:
            return self.judge
        return replace(self.judge, source_version=max(dated)[1])

    def _save(self, links: LinkSet) -> None:
        """Writes the links, and takes what they answer off the list."""
        from ..link.judgements import open_proposals
        from ..link.reviewing import write_review
        from ..mappings import write_links

        write_links(self.path, links)
        if self.proposals:
            write_review(self.review, open_proposals(self.proposals, links))


@click.command(name="list")
@click.option("--to", "source", metavar="SOURCE", help="Only links into this source.")
@click.option(
    "--only",
    type=click.Choice(["accepted", "rejected", "none", "open"]),
    help="Only accepted links, rejected ones, things without a record, or what is to be judged.",
)
@output_options("table", "json", "jsonl", "csv", "tsv", "markdown", what="a list of links")
@with_place
def list_(settings: Settings, *, source: str | None, only: str | None, writing: Writing) -> None:
    """List the links of the atlas, what was rejected, what has no record, and what is still to be judged."""
    from ..mappings import TARGETS
    from ..mappings import target as known_source

    names = [known_source(source).name] if source else list(TARGETS)
    progress("reading the links")
    rows = [row for name in names for row in _listed(_Desk(settings, name)) if only in (None, row["state"])]
    writing.records(rows, brief=("subject", "state", "relation", "object", "object_label", "by", "date", "comment"))


def _listed(desk: _Desk) -> Iterator[Mapping[str, Any]]:
    from ..link.judgements import open_proposals

    for link in desk.links.links:
        yield _row(desk, link)
    for proposal in open_proposals(desk.proposals, desk.links):
        # a thing for which nothing was found is to be judged, too
        for found in proposal.candidates or (None,):
            yield {
                **dict.fromkeys(_FIELDS),
                "source": desk.links.target.name,
                "subject": proposal.subject.id,
                "subject_label": proposal.subject.name,
                "state": "open",
                "relation": found and found.relation,
                "object": found and found.record.id,
                "object_label": found and found.record.name,
                "comment": "; ".join(found.reasons) if found else proposal.reason,
            }


_STATUSES: Final[dict[str, Status]] = {"inactive": "inactive", "withdrawn": "withdrawn"}
_FIELDS: Final = tuple(
    "source subject subject_label state relation object object_label by tool source_version date comment".split()
)


def _row(desk: _Desk, link: Link) -> Mapping[str, Any]:
    from ..mappings import NO_TERM

    has_none = link.object == NO_TERM
    state = "rejected" if link.rejected else "none" if has_none else "accepted"
    told = (
        desk.links.target.name,
        link.subject,
        link.subject_label,
        state,
        link.relation,
        None if has_none else link.object,
        link.object_label,
        link.by or link.tool,
        " ".join(filter(None, (link.tool, link.tool_version))),
        link.source_version,
        link.date,
        link.comment,
    )
    return dict(zip(_FIELDS, told, strict=True))
