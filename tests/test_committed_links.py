"""The links of the atlas to other sources: all things are linked, not found or to be judged; what was checked holds."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from credatlas.files import Project
from credatlas.link.checking import named_in_index, verify
from credatlas.link.judgements import refuse_mistyped
from credatlas.link.reviewing import read_review
from credatlas.link.sources import ror
from credatlas.mappings import MANUAL, NO_TERM, TARGETS, Link, LinkSet, links_files, read_links

ID = "https://w3id.org/credatlas/id/"
SOURCES = ("ror", "wikidata", "isni", "doi", "issn", "orcid")

# identifiers that were compared by hand
ITEMS = {
    "harvard-university": "Q13371",
    "stanford-university": "Q41506",
    "mit": "Q49108",
    "johns-hopkins-university": "Q193727",
    "university-of-louisville": "Q1317143",
    "uab": "Q1472663",
    "who": "Q7817",
    "kings-college-london": "Q245247",
    "ntu-singapore": "Q721064",
    "fda": "Q204711",
    "ema": "Q130146",
    "american-medical-association": "Q465697",
    "harvard-medical-school": "Q49121",
}
DOIS = {
    "feigerlova-2025": "10.1186/s12909-025-06719-5",
    "gazquez-garcia-2025": "10.2196/58161",
    "ning-2025": "10.1016/j.landig.2025.100900",
    "ratwani-2024": "10.1001/jama.2024.12630",
}


@pytest.fixture(scope="module")
def sets() -> dict[str, LinkSet]:
    """The committed links by source."""
    root = Path(__file__).resolve().parent.parent / "data/links"
    return {source: read_links(root / f"{source}.sssom.tsv") for source in SOURCES}


def asked(repo: Path, source: str) -> set[str]:
    return {one.subject.id for one in read_review(repo / f"data/links/{source}.review.tsv")}


def exact(links: LinkSet) -> list[Link]:
    return [link for link in links.accepted if link.relation == "exact"]


def ends(links: LinkSet, kind: str) -> dict[str, str]:
    """The local identifier of the record that each thing is the same as, by the end of its id."""
    start = f"{ID}{kind}/"
    return {link.subject.removeprefix(start): link.object.removeprefix(links.target.namespace) for link in exact(links)}


def test_what_was_compared_by_hand_is_linked(sets: dict[str, LinkSet]) -> None:
    items, dois = ends(sets["wikidata"], "organization"), ends(sets["doi"], "work")
    assert {slug: items.get(slug) for slug in ITEMS} == ITEMS
    assert {slug: dois.get(slug) for slug in DOIS} == DOIS


def test_what_is_not_verified_is_said(sets: dict[str, LinkSet]) -> None:
    comments = {link.subject.removeprefix(f"{ID}work/"): link.comment for link in sets["doi"].links}
    assert "its authors and its volume are not verified" in comments["ning-2025"]
    assert "its volume and pages are not verified" in comments["ratwani-2024"]
    assert "could not be looked at" in comments["healthcare-ai-certifications"]
    assert "https://ror.org/03wevmz92" in next(
        link.comment for link in sets["wikidata"].links if link.object.endswith("/Q49121")
    )


@pytest.mark.parametrize(
    ("kind", "source"),
    [("organization", "ror"), ("organization", "wikidata"), ("work", "doi"), ("journal", "issn"), ("person", "orcid")],
)
def test_each_thing_is_linked_not_found_or_to_be_judged(
    repo: Path, sets: dict[str, LinkSet], kind: str, source: str
) -> None:
    registered = (repo / "data/ids.tsv").read_text(encoding="utf-8").splitlines()
    things = {line.split("\t")[0] for line in registered if line.startswith(f"{ID}{kind}/")}
    said = {link.subject for link in sets[source].links if not link.rejected}
    assert said | asked(repo, source) == things
    assert things
    answered = {link.subject for link in sets[source].links if link.relation == "exact" and not link.rejected}
    assert answered.isdisjoint(asked(repo, source))


@pytest.mark.parametrize("source", ["wikidata", "isni", "doi", "issn", "orcid"])
def test_nothing_is_called_missing_where_nobody_looked(sets: dict[str, LinkSet], source: str) -> None:
    assert [link for link in sets[source].links if link.object == NO_TERM] == []


def test_a_thing_is_one_record_and_a_record_one_thing(sets: dict[str, LinkSet]) -> None:
    for source, links in sets.items():
        for part in ("subject", "object"):
            twice = {iri for iri, n in Counter(getattr(link, part) for link in exact(links)).items() if n > 1}
            assert twice == set(), source
        for link in links.accepted:
            refuse_mistyped(links.target, link.object)
            assert links.target.fits(link.object)


def test_each_row_says_who_states_it_or_who_compared_it(sets: dict[str, LinkSet]) -> None:
    for source in ("wikidata", "isni", "doi"):
        for link in sets[source].links:
            if link.justification == MANUAL:
                assert link.by == "credatlas curators"
            elif source == "doi":
                assert re.fullmatch(r"stated by the source [a-z0-9-]+( and [a-z0-9-]+)*", link.comment), link
            else:
                assert re.fullmatch(r"named by https://ror\.org/\w{9} .+ in ROR \S+, which is the same", link.comment)
                (same,) = (one.object for one in exact(sets["ror"]) if one.subject == link.subject)
                assert f"named by {same} " in link.comment


def test_ror_and_wikidata_say_the_same_both_ways(linking: Path, sets: dict[str, LinkSet]) -> None:
    index = ror.index(linking / "ror-data-small-1500.zip")  # what it lacks is not looked at
    found = verify(sets["wikidata"], named_in_index(index, TARGETS["wikidata"]), sets.values())
    assert found.doubts == ()
    seen = {link.subject for link in sets["wikidata"].links} - {link.subject for link, _ in found.unseen}
    assert {f"{ID}organization/{slug}" for slug in ITEMS} <= seen
    swapped = LinkSet(TARGETS["ror"], (Link(f"{ID}organization/mit", "exact", "https://ror.org/03vek6s52"),))
    told = verify(sets["wikidata"], named_in_index(index, TARGETS["wikidata"]), (swapped,)).doubts
    assert [(doubt.kind, doubt.link.subject) for doubt in told] == [("contradiction", f"{ID}organization/mit")]


def test_the_documentation_counts_the_links_that_there_are(repo: Path, sets: dict[str, LinkSet]) -> None:
    text = (repo / "docs/linking.md").read_text(encoding="utf-8")
    section = text.partition("## The committed links")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| `(\w+)` " + r"\| (\d+) " * 5, section, re.MULTILINE)
    told = {source: tuple(map(int, numbers)) for source, *numbers in lines}
    counted = {}
    for source, links in sets.items():
        kinds = Counter(
            "none" if link.object == NO_TERM else link.relation for link in links.links if not link.rejected
        )
        things = {link.subject for link in links.links} | asked(repo, source)
        questions = len(asked(repo, source))
        counted[source] = (kinds["exact"], kinds["broad"], kinds["none"], questions, len(things))
    assert told == counted
    assert {path.name.partition(".")[0] for path in links_files(Project(repo))} <= set(told)
    offered = [one for one in read_review(repo / "data/links/wikidata.review.tsv") if one.candidates]
    assert f"{len(offered)} of which offer items" in " ".join(section.split())
