"""Claims about judgements: each is kept with its reason, takes back what contradicts it, and is not asked again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from credatlas.errors import DataError, UsageError
from credatlas.files import Project
from credatlas.link.judgements import VERIFY, Judge, by_whom, judge, judge_none, open_proposals
from credatlas.link.model import Candidate, Proposal, Record, RecordName
from credatlas.link.reviewing import read_review, review_file, write_review
from credatlas.mappings import NO_TERM, TARGETS, Link, LinkSet, links_file, read_links

ID = "https://w3id.org/credatlas/id/organization/"
ROR = "https://ror.org/"
ANN = Judge("Ann Example", "2026-11-25", source_version="v2.9")
EMPTY = LinkSet(TARGETS["ror"])


def record(local: str, name: str = "", digest: str = "", **more: Any) -> Record:
    return Record(f"{ROR}{local}", "ror", name, (), digest=digest, **more)


def thing(slug: str, name: str = "") -> Record:
    return Record(f"{ID}{slug}", "atlas", name, ())


MIT, XPRO, HMS = thing("mit", "MIT"), thing("mit-xpro", "MIT xPRO"), thing("harvard-medical-school", "HMS")
MIT_ROR = record("042nb2s44", "Massachusetts Institute of Technology", "a" * 64)
HARVARD_ROR = record("03vek6s52", "Harvard University", "b" * 64)
HMS_ROR = record("03wevmz92", "Harvard Medical School", "c" * 64, status="withdrawn", successors=(HARVARD_ROR.id,))


def found(one: Record, relation: Any = "exact") -> Candidate:
    return Candidate(one, relation, 0.5, ("its name",))


def told(links: LinkSet) -> set[tuple[str, str, str, bool]]:
    return {
        (link.subject.removeprefix(ID), link.relation, link.object.removeprefix(ROR), link.rejected)
        for link in links.links
    }


# What a judgement says


def test_an_accepted_link_keeps_who_when_why_and_what_the_record_was() -> None:
    (link,) = judge(EMPTY, MIT, found(MIT_ROR), "accept", ANN, " same   site ").links
    assert link == Link(
        f"{ID}mit",
        "exact",
        f"{ROR}042nb2s44",
        justification="ManualMappingCuration",
        by="Ann Example",
        source_version="v2.9",
        date="2026-11-25",
        comment="same site",
        subject_label="MIT",
        object_label="Massachusetts Institute of Technology",
        status="active",
        digest="a" * 64,
    )


def test_accepting_takes_back_a_rejection_and_that_there_is_no_record() -> None:
    links = judge_none(EMPTY, MIT, [MIT_ROR], ANN, "looked for it")
    assert told(links) == {("mit", "exact", NO_TERM, False), ("mit", "exact", "042nb2s44", True)}
    links = judge(links, MIT, found(MIT_ROR), "accept", ANN, "found after all")
    assert told(links) == {("mit", "exact", "042nb2s44", False)}


def test_rejecting_takes_an_accepted_link_back_whatever_it_said() -> None:
    links = judge(EMPTY, XPRO, found(MIT_ROR), "broader", ANN, "a unit of it")
    assert told(links) == {("mit-xpro", "broad", "042nb2s44", False)}
    assert told(judge(links, XPRO, found(MIT_ROR), "reject", ANN, "no")) == {("mit-xpro", "broad", "042nb2s44", True)}


def test_rejecting_what_was_proposed_as_broader_rejects_that() -> None:
    links = judge(EMPTY, XPRO, found(MIT_ROR, "broad"), "reject", ANN, "no")
    assert told(links) == {("mit-xpro", "broad", "042nb2s44", True)}


def test_what_is_broader_is_not_the_same_any_more() -> None:
    links = judge(EMPTY, XPRO, found(MIT_ROR), "accept", ANN, "same site")
    links = judge(links, XPRO, found(MIT_ROR), "broader", ANN, "only a part of it")
    assert told(links) == {("mit-xpro", "broad", "042nb2s44", False), ("mit-xpro", "exact", "042nb2s44", True)}


def test_accepting_what_was_broader_leaves_one_link() -> None:
    links = judge(EMPTY, MIT, found(MIT_ROR), "broader", ANN, "a slip")
    assert told(judge(links, MIT, found(MIT_ROR), "accept", ANN, "the same")) == {("mit", "exact", "042nb2s44", False)}


def test_no_record_rejects_the_exact_link_and_leaves_the_broader_one() -> None:
    links = judge(EMPTY, HMS, found(HARVARD_ROR, "broad"), "broader", ANN, "successor")
    links = judge(links, HMS, found(MIT_ROR), "accept", ANN, "a slip")
    links = judge_none(links, HMS, [HARVARD_ROR, HMS_ROR], ANN, "its record is withdrawn")
    assert told(links) == {
        ("harvard-medical-school", "exact", NO_TERM, False),
        ("harvard-medical-school", "broad", "03vek6s52", False),
        ("harvard-medical-school", "exact", "042nb2s44", True),
        ("harvard-medical-school", "exact", "03wevmz92", True),
    }
    assert {link.comment for link in links.links if link.rejected} == {"its record is withdrawn"}


# What is refused


def test_a_withdrawn_record_is_the_same_as_nothing() -> None:
    with pytest.raises(UsageError, match="was withdrawn and is the same as nothing") as caught:
        judge(EMPTY, HMS, found(HMS_ROR), "accept", ANN, "same name")
    assert caught.value.hint == f"say that {ROR}03vek6s52 is broader, or that there is none"


def test_a_thing_has_one_exact_link_and_a_record_one_thing() -> None:
    links = judge(EMPTY, MIT, found(MIT_ROR), "accept", ANN, "same site")
    with pytest.raises(UsageError, match=r"organization/mit is linked to https://ror.org/042nb2s44 “Mass.*” already"):
        judge(links, MIT, found(HARVARD_ROR), "accept", ANN, "x")
    with pytest.raises(UsageError, match=r"042nb2s44 is linked to .*organization/mit “MIT” already"):
        judge(links, XPRO, found(MIT_ROR), "accept", ANN, "x")


def test_a_mistyped_identifier_is_refused_whatever_is_said_of_it() -> None:
    for verdict in ("accept", "broader", "related", "reject"):
        with pytest.raises(UsageError, match="ROR 042nb2s45 has wrong check digits"):
            judge(EMPTY, MIT, found(record("042nb2s45")), verdict, ANN, "x")  # type: ignore[arg-type]


def test_a_judgement_without_a_reason_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no reason"):
        judge(EMPTY, MIT, found(MIT_ROR), "accept", ANN, "  \n")
    with pytest.raises(UsageError, match="there is no reason"):
        judge_none(EMPTY, MIT, [], ANN, "")


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("Ann  Example ", "Ann Example"),
    ],
)
def test_who_judges_is_an_orcid_or_a_name(written: str, who: str) -> None:
    assert by_whom(written) == who


@pytest.mark.parametrize(
    "written", ["", "  ", "Ann | Bob", "0000-0002-1825-0098", "orcid.org/0000-0002-1825", "0000000218250097x"]
)
def test_nobody_and_mistyped_ids_are_refused(written: str) -> None:
    with pytest.raises(UsageError) as caught:
        by_whom(written)
    assert caught.value.place == "--by"


# What is asked again


def proposal(subject: Record, *candidates: Candidate, reason: str = "several may be meant") -> Proposal:
    return Proposal(subject, "review", candidates, reason)


def pairs(proposals: tuple[Proposal, ...]) -> list[tuple[str, str]]:
    return [
        (one.subject.name, candidate.record.id.removeprefix(ROR)) for one in proposals for candidate in one.candidates
    ]


ASKED = (
    proposal(MIT, found(MIT_ROR), found(HARVARD_ROR)),
    proposal(XPRO, found(MIT_ROR, "broad"), found(HARVARD_ROR)),
)


def test_what_was_judged_is_not_asked_again() -> None:
    links = judge(EMPTY, XPRO, found(HARVARD_ROR), "reject", ANN, "no")
    assert pairs(open_proposals(ASKED, links)) == [
        ("MIT", "042nb2s44"),
        ("MIT", "03vek6s52"),
        ("MIT xPRO", "042nb2s44"),
    ]
    links = judge(links, XPRO, found(MIT_ROR, "broad"), "broader", ANN, "a unit")
    assert pairs(open_proposals(ASKED, links)) == [("MIT", "042nb2s44"), ("MIT", "03vek6s52")]


def test_a_thing_that_is_linked_or_has_no_record_is_not_asked_about() -> None:
    links = judge(EMPTY, MIT, found(MIT_ROR), "accept", ANN, "same site")
    links = judge_none(links, XPRO, [], ANN, "a brand")
    assert open_proposals(ASKED, links) == ()


def test_a_record_that_changed_is_asked_about_again() -> None:
    old = record("042nb2s44", "M.I.T.", "d" * 64)
    links = judge(EMPTY, MIT, found(old), "accept", ANN, "same site")
    links = judge(links, XPRO, found(old), "reject", ANN, "no")
    assert pairs(open_proposals(ASKED, links)) == [
        ("MIT", "042nb2s44"),
        ("MIT xPRO", "042nb2s44"),
        ("MIT xPRO", "03vek6s52"),
    ]


def test_what_a_tool_decided_is_no_judgement() -> None:
    by_tool = Link(f"{ID}mit", "exact", NO_TERM, justification="CompositeMatching", tool="credatlas link propose")
    assert pairs(open_proposals(ASKED[:1], LinkSet(TARGETS["ror"], (by_tool,)))) == [
        ("MIT", "042nb2s44"),
        ("MIT", "03vek6s52"),
    ]


def test_a_doubt_is_asked_in_spite_of_a_judgement() -> None:
    links = judge(EMPTY, MIT, found(MIT_ROR), "accept", ANN, "same site")
    doubt = proposal(MIT, found(MIT_ROR), reason=f"{VERIFY}it names another item")
    assert open_proposals([doubt], links) == (doubt,)


# The list of what is to be judged


FULL = Record(
    f"{ROR}03vek6s52",
    "ror",
    "Harvard University",
    (RecordName("Harvard University", "label", "en"), RecordName("HU", "acronym")),
    kinds=("education", "funder"),
    status="inactive",
    countries=("US",),
    places=("Cambridge", "Massachusetts"),
    domains=("harvard.edu",),
    identifiers=(("wikidata", "Q13371"), ("isni", "000000041936754X")),
    parents=(f"{ROR}00f54p054",),
    successors=(f"{ROR}042nb2s44",),
    founded=1636,
    digest="b" * 64,
)


def test_the_list_comes_back_as_it_was_written(tmp_path: Path) -> None:
    asked = (
        Proposal(
            HMS, "review", (Candidate(FULL, "broad", 0.25, ("a", "b, c"), ("another kind",)), found(MIT_ROR)), "two"
        ),
        Proposal(XPRO, "review", (), "nothing looks like it"),
    )
    path = tmp_path / "ror.review.tsv"
    write_review(path, [*asked, Proposal(MIT, "auto", (found(MIT_ROR),), "sure"), Proposal(MIT, "none", (), "nothing")])
    assert read_review(path) == asked
    first = path.read_bytes()
    write_review(path, asked[::-1])
    assert path.read_bytes() == first
    line = first.decode().splitlines()[1].split("\t")
    assert line[:9] == [
        f"{ID}harvard-medical-school",
        "HMS",
        f"{ROR}03vek6s52",
        "Harvard University",
        "broad",
        "0.2500",
        "a; b, c",
        "another kind",
        "two",
    ]


def test_no_list_means_no_questions(tmp_path: Path) -> None:
    assert read_review(tmp_path / "ror.review.tsv") == ()


NO_FACTS = "candidate_facts are not what a record is described by"
BAD_LISTS = {
    "another table": (lambda text: "a\tb\n" + text, ":1:1: is no list of links to judge"),
    "a cell too few": (
        lambda text: text.rstrip("\n").rpartition("\t")[0] + "\n",
        ":2:1: has 10 cells where 11 are",
    ),
    "no number": (lambda text: text.replace("0.5000", "half"), ":2:91: score “half” is no number"),
    "no relation": (
        lambda text: text.replace("\texact\t", "\tsame\t"),
        ":2:85: relation “same” is none of",
    ),
    "no address": (lambda text: text.replace(ROR, "ror:"), ":2:52: candidate “ror:042nb2s44” is no IRI"),
    "no facts": (
        lambda text: text.replace('{"source": "ror"', '{"sauce": "ror"'),
        NO_FACTS,
    ),
    "broken facts": (lambda text: text.replace('{"source": "ror"', "{"), NO_FACTS),
    "a list as facts": (
        lambda text: text.replace('"source": "ror"', '"source": ["ror"]'),
        NO_FACTS,
    ),
    "a status of no record": (
        lambda text: text.replace('"active", "digest"', '"gone", "digest"'),
        NO_FACTS,
    ),
}


@pytest.mark.parametrize("name", BAD_LISTS)
def test_a_broken_list_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    change, message = BAD_LISTS[name]
    path = tmp_path / "ror.review.tsv"
    write_review(path, [proposal(MIT, found(record("042nb2s44", "M.I.T.", "a" * 64)))])
    path.write_text(change(path.read_text()))
    with pytest.raises(DataError) as caught:
        read_review(path, "data/links/ror.review.tsv")
    assert message in str(caught.value)


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ror.review.tsv"
    path.write_bytes(b"\xff")
    with pytest.raises(DataError, match="is not UTF-8"):
        read_review(path)


# The command line


BY = ("--by", "0000-0002-1825-0097", "--reason", "same site")


@pytest.fixture
def said(credatlas: Callable[..., Any], project: Path) -> Callable[..., Any]:
    """Calls ``credatlas link`` on a project of the test's own."""
    return lambda *words: credatlas("--project", str(project), "link", *words)


def rows_of(project: Path) -> set[tuple[str, str, str, bool]]:
    return told(read_links(links_file(Project(project), "ror")))


def test_scripts_judge_one_pair_after_the_other(said: Callable[..., Any], project: Path) -> None:
    assert said("accept", "organization:mit", "042nb2s44", "--to", "ror", *BY).code == 0
    assert said("broader", "MIT xPRO", "https://ror.org/042nb2s44", "--to", "ror", *BY).code == 0
    assert said("related", "organization:hsil", "ror:03vek6s52", "--to", "ror", *BY).code == 0
    assert said("reject", "organization:stanford-online", "00f54p054", "--to", "ror", *BY).code == 0
    assert said("none", "organization:stanford-online", "--to", "ror", *BY).code == 0
    assert rows_of(project) == {
        ("mit", "exact", "042nb2s44", False),
        ("mit-xpro", "broad", "042nb2s44", False),
        ("hsil", "related", "03vek6s52", False),
        ("stanford-online", "exact", "00f54p054", True),
        ("stanford-online", "exact", NO_TERM, False),
    }
    links = read_links(links_file(Project(project), "ror")).links
    assert {(link.by, link.date, link.comment) for link in links} == {
        ("https://orcid.org/0000-0002-1825-0097", date.today().isoformat(), "same site")
    }


def test_a_judgement_takes_its_question_off_the_list_and_knows_the_record_from_it(
    said: Callable[..., Any], project: Path
) -> None:
    path = review_file(Project(project), "ror")
    write_review(path, ASKED)
    assert said("reject", "organization:mit-xpro", "03vek6s52", "--to", "ror", *BY).code == 0
    assert pairs(read_review(path)) == [("MIT", "042nb2s44"), ("MIT", "03vek6s52"), ("MIT xPRO", "042nb2s44")]
    assert said("none", "organization:mit", "--to", "ror", *BY).code == 0
    assert pairs(read_review(path)) == [("MIT xPRO", "042nb2s44")]
    links = read_links(links_file(Project(project), "ror")).links
    assert {(link.subject_label, link.object_label, link.digest) for link in links if link.rejected} == {
        ("MIT xPRO", "Harvard University", "b" * 64),
        ("MIT", "Harvard University", "b" * 64),
        ("MIT", "Massachusetts Institute of Technology", "a" * 64),
    }


def test_the_list_shows_what_is_accepted_rejected_none_and_open(said: Callable[..., Any], project: Path) -> None:
    write_review(review_file(Project(project), "ror"), ASKED[1:])
    said("accept", "organization:mit", "042nb2s44", "--to", "ror", *BY)
    said("reject", "organization:hsil", "03vek6s52", "--to", "ror", *BY)
    said("none", "organization:hsil", "--to", "ror", *BY)
    states = [(row["state"], row["object"]) for row in json.loads(said("list", "--format", "json").stdout)]
    assert states == [
        ("none", None),
        ("rejected", f"{ROR}03vek6s52"),
        ("accepted", f"{ROR}042nb2s44"),
        ("open", f"{ROR}042nb2s44"),
        ("open", f"{ROR}03vek6s52"),
    ]
    shown = json.loads(said("list", "--to", "ror", "--only", "rejected", "--format", "json").stdout)
    assert [(row["subject"], row["by"], row["comment"]) for row in shown] == [
        (f"{ID}hsil", "https://orcid.org/0000-0002-1825-0097", "same site")
    ]
    assert json.loads(said("list", "--to", "wikidata", "--format", "json").stdout) == []


REFUSED = {
    "an unknown source": (("accept", "organization:mit", "042nb2s44", "--to", "rar"), 2, "there is no source 'rar'"),
    "no thing": (("accept", "organization:mti", "042nb2s44", "--to", "ror"), 4, "organization:mti"),
    "no identifier": (("accept", "organization:mit", "Q49108", "--to", "ror"), 2, "'Q49108' is no identifier of ROR"),
    "a slip of the pen": (("accept", "organization:mit", "042nb2s45", "--to", "ror"), 2, "has wrong check digits"),
    "no source": (("none", "organization:mit"), 2, "--to"),
    "no such command": (("brooder", "organization:mit"), 2, "did you mean broader?"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_judged_is_refused_and_nothing_is_written(
    name: str, said: Callable[..., Any], project: Path
) -> None:
    words, code, message = REFUSED[name]
    done = said(*words, *BY)
    assert done.code == code
    assert message in done.stderr
    assert not (project / "data/links").exists()


def test_nobody_judges_without_a_name_or_a_reason(said: Callable[..., Any], project: Path) -> None:
    words = ("accept", "organization:mit", "042nb2s44", "--to", "ror")
    assert "--by" in said(*words, "--reason", "x").stderr
    assert "--reason" in said(*words, "--by", "Ann").stderr
    assert "there is no reason" in said(*words, "--by", "Ann", "--reason", " ").stderr
    assert not (project / "data/links").exists()
