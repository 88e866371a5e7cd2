"""``link enrich``: what linked records state becomes source files of the atlas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .ingesting import Coming, come_in, incoming
from .kinds import FILE
from .network import network_options
from .options import progress

if TYPE_CHECKING:
    from ..fetch import Web


@click.command()
@click.option("--from", "source", required=True, metavar="SOURCE", help="Whose records: ror, wikidata, doi …")
@click.option("--dump", **FILE, help="Look records up in a dump that you downloaded, in place of asking (ror).")
@network_options
@incoming
def enrich(coming: Coming, *, web: Web, source: str, dump: str | None) -> int:
    """Bring in what the records of a source state of the things that are linked to them.

    Only accepted exact links count. Each record becomes a source file with a passage per thing, as if a page had been
    ingested: it may agree with what other sources say, or contradict them. The same records again change nothing.
    """
    from ..link.enriching import HOW, from_links

    project, taken = coming.settings.the_project(), None if dump is None else Path(dump)
    come_in(coming, from_links(project, web, source, dump=taken, say=progress), HOW)
    return 0
