"""Claims about enriching: what linked records state comes in once, as a source that may agree or contradict."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from credatlas.claims.outside import Key
from credatlas.errors import NetworkError, UsageError
from credatlas.fetch import Web
from credatlas.files import Project, find_project
from credatlas.ingest import Summary, alone, ingest, write
from credatlas.link.enriching import HOW, from_links
from credatlas.link.sources import doi
from credatlas.mappings import NO_TERM, TARGETS, Link, LinkSet, links_file, write_links
from credatlas.terms import compact
from recorded import record, web_with

ID = "https://w3id.org/credatlas/id/"
HARVARD, BMC = "https://ror.org/03vek6s52", "https://doi.org/10.1186/s12909-025-06719-5"
ROR_RECORD: dict[str, Any] = {
    "id": HARVARD,
    "status": "active",
    "types": ["education"],
    "established": 1636,
    "domains": ["harvard.edu"],
    "names": [{"value": "Harvard University", "types": ["label", "ror_display"], "lang": "en"}],
    "links": [{"type": "website", "value": "https://www.harvard.edu"}],
    "locations": [
        {"geonames_id": 1, "geonames_details": {"country_code": "US", "country_name": "x", "name": "Cambridge"}}
    ],
    "external_ids": [
        {"type": "wikidata", "preferred": "Q13371", "all": ["Q13371", "Q99"]},
        {"type": "isni", "preferred": None, "all": ["0000 0004 1936 754X"]},
        {"type": "grid", "preferred": "grid.38142.3c", "all": ["grid.38142.3c"]},
    ],
    "relationships": [],
    "admin": {"last_modified": {"date": "2026-05-01"}},
}
ARTICLE: dict[str, Any] = {
    "DOI": "10.1186/s12909-025-06719-5",
    "type": "journal-article",
    "title": "A title that Crossref has",
    "author": [{"given": "Eva", "family": "Feigerlova"}, {"given": "Hind", "family": "Hani"}],
    "issued": {"date-parts": [[2025, 1, 27]]},
    "volume": "25",
    "container-title": "BMC Medical Education",
    "ISSN": ["1472-6920"],
    "is-referenced-by-count": 3,
}


@pytest.fixture
def project(atlas: Path) -> Project:
    """A project with countries and regions, without links yet."""
    shutil.rmtree(atlas / "data/links", ignore_errors=True)
    return find_project(atlas)


def link(project: Project, source: str, *rows: tuple[str, str], **more: Any) -> None:
    """Accepts exact links: thing and record."""
    given = {"by": "Anna", "date": "2026-11-25", "comment": "looked at both", **more}
    links = tuple(Link(ID + thing, "exact", iri, **given) for thing, iri in rows)
    write_links(links_file(project, source), LinkSet(TARGETS[source], links))


def ror_web(folder: Path, **changed: Any) -> Web:
    url = "https://api.ror.org/v2/organizations/03vek6s52"
    return web_with(folder, {url: {**ROR_RECORD, **changed}})


def take_in(project: Project, web: Web, source: str, **more: Any) -> Summary:
    """Brings in what the links of a source lead to."""
    with alone(project):
        summary = ingest(project, from_links(project, web, source, **more), how=HOW)
        write(summary)
    return summary


def stated(project: Project, name: str, subject: str) -> set[tuple[str, str, str]]:
    """What a source file states of a thing: property, value, passage."""
    data = (project.data / f"sources/{name}.trig").read_bytes()
    found = set()
    for quad in ox.parse(data, format=ox.RdfFormat.TRIG):
        if quad.subject == ox.NamedNode(ID + subject):
            value = quad.object.value if isinstance(quad.object, ox.Literal) else compact(quad.object)
            found.add((compact(quad.predicate), value, quad.graph_name.value.rpartition(".")[2]))
    return found


def test_an_organisation_gets_year_place_and_identifiers_with_the_record_as_evidence(
    project: Project, tmp_path: Path
) -> None:
    link(project, "ror", ("organization/harvard-university", HARVARD))
    summary = take_in(project, ror_web(tmp_path), "ror")
    facts = stated(project, "ror-03vek6s52", "organization/harvard-university")
    assert {(name, value) for name, value, _ in facts} == {
        ("ca:rorId", HARVARD),
        ("ca:wikidataId", "Q13371"),
        ("ca:isni", "0000 0004 1936 754X"),
        ("schema:foundingDate", "1636"),
        ("schema:location", "place:us"),
        ("schema:location", "place:cambridge-us"),
    }
    assert {name for name, _, passage in facts if passage == "normalised"} >= {"schema:foundingDate", "ca:isni"}
    text = (project.data / "sources/ror-03vek6s52.trig").read_text()
    assert "<https://api.ror.org/v2/organizations/03vek6s52>" in text
    assert 'ca:retrievedOn "2026-11-20"^^xsd:date' in text
    assert "schema:publisher organization:ror" in text
    assert compact(summary.new[-1]) == "place:cambridge-us"


def test_the_same_records_again_change_nothing_also_when_only_a_time_stamp_did(
    project: Project, tmp_path: Path
) -> None:
    link(project, "ror", ("organization/harvard-university", HARVARD))
    take_in(project, ror_web(tmp_path / "a"), "ror")
    assert take_in(project, ror_web(tmp_path / "a"), "ror").files == {}
    touched = {"admin": {"last_modified": {"date": "2026-11-01"}}}
    assert take_in(project, ror_web(tmp_path / "b", **touched), "ror").files == {}


def test_a_record_that_says_otherwise_later_is_another_snapshot(project: Project, tmp_path: Path) -> None:
    link(project, "ror", ("organization/harvard-university", HARVARD))
    take_in(project, ror_web(tmp_path / "a"), "ror")
    summary = take_in(project, ror_web(tmp_path / "b", established=1650), "ror")
    assert sorted(path.name for path in (project.data / "sources").glob("ror-03*")) == [
        "ror-03vek6s52-2.trig",
        "ror-03vek6s52.trig",
    ]
    later = (project.data / "sources/ror-03vek6s52-2.trig").read_text()
    assert "ca:laterThan source:ror-03vek6s52" in later
    assert len(summary.contradictions) == 1


def test_a_work_gets_its_reference_and_its_journal_is_the_one_that_is_known(project: Project, tmp_path: Path) -> None:
    link(project, "doi", ("work/feigerlova-2025", BMC))
    take_in(project, web_with(tmp_path, {BMC: ARTICLE}, doi.ACCEPT), "doi")
    name = "doi-10-1186-s12909-025-06719-5"
    assert {(one, value) for one, value, _ in stated(project, name, "work/feigerlova-2025")} == {
        ("schema:name", "A title that Crossref has"),
        ("ca:authorList", "Eva Feigerlova; Hind Hani"),
        ("schema:datePublished", "2025-01-27"),
        ("schema:volumeNumber", "25"),
        ("bibo:doi", "10.1186/s12909-025-06719-5"),
        ("schema:isPartOf", "journal:bmc-medical-education"),
    }
    assert ("schema:issn", "1472-6920") in {
        (one, value) for one, value, _ in stated(project, name, "journal/bmc-medical-education")
    }


def test_a_work_that_is_cited_once_more_is_the_same_snapshot(project: Project, tmp_path: Path) -> None:
    link(project, "doi", ("work/feigerlova-2025", BMC))
    take_in(project, web_with(tmp_path / "a", {BMC: ARTICLE}, doi.ACCEPT), "doi")
    cited = {**ARTICLE, "is-referenced-by-count": 4}
    assert take_in(project, web_with(tmp_path / "b", {BMC: cited}, doi.ACCEPT), "doi").files == {}


def test_a_dump_is_one_source_for_all_of_its_records(project: Project, tmp_path: Path) -> None:
    dump = tmp_path / "v9.9-2026-06-01-ror-data.zip"
    with zipfile.ZipFile(dump, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("v9.9-2026-06-01-ror-data.json", json.dumps([ROR_RECORD]))
    link(
        project, "ror", ("organization/harvard-university", HARVARD), ("organization/mit", "https://ror.org/042nb2s44")
    )
    summary = take_in(project, web_with(tmp_path, {}), "ror", dump=dump)
    assert [one.text for one in summary.left_out if "is not in" in one.reason] == [""]
    text = (project.data / "sources/ror-data-v9-9-2026-06-01.trig").read_text()
    assert 'schema:datePublished "2026-06-01"^^xsd:date' in text
    assert 'schema:foundingDate "1636"^^xsd:gYear' in text
    assert take_in(project, web_with(tmp_path, {}), "ror", dump=dump).files == {}


def test_a_country_that_is_one_town_is_one_place(project: Project, tmp_path: Path) -> None:
    link(project, "ror", ("organization/ntu-singapore", "https://ror.org/02e7b5302"))
    spot = {"country_code": "SG", "country_name": "Singapore", "name": "Singapore"}
    said = {
        **ROR_RECORD,
        "id": "https://ror.org/02e7b5302",
        "locations": [{"geonames_id": 1, "geonames_details": spot}],
    }
    outside = from_links(project, web_with(tmp_path, {"https://api.ror.org/v2/organizations/02e7b5302": said}), "ror")
    assert outside.things == ()
    assert [one.object for one in outside.statements if one.predicate.value.endswith("location")] == [Key("country:SG")]


def test_only_accepted_exact_links_count(project: Project, tmp_path: Path) -> None:
    common: dict[str, Any] = {"by": "Anna", "date": "2026-11-25", "comment": "looked at both"}
    harvard = f"{ID}organization/harvard-university"
    rows = (
        Link(harvard, "exact", HARVARD, rejected=True, **common),
        Link(f"{ID}organization/harvard-medical-school", "broad", HARVARD, **common),
        Link(f"{ID}organization/hsil", "exact", NO_TERM, **{**common, "source_version": "v2.9"}),
    )
    write_links(links_file(project, "ror"), LinkSet(TARGETS["ror"], rows))
    with pytest.raises(UsageError, match="no exact link into ror is accepted"):
        from_links(project, ror_web(tmp_path), "ror")


def test_offline_what_was_never_asked_for_is_left_out_or_said(project: Project, tmp_path: Path) -> None:
    rows = (("organization/harvard-university", HARVARD), ("organization/mit", "https://ror.org/042nb2s44"))
    link(project, "ror", *rows)
    outside = from_links(project, ror_web(tmp_path / "a"), "ror")
    assert [(one.spot.column, "was not asked for before" in one.reason) for one in outside.left_out] == [
        ("https://ror.org/042nb2s44", True)
    ]
    with pytest.raises(NetworkError) as caught:
        from_links(project, web_with(tmp_path / "b", {}), "ror")
    assert "--online" in caught.value.hint


def test_a_record_that_is_gone_is_told_and_the_rest_comes_in(project: Project, tmp_path: Path) -> None:
    rows = (("organization/harvard-university", HARVARD), ("organization/mit", "https://ror.org/042nb2s44"))
    link(project, "ror", *rows)
    web = ror_web(tmp_path)
    record(web, "https://api.ror.org/v2/organizations/042nb2s44", None)
    outside = from_links(project, web, "ror")
    assert [one.reason for one in outside.left_out] == ["is not there (404)"]
    assert len(outside.snapshots) == 1


@pytest.mark.parametrize("source", ["rorr", "", "isni"])
def test_a_source_that_nothing_is_read_from_is_refused(project: Project, tmp_path: Path, source: str) -> None:
    with pytest.raises(UsageError) as caught:
        from_links(project, web_with(tmp_path, {}), source)
    assert caught.value.place == "--from"


def test_the_command_writes_nothing_when_dry_and_the_files_else(
    project: Project, tmp_path: Path, credatlas: Callable[..., Any]
) -> None:
    dump = tmp_path / "v9.9-2026-06-01-ror-data.zip"
    with zipfile.ZipFile(dump, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("v9.9-2026-06-01-ror-data.json", json.dumps([ROR_RECORD]))
    link(project, "ror", ("organization/harvard-university", HARVARD))
    asked = ["link", "enrich", "--from", "ror", "--project", str(project.root)]
    missing = credatlas(*asked)
    assert (missing.code, "--online" in missing.stderr) == (6, True)
    dry = credatlas(*asked, "--dump", str(dump), "--dry-run", "--format", "json")
    assert (dry.code, json.loads(dry.stdout)["written"]) == (0, False)
    assert not list((project.data / "sources").glob("ror-data-*"))
    done = credatlas(*asked, "--dump", str(dump))
    assert (done.code, done.stdout.splitlines()[0]) == (0, "records of ROR")
    assert [path.name for path in (project.data / "sources").glob("ror-data-*")] == ["ror-data-v9-9-2026-06-01.trig"]
    checked = credatlas("check", "--project", str(project.root))
    assert "ror-data-v9-9" not in checked.stdout, checked.shown
