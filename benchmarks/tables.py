"""Makes tables of sourced facts of any length, in the form that ``credatlas ingest table`` knows without options.

    python -m benchmarks.tables FOLDER --rows 10000

The tables are shaped like real ones: as many rows of each kind, cells as full or as empty, several sources for one
row, stated texts beside plain values, pairs of values that contradict each other. The same seed and length give the
same bytes, and longer tables begin with the shorter ones. The institutions are made up.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from . import names
from .choices import YEARS
from .generate import SEED
from .table_choices import (
    AUDIENCES,
    COUNTRIES,
    CREDITS,
    EVENTS,
    HEADERS,
    LENGTHS,
    MANNERS,
    MATTERS,
    MODES,
    OFFERINGS,
    PEOPLE,
    SUBJECTS,
    TOPICS,
    TYPES,
    VENUES,
)

ROWS_OF_INSTITUTION: Final = 25
"""10 sources, 5 organizations, 4 offerings, 2 events, 2 pairs of values, a reference and a policy."""

Cells = Mapping[str, str]


@dataclass(slots=True)
class _Institution:
    """One university with the pages that speak of it; its rows by the file that they stand in."""

    number: int
    rng: Random
    place: str
    country: str
    rows: dict[str, list[Cells]] = field(default_factory=lambda: defaultdict(list))

    @property
    def slug(self) -> str:
        return names.slug(self.place)

    def add(self, table: str, **cells: str) -> None:
        self.rows[table].append(cells)

    def some(self, choices: Sequence[str], most: int, chance: float) -> str:
        """One to ``most`` of the choices in one cell, or an empty cell."""
        if self.rng.random() >= chance:
            return ""
        return "|".join(self.rng.sample(choices, self.rng.randint(1, most)))

    def source(self, page: str, title: str, reliability: str = "primary", published: str = "") -> str:
        """Adds a source; its key."""
        key = f"src-{self.slug}-{page}"
        self.add(
            "sources",
            source_id=key,
            url=f"https://www.{self.slug}.example/{page}",
            publisher=self.rows["organizations"][0]["name"] if self.rows["organizations"] else self.place,
            title=title,
            page_date=published,
            what_it_is=f"page about {page}",
            reliability=reliability,
        )
        return key


def write_tables(folder: Path, rows: int, *, seed: int = SEED) -> int:
    """Writes tables; how many rows they have, all tables together, headers not counted.

    Args:
        folder: A new or an empty folder.
        rows: About so many, whole institutions only.
        seed: Names another world.

    Raises:
        ValueError: There are no names for so many institutions.
        FileExistsError: The folder holds something.
    """
    institutions = max(1, round(rows / ROWS_OF_INSTITUTION))
    if institutions > names.TOWNS:
        raise ValueError(f"there can be {names.TOWNS * ROWS_OF_INSTITUTION} rows at most, not {rows}")
    if folder.is_dir() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    folder.mkdir(parents=True, exist_ok=True)
    everything = [_institution(number, seed) for number in range(institutions)]
    written = 0
    for table, header in HEADERS.items():
        cells = [row for made in everything for row in made.rows[table]]
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header.split(), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(cells)
        written += len(cells)
    (folder / "README.md").write_text("# Made-up facts\nCompiled on 2026-11-23.\n", encoding="utf-8")
    return written


def _institution(number: int, seed: int) -> _Institution:
    rng = Random(f"tables/{seed}/{number}")
    place = names.town(number)
    made = _Institution(number, rng, place, rng.choice(COUNTRIES))
    site, news = _organizations(made)
    for which in range(4):
        _offering(made, which, news)
    for which in range(2):
        _event(made, which, news)
    _papers(made, site, news)
    return made


def _organizations(made: _Institution) -> tuple[str, str]:
    """The university and what belongs to it; the keys of its own page and of a newspaper's."""
    rng, own = made.rng, f"org-{made.slug}"
    name, other = names.university(rng, made.place)
    site, school = made.source("about", f"About {name}"), made.source("school", f"{name}: schools")
    news = made.source("news", f"{name} opens a centre", "press", f"{rng.choice(YEARS)}-0{rng.randint(1, 9)}-15")
    short = "".join(word[0] for word in name.split() if word[0].isupper())
    parts = (
        (own, name, f"{short}|{other}" if rng.random() < 0.7 else "", "university", "", site),
        (f"{own}-med", f"{made.place} School of Medicine", "", "school", own, school),
        (f"{own}-ai", f"{made.place} Centre for {rng.choice(SUBJECTS)}", "", "centre", f"{own}-med", news),
        (f"{own}-hosp", f"{made.place} General Hospital", "", "hospital", "", news),
        (f"{own}-soc", f"{rng.choice(TYPES)} of {made.place}", "", "association", "", site),
    )
    for key, called, others, kind, within, source in parts:
        known = rng.random() < 0.5
        made.add(
            "organizations",
            org_id=key,
            name=called,
            alt_names=others,
            type=kind,
            parent_org_id=within,
            country=made.country,
            city=made.place if rng.random() < 0.75 else "",
            website=f"https://www.{made.slug}.example/{kind}" if rng.random() < 0.45 else "",
            source_id=source,
            geo_basis="page or name" if known else "background, unverified",
        )
    return site, news


def _offering(made: _Institution, which: int, news: str) -> None:
    rng = made.rng
    form, kind, award, price = rng.choice(OFFERINGS)
    name = form.format(rng.choice(SUBJECTS))
    key = f"off-{made.slug}-{which + 1}"
    source = made.source(f"programme-{which + 1}", name, published=rng.choice(("", f"{rng.choice(YEARS)}")))
    starts = date(rng.choice(YEARS), rng.choice((2, 9, 10)), rng.randint(2, 27))
    dated, priced = rng.random(), rng.random() < 0.25
    length, iso = rng.choice(LENGTHS) if rng.random() < 0.45 else ("", "")
    made.add(
        "offerings",
        offering_id=key,
        provider_org_id=f"org-{made.slug}{rng.choice(('', '-med', '-ai'))}",
        name=name,
        kind=kind,
        award=award if rng.random() < 0.6 else "",
        audience=made.some(AUDIENCES, 2, 0.5),
        modality=made.some(MODES, 1, 0.35),
        duration_text=length,
        duration_iso8601=iso,
        price_amount=str(round(price * rng.uniform(0.7, 1.4), -1)).removesuffix(".0") if priced else "",
        price_currency=rng.choice(("USD", "EUR", "GBP")) if priced else "",
        price_note=rng.choice(("per year", "whole programme", "per credit; residents", "")) if priced else "",
        start_date=str(starts) if dated < 0.15 else str(starts.year) if dated < 0.35 else "",
        end_date=str(starts + timedelta(weeks=12)) if dated < 0.07 else "",
        registration_deadline=str(starts - timedelta(60)) if dated < 0.1 else "",
        credits_text=made.some(CREDITS, 1, 0.3),
        language="en",
        topics=made.some(TOPICS, 3, 0.75),
        prerequisites=made.some(("bachelor's degree", "two years of practice", "medical degree"), 1, 0.2),
        url=f"https://www.{made.slug}.example/programme-{which + 1}",
        source_id=source,
        observed_note=f"dates from ({news})" if dated < 0.2 and which == 0 else "",
    )
    if which < 2:
        counted, other = str(rng.randrange(40, 90)), str(rng.randrange(20, 40))
        made.add(
            "conflicts",
            subject=key,
            property=rng.choice(("places", "cohort size", "number of applicants")),
            value_a=counted,
            source_a=source,
            value_b=other if rng.random() < 0.7 else counted,
            source_b=news,
            remark="two pages",
            kind="factual",
        )


def _event(made: _Institution, which: int, news: str) -> None:
    rng = made.rng
    kind, called = rng.choice(EVENTS)
    starts = date(rng.choice(YEARS), rng.randint(3, 11), rng.randint(1, 26))
    name = f"{made.place} {called} {starts.year}: {_words(rng)}"
    dated = rng.random() < 0.6
    people = rng.choice(PEOPLE).format(rng.randrange(40, 900, 10))
    made.add(
        "events",
        event_id=f"ev-{made.slug}-{which + 1}",
        name=name,
        kind=kind,
        organizer_org_id=f"org-{made.slug}{rng.choice(('', '-med'))}",
        edition_year=str(starts.year),
        start_date=str(starts) if dated else "",
        end_date=str(starts + timedelta(2)) if dated else "",
        place=rng.choice((made.place, "online", f"General Hospital, {made.place}", "")),
        participants_text=f"{people} ({news})" if rng.random() < 0.2 else rng.choice((people, "")),
        teams_count=str(rng.randrange(8, 60)) if rng.random() < 0.2 else "",
        url=f"https://www.{made.slug}.example/event-{which + 1}" if rng.random() < 0.2 else "",
        source_id=made.source(f"event-{which + 1}", name, rng.choice(("primary", "press"))),
    )


def _words(rng: Random) -> str:
    """Words of a title; seldom the same twice."""
    return f"{rng.choice(MANNERS)} {rng.choice(MATTERS)}"


def _papers(made: _Institution, site: str, news: str) -> None:
    rng, year = made.rng, str(made.rng.choice(YEARS))
    title = f"{_words(rng)} and {_words(rng)} in {rng.choice(SUBJECTS)}"
    made.add(
        "references",
        ref_id=f"ref-{made.slug}",
        title=title,
        authors="|".join(names.person(rng) for _ in range(3)),
        year=year,
        venue=rng.choice(VENUES),
        volume=str(rng.randint(1, 30)),
        issue=str(rng.randint(1, 12)),
        pages=f"e{rng.randrange(10_000, 60_000)}",
        doi=f"10.5555/{made.slug}.{year}" if rng.random() < 0.65 else "",
        source_id=made.source("paper", title, "scholarly", year),
    )
    made.add(
        "policies",
        policy_id=f"pol-{made.slug}",
        title=f"{rng.choice(('Guidance', 'Strategy', 'Recommendations'))} on {_words(rng)} and {_words(rng)}",
        year=year,
        source_id=rng.choice((site, news)),
        issuer_org_id=f"org-{made.slug}-soc",
        kind=rng.choice(("guidance", "strategy", "framework")),
        jurisdiction=made.country,
        status=rng.choice(("in force", "")),
        adopted_date=f"{year}-03-01" if rng.random() < 0.5 else "",
    )


def main() -> None:
    """Reads the command line and writes tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tables", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="a new or an empty folder")
    parser.add_argument("--rows", type=int, default=1_000, metavar="N", help="about so many, all tables together")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="names another world; default %(default)s")
    words = parser.parse_args()
    try:
        written = write_tables(words.folder, words.rows, seed=words.seed)
    except (ValueError, OSError) as error:
        sys.exit(f"error: {error}")
    print(f"{written} rows in {words.folder}")


if __name__ == "__main__":
    main()
