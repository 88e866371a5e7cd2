"""Proposing links: what is sure is written, what is not is asked, and what somebody judged is left alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from credatlas.link.comparing import compare, root_of, share_telling_words
from credatlas.link.index import Index
from credatlas.link.indexing import in_memory
from credatlas.link.model import Record, RecordName
from credatlas.link.proposing import Proposed, propose
from credatlas.link.reviewing import read_review
from credatlas.link.sources import ror
from credatlas.mappings import NO_TERM, Link, LinkSet, read_links, target
from registry import organisation

THING = "https://w3id.org/credatlas/id/organization/"
DAY = "2026-11-25"
REGISTRY = (
    organisation("0mass0012", "Massachusetts Institute of Technology", other={"MIT": "acronym"}, town="Cambridge"),
    organisation("0manvka12", "Manukau Institute of Technology", other={"MIT": "acronym"}, country="NZ"),
    organisation("0nwvs0012", "Northwestern University", town="Evanston", site="https://northwestern.edu"),
    organisation("0nwph0012", "Northwestern University", country="PH", town="Laoag"),
    organisation("0tha1fd12", "Food and Drug Administration", kinds=["government"], country="TH"),
    organisation("0harvar12", "Harvard University", town="Cambridge", site="https://www.harvard.edu"),
    organisation("0hms00012", "Harvard Medical School", status="withdrawn", successor="0harvar12", town="Boston"),
    organisation("0renamd12", "Old Trust", kinds=["nonprofit"], status="withdrawn", successor="0newtrs12"),
    organisation("0newtrs12", "Modern Giving Trust", kinds=["nonprofit"]),
    organisation("0cedars12", "Cedars-Sinai Medical Center", kinds=["healthcare"], town="Los Angeles"),
    organisation("0bakery12", "Acme", kinds=["company"]),
    organisation("0wrzen012", "Wörzen Universität", country="DE", town="Wörzen", ids={"wikidata": "Q42"}),
)


@pytest.fixture(scope="module")
def registry() -> Index:
    return in_memory(map(ror.to_record, REGISTRY), source="ror", version="v1")


def thing(slug: str, name: str, **known: Any) -> Record:
    """An organisation of the atlas; ``known`` fills the other fields."""
    names = (RecordName(name, "label", "en"), *known.pop("more", ()))
    return Record(THING + slug, "atlas", name, names, **known)


def proposed(index: Index, *things: Record, links: Iterable[Link] = ()) -> Proposed:
    return propose(index, things, LinkSet(target("ror"), tuple(links)), day=DAY)


def rows(found: Proposed) -> list[tuple[str, str, str]]:
    """Slug, relation and end of the id of each row."""
    ends = {NO_TERM: "none"}
    return sorted(
        (link.subject.removeprefix(THING), link.relation, ends.get(link.object, link.object[-9:]))
        for link in found.links.links
    )


def test_a_unique_full_name_in_the_same_country_is_linked(registry: Index) -> None:
    found = proposed(registry, thing("mit", "Massachusetts Institute of Technology", countries=("US",)))
    assert rows(found) == [("mit", "exact", "0mass0012")]
    (link,) = found.links.links
    assert link.comment == "unique full name among active records; the same country (US)"
    assert (link.justification, link.tool, link.source_version, link.date) == (
        "CompositeMatching",
        "credatlas link propose",
        "v1",
        DAY,
    )
    assert (link.status, link.object_label, len(link.digest)) == (
        "active",
        "Massachusetts Institute of Technology",
        64,
    )


def test_a_shared_identifier_is_enough(registry: Index) -> None:
    found = proposed(registry, thing("w", "Some other name", identifiers=(("wikidata", "Q42"),)))
    assert rows(found) == [("w", "exact", "0wrzen012")]


def test_the_id_of_the_registry_that_the_atlas_states_is_enough(registry: Index) -> None:
    one = thing("h", "Some other name", identifiers=(("ror", "https://ror.org/0harvar12"),))
    assert rows(proposed(registry, one)) == [("h", "exact", "0harvar12")]


def test_the_id_of_a_withdrawn_record_is_asked_about(registry: Index) -> None:
    one = thing("h", "Harvard Medical School", identifiers=(("ror", "https://ror.org/0hms00012"),))
    (proposal,) = proposed(registry, one).proposals
    assert (proposal.decision, proposal.candidates[0].relation) == ("review", "broad")


@pytest.mark.parametrize(
    "one",
    [
        thing("n", "Northwestern University"),
        thing("f", "Food and Drug Administration"),
        thing("u", "Food and Drug Administration", countries=("US",)),
        thing("a", "Acme"),
        thing("m", "Massachusetts Institute of Technology", kinds=("RegulatoryAuthority",)),
        thing("m", "Massachusetts Institute of Technology", countries=("US",), places=("Chicago",)),
        thing("h", "Harvard University", countries=("US",), domains=("harvard.org",)),
        thing("w", "Worzen Universitaet (evening school)", countries=("DE",)),
        thing("c", "Cedars-Sinai", countries=("US",), places=("Los Angeles",)),
        thing("m", "Massachusets Institute of Technology", countries=("US",)),
        thing("o", "Old Trust"),
    ],
    ids=lambda one: f"{one.name} {one.countries} {one.kinds} {one.places} {one.domains}",
)
def test_what_might_be_another_body_is_asked_about(registry: Index, one: Record) -> None:
    found = proposed(registry, one)
    assert found.proposals[0].decision == "review"
    assert found.proposals[0].candidates
    assert rows(found) == []


@pytest.mark.parametrize(
    "one",
    [
        thing("m", "MIT", more=(RecordName("MIT", "acronym"),), countries=("US",)),
        thing("m", "Media Institute of Turin", more=(RecordName("MIT", "acronym"),), countries=("IT",)),
        thing("x", "A body that nobody registered"),
    ],
    ids=lambda one: one.name,
)
def test_what_is_not_there_is_written_as_not_found(registry: Index, one: Record) -> None:
    found = proposed(registry, one)
    assert rows(found) == [(one.id.removeprefix(THING), "exact", "none")]
    assert found.links.links[0].comment == "none found in ROR v1"


def test_a_country_or_a_site_tells_two_of_one_name_apart(registry: Index) -> None:
    assert rows(proposed(registry, thing("n", "Northwestern University", countries=("PH",)))) == [
        ("n", "exact", "0nwph0012")
    ]
    assert rows(proposed(registry, thing("n", "Northwestern University", domains=("northwestern.edu",)))) == [
        ("n", "exact", "0nwvs0012")
    ]


def test_a_withdrawn_school_is_part_of_its_successor_and_has_no_record_of_its_own(registry: Index) -> None:
    school = thing("hms", "Harvard Medical School", kinds=("School",), countries=("US",))
    assert rows(proposed(registry, school)) == [("hms", "broad", "0harvar12"), ("hms", "exact", "none")]


def test_a_part_is_linked_to_what_contains_it_however_deep(registry: Index) -> None:
    lab = thing("lab", "Zebra Lab", parents=(THING + "school",))
    school = thing("school", "Quagga School", parents=(THING + "harvard",))
    harvard = thing("harvard", "Harvard University", countries=("US",))
    assert rows(proposed(registry, lab, school, harvard)) == [
        ("harvard", "exact", "0harvar12"),
        ("lab", "broad", "0harvar12"),
        ("lab", "exact", "none"),
        ("school", "broad", "0harvar12"),
        ("school", "exact", "none"),
    ]


def test_one_record_is_never_two_things(registry: Index) -> None:
    one = thing("mit", "Massachusetts Institute of Technology", countries=("US",))
    found = proposed(registry, one, replace(one, id=THING + "mit-again"))
    assert [proposal.decision for proposal in found.proposals] == ["review", "review"]
    assert found.proposals[0].reason == f"the record fits {THING}mit-again as well"
    assert rows(found) == []


def test_a_record_that_somebody_gave_to_another_thing_is_asked_about(registry: Index) -> None:
    one = thing("mit", "Massachusetts Institute of Technology", countries=("US",))
    link = judged(proposed(registry, one))
    found = proposed(registry, one, replace(one, id=THING + "mit-again"), links=[link])
    assert [proposal.decision for proposal in found.proposals] == ["review"]


def test_parts_that_contain_each_other_end_somewhere(registry: Index) -> None:
    one = thing("one", "First Zebra", parents=(THING + "two",))
    two = thing("two", "Second Quagga", parents=(THING + "one",))
    assert [proposal.decision for proposal in proposed(registry, one, two).proposals] == ["none", "none"]


# What somebody judged


def judged(found: Proposed, **changes: Any) -> Link:
    (link,) = found.links.links
    return replace(link, justification="ManualMappingCuration", by="Ann Example", tool="", **changes)


def test_the_same_run_changes_nothing_not_even_the_day(registry: Index) -> None:
    one = thing("mit", "Massachusetts Institute of Technology", countries=("US",))
    first = proposed(registry, one)
    again = propose(registry, [one], first.links, day="2027-01-31")
    assert again.links.links == first.links.links
    assert (again.fresh, again.gone) == (0, 0)


def test_an_accepted_link_is_not_looked_for_again(registry: Index) -> None:
    one = thing("mit", "Massachusetts Institute of Technology", countries=("US",))
    link = judged(proposed(registry, one))
    found = proposed(registry, one, links=[link])
    assert (found.proposals, found.kept, found.links.links) == ((), 1, (link,))


def test_a_rejected_pair_is_never_proposed_again(registry: Index) -> None:
    one = thing("mit", "Massachusetts Institute of Technology", countries=("US",))
    link = judged(proposed(registry, one), rejected=True)
    found = proposed(registry, one, links=[link])
    assert found.proposals[0].decision == "none"
    assert "rejected" in found.proposals[0].reason
    assert link in found.links.links


def test_a_pair_is_asked_again_when_the_record_changed(registry: Index) -> None:
    one = thing("mit", "Massachusetts Institute of Technology", countries=("US",))
    link = judged(proposed(registry, one), rejected=True, digest="0" * 64)
    assert proposed(registry, one, links=[link]).proposals[0].candidates[0].record.id == "https://ror.org/0mass0012"


def test_who_found_that_there_is_no_record_is_not_asked_again(registry: Index) -> None:
    one = thing("n", "Northwestern University")
    word = Link(one.id, "exact", NO_TERM, by="Ann Example", date=DAY, comment="asked them")
    found = proposed(registry, one, links=[word])
    assert (found.proposals, found.links.links) == ((), (word,))


def test_a_row_of_an_earlier_run_goes_when_it_no_longer_holds(registry: Index) -> None:
    one = thing("mit", "Massachusetts Institute of Technology", countries=("US",))
    first = proposed(registry, one)
    found = proposed(registry, replace(one, countries=("NZ",)), links=first.links.links)
    assert found.gone == 1
    assert ("mit", "exact", "0mass0012") not in rows(found)


# Comparing


def test_the_registered_part_of_a_site_is_what_counts() -> None:
    assert [root_of(site) for site in ("a.b.harvard.edu", "kcl.ac.uk", "x.kcl.ac.uk", "mit.edu")] == [
        "harvard.edu",
        "kcl.ac.uk",
        "kcl.ac.uk",
        "mit.edu",
    ]


def test_names_that_share_only_general_words_are_not_alike() -> None:
    assert share_telling_words("Heidelberg University", "University of Heidelberg")
    assert share_telling_words("Massachusets Institute", "Massachusetts Institute")
    assert not share_telling_words("Albany State University", "Salisbury State University")


def test_what_speaks_against_a_pair_is_said_in_words(registry: Index) -> None:
    (number,) = registry.numbers_of("id", "https://ror.org/0tha1fd12")
    found = compare(thing("f", "FDA", countries=("US",)), registry.record(number))
    assert found.against == ("another country (TH, not US)",)
    assert found.contradicts


# The command


@pytest.fixture
def dump(linking: Path) -> str:
    return str(linking / "ror-data-small-1500.zip")


def test_the_founding_bodies_are_linked_as_far_as_evidence_goes(
    project: Path, dump: str, credatlas: Callable[..., Any]
) -> None:
    shutil.rmtree(project / "data/links", ignore_errors=True)
    done = credatlas("--project", str(project), "link", "propose", "--to", "ror", "--dump", dump)
    assert done.code == 0, done.shown
    links = read_links(project / "data/links/ror.sssom.tsv").links
    exact = {one.subject.removeprefix(THING): one.object[-9:] for one in links if one.relation == "exact"}
    broad = {(one.subject.removeprefix(THING), one.object[-9:]) for one in links if one.relation == "broad"}
    assert {slug: exact[slug] for slug in ("harvard-university", "stanford-university", "mit", "who", "fda")} == {
        "harvard-university": "03vek6s52",
        "stanford-university": "00f54p054",
        "mit": "042nb2s44",
        "who": "01f80g185",
        "fda": "034xvzb47",
    }
    assert exact["harvard-medical-school"] == NO_TERM[-9:]
    assert ("harvard-medical-school", "03vek6s52") in broad
    assert not {slug for slug, end in exact.items() if end in ("03wevmz92", "05hvrsg85", "01dak5k93")}
    asked = {one.subject.id for one in read_review(project / "data/links/ror.review.tsv")}
    assert asked.isdisjoint(one.subject for one in links if one.relation == "exact")


def test_a_second_run_writes_the_same_bytes(project: Path, dump: str, credatlas: Callable[..., Any]) -> None:
    call = ("--project", str(project), "link", "propose", "--dump", dump)
    assert credatlas(*call).code == 0
    file = project / "data/links/ror.sssom.tsv"
    before = file.read_bytes()
    done = credatlas(*call)
    assert done.code == 0
    assert "0 rows new or changed, 0 gone" in done.stdout
    assert file.read_bytes() == before


def test_a_dry_run_writes_nothing_and_json_says_everything(
    project: Path, dump: str, credatlas: Callable[..., Any]
) -> None:
    shutil.rmtree(project / "data/links", ignore_errors=True)
    done = credatlas("--project", str(project), "link", "propose", "--dump", dump, "--dry-run", "--format", "json")
    assert done.code == 0, done.shown
    told = json.loads(done.stdout)
    assert (told["source"], told["version"], told["kept"], told["gone"]) == ("ror", "v2.9-small", 0, 0)
    harvard = next(one for one in told["proposals"] if one["thing"] == THING + "harvard-university")
    assert harvard["decision"] == "auto"
    assert harvard["candidates"][0]["record"] == "https://ror.org/03vek6s52"
    assert not (project / "data/links").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "proposing links to ror needs its dump"),
        (("--dump", "missing.zip"), "cannot be read"),
        (("--to", "orr", "--dump", "x.zip"), "there is no source"),
        (("--to", "dbpedia"), "proposing links to dbpedia needs its dump"),
        (("--to", "dbpedia", "--dump", "x.zip"), "has no dump that is indexed here"),
        (("--to", "wikidata", "--dump", "x.zip"), "cannot be read"),
        (("--to", "doi", "--dump", "x.zip"), "the records of ROR name no identifiers of DOI"),
    ],
)
def test_a_call_that_cannot_work_says_why_and_writes_nothing(
    project: Path, credatlas: Callable[..., Any], options: tuple[str, ...], said: str
) -> None:
    shutil.rmtree(project / "data/links", ignore_errors=True)
    done = credatlas("--project", str(project), "link", "propose", *options)
    assert done.code in (2, 3)
    assert said in done.stderr
    assert not (project / "data/links").exists()


# The links of the atlas

# identifiers that were checked by hand against ROR
CHECKED = {
    "harvard-university": "03vek6s52",
    "stanford-university": "00f54p054",
    "mit": "042nb2s44",
    "johns-hopkins-university": "00za53h95",
    "university-of-louisville": "01ckdn478",
    "uab": "008s83205",
    "who": "01f80g185",
    "kings-college-london": "0220mzb33",
    "ntu-singapore": "02e7b5302",
    "fda": "034xvzb47",
    "ema": "01z0wsw92",
}


def test_the_atlas_links_what_was_checked_and_says_what_is_not_there(repo: Path) -> None:
    links = [link for link in read_links(repo / "data/links/ror.sssom.tsv").links if link.relation == "exact"]
    exact = {link.subject.removeprefix(THING): link.object.removeprefix("https://ror.org/") for link in links}
    assert {slug: exact[slug] for slug in CHECKED} == CHECKED
    unfound = (
        "harvard-medical-school",
        "harvard-chan-school",
        "hsil",
        "petrie-flom-center",
        "stanford-online",
        "abaim",
    )
    assert {exact[slug] for slug in unfound} == {NO_TERM}


def test_withdrawn_schools_are_parts_of_what_came_after_them(repo: Path) -> None:
    links = read_links(repo / "data/links/ror.sssom.tsv").links
    broad = {(link.subject.removeprefix(THING), link.object[-9:]) for link in links if link.relation == "broad"}
    assert {("harvard-medical-school", "03vek6s52"), ("mit-xpro", "042nb2s44"), ("hsil", "03vek6s52")} <= broad


def test_each_body_of_the_atlas_is_linked_not_found_or_to_be_judged(repo: Path) -> None:
    said = {link.subject for link in read_links(repo / "data/links/ror.sssom.tsv").links}
    asked = {proposal.subject.id for proposal in read_review(repo / "data/links/ror.review.tsv")}
    named = {line.split("\t")[0] for line in (repo / "data/ids.tsv").read_text(encoding="utf-8").splitlines()}
    bodies = {one for one in named if one.startswith(THING)}
    assert len(said | asked) >= 470
    assert said | asked <= bodies
