"""``link propose``: looks for the things of the atlas in another source."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from .kinds import FILE
from .options import Settings, output_options, progress, with_settings
from .writing import Writing, aside

if TYPE_CHECKING:
    from ..link.model import Proposal
    from ..link.proposing import Proposed

_SHOWN: Final = 20  # of the list to judge


@click.command()
@click.option("--to", "source", metavar="SOURCE", default="ror", help="Where to look; by default ror.")
@click.option("--dump", **FILE, help="The dump of the source: for ror the zip from Zenodo, as it is.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@output_options("text", "json", what="a summary")
@with_settings
def propose(settings: Settings, *, source: str, dump: str | None, dry_run: bool, writing: Writing) -> int:
    """Look for the organisations of the atlas in another source.

    What is sure is written to data/links/SOURCE.sssom.tsv, with its reasons: a link to the same body, or to the larger
    one that contains it, or that none was found. What a person has to judge goes to data/links/SOURCE.review.tsv. What
    somebody judged before is left alone, unless the record changed since. The same call again changes nothing.
    """
    from ..link.adapters import adapter
    from ..link.profiles import profiles
    from ..link.proposing import propose as look
    from ..link.reviewing import review_file, write_review
    from ..mappings import links_file, read_links, write_links

    project = settings.the_project()
    path = links_file(project, source)
    links = read_links(path, project.relative(path))
    index = adapter(source).index(_dump(source, dump))
    found = look(index, profiles(settings.open(), "organization"), links, day=str(date.today()), say=progress)
    _tell(found, writing, version=index.version, dry_run=dry_run)
    if not dry_run:
        write_links(path, found.links)
        write_review(review_file(project, source), found.proposals)
        aside(f"wrote {project.relative(path)} and {project.relative(review_file(project, source))}")
    return 0


def _dump(source: str, dump: str | None) -> Path:
    from ..errors import UsageError

    if dump is None:
        hint = "ROR publishes it at https://zenodo.org/communities/ror-data" if source == "ror" else ""
        raise UsageError(f"proposing links to {source} needs its dump", hint=hint, place="--dump")
    return Path(dump)


def _tell(found: Proposed, writing: Writing, *, version: str, dry_run: bool) -> None:
    if writing.form == "json":
        writing.json(_document(found, version))
        return
    counts = (
        (found.count("auto", "exact"), "linked to the same"),
        (found.count("auto", "broad"), "linked to what contains them; none of their own found"),
        (found.count("review"), "to judge"),
        (found.count("none"), "not found"),
        (found.kept, "judged before, left alone"),
    )
    lines = [f"{len(found.proposals) + found.kept} organisations against {found.links.target.title} {version}"]
    lines += [f"{number:>6}  {what}" for number, what in counts]
    would = "would be " if dry_run else ""
    lines.append(f"{found.fresh} rows {would}new or changed, {found.gone} {would}gone")
    questions = [one for one in found.proposals if one.decision == "review"]
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
