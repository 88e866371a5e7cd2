"""Makes a project of any size: sources, entities and register as curators write them, beside a copy of the ontology.

    python -m benchmarks.generate FOLDER --quads 100000

``credatlas --project FOLDER build`` takes it. ``check`` finds nothing wrong with its data; but the rows that the canned
queries expect are those of the founding articles, so it reports their example calls.

The same seed and size give the same bytes, and a larger project begins with the institutions of a smaller one. The
institutions, people and prices are made up; the words for topics, audiences and the like are those of the ontology.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from credatlas.queries import read
from credatlas.queries.executables import executables
from credatlas.terms import ID, PREFIXES

from . import names
from .choices import DIRECTORIES, JOURNALS, NEWSPAPERS, POLICIES
from .sources import prefixes, text
from .world import Thing, institution

ROOT: Final = Path(__file__).resolve().parent.parent
SEED: Final = 2026
_QUADS_OF_INSTITUTION: Final = 4_150  # measured: what one brings into a built graph


@dataclass(frozen=True, slots=True)
class Generated:
    """A project that was written.

    Attributes:
        folder: Its root.
        institutions: How many universities it has.
        sources: How many source files, the curators' entities left out.
        things: How many ids the register has.
    """

    folder: Path
    institutions: int
    sources: int
    things: int


def institutions_for(quads: int) -> int:
    """How many institutions bring a built graph near a number of quads; at least one."""
    vocabulary = sum(
        1 for path in (ROOT / "ontology").rglob("*.ttl") for _ in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
    )
    queries = [read(path) for path in sorted((ROOT / "queries").glob("*.rq"))]
    vocabulary += sum(1 for _ in executables(queries))
    return max(1, round((quads - vocabulary) / _QUADS_OF_INSTITUTION))


def write_project(folder: Path, institutions: int, *, seed: int = SEED) -> Generated:
    """Writes a project that ``credatlas --project FOLDER build`` takes.

    Args:
        folder: A new or an empty folder.
        institutions: How many universities; :func:`institutions_for` says how many a size needs.
        seed: Names another world.

    Raises:
        ValueError: There are no names for so many institutions.
        FileExistsError: The folder holds something.
    """
    if not 1 <= institutions <= names.TOWNS:
        raise ValueError(f"there can be 1 to {names.TOWNS} institutions, not {institutions}")
    if folder.is_dir() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    for part in ("ontology", "queries"):
        # the rows that the queries expect are those of sources that are not here
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("expected-over.txt"))
    sources = folder / "data/sources"
    sources.mkdir(parents=True)
    things = list(_commons())
    written = 0
    for number in range(institutions):
        made = institution(number, seed)
        things += made.things
        for source in made.sources:
            (sources / f"{source.slug}.trig").write_text(source.trig(), encoding="utf-8")
            written += 1
    things.sort()
    (folder / "data/entities.ttl").write_text("".join(_entities(things)), encoding="utf-8")
    (folder / "data/ids.tsv").write_text("".join(_register(things)), encoding="utf-8")
    return Generated(folder, institutions, written, len(things))


def _commons() -> Iterator[Thing]:
    """What all institutions share: publishers, journals, policies, and the curators themselves."""
    yield "organization:credatlas", "Organization", "credatlas curators"
    yield "source:curators", "", ""
    for slugs, kind, prefix in (
        (NEWSPAPERS, "Organization", "organization"),
        (DIRECTORIES, "Organization", "organization"),
        (JOURNALS, "Journal", "journal"),
        (POLICIES, "Strategy", "policy"),
    ):
        for slug in slugs:
            yield f"{prefix}:{slug}", kind, slug.replace("-", " ").title()


def _entities(things: list[Thing]) -> Iterator[str]:
    """``data/entities.ttl``: types, and the names that no source prints."""
    yield prefixes()
    curators = f"<{PREFIXES['source']}curators#entities>"
    yield (
        f"\nsource:curators a ca:SourceSnapshot ;\n  schema:name {text('Entries of the curators')} ;\n"
        "  schema:publisher organization:credatlas .\n"
        f"\n{curators} a ca:Passage ;\n  oa:hasSource source:curators ;\n  ca:basis basis:curated .\n\n"
    )
    for iri, kind, name in things:
        if kind:
            yield f"{iri} a ca:{kind}{f' ; schema:name {text(name)}' if name else ''} .\n"


def _register(things: list[Thing]) -> Iterator[str]:
    """``data/ids.tsv``."""
    yield "iri\tkeys\n"
    for iri, _, _ in things:
        yield f"{ID}{iri.replace(':', '/', 1)}\t\n"


def main() -> None:
    """Reads the command line and writes a project."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="a new or an empty folder")
    parser.add_argument("--quads", type=int, default=10_000, metavar="N", help="about so many in the built graph")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="names another world; default %(default)s")
    words = parser.parse_args()
    try:
        made = write_project(words.folder, institutions_for(words.quads), seed=words.seed)
    except (ValueError, OSError) as error:
        sys.exit(f"error: {error}")
    print(f"{made.institutions} institutions, {made.sources} source files, {made.things} ids in {made.folder}")


if __name__ == "__main__":
    main()
