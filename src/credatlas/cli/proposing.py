"""``link propose``: looks for the things of the atlas in another source."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from .kinds import FILE
from .options import Settings, output_options, progress, with_settings
from .writing import Writing, aside

if TYPE_CHECKING:
    from ..files import Project
    from ..link.model import Proposal
    from ..link.proposing import Proposed
    from ..mappings import LinkSet

_SHOWN: Final = 20  # of the list to judge
_WHERE: Final = "ROR publishes it at https://zenodo.org/communities/ror-data"


class _Told(NamedTuple):
    """What was looked for, in a word, and in which version of what."""

    things: str
    version: str


@click.command()
@click.option("--to", "source", metavar="SOURCE", default="ror", help="Where to look; by default ror.")
@click.option("--dump", **FILE, help="The dump of ROR as it is published, a zip: for ror, wikidata and isni.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@output_options("text", "json", what="a summary")
@with_settings
def propose(settings: Settings, *, source: str, dump: str | None, dry_run: bool, writing: Writing) -> int:
    """Look for the things of the atlas in another source.

    In ROR organisations are looked for by all that is known of them. For wikidata, isni, doi, orcid, issn and
    credential-registry it is looked up who states an identifier: a source of the atlas, or the record of ROR that is
    linked to the same thing.

    What is sure is written to data/links/SOURCE.sssom.tsv, with its reasons: a link to the same, or to the larger body
    that contains it, or that none was found. What a person has to judge goes to data/links/SOURCE.review.tsv. What
    somebody judged before is left alone, unless the record changed since. The same call again changes nothing.
    """
    from ..link.joining import SCHEMES
    from ..link.reviewing import review_file, write_review
    from ..mappings import links_file, read_links, write_links

    project = settings.the_project()
    path = links_file(project, source)
    links = read_links(path, project.relative(path))
    look = _stated if source in SCHEMES else _found
    found, told = look(settings, project, links, dump)
    _tell(found, writing, told=told, dry_run=dry_run)
    if not dry_run:
        review = review_file(project, source)
        written = []
        if found.links.links or path.exists():
            write_links(path, found.links)
            written.append(project.relative(path))
        if found.count("review") or review.exists():
            write_review(review, found.proposals)
            written.append(project.relative(review))
        aside(f"wrote {' and '.join(written) or 'nothing'}")
    return 0


def _found(settings: Settings, project: Project, links: LinkSet, dump: str | None) -> tuple[Proposed, _Told]:
    """Looks for organisations by what is known of them, in the index of a dump."""
    from ..errors import UsageError
    from ..link.adapters import adapter
    from ..link.profiles import profiles
    from ..link.proposing import propose as look

    source = links.target.name
    known = adapter(source)
    if dump is None:
        hint = _WHERE if source == "ror" else "link by hand: credatlas link accept"
        raise UsageError(f"proposing links to {source} needs its dump", hint=hint, place="--dump")
    progress(f"looking into {Path(dump).name}; a dump is indexed when it is read first")
    index = known.index(Path(dump))
    found = look(index, profiles(settings.open(), "organization"), links, day=str(date.today()), say=progress)
    return found, _Told("organisations", index.version)


def _stated(settings: Settings, project: Project, links: LinkSet, dump: str | None) -> tuple[Proposed, _Told]:
    """Looks up who states identifiers: the sources of the atlas, and with a dump the records of ROR that are linked."""
    from ..errors import UsageError
    from ..link import joining
    from ..link.adapters import adapter
    from ..link.profiles import profiles
    from ..mappings import links_file, read_links

    target = links.target
    path = links_file(project, "ror")
    linked = read_links(path, project.relative(path))
    by_ror = target.name in joining.NAMED_BY_ROR
    if by_ror and dump is None and linked.accepted:
        message = f"links to {target.name} rest on the records of ROR that are linked, and need its dump"
        raise UsageError(message, hint=_WHERE, place="--dump")
    if dump is not None and not by_ror:
        hint = "leave --dump out: what the sources of the atlas state counts"
        raise UsageError(f"the records of ROR name no identifiers of {target.title}", hint=hint, place="--dump")
    index = adapter("ror").index(Path(dump)) if dump is not None else None
    store = settings.open()
    things = profiles(store)
    statements = joining.by_sources(store, things, target)
    statements += joining.by_records(index, linked, target) if index is not None else []
    found = joining.propose_stated(statements, things, links, day=str(date.today()))
    return found, _Told("things", f"by ROR {index.version}" if index is not None else "")


def _tell(found: Proposed, writing: Writing, *, told: _Told, dry_run: bool) -> None:
    if writing.form == "json":
        writing.json(_document(found, told.version))
        return
    counts = (
        (found.count("auto", "exact"), "linked to the same"),
        (found.count("auto", "broad"), "linked to what contains them; none of their own found"),
        (found.count("review"), "to judge"),
        (found.count("none"), "not found"),
        (found.kept, "judged before, left alone"),
    )
    head = f"{len(found.proposals) + found.kept} {told.things} against {found.links.target.title} {told.version}"
    lines = [head.rstrip(), *(f"{number:>6}  {what}" for number, what in counts)]
    would = "would be " if dry_run else ""
    lines.append(f"{found.fresh} rows {would}new or changed, {found.gone} {would}gone")
    questions = [one for one in found.proposals if one.decision == "review"]
    questions.sort(key=lambda one: not one.candidates)  # where there is something to look at comes first
    lines += [f"judge: {one.subject.name}: {one.reason}" for one in questions[:_SHOWN]]
    if len(questions) > _SHOWN:
        lines.append(f"and {len(questions) - _SHOWN} more to judge")
    writing.text(lines)


def _document(found: Proposed, version: str) -> dict[str, Any]:
    return {
        "source": found.links.target.name,
        "version": version,
        "kept": found.kept,
        "fresh": found.fresh,
        "gone": found.gone,
        "proposals": [_proposal(one) for one in found.proposals],
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "thing": proposal.subject.id,
        "name": proposal.subject.name,
        "decision": proposal.decision,
        "reason": proposal.reason,
        "candidates": [
            {
                "record": one.record.id,
                "name": one.record.name,
                "relation": one.relation,
                "score": one.score,
                "reasons": list(one.reasons),
                "against": list(one.against),
            }
            for one in proposal.candidates
        ],
    }
