"""``link verify``: whether accepted links still hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .judging import TO
from .kinds import FILE
from .network import network_options
from .options import Settings, output_options, progress, with_place
from .writing import Writing, aside

if TYPE_CHECKING:
    from ..fetch import Web
    from ..link.checking import Doubt


@click.command()
@click.option("--to", "source", **TO)
@click.option("--dump", **FILE, help="Look records up in the dump of ROR, in place of asking: for ror, wikidata, isni.")
@network_options
@output_options("table", "json", "jsonl", "csv", "tsv", "markdown", what="a list of doubts")
@with_place
def verify(settings: Settings, *, web: Web, source: str, dump: str | None, writing: Writing) -> int:
    """See whether the accepted links into a source still hold.

    Looked for are records that were withdrawn, merged into another or changed since they were judged; identifiers with
    wrong check digits; and records that name another identifier in a third source than the link of the same thing has.
    What is found comes into the list of `credatlas link review`; no link is changed. Ends with exit code 1 when
    something was found.

    For wikidata and isni a dump of ROR tells which records name each identifier: so both ways can be compared.
    """
    from ..link.adapters import adapter
    from ..link.checking import in_index, named_in_index, on_the_web, to_review, with_doubts
    from ..link.checking import verify as look
    from ..link.joining import NAMED_BY_ROR
    from ..link.reviewing import read_review, review_file, write_review
    from ..mappings import links_file, links_files, read_links, target

    name, project = target(source).name, settings.the_project()
    sets = [read_links(path, project.relative(path)) for path in links_files(project)]
    links = next((one for one in sets if one.target.name == name), None) or read_links(links_file(project, name))
    if dump is not None and name in NAMED_BY_ROR:
        lookup = named_in_index(adapter("ror").index(Path(dump)), links.target)
    else:
        known = adapter(name)
        lookup = on_the_web(known, web) if dump is None else in_index(known.index(Path(dump)))
    progress(f"looking up {len(links.accepted):,} links")
    found = look(links, lookup, sets)
    review = review_file(project, name)
    before = read_review(review, project.relative(review))
    if found.doubts:
        write_review(review, with_doubts(before, to_review(found.doubts, name)))
    writing.records([_row(doubt) for doubt in found.doubts], brief=("subject", "object", "doubt", "message"))
    if found.unseen:
        aside(f"note: {len(found.unseen)} of {found.total} links were not looked at: {found.unseen[0][1]}")
    aside(
        f"{len(found.doubts)} of {found.total - len(found.unseen)} links are doubtful"
        + (f": credatlas link review --to {name}" if found.doubts else "")
    )
    return 1 if found.doubts else 0


def _row(doubt: Doubt) -> dict[str, str | None]:
    return {
        "subject": doubt.link.subject,
        "subject_label": doubt.link.subject_label,
        "relation": doubt.link.relation,
        "object": doubt.link.object,
        "doubt": doubt.kind,
        "message": doubt.message,
        "instead": doubt.instead.id if doubt.instead else None,
    }
