"""``site``: the pages of the service as a folder of files."""

from __future__ import annotations

import functools
from pathlib import Path
from urllib.parse import urlsplit

import click

from ..errors import UsageError
from .options import Settings, progress, with_place


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--published", metavar="URL", default="", help="Where it will be: pages then name their own addresses.")
@click.option("--pictures/--no-pictures", default=True, show_default=True, help="A picture on the page of each thing.")
@click.option("--workers", type=click.IntRange(1, 64), help="How many processes make pages; by default one per core.")
@with_place
def site(settings: Settings, *, folder: Path, published: str, pictures: bool, workers: int | None) -> None:
    """Write the pages of the service into DIR, for any host of static files.

    Everything is a file: pages, pictures, data. The search works in the browser, also when the pages are read from a
    disk; only what needs a service is missing: facets, comparisons, SPARQL. A copy that is there already is replaced
    when the new one is whole.
    """
    from ..build import open_atlas
    from ..build.moments import Moment
    from ..site import Wish, copy_site

    address = published.rstrip("/")
    if address and (urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).netloc):
        raise UsageError(f"{published} is no address of a site", hint="write it as https://…", place="--published")
    moment = Moment(settings.as_of, settings.known_by)
    opening = functools.partial(open_atlas, settings.the_project(), settings.store, moment=moment)
    wish = Wish(address, pictures) if workers is None else Wish(address, pictures, workers)
    copied = copy_site(settings.open(), opening, folder, wish, progress)
    size = copied.bytes / 1_000_000
    click.echo(f"{folder}: {copied.pages:,} pages, {copied.files:,} files, {size:.1f} MB; open {folder / 'index.html'}")
