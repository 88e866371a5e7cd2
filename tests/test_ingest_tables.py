"""Tables of sourced facts become what their sources say; what cannot be read is named with file, row and column."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from credatlas.claims.reading import parse_bytes
from credatlas.claims.snapshots import described_in
from credatlas.claims.stating import stated_in
from credatlas.errors import CombinedError, CredatlasError, DataError, UsageError
from credatlas.files import find_project
from credatlas.ingest.cells import split_names, web_address
from credatlas.ingest.claiming import stated_by
from credatlas.ingest.concepts import Lookup
from credatlas.ingest.identifying import identifier
from credatlas.ingest.introducing import introduced
from credatlas.ingest.known import Known
from credatlas.ingest.mapping import read_mapping, shipped
from credatlas.ingest.matching import match
from credatlas.ingest.model import Key, Outside, Said, Value
from credatlas.ingest.origins import marked, origins
from credatlas.ingest.passages import passages_of
from credatlas.ingest.places import jurisdiction
from credatlas.ingest.sources import concepts_of
from credatlas.ingest.tables import read_tables
from credatlas.ingest.writing import Content, source_file
from credatlas.ingest.written import read_written
from credatlas.terms import compact

ROOT = Path(__file__).resolve().parent.parent
FORM = ROOT / "src/credatlas/ingest/mappings/facts.toml"
TABLES = ROOT / "tests/fixtures/tables"


@pytest.fixture(scope="module")
def words(founding: Path) -> Lookup:
    """The labels of the concept schemes."""
    return concepts_of(find_project(founding))


@pytest.fixture
def read(words: Lookup) -> Callable[..., Outside]:
    """Reads a folder or a file of the form."""
    return lambda place: read_tables(place, shipped(), words)


def said(outside: Outside, subject: str) -> set[tuple[str, str, str]]:
    """What is said of a thing: property, value and source."""
    return {
        (compact(one.predicate), printed(one.object), one.source)
        for one in outside.statements
        if one.subject == subject
    }


def of(outside: Outside, subject: str, predicate: str) -> set[tuple[str, str]]:
    """The values of one property with their sources."""
    return {(value, source) for name, value, source in said(outside, subject) if name == predicate}


def statement(outside: Outside, subject: str, predicate: str) -> Said:
    (one,) = (s for s in outside.statements if s.subject == subject and compact(s.predicate) == predicate)
    return one


def printed(value: ox.Literal | ox.NamedNode | Value | Key) -> str:
    if isinstance(value, Value):
        return " ".join(compact(term) if isinstance(term, ox.NamedNode) else term.value for _, term in value.fields)
    if isinstance(value, Key):
        return f"→ {value.key}"
    return compact(value) if isinstance(value, ox.NamedNode) else value.value


def left(outside: Outside) -> set[tuple[str, str]]:
    """Cells that were left out, with the beginning of the reason."""
    return {(str(one.spot), one.reason.partition(":")[0].partition(" (")[0]) for one in outside.left_out}


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Changes one place of a table."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def rows(folder: Path, file: str, *cells: dict[str, str]) -> Path:
    """Writes a table of the form with some rows of which only some cells are filled."""
    with (TABLES / file).open(encoding="utf-8", newline="") as form:
        header = next(csv.reader(form))
    folder.mkdir(exist_ok=True)
    shutil.copyfile(TABLES / "sources.csv", folder / "sources.csv")
    with (folder / file).open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header, restval="")
        writer.writeheader()
        writer.writerows(cells)
    return folder


def offering(folder: Path, **cells: str) -> Path:
    """A table with one programme."""
    least = {"offering_id": "off-1", "name": "AI for Nurses", "kind": "certificate", "source_id": "src-herald"}
    return rows(folder, "offerings.csv", {**least, **cells})


# Which source a cell has


@pytest.mark.parametrize(
    ("note", "column", "expected"),
    [
        ("credits_text from (src-x); modality from (src-y)", "credits_text", ("src-x",)),
        ("credits_text from (src-x); modality from (src-y)", "modality", ("src-y",)),
        ("credits_text from (src-x); modality from (src-y)", "start_date", ("src-main",)),
        ("dates from src-x", "start_date", ("src-x",)),
        ("dates from src-x", "end_date", ("src-x",)),
        ("start_date, end_date and modality per src-x", "modality", ("src-x",)),
        ("credits_text from src-x and src-y", "credits_text", ("src-x", "src-y")),
        ("start_date only in seed-002", "start_date", ("seed-002",)),
        ("dates are from last year", "start_date", ("src-main",)),
        ("the moon from src-x", "start_date", ("src-main",)),
        ("", "start_date", ("src-main",)),
    ],
)
def test_a_remark_tells_the_source_of_columns(note: str, column: str, expected: tuple[str, ...]) -> None:
    columns = ["credits_text", "modality", "start_date", "end_date"]
    assert origins("src-main", note, columns, shipped().aliases).of(column) == expected


@pytest.mark.parametrize(
    ("cell", "text", "sources"),
    [
        ("60 ECTS (src-a)", "60 ECTS", ("src-a",)),
        ("60 ECTS (src-a, src-b)", "60 ECTS", ("src-a", "src-b")),
        ("60 ECTS (src-a); 30 more (src-b)", "60 ECTS; 30 more", ("src-a", "src-b")),
        ("60 ECTS (see src-a)", "60 ECTS (see src-a)", ()),
        ("60 ECTS", "60 ECTS", ()),
        ("", "", ()),
    ],
)
def test_a_cell_can_name_its_own_source(cell: str, text: str, sources: tuple[str, ...]) -> None:
    assert marked(cell) == (text, sources)


def test_values_have_the_source_that_the_row_its_remark_or_the_cell_names(read: Callable[..., Outside]) -> None:
    outside = read(TABLES)
    assert of(outside, "off-nord-ai", "ca:isOfferedBy") == {("→ org-nord", "src-nord-ai")}
    assert of(outside, "off-nord-ai#run", "schema:offers") == {
        ("1500 EUR unit:person 1500 EUR; per participant", "src-nord-fees")
    }
    assert of(outside, "off-nord-ai", "ca:carriesCredits") == {
        ("count:total-credits 30 30 unit:ects-credit 30 ECTS", "src-nord-fees")
    }
    assert of(outside, "off-nord-lead#run", "schema:startDate") == {("2026-10-05", "src-herald")}
    assert of(outside, "off-nord-lead#run", "schema:offers") == {("9000 NOK 9000 NOK", "src-nord-ai")}
    assert of(outside, "off-gulf-lead", "ca:hasDuration") == {("unit:week 1 1 one week", "src-herald")}
    assert of(outside, "ev-nord-hack", "ca:hasCount") >= {
        ("count:hubs 4 4 4", "src-nord-ai"),
        ("count:teams 25 25 25", "src-herald"),
        ("count:participants 108 132 about 120 participants", "src-herald"),
    }


def test_background_knowledge_of_the_reader_states_nothing(read: Callable[..., Outside]) -> None:
    outside = read(TABLES)
    names = {name for name, _, _ in said(outside, "org-nord-med")}
    assert not names & {"schema:location", "org:subOrganizationOf"}
    told = {spot for spot, reason in left(outside) if reason.startswith("background knowledge")}
    assert told == {
        "organizations.csv:3 country",
        "organizations.csv:3 city",
        "organizations.csv:3 parent_org_id",
        "organizations.csv:5 country",
        "organizations.csv:5 city",
    }


def test_what_a_page_states_of_a_place_is_stated(read: Callable[..., Outside]) -> None:
    outside = read(TABLES)
    assert of(outside, "org-nord", "schema:location") == {
        ("→ country:NO", "src-nord-ai"),
        ("→ city:NO:bergen", "src-nord-ai"),
    }
    assert of(outside, "city:NO:bergen", "schema:containedInPlace") == {("→ country:NO", "src-nord-ai")}


# What the cells of a row become


def test_a_row_becomes_a_programme_its_run_and_its_award(read: Callable[..., Outside]) -> None:
    outside = read(TABLES)
    kinds = {one.key: one.kind for one in outside.things if one.key.startswith("off-nord-ai")}
    assert kinds == {"off-nord-ai": "programme", "off-nord-ai#award": "credential", "off-nord-ai#run": "offering"}
    assert said(outside, "off-nord-ai") >= {
        ("ca:hasDuration", "unit:month 6 6 6 months", "src-nord-ai"),
        ("ca:workloadHours", "120", "src-nord-ai"),
        ("ca:statedAudience", "physicians", "src-nord-ai"),
        ("ca:statedAudience", "hospital managers", "src-nord-ai"),
        ("ca:targetsAudience", "audience:physicians", "src-nord-ai"),
        ("ca:coversTopic", "topic:ai-ethics", "src-nord-ai"),
        ("ca:hasModality", "mode:online", "src-nord-ai"),
        ("ca:prerequisite", "degree in medicine", "src-nord-ai"),
        ("schema:url", "https://nordhaven.example/ai-in-clinics", "src-nord-ai"),
        ("ca:awardsCredential", "→ off-nord-ai#award", "src-nord-ai"),
    }
    assert said(outside, "off-nord-ai#run") >= {
        ("schema:startDate", "2026-09-01", "src-nord-ai"),
        ("schema:endDate", "2027-02-28", "src-nord-ai"),
        ("ca:registrationCloses", "2026-08-15", "src-nord-ai"),
        ("ca:isOfferingOf", "→ off-nord-ai", "src-nord-ai"),
    }
    assert ("ca:statedAward", "Certificate of Clinical AI", "src-nord-ai") in said(outside, "off-nord-ai#award")


def test_the_language_of_a_page_is_only_inferred_to_be_that_of_the_course(read: Callable[..., Outside]) -> None:
    assert compact(statement(read(TABLES), "off-nord-ai", "schema:inLanguage").basis) == "basis:inferred"


def test_names_and_short_forms_are_told_apart(read: Callable[..., Outside]) -> None:
    outside = read(TABLES)
    assert of(outside, "org-nord", "ca:abbreviation") == set()  # the thing itself carries it
    (nord,) = (one for one in outside.things if one.key == "org-nord")
    assert (nord.others, nord.abbreviations, nord.country, nord.within) == (
        ("Universitetet i Nordhaven",),
        ("NHVU",),
        "NO",
        "",
    )


@pytest.mark.parametrize(
    ("cell", "others", "short"),
    [
        ("HMS|Harvard Med", ("Harvard Med",), ("HMS",)),
        ("AIM-AHEAD", (), ("AIM-AHEAD",)),
        ("Harvard", ("Harvard",), ()),
        ("| |", (), ()),
        ("", (), ()),
    ],
)
def test_a_short_form_has_several_capitals(cell: str, others: tuple[str, ...], short: tuple[str, ...]) -> None:
    assert split_names(cell) == (others, short)


def test_a_policy_and_its_dates(read: Callable[..., Outside]) -> None:
    assert said(read(TABLES), "pol-nord-ai") >= {
        ("ca:isIssuedBy", "→ org-nord", "src-herald"),
        ("ca:hasJurisdiction", "→ country:NO", "src-herald"),
        ("ca:adoptedOn", "2025-04-01", "src-herald"),
        ("ca:appliesFrom", "2026-01-01", "src-herald"),
        ("ca:statedStatus", "adopted", "src-herald"),
    }


def test_a_work_its_authors_and_its_journal(read: Callable[..., Outside]) -> None:
    outside = read(TABLES)
    assert said(outside, "ref-nord-study") >= {
        ("ca:authorList", "Ola Nordmann; Kari Nordmann", "src-nord-ai"),
        ("schema:datePublished", "2026", "src-nord-ai"),
        ("schema:volumeNumber", "3", "src-nord-ai"),
        ("schema:pagination", "e17", "src-nord-ai"),
        ("schema:isPartOf", "→ journal:nordhaven journal of machines", "src-nord-ai"),
    }
    (journal,) = (one for one in outside.things if one.name == "Nordhaven Journal of Machines")
    assert journal.kind == "journal"


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("bibo:doi", "10.1001/JAMA.2024.12630", "10.1001/jama.2024.12630"),
        ("bibo:doi", "doi: 10.1/x", None),
        ("bibo:doi", "https://doi.org/10.2196/58161", "10.2196/58161"),
        ("bibo:doi", "n/a", None),
        ("bibo:doi", "10.1001/with blank", None),
        ("bibo:pmid", "PMID: 39871336", "39871336"),
        ("bibo:pmid", "0", None),
        ("ca:rorId", "008s83205", "https://ror.org/008s83205"),
        ("ca:rorId", "https://ror.org/008s83206", None),
        ("ca:orcidId", "0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("ca:orcidId", "0000-0002-1825-0098", None),
        ("schema:issn", "0028-0836", "0028-0836"),
        ("schema:issn", "0028-0835", None),
        ("ca:isni", "000000012146438X", "0000 0001 2146 438X"),
        ("ca:wikidataId", "https://www.wikidata.org/wiki/Q49108", "Q49108"),
        ("ca:wikidataId", "Harvard", None),
    ],
)
def test_an_identifier_has_its_form_and_its_check_digit(name: str, text: str, kept: str | None) -> None:
    assert identifier(name, text) == kept


def test_two_rows_without_a_doi_are_not_one_work_because_both_say_so(
    tmp_path: Path, read: Callable[..., Outside]
) -> None:
    cells = {"source_id": "src-herald", "doi": "n/a"}
    outside = read(
        rows(
            tmp_path / "x",
            "references.csv",
            {"ref_id": "ref-1", "title": "On Machines", **cells},
            {"ref_id": "ref-2", "title": "On Robots", **cells},
        )
    )
    assert [one.identifiers for one in outside.things] == [(), ()]
    assert ("references.csv:2 doi", "not in the form of a doi") in left(outside)


def test_the_older_of_two_copies_of_a_page_is_known_by_its_remark(read: Callable[..., Outside]) -> None:
    assert read(TABLES).order == (("src-nord-ai", "src-nord-ai-old"),)


def test_a_source_keeps_title_publisher_date_class_and_the_day_of_reading(read: Callable[..., Outside]) -> None:
    (page,) = (one for one in read(TABLES).snapshots if one.key == "src-nord-fees")
    assert (page.url, page.title, page.publisher) == (
        "https://nordhaven.example/fees",
        "Tuition and fees",
        "Nordhaven University",
    )
    assert page.published is not None and page.published.value == "2026-05"
    assert page.reliability is not None and compact(page.reliability) == "rel:issuer"
    assert page.retrieved is not None and page.retrieved.value == "2026-11-20"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("NO", "country:NO"),
        ("EU", "region:european-union"),
        ("world", "region:world"),
        ("California", None),
        ("no", None),
    ],
)
def test_a_jurisdiction_is_a_country_or_a_known_region(text: str, key: str | None) -> None:
    assert jurisdiction(text) == key


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "ftp://x.example/a", "x.example", "https://", "https://x.example/a b", "http://[::1", ""],
)
def test_what_is_no_web_address_is_none(text: str) -> None:
    assert web_address(text) is None


# Values that cannot be read stay out, with the reason


@pytest.mark.parametrize(
    ("cells", "place", "reason"),
    [
        ({"price_amount": "20", "price_currency": "XYZ"}, "price_amount", "'XYZ' is no code of a currency in ISO 4217"),
        ({"price_amount": "some", "price_currency": "USD"}, "price_amount", "'some' is not one amount of money"),
        ({"effort_hours": "many"}, "effort_hours", ""),
        ({"effort_hours": "9" * 400}, "effort_hours", "a number of so many digits is a slip of the pen"),
        ({"price_amount": "9" * 60, "price_currency": "USD"}, "price_amount", "a number of so many digits"),
        ({"url": "javascript:alert(1)"}, "url", "no http or https address"),
        ({"language": "English"}, "language", "no language code such as en"),
        ({"topics": "knitting patterns"}, "topics", "no concept of the scheme topic; the words are kept"),
        ({"start_date": "2026-09-10", "registration_deadline": "2026-10-01"}, "registration_deadline", "it lies after"),
        ({"start_date": "2026-09-10", "end_date": "2026-09-01"}, "end_date", "it lies before the start"),
        ({"prerequisites": "a <b>degree</b>"}, "prerequisites", "holds markup or control characters"),
        ({"prerequisites": "a\u202edegree"}, "prerequisites", "holds markup or control characters"),
        ({"prerequisites": "a\x00degree"}, "prerequisites", "holds markup or control characters"),
    ],
)
def test_a_cell_that_is_no_value_is_left_out_with_its_reason(
    cells: dict[str, str], place: str, reason: str, tmp_path: Path, read: Callable[..., Outside]
) -> None:
    outside = read(offering(tmp_path / "x", **cells))
    told = [why for spot, why in left(outside) if spot == f"offerings.csv:2 {place}"]
    assert len(told) == 1
    assert told[0].startswith(reason)
    assert ("schema:name", "AI for Nurses", "src-herald") in {
        ("schema:name", one.name, one.source) for one in outside.things
    }


def test_a_date_that_no_calendar_has_is_kept_as_words_and_asked_about(read: Callable[..., Outside]) -> None:
    outside = read(TABLES)
    assert ("ca:hasDetail", "firstOffered 31/11/2026", "src-gulf") in said(outside, "off-gulf-cheap")
    (question,) = (one for one in outside.questions if one.about == "off-gulf-cheap")
    assert str(question.spot) == "offerings.csv:5 start_date"
    assert question.text == "31/11/2026 is no day of the calendar: what does the source mean?"


def test_a_town_without_its_country_is_left_out(read: Callable[..., Outside]) -> None:
    assert ("organizations.csv:8 city", "a town without a country may be any of that name") in left(read(TABLES))


def test_a_column_that_the_form_reads_and_the_table_lacks_is_told(tables: Path, read: Callable[..., Outside]) -> None:
    edit(tables, "offerings.csv", ",effort_hours,", ",hours,")
    reason = "the table has no such column, though the mapping reads it"
    assert ("offerings.csv:1 effort_hours", reason) in left(read(tables))


def test_other_columns_and_their_order_do_not_matter(tables: Path, read: Callable[..., Outside]) -> None:
    before = read(tables)
    path = tables / "offerings.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["colour", *reversed(list(found[0]))])
        writer.writeheader()
        writer.writerows({**row, "colour": "red"} for row in found)
    after = read(tables)
    assert set(after.statements) == set(before.statements)


def test_a_byte_order_mark_and_windows_lines_are_read(tables: Path, read: Callable[..., Outside]) -> None:
    before = read(tables)
    for path in tables.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    after = read(tables)
    assert after.statements == before.statements


def test_blank_lines_are_passed_over_and_counted(tables: Path, read: Callable[..., Outside]) -> None:
    edit(tables, "offerings.csv", "off-gulf-cheap,", "\n\noff-gulf-cheap,")
    (question,) = (one for one in read(tables).questions if one.about == "off-gulf-cheap")
    assert str(question.spot) == "offerings.csv:7 start_date"


# What makes a row unfit: each with what, where and what next


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "offerings.csv",
            "off-nord-lead,",
            "off-nord-ai,",
            "offerings.csv:3 offering_id: the key off-nord-ai stands in offerings.csv:2 already",
        ),
        (
            "events.csv",
            "ev-nord-hack,",
            "off-nord-ai,",
            "events.csv:2 event_id: the key off-nord-ai stands in offerings.csv:2 already",
        ),
        (
            "organizations.csv",
            "org-mason,",
            "src-herald,",
            "organizations.csv:8 org_id: the key src-herald stands in sources.csv:5 already",
        ),
        (
            "sources.csv",
            "src-list,",
            "src-herald,",
            "sources.csv:6 source_id: the key src-herald stands in sources.csv:5 already",
        ),
        (
            "offerings.csv",
            "off-nord-lead,",
            "off nord,",
            "offerings.csv:3 offering_id: the key 'off nord' is empty or has blanks",
        ),
        ("offerings.csv", "off-nord-lead,", ",", "offerings.csv:3 offering_id: the key '' is empty or has blanks"),
        (
            "offerings.csv",
            "off-nord-lead,",
            "off\u202enord,",
            "offerings.csv:3 offering_id: the key 'off\\u202enord' holds markup or control characters",
        ),
        (
            "offerings.csv",
            "off-nord-lead,",
            "off\x00nord,",
            "offerings.csv:3 offering_id: the key 'off\\x00nord' holds markup or control characters",
        ),
        (
            "offerings.csv",
            "off-nord-lead,",
            "off-nord-ai#run,",
            "offerings.csv:3 offering_id: the key off-nord-ai#run has a form that ingest keeps for itself",
        ),
        (
            "organizations.csv",
            "org-mason,",
            "country:US,",
            "organizations.csv:8 org_id: the key country:US has a form that ingest keeps for itself",
        ),
        (
            "organizations.csv",
            "George Mason University,",
            "<script>alert(1)</script>,",
            "organizations.csv:8 name: the name holds markup or control characters",
        ),
        (
            "organizations.csv",
            "George Mason University,",
            "George \u202eMason,",
            "organizations.csv:8 name: the name holds markup or control characters",
        ),
        (
            "organizations.csv",
            "George Mason University,",
            "George\x07Mason,",
            "organizations.csv:8 name: the name holds markup or control characters",
        ),
        ("organizations.csv", "George Mason University,", ",", "organizations.csv:8 name: the row has no name"),
        ("events.csv", ",src-nord-ai,teams", ",,teams", "events.csv:2 source_id: the row names no source"),
        (
            "events.csv",
            ",src-nord-ai,teams",
            ",src-nowhere,teams",
            "events.csv:2 source_id: the source src-nowhere could be found nowhere",
        ),
        ("events.csv", ",src-nord-ai,teams", ",src-<b>,teams", "events.csv:2 source_id: this is the key of no source"),
        ("events.csv", ",hackathon,", ",hakathon,", "events.csv:2 kind: hakathon"),
        ("offerings.csv", ",mooc,", ",picnic,", "offerings.csv:5 kind: picnic"),
        (
            "sources.csv",
            "directory that copies others,low",
            "directory that copies others,lowest",
            "sources.csv:6 reliability: the class lowest is none",
        ),
        (
            "sources.csv",
            ",2026-06-01,newspaper",
            ",last summer,newspaper",
            "sources.csv:5 page_date: 'last summer' is no date",
        ),
        (
            "sources.csv",
            ",2026-06-01,newspaper",
            ",31/11/2026,newspaper",
            "sources.csv:5 page_date: '31/11/2026' is no date",
        ),
        ("sources.csv", "https://forum.example/threads/7", "forum", "sources.csv:8 url: 'forum' is no web address"),
        (
            "sources.csv",
            "https://forum.example/threads/7",
            "javascript:alert(1)",
            "sources.csv:8 url: 'javascript:alert(1)' is no web address",
        ),
        ("policies.csv", ",2026-01-01,", ",2026-01-01", "policies.csv:2: 17 cells where the header has 18"),
        ("policies.csv", ",2026-01-01,", ",2026-01-01,,", "policies.csv:2: 19 cells where the header has 18"),
        ("conflicts.csv", ",the list is wrong,", ",<b>,", "conflicts.csv:2: holds markup or control characters"),
    ],
)
def test_an_unfit_row_is_named_with_place_and_remedy(
    file: str, old: str, new: str, told: str, tables: Path, read: Callable[..., Outside]
) -> None:
    place, _, message = told.partition(": ")
    edit(tables, file, old, new)
    with pytest.raises(DataError) as raised:
        read(tables)
    errors = raised.value.errors if isinstance(raised.value, CombinedError) else (raised.value,)
    assert errors[0].place == place
    assert message in errors[0].message
    assert all(error.hint for error in errors)
    assert raised.value.exit_code == 3


@pytest.mark.parametrize(
    ("file", "content", "place", "message"),
    [
        ("offerings.csv", b"", "offerings.csv", "is empty"),
        ("offerings.csv", b"\n\n", "offerings.csv", "is empty"),
        ("offerings.csv", "offering_id,näme\n".encode("latin-1"), "offerings.csv:1", "is not UTF-8"),
        ("offerings.csv", b"offering_id,name\na,b\nc,\xe9\n", "offerings.csv:3", "is not UTF-8"),
        ("offerings.csv", "offering_id,name\n".encode("utf-16"), "offerings.csv:1", "is not UTF-8"),
        ("offerings.csv", b"offering_id,name,source_id,provider_org_id\n", "offerings.csv:1", "has no column kind"),
        ("offerings.csv", b"offering_id,name,name,kind\n", "offerings.csv:1", "has two columns name"),
        ("offerings.csv", b'offering_id,"name\n', "offerings.csv:1", "the header cannot be read"),
        ("sources.csv", b"source_id,adress\n", "sources.csv:1", "has no column url"),
        ("conflicts.csv", b"subject,property,value_a,source_a,value_b\n", "conflicts.csv:1", "has no column source_b"),
    ],
)
def test_an_unfit_file_is_named_with_its_line(
    file: str, content: bytes, place: str, message: str, tables: Path, read: Callable[..., Outside]
) -> None:
    (tables / file).write_bytes(content)
    with pytest.raises(DataError) as raised:
        read(tables)
    assert (raised.value.place, raised.value.exit_code) == (place, 3)
    assert message in raised.value.message
    assert raised.value.hint


def test_a_quote_that_is_never_closed_is_named_with_the_line_where_the_row_begins(
    tables: Path, read: Callable[..., Outside]
) -> None:
    edit(tables, "offerings.csv", "off-nord-lead,org-nord-med,Clinical", 'off-nord-lead,org-nord-med,"Clinical')
    with pytest.raises(DataError, match="the row cannot be read") as raised:
        read(tables)
    assert raised.value.place == "offerings.csv:3"
    assert "is a quote left open" in raised.value.hint


def test_a_missing_column_suggests_the_nearest(tables: Path, read: Callable[..., Outside]) -> None:
    edit(tables, "offerings.csv", "provider_org_id", "provider_orgid")
    with pytest.raises(DataError, match="has no column provider_org_id") as raised:
        read(tables)
    assert raised.value.hint == "did you mean provider_orgid?"


def test_all_unfit_rows_are_told_at_once(tables: Path, read: Callable[..., Outside]) -> None:
    edit(tables, "offerings.csv", "off-nord-lead,", "off nord,")
    edit(tables, "organizations.csv", "George Mason University,", ",")
    with pytest.raises(CombinedError) as raised:
        read(tables)
    assert [error.place for error in raised.value.errors] == ["organizations.csv:8 name", "offerings.csv:3 offering_id"]


def test_with_a_listener_unfit_rows_are_passed_over_and_the_rest_is_read(tables: Path, words: Lookup) -> None:
    edit(tables, "offerings.csv", "off-nord-lead,", "off nord,")
    edit(tables, "sources.csv", "https://list.example/ai", "nowhere")
    told: list[CredatlasError] = []
    outside = read_tables(tables, shipped(), words, keep_going=told.append)
    assert [error.place for error in told] == [
        "sources.csv:6 url",
        "organizations.csv:11 source_id",  # which rest on the source that could not be read
        "organizations.csv:13 source_id",
        "offerings.csv:3 offering_id",
    ]
    keys = {one.key for one in outside.things}
    assert {"off-nord-ai", "off-gulf-lead", "org-trinity-ie"} <= keys
    assert not {"off-nord-lead", "org-trinity-us", "org-reason-b"} & keys


def test_rows_may_rest_on_sources_that_the_atlas_knows(tmp_path: Path, words: Lookup) -> None:
    folder = offering(tmp_path / "x", source_id="src-known")
    assert read_tables(folder, shipped(), words, sources=["src-known"]).things[0].source == "src-known"
    with pytest.raises(DataError, match="src-known could be found nowhere"):
        read_tables(folder, shipped(), words)


NASTY = [
    *(
        "",
        "n/a",
        "31/11/2026",
        "2026-02-30",
        "0000",
        "10000-01-01",
        "-1",
        "1e309",
        "9" * 400,
        "1,000,000.00",
        "40.000,50",
    ),
    *("٣٤", "१२ weeks", "½ day", "P1Y2M", "P-1D", "P99999999999999Y", "between 5 and", "over over 9", "$5", "USD USD"),
    *("<b>x</b>", "\x00", "\u202eabc", "a|b||c", "|", "(src-nord-ai)", "(src-)", "12 (src-herald) and (src-list)"),
    *("http://[", "javascript:1", "http://a/" + "x" * 5000, "US", "XX", "EU", "a" * 5000, "a\nb", "a\tb", '"', "\\"),
    *(
        "src-herald",
        "org-nord",
        "off-nord-ai",
        "off-nord-ai#run",
        "country:US",
        "city:NO:bergen",
        "journal:x",
        "\U0001f600",
    ),
    *("30 per credit; free for members; 2024: 500", "announced; dates from src-herald", "ten to the ninth weeks"),
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_whatever_stands_in_cells_the_rest_is_read_and_what_is_written_can_be_read_again(
    data: some.DataObject, words: Lookup, tmp_path: Path
) -> None:
    folder = tmp_path / "x"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(TABLES, folder)
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *found = csv.reader(file)
        for number in data.draw(some.sets(some.integers(0, len(found) - 1), max_size=3), label=path.name):
            column = data.draw(some.integers(0, len(header) - 1), label="column")
            found[number][column] = data.draw(some.sampled_from(NASTY), label=header[column])
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *found])
    told: list[CredatlasError] = []
    outside = read_tables(folder, shipped(), words, keep_going=told.append)
    assert all(error.place and error.hint for error in told)
    assert {one.source for one in outside.things} <= {one.key for one in outside.snapshots}
    matches = match(outside, Known())
    everything = [*introduced(outside.things), *outside.statements]
    whole = [
        one
        for one in everything
        if {one.subject, one.source, getattr(one.object, "key", one.subject)} <= matches.ids.keys()
    ]
    passages = passages_of(whole, matches.ids)
    snapshots = {matches.ids[one.key]: one for one in outside.snapshots}
    for source in passages.keys() & snapshots.keys():
        content = Content(source, snapshots[source], passages[source], None, frozenset(), "Typed.")
        text = source_file(content)
        document = parse_bytes(text.encode(), "x.trig", ox.RdfFormat.TRIG)
        back = read_written(document, described_in(document))
        assert back is not None
        assert stated_by(content, "x.trig", text).statements.keys() == stated_in(document).statements.keys()
        assert source_file(replace(content, snapshot=back.snapshot, passages=back.passages)) == text


# Which files are of the form


def test_one_file_is_read_with_the_table_of_sources_beside_it(read: Callable[..., Outside]) -> None:
    outside = read(TABLES / "events.csv")
    assert {one.key for one in outside.things} == {"ev-nord-hack"}
    assert outside.name == "events.csv"
    assert len(outside.snapshots) == 7


def test_a_file_under_another_name_is_known_by_its_header(tables: Path, read: Callable[..., Outside]) -> None:
    (tables / "events.csv").rename(tables / "hackathons-of-may.csv")
    assert {one.key for one in read(tables / "hackathons-of-may.csv").things} == {"ev-nord-hack"}


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe", b"subject;property\n"])
def test_a_table_of_another_form_is_refused(content: bytes, tmp_path: Path, read: Callable[..., Outside]) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="is no table of the form “tables of sourced facts”") as raised:
        read(path)
    assert "--mapping" in raised.value.hint
    assert raised.value.exit_code == 2


def test_a_folder_without_tables_is_refused(tmp_path: Path, read: Callable[..., Outside]) -> None:
    with pytest.raises(UsageError, match="is no table of the form"):
        read(tmp_path)


# Mappings


MINE = """
name = "courses of my town"
[sources]
file = "pages.csv"
key = "page"
url = "address"
[[tables]]
file = "courses.csv"
what = "offering"
key = "id"
name = "title"
source = "page"
kind = "type"
columns = [
  { name = "hours", reads = "number", property = "ca:workloadHours" },
  { name = "cost", reads = "price", with = ["money", "for"] },
]
"""


def test_a_table_of_another_form_is_read_by_a_mapping_of_its_own(tmp_path: Path, words: Lookup) -> None:
    (tmp_path / "mine.toml").write_text(MINE)
    (tmp_path / "pages.csv").write_text("page,address\np1,https://town.example/\n")
    (tmp_path / "courses.csv").write_text(
        "id,title,page,type,hours,cost,money,for\nc1,Robots,p1,short-course,12,90,EUR,\n"
    )
    outside = read_tables(tmp_path, read_mapping(tmp_path / "mine.toml"), words)
    assert of(outside, "c1", "ca:workloadHours") == {("12", "p1")}
    assert of(outside, "c1#run", "schema:offers") == {("90 EUR 90 EUR", "p1")}


def test_the_shipped_mapping_passes_its_own_check() -> None:
    assert read_mapping(FORM) == shipped()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('reads = "number"', 'reads = "numbr"', "there is no reader numbr"),
        ('property = "ca:workloadHours"', 'property = "cb:workloadHours"', "unknown prefix"),
        (', property = "ca:workloadHours"', "", "the reader number needs property"),
        (', with = ["money", "for"]', "", "the reader price needs the columns of the currency and of the remark"),
        ('reads = "number", property = "ca:workloadHours"', 'reads = "concepts", property = "ca:x"', "needs scheme"),
        ('reads = "number", property', 'reads = "concepts", scheme = "topics", property', "there is no scheme topics"),
        ('what = "offering"', 'what = "offer"', "rows cannot be “offer”"),
        ('key = "id"', 'kee = "id"', "unknown word kee"),
        ('key = "id"', "", "the mapping is not whole"),
        ('key = "id"', "key = 3", "key of the mapping is no text: 3"),
        ('with = ["money", "for"]', 'with = "money"', "beside of the mapping is no list"),
        ('with = ["money", "for"]', "with = [1, 2]", "of the mapping is no text: 1"),
        ('name = "courses of my town"', "", "the mapping lacks 'name'"),
        ('name = "courses of my town"', 'name = "x"\nnmae = "y"', "unknown word nmae"),
        ('name = "courses of my town"', 'name = "x"\naliases = 3', "aliases of the mapping is no table"),
        ('name = "courses of my town"', 'name = "x"\nretrieved = "today"', "retrieved of the mapping is no table"),
        ("[sources]", "[source]", "source"),
        ('url = "address"', 'url = "address"\nclasses = { good = "relly:good" }', "unknown prefix"),
        ("[[tables]]", "[tables]", "tables of the mapping is no list"),
        ("columns = [", "columns = [ 7,", "columns of the mapping is no table: 7"),
        ("[[tables]]", "[[tables]", "the mapping does not parse"),
    ],
)
def test_a_mapping_with_a_fault_is_refused_before_a_table_is_read(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    assert MINE.count(old) == 1
    path = tmp_path / "mine.toml"
    path.write_text(MINE.replace(old, new))
    with pytest.raises(DataError) as raised:
        read_mapping(path)
    assert message in raised.value.message
    assert raised.value.hint
    assert raised.value.place.startswith(str(path))


def test_a_pair_of_columns_is_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINE + '[pairs]\nfile = "x.csv"\nsubject = "s"\nproperty = "p"\nvalues = [["a"]]\n')
    with pytest.raises(DataError, match="values are pairs of columns") as raised:
        read_mapping(path)
    assert "source_a" in raised.value.hint


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_mapping_that_cannot_be_read_is_a_matter_of_the_call(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match="cannot be read") as raised:
        read_mapping(path)
    assert raised.value.place == "--mapping"
