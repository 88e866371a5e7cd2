"""Links by stated identifiers: who states one is told, what is not sure is asked, and nothing is called missing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from credatlas.files import Project
from credatlas.link.index import Index
from credatlas.link.indexing import in_memory
from credatlas.link.joining import Statement, by_records, by_sources, propose_stated
from credatlas.link.judgements import Judge
from credatlas.link.model import Record, RecordName
from credatlas.link.profiles import profiles
from credatlas.link.proposing import TOOL, Proposed
from credatlas.link.reviewing import read_review, write_review
from credatlas.link.session import Session
from credatlas.link.showing import question_lines
from credatlas.link.sources import ror
from credatlas.mappings import NO_TERM, TARGETS, Link, LinkSet, links_file, read_links, write_links
from credatlas.store import Store
from registry import organisation, packed

ID = "https://w3id.org/credatlas/id/"
ROR = "https://ror.org/"
Q = "http://www.wikidata.org/entity/"
DOI = "https://doi.org/"
DAY = "2026-11-25"


def several(number: str, name: str, *items: str, **more: Any) -> dict[str, Any]:
    """A record of ROR that names several items of Wikidata, none of them preferred."""
    ids = [{"type": "wikidata", "all": list(items), "preferred": None}]
    return {**organisation(number, name, **more), "external_ids": ids}


REGISTRY = (
    organisation("042nb2s44", "Massachusetts Institute of Technology", ids={"wikidata": "Q49108"}),
    several("03vek6s52", "Harvard University", "Q13371", "Q5676556"),
    organisation("02qxyet11", "Quiet Institute"),
    organisation("00g700j37", "Université Bourgogne Europe", ids={"wikidata": "Q287072"}),
    organisation("03k1bsr36", "Université de Bourgogne", status="inactive", ids={"wikidata": "Q287072"}),
    organisation("01f80g185", "World Health Organization", ids={"isni": "0000 0001 2163 3745", "wikidata": "Q7817"}),
)


@pytest.fixture(scope="module")
def registry() -> Index:
    return in_memory(map(ror.to_record, REGISTRY), source="ror", version="v1")


def thing(kind: str, slug: str, **known: Any) -> Record:
    return Record(f"{ID}{kind}/{slug}", "atlas", slug, (RecordName(slug),), **known)


def judged(one: Record, target: str, relation: Any = "exact", **more: Any) -> Link:
    told = {"by": "Ann Example", "date": "2026-11-20", "comment": "looked at both", **more}
    return Link(one.id, relation, target, **told)


def works(*statements: Statement, links: Iterable[Link] = ()) -> Proposed:
    """What is proposed for works with these statements."""
    things = [thing("work", slug) for slug in dict.fromkeys(one.thing.rpartition("/")[2] for one in statements)]
    return propose_stated(statements, things, LinkSet(TARGETS["doi"], tuple(links)), day=DAY)


def stated(slug: str, doi: str, source: str = "page") -> Statement:
    return Statement(f"{ID}work/{slug}", doi, f"stated by the source {source}")


def rows(found: Proposed) -> list[tuple[str, str]]:
    return [(link.subject.removeprefix(ID), link.object) for link in found.links.links]


def questions(found: Proposed) -> dict[str, tuple[str, list[str]]]:
    """What is asked of each thing: why, and about which records."""
    return {
        one.subject.id.removeprefix(ID): (one.reason, [candidate.record.id for candidate in one.candidates])
        for one in found.proposals
        if one.decision == "review"
    }


# What sources state


def test_a_doi_that_a_source_states_is_linked_and_the_source_named() -> None:
    found = works(stated("a", "10.1186/S12909-025-06719-5", "pmc"))
    (link,) = found.links.links
    assert (link.object, link.comment) == (f"{DOI}10.1186/s12909-025-06719-5", "stated by the source pmc")
    assert (link.justification, link.tool, link.date) == ("BackgroundKnowledgeBasedMatching", TOOL, DAY)
    # the record was not looked at: nothing is known of it
    assert (link.object_label, link.status, link.digest, link.source_version) == ("", "", "", "")


def test_two_sources_that_state_the_same_make_one_link() -> None:
    found = works(stated("a", "10.2196/58161", "one"), stated("a", "https://doi.org/10.2196/58161", "two"))
    assert rows(found) == [("work/a", f"{DOI}10.2196/58161")]
    assert found.links.links[0].comment == "stated by the source one; stated by the source two"


def test_two_dois_of_one_work_are_asked_about() -> None:
    found = works(stated("a", "10.2196/58161"), stated("a", "10.2196/58162"))
    assert rows(found) == []
    assert questions(found) == {"work/a": ("2 identifiers are stated", [f"{DOI}10.2196/58161", f"{DOI}10.2196/58162"])}


def test_one_doi_of_two_works_is_asked_about() -> None:
    found = works(stated("a", "10.2196/58161"), stated("b", "10.2196/58161"))
    assert rows(found) == []
    assert questions(found)["work/a"] == (f"the record fits {ID}work/b as well", [f"{DOI}10.2196/58161"])
    assert questions(found)["work/b"][0] == f"the record fits {ID}work/a as well"


@pytest.mark.parametrize(
    ("source", "kind", "identifier", "said"),
    [
        ("doi", "work", "doi:unknown", "'doi:unknown' is no identifier of DOI; p"),
        ("doi", "work", "10.5281 zenodo.1", "'10.5281 zenodo.1' is no identifier of DOI; p"),
        ("issn", "journal", "0028-0837", "ISSN Portal 0028-0837 has wrong check digits: it is mistyped; p"),
        ("issn", "journal", "00280836", "'00280836' is no identifier of ISSN Portal; p"),
        (
            "orcid",
            "person",
            "0000-0002-1825-0098",
            "ORCID 0000-0002-1825-0098 has wrong check digits: it is mistyped; p",
        ),
        ("wikidata", "organization", "Harvard", "'Harvard' is no identifier of Wikidata; p"),
        ("credential-registry", "credential", "ce-1", "'ce-1' is no identifier of Credential Registry; p"),
    ],
)
def test_what_is_no_identifier_is_asked_about(source: str, kind: str, identifier: str, said: str) -> None:
    one = thing(kind, "a")
    found = propose_stated([Statement(one.id, identifier, "p")], [one], LinkSet(TARGETS[source]), day=DAY)
    assert rows(found) == []
    assert questions(found) == {f"{kind}/a": (said, [])}


@pytest.mark.parametrize(
    ("source", "kind", "identifier", "record"),
    [
        ("issn", "journal", "0028-0836", "https://portal.issn.org/resource/ISSN/0028-0836"),
        ("orcid", "person", "https://orcid.org/0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        (
            "credential-registry",
            "course",
            "ce-0c1d9f6e-1d3f-4d0e-9c53-5a6d6f1b1a11",
            "https://credentialengineregistry.org/resources/ce-0c1d9f6e-1d3f-4d0e-9c53-5a6d6f1b1a11",
        ),
    ],
)
def test_identifiers_of_other_sources_are_linked_alike(source: str, kind: str, identifier: str, record: str) -> None:
    one = thing(kind, "a")
    found = propose_stated([Statement(one.id, identifier, "p")], [one], LinkSet(TARGETS[source]), day=DAY)
    assert rows(found) == [(f"{kind}/a", record)]


def test_a_thing_whose_identifier_nobody_states_is_a_question_and_not_missing() -> None:
    things = [thing("journal", "a"), thing("work", "b"), thing("credential", "c")]
    found = propose_stated([], things, LinkSet(TARGETS["issn"]), day=DAY)
    assert questions(found) == {"journal/a": ("nobody states its ISSN Portal identifier", [])}
    assert found.links.links == ()
    assert propose_stated([], things, LinkSet(TARGETS["credential-registry"]), day=DAY).proposals == ()


def test_who_states_what_is_read_from_the_graph(founding_store: Store) -> None:
    found = by_sources(founding_store, profiles(founding_store, "work"), TARGETS["doi"])
    zenodo = f"{ID}work/healthcare-ai-certifications"
    assert Statement(zenodo, "10.5281/zenodo.17997722", "stated by the source seed-002") in found
    assert by_sources(founding_store, profiles(founding_store, "journal"), TARGETS["issn"]) == []


# What somebody judged


def test_what_somebody_judged_is_left_alone() -> None:
    one, none, two = thing("work", "a"), thing("work", "b"), thing("work", "c")
    links = [
        judged(one, f"{DOI}10.2196/58162"),
        judged(none, NO_TERM),
        judged(two, f"{DOI}10.2196/58161", rejected=True),
    ]
    found = works(*(stated(slug, "10.2196/58161") for slug in "abc"), links=links)
    assert found.links.links == tuple(links)
    assert found.kept == 2
    reason = f"nobody states its DOI identifier but for {DOI}10.2196/58161, which was rejected"
    assert questions(found) == {"work/c": (reason, [])}


def test_a_record_that_somebody_gave_to_another_thing_is_asked_about() -> None:
    other = judged(thing("work", "z"), f"{DOI}10.2196/58161")
    found = works(stated("a", "10.2196/58161"), links=[other])
    assert questions(found) == {"work/a": (f"the record fits {ID}work/z as well", [f"{DOI}10.2196/58161"])}


def test_the_same_run_changes_nothing_not_even_the_day_and_what_is_not_stated_goes() -> None:
    first = works(stated("a", "10.2196/58161"), stated("b", "10.2196/58162"))
    assert (first.fresh, first.gone) == (2, 0)
    things = [thing("work", "a"), thing("work", "b")]
    again = propose_stated(
        [stated("a", "10.2196/58161"), stated("b", "10.2196/58162")], things, first.links, day="2026-12-24"
    )
    assert (again.links, again.fresh, again.gone) == (first.links, 0, 0)
    later = propose_stated([stated("b", "10.2196/58162")], things, first.links, day="2026-12-24")
    assert rows(later) == [("work/b", f"{DOI}10.2196/58162")]
    assert later.gone == 1


# What the records of ROR name

MIT, HARVARD, QUIET, BOURGOGNE, WHO = (thing("organization", slug) for slug in ("mit", "harvard", "quiet", "ub", "who"))
LINKED = LinkSet(
    TARGETS["ror"],
    (
        judged(MIT, f"{ROR}042nb2s44"),
        judged(HARVARD, f"{ROR}03vek6s52"),
        judged(QUIET, f"{ROR}02qxyet11"),
        judged(BOURGOGNE, f"{ROR}00g700j37"),
    ),
)


def items(index: Index, linked: LinkSet, source: str = "wikidata") -> Proposed:
    things = [MIT, HARVARD, QUIET, BOURGOGNE, WHO]
    return propose_stated(by_records(index, linked, TARGETS[source]), things, LinkSet(TARGETS[source]), day=DAY)


def test_the_only_item_that_the_linked_record_names_is_linked(registry: Index) -> None:
    found = items(registry, LINKED)
    assert rows(found) == [("organization/mit", f"{Q}Q49108")]
    (link,) = found.links.links
    assert link.justification == "MappingChaining"
    name = "Massachusetts Institute of Technology"
    assert link.comment == f"named by {ROR}042nb2s44 {name} in ROR v1, which is the same"


def test_several_items_of_one_record_and_one_item_of_several_are_asked_about(registry: Index) -> None:
    asked = questions(items(registry, LINKED))
    assert asked["organization/harvard"] == (
        f"{ROR}03vek6s52 names 2 records of Wikidata",
        [f"{Q}Q13371", f"{Q}Q5676556"],
    )
    also = f"{ROR}03k1bsr36 Université de Bourgogne (inactive) names it as well"
    assert asked["organization/ub"] == (also, [f"{Q}Q287072"])
    nothing: tuple[str, list[str]] = ("nobody states its Wikidata identifier", [])
    assert asked["organization/quiet"] == asked["organization/who"] == nothing


def test_only_exact_links_lead_on(registry: Index) -> None:
    loose = (
        judged(MIT, f"{ROR}042nb2s44", "broad"),
        judged(WHO, f"{ROR}01f80g185", rejected=True),
        judged(HARVARD, NO_TERM),
        judged(QUIET, f"{ROR}00f54p054"),  # a record that the dump does not have
    )
    assert by_records(registry, LinkSet(TARGETS["ror"], loose), TARGETS["wikidata"]) == []


def test_numbers_of_isni_are_linked_without_their_blanks(registry: Index) -> None:
    found = items(registry, LinkSet(TARGETS["ror"], (judged(WHO, f"{ROR}01f80g185"),)), "isni")
    assert rows(found) == [("organization/who", "https://isni.org/isni/0000000121633745")]
    assert questions(found) == {}


def test_a_source_and_a_record_that_disagree_are_asked_about(registry: Index) -> None:
    stated_too = Statement(MIT.id, "Q1", "stated by the source page")
    both = [*by_records(registry, LINKED, TARGETS["wikidata"]), stated_too]
    found = propose_stated(both, [MIT], LinkSet(TARGETS["wikidata"]), day=DAY)
    assert questions(found) == {"organization/mit": ("2 identifiers are stated", [f"{Q}Q49108", f"{Q}Q1"])}
    agreed = [*both[:-1], replace(stated_too, identifier="https://www.wikidata.org/wiki/Q49108")]
    (link,) = propose_stated(agreed, [MIT], LinkSet(TARGETS["wikidata"]), day=DAY).links.links
    assert link.justification == "BackgroundKnowledgeBasedMatching"
    assert link.comment.endswith("which is the same; stated by the source page")


# The command line


@pytest.fixture
def dump(tmp_path: Path) -> str:
    return str(packed(tmp_path, REGISTRY))


def linked(small: Path) -> None:
    """Links Alpha University of the small project to MIT, and Beta College to Harvard."""
    alpha, beta = thing("organization", "alpha"), thing("organization", "beta")
    links = (judged(alpha, f"{ROR}042nb2s44"), judged(beta, f"{ROR}03vek6s52"))
    write_links(links_file(Project(small), "ror"), LinkSet(TARGETS["ror"], links))


def test_items_of_wikidata_come_by_the_links_to_ror_and_hold_both_ways(
    credatlas: Callable[..., Any], small: Path, dump: str
) -> None:
    linked(small)
    words = ("--project", str(small), "link", "propose", "--to", "wikidata", "--dump", dump)
    done = credatlas(*words)
    assert done.code == 0, done.shown
    assert "2 things against Wikidata by ROR v2.9-2026-06-01" in done.stdout
    assert "judge: Beta College: https://ror.org/03vek6s52 names 2 records of Wikidata" in done.stdout
    path = links_file(Project(small), "wikidata")
    before = path.read_bytes()
    assert [link.object for link in read_links(path).accepted] == [f"{Q}Q49108"]
    assert "0 rows new or changed, 0 gone" in credatlas(*words).stdout
    assert path.read_bytes() == before
    for source in ("wikidata", "ror"):
        held = credatlas("--project", str(small), "link", "verify", "--to", source, "--dump", dump)
        assert held.code == 0, held.shown
    # the thing is another one now: each side tells
    write_links(path, LinkSet(TARGETS["wikidata"], (judged(thing("organization", "beta"), f"{Q}Q49108"),)))
    told = credatlas("--project", str(small), "link", "verify", "--to", "wikidata", "--dump", dump, "--format", "json")
    assert told.code == 1
    assert [row["message"] for row in json.loads(told.stdout)] == [
        f"{Q}Q49108 goes with {ROR}042nb2s44, and the link of the same thing leads to {ROR}03vek6s52"
    ]
    assert credatlas("--project", str(small), "link", "verify", "--to", "ror", "--dump", dump).code == 1


def test_what_no_record_of_the_dump_names_is_not_looked_at(
    credatlas: Callable[..., Any], small: Path, dump: str
) -> None:
    alone = judged(thing("organization", "alpha"), f"{Q}Q49121")
    write_links(links_file(Project(small), "wikidata"), LinkSet(TARGETS["wikidata"], (alone,)))
    held = credatlas("--project", str(small), "link", "verify", "--to", "wikidata", "--dump", dump)
    assert held.code == 0
    assert "1 of 1 links were not looked at" in held.stderr
    assert "is named by no record of ror v2.9-2026-06-01" in held.stderr


def test_without_the_dump_what_it_said_is_not_forgotten(credatlas: Callable[..., Any], small: Path) -> None:
    linked(small)
    done = credatlas("--project", str(small), "link", "propose", "--to", "wikidata")
    assert done.code == 2
    assert "rest on the records of ROR that are linked, and need its dump" in done.stderr
    assert not links_file(Project(small), "wikidata").exists()


def test_where_nothing_is_stated_no_empty_file_is_written(credatlas: Callable[..., Any], small: Path) -> None:
    done = credatlas("--project", str(small), "link", "propose", "--to", "issn")
    assert (done.code, "wrote nothing" in done.stderr) == (0, True)
    assert not (small / "data/links").exists()
    asked = credatlas("--project", str(small), "link", "propose", "--to", "wikidata")
    assert "wrote data/links/wikidata.review.tsv" in asked.stderr
    assert [one.subject.name for one in read_review(small / "data/links/wikidata.review.tsv")] == [
        "Alpha University",
        "Beta College",
    ]
    listed = credatlas("--project", str(small), "link", "list", "--only", "open", "--format", "json")
    assert [(row["subject"], row["object"], row["comment"]) for row in json.loads(listed.stdout)] == [
        (f"{ID}organization/alpha", None, "nobody states its Wikidata identifier"),
        (f"{ID}organization/beta", None, "nobody states its Wikidata identifier"),
    ]


def test_a_review_asks_first_where_there_is_something_to_look_at(registry: Index, tmp_path: Path) -> None:
    found = items(registry, LINKED)
    write_review(tmp_path / "wikidata.review.tsv", found.proposals)
    session = Session(tmp_path / "wikidata.sssom.tsv", tmp_path / "wikidata.review.tsv", Judge("Ann Example", DAY))
    asked = []
    while (question := session.question) is not None:
        asked.append((question.proposal.subject.name, question.candidate and question.candidate.record.id))
        lines = [line.split() for line in question_lines(question, 100)]
        assert ["status", "active"] in lines  # of the thing alone: the item was not looked at
        session.skip()
    assert asked == [
        ("harvard", f"{Q}Q13371"),
        ("harvard", f"{Q}Q5676556"),
        ("ub", f"{Q}Q287072"),
        ("quiet", None),
        ("who", None),
    ]
