"""Claims about verifying: what speaks against an accepted link is told and put on the list, and no link is changed."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from credatlas.errors import NetworkError
from credatlas.fetch import AbsentError
from credatlas.files import Project
from credatlas.link.checking import in_index, on_the_web, to_review, verify, with_doubts
from credatlas.link.indexing import in_memory
from credatlas.link.judgements import open_proposals
from credatlas.link.model import Candidate, Proposal, Record, RecordName
from credatlas.link.reviewing import read_review, review_file, write_review
from credatlas.mappings import NO_TERM, TARGETS, Link, LinkSet, links_file, write_links

ID = "https://w3id.org/credatlas/id/organization/"
ROR = "https://ror.org/"
Q = "http://www.wikidata.org/entity/"


def record(local: str, name: str = "", *, digest: str = "a" * 64, **more: Any) -> Record:
    return Record(f"{ROR}{local}", "ror", name, (RecordName(name),), digest=digest, **more)


def link(slug: str, target: str, relation: Any = "exact", **more: Any) -> Link:
    told = {"by": "Ann Example", "date": "2026-11-20", "comment": "same site", "digest": "a" * 64}
    return Link(f"{ID}{slug}", relation, target, **{"subject_label": slug, **told, **more})


HARVARD = record(
    "03vek6s52", "Harvard University", identifiers=(("wikidata", "Q13371"), ("isni", "0000 0004 1936 754X"))
)
HMS = record("03wevmz92", "Harvard Medical School", status="withdrawn", successors=(HARVARD.id,), digest="b" * 64)
MIT = record("042nb2s44", "Massachusetts Institute of Technology")
KNOWN = {one.id: one for one in (HARVARD, HMS, MIT)}


def doubts(*links: Link, known: Any = KNOWN.get, others: tuple[LinkSet, ...] = ()) -> list[tuple[str, str, str]]:
    found = verify(LinkSet(TARGETS["ror"], links), known, others)
    return [(one.link.subject.removeprefix(ID), one.kind, one.message) for one in found.doubts]


# What is found


def test_links_that_hold_are_not_doubted() -> None:
    wikidata = LinkSet(TARGETS["wikidata"], (link("harvard", f"{Q}Q13371"),))
    isni = LinkSet(TARGETS["isni"], (link("harvard", "https://isni.org/isni/000000041936754X"),))
    held = (link("harvard", HARVARD.id), link("hms", HARVARD.id, "broad"), link("mit", MIT.id, digest=""))
    assert doubts(*held, others=(wikidata, isni)) == []


def test_a_record_that_was_withdrawn_is_told_with_its_successor() -> None:
    message = f"ROR has withdrawn {HMS.id} Harvard Medical School; it was followed by {HARVARD.id} Harvard University"
    assert doubts(link("hms", HMS.id)) == [("hms", "withdrawn", message)]
    assert doubts(link("hms", HMS.id, "broad")) == [("hms", "withdrawn", message)]


def test_a_record_that_is_gone_mistyped_or_leads_elsewhere_is_told() -> None:
    assert doubts(link("a", f"{ROR}00f54p054")) == [("a", "missing", "ROR has no record https://ror.org/00f54p054")]
    assert doubts(link("a", f"{ROR}00f54p055")) == [
        ("a", "mistyped", "ROR 00f54p055 has wrong check digits: it is mistyped")
    ]
    redirected = {f"{ROR}00f54p054": MIT}
    assert doubts(link("a", f"{ROR}00f54p054"), known=redirected.get) == [
        ("a", "merged", f"ROR leads from {ROR}00f54p054 to {MIT.id} Massachusetts Institute of Technology")
    ]


def test_a_record_that_changed_since_it_was_judged_is_told() -> None:
    assert doubts(link("mit", MIT.id, digest="c" * 64)) == [
        ("mit", "changed", f"{MIT.id} Massachusetts Institute of Technology is another record than was judged")
    ]


def test_links_of_one_thing_that_contradict_each_other_are_told() -> None:
    wikidata = LinkSet(TARGETS["wikidata"], (link("harvard", f"{Q}Q49121"), link("mit", f"{Q}Q49108")))
    message = f"{HARVARD.id} goes with {Q}Q13371, and the link of the same thing leads to {Q}Q49121"
    assert doubts(link("harvard", HARVARD.id), link("mit", MIT.id), others=(wikidata,)) == [
        ("harvard", "contradiction", message)
    ]


def test_the_round_trip_is_looked_at_from_both_sides() -> None:
    item = Record(f"{Q}Q13371", "wikidata", "Harvard University", (), identifiers=(("ror", "042nb2s44"),))
    ror = LinkSet(TARGETS["ror"], (link("harvard", HARVARD.id),))
    found = verify(LinkSet(TARGETS["wikidata"], (link("harvard", item.id, digest=""),)), {item.id: item}.get, (ror,))
    assert [one.message for one in found.doubts] == [
        f"{item.id} goes with {MIT.id}, and the link of the same thing leads to {HARVARD.id}"
    ]


def test_broader_links_rejections_and_missing_terms_contradict_nothing() -> None:
    others = LinkSet(
        TARGETS["wikidata"],
        (link("hms", f"{Q}Q49121"), link("harvard", f"{Q}Q49121", rejected=True), link("mit", NO_TERM)),
    )
    assert doubts(link("hms", HARVARD.id, "broad"), link("harvard", HARVARD.id), others=(others,)) == []
    assert doubts(link("x", f"{ROR}00f54p055", rejected=True), link("y", NO_TERM)) == []


def test_what_cannot_be_looked_up_is_no_doubt() -> None:
    def unknown(iri: str) -> Record | None:
        raise NetworkError("was not asked for before", place=iri)

    found = verify(LinkSet(TARGETS["ror"], (link("mit", MIT.id), link("x", f"{ROR}00f54p055"))), unknown)
    assert [one.kind for one in found.doubts] == ["mistyped"]
    assert [(one.subject, error.place) for one, error in found.unseen] == [(f"{ID}mit", MIT.id)]
    assert found.total == 2


def test_records_are_looked_up_in_a_dump_or_asked_for() -> None:
    lookup = in_index(in_memory([HARVARD, HMS], source="ror", version="v2.9"))
    assert (lookup(HMS.id), lookup(MIT.id)) == (HMS, None)

    class Source:
        """A service that knows one record."""

        def fetch(self, web: Any, identifier: str) -> Record:  # noqa: ARG002 - as every source has it
            """The record, or the word that there is none."""
            if identifier == MIT.id:
                return MIT
            raise AbsentError("is not there (404)", place=identifier)

    asked = on_the_web(Source(), None)  # type: ignore[arg-type]
    assert (asked(MIT.id), asked(HMS.id)) == (MIT, None)


# What becomes of it


def test_doubts_become_questions_that_a_review_asks_in_spite_of_the_judgement() -> None:
    links = LinkSet(TARGETS["ror"], (link("hms", HMS.id), link("gone", f"{ROR}00f54p054")))
    asked = to_review(verify(links, KNOWN.get).doubts, "ror")
    assert [(one.subject.name, one.reason[:26]) for one in asked] == [
        ("hms", "to verify: ROR has withdra"),
        ("gone", "to verify: ROR has no reco"),
    ]
    assert [(one.record.id, one.relation) for one in asked[0].candidates] == [(HARVARD.id, "broad"), (HMS.id, "exact")]
    assert [(one.record.id, one.record.status) for one in asked[1].candidates] == [(f"{ROR}00f54p054", "withdrawn")]
    assert open_proposals(asked, links) == asked


def test_new_doubts_take_the_place_of_old_ones_and_leave_other_questions() -> None:
    def asked(slug: str, reason: str) -> Proposal:
        return Proposal(Record(f"{ID}{slug}", "atlas", slug, ()), "review", (Candidate(MIT, "exact", 0.5, ()),), reason)

    before = [asked("a", "two records"), asked("b", "to verify: old"), asked("c", "to verify: old")]
    told = with_doubts(before, [asked("c", "to verify: new")])
    assert [(one.subject.name, one.reason) for one in told] == [("a", "two records"), ("c", "to verify: new")]


# The command line


def entry(iri: str, name: str, status: str, **more: Any) -> dict[str, Any]:
    """A record as ROR publishes it, schema v2, with the fields that every one has."""
    return {
        "id": iri,
        "names": [{"value": name, "types": ["ror_display", "label"], "lang": "en"}],
        "status": status,
        "types": ["education"],
        **{part: [] for part in ("locations", "relationships", "external_ids", "domains", "links")},
        **more,
    }


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """A dump of ROR with two records, one of them withdrawn."""
    after = {"type": "successor", "id": HARVARD.id, "label": "Harvard University"}
    entries = [
        entry(HARVARD.id, "Harvard University", "active"),
        entry(HMS.id, "Harvard Medical School", "withdrawn", relationships=[after]),
    ]
    path = tmp_path / "v2.9-2026-06-01-ror-data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("v2.9-2026-06-01-ror-data.json", json.dumps(entries))
    return path


def test_the_command_puts_doubts_on_the_list_and_changes_no_link(
    credatlas: Callable[..., Any], small: Path, dump: Path
) -> None:
    project = Project(small)
    path, review = links_file(project, "ror"), review_file(project, "ror")
    rows = (link("alpha", HARVARD.id, digest=""), link("beta", HMS.id, digest="", subject_label="Beta College"))
    write_links(path, LinkSet(TARGETS["ror"], rows))
    other = Proposal(Record(f"{ID}gamma", "atlas", "Gamma", ()), "review", (Candidate(MIT, "exact", 0.5, ()),), "two")
    write_review(review, [other])
    before = path.read_bytes()
    words = ("--project", str(small), "link", "verify", "--to", "ror", "--dump", str(dump))
    done = credatlas(*words, "--format", "json")
    assert done.code == 1
    assert [(row["subject"], row["doubt"], row["instead"]) for row in json.loads(done.stdout)] == [
        (f"{ID}beta", "withdrawn", HARVARD.id)
    ]
    assert "1 of 2 links are doubtful: credatlas link review --to ror" in done.stderr
    assert path.read_bytes() == before
    assert [one.subject.name for one in read_review(review)] == ["Beta College", "Gamma"]
    write_links(path, LinkSet(TARGETS["ror"], rows[:1]))
    assert credatlas(*words).code == 0


def test_without_a_dump_and_off_line_it_is_said_what_was_not_looked_at(
    credatlas: Callable[..., Any], small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "cache"))
    write_links(links_file(Project(small), "ror"), LinkSet(TARGETS["ror"], (link("alpha", HARVARD.id),)))
    done = credatlas("--project", str(small), "link", "verify", "--to", "ror")
    assert done.code == 0
    assert "1 of 1 links were not looked at" in done.stderr
    assert "--online" in done.stderr


def test_an_unknown_source_is_refused(credatlas: Callable[..., Any], small: Path) -> None:
    done = credatlas("--project", str(small), "link", "verify", "--to", "rar")
    assert done.code == 2
    assert "there is no source 'rar'" in done.stderr
