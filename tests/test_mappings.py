"""Claims about links files: what is written comes back, and what is wrong is refused with file, line and column."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from credatlas.errors import CombinedError, DataError, StoreError, UsageError
from credatlas.mappings import (
    NO_TERM,
    TARGETS,
    Link,
    LinkSet,
    changed,
    read_links,
    read_mapping_set,
    render,
    target,
    write_links,
)

FIXTURES = Path(__file__).resolve().parent / "fixtures/sssom"
ID = "https://w3id.org/credatlas/id/organization/"
HARVARD = Link(
    subject=f"{ID}harvard-university",
    relation="exact",
    object="https://ror.org/03vek6s52",
    justification="CompositeMatching",
    tool="credatlas link propose",
    tool_version="0.1",
    source_version="v2.9",
    date="2026-11-25",
    confidence=0.99,
    comment='its "full name" is unique',
    subject_label="Harvard University",
    object_label="Harvard University",
    status="active",
    digest="8222e32d8a26e444d64b1b47590c252546dfe162616956099dad1fe3c1b8fae7",
)
BY_HAND = {"source_version": "v2.9", "date": "2026-11-25", "subject_label": "Harvard Medical School"}
SCHOOL = f"{ID}harvard-medical-school"
NONE = Link(SCHOOL, "exact", NO_TERM, by="https://orcid.org/0000-0002-1825-0097", comment="withdrawn", **BY_HAND)
BROADER = Link(SCHOOL, "broad", "https://ror.org/03vek6s52", by="Ann Example", comment="its successor", **BY_HAND)
REJECTED = Link(
    SCHOOL, "exact", "https://ror.org/03vek6s52", rejected=True, by="Ann Example", comment="the university", **BY_HAND
)

HEAD = """\
#sssom_version: '1.1'
#curie_map:
#  ca: https://w3id.org/credatlas/ontology#
#  orcid: https://orcid.org/
#  organization: https://w3id.org/credatlas/id/organization/
#  ror: https://ror.org/
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
#  sssom: https://w3id.org/sssom/
#  xsd: http://www.w3.org/2001/XMLSchema#
#mapping_set_id: https://w3id.org/credatlas/links/ror
#mapping_set_title: credatlas to ROR
#license: https://creativecommons.org/publicdomain/zero/1.0/
#subject_source: https://w3id.org/credatlas/
#extension_definitions:
#- slot_name: object_digest
#  property: ca:targetDigest
#  type_hint: xsd:string
#- slot_name: object_status
#  property: ca:targetStatus
#  type_hint: xsd:string
"""
COLUMNS = (
    "subject_id subject_label predicate_id predicate_modifier object_id object_label mapping_justification reviewer_id "
    "reviewer_label object_source object_source_version mapping_tool mapping_tool_version mapping_date confidence "
    "comment object_status object_digest"
).split()


def row(**cells: str) -> str:
    """A row that a person decided on, with some cells changed; no cell needs quotation marks."""
    usual = {
        "subject_id": "organization:mit",
        "predicate_id": "skos:exactMatch",
        "object_id": "ror:042nb2s44",
        "mapping_justification": "semapv:ManualMappingCuration",
        "reviewer_label": "Ann Example",
        "mapping_date": "2026-11-25",
        "comment": "because",
    }
    return "\t".join({**usual, **cells}.get(name, "") for name in COLUMNS)


def read(tmp_path: Path, *rows: str, head: str = HEAD, columns: str = "\t".join(COLUMNS)) -> LinkSet:
    path = tmp_path / "ror.sssom.tsv"
    path.write_text("".join(f"{line}\n" for line in (head.rstrip("\n"), columns, *rows)), encoding="utf-8")
    return read_links(path, "data/links/ror.sssom.tsv")


# What is written


def test_links_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "links" / "ror.sssom.tsv"
    write_links(path, LinkSet(TARGETS["ror"], (HARVARD, NONE, BROADER, REJECTED)))
    found = read_links(path)
    assert set(found.links) == {HARVARD, NONE, BROADER, REJECTED}
    assert [link.line for link in found.links] == [23, 24, 25, 26]
    assert found.accepted == (BROADER, HARVARD)


def test_the_table_is_what_a_person_would_write() -> None:
    text = render(LinkSet(TARGETS["ror"], (HARVARD, NONE)))
    assert text == HEAD + "\t".join(COLUMNS) + (
        "\norganization:harvard-medical-school\tHarvard Medical School\tskos:exactMatch\t\tsssom:NoTermFound\t\t"
        "semapv:ManualMappingCuration\torcid:0000-0002-1825-0097\t\thttps://ror.org/\tv2.9\t\t\t2026-11-25\t\twithdrawn\t\t"
        "\norganization:harvard-university\tHarvard University\tskos:exactMatch\t\tror:03vek6s52\tHarvard University\t"
        "semapv:CompositeMatching\t\t\thttps://ror.org/\tv2.9\tcredatlas link propose\t0.1\t2026-11-25\t0.99\t"
        '"its ""full name"" is unique"\tactive\t8222e32d8a26e444d64b1b47590c252546dfe162616956099dad1fe3c1b8fae7\n'
    )


def test_the_same_links_in_any_order_give_the_same_bytes() -> None:
    links = (HARVARD, NONE, BROADER, REJECTED)
    assert len({render(LinkSet(TARGETS["ror"], order)) for order in (links, links[::-1], links[2:] + links[:2])}) == 1
    rows = [line.split("\t") for line in render(LinkSet(TARGETS["ror"], links)).splitlines()[22:]]
    assert [(cells[0][13:], cells[2][5:], cells[3], cells[4]) for cells in rows] == [
        ("harvard-medical-school", "exactMatch", "", "sssom:NoTermFound"),
        ("harvard-medical-school", "broadMatch", "", "ror:03vek6s52"),
        ("harvard-medical-school", "exactMatch", "Not", "ror:03vek6s52"),
        ("harvard-university", "exactMatch", "", "ror:03vek6s52"),
    ]


def test_breaks_and_control_characters_never_get_into_a_cell(tmp_path: Path) -> None:
    odd = dataclasses.replace(BROADER, comment="one\ttwo\nthree\x1b[31m \x00four", object_label=" a  b ")
    path = tmp_path / "ror.sssom.tsv"
    write_links(path, LinkSet(TARGETS["ror"], (odd,)))
    (link,) = read_links(path).links
    assert (link.comment, link.object_label) == ("one two three [31m four", "a b")


def test_a_row_about_the_same_thing_and_record_takes_the_place_of_the_old_one() -> None:
    again = dataclasses.replace(REJECTED, rejected=False, comment="it is after all")
    assert changed(LinkSet(TARGETS["ror"], (HARVARD, REJECTED)), [again, NONE]).links == (HARVARD, again, NONE)


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "ror.sssom.tsv"
    path.mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        write_links(path, LinkSet(TARGETS["ror"], (HARVARD,)))
    assert list(tmp_path.iterdir()) == [path]


def test_no_file_means_no_links(tmp_path: Path) -> None:
    assert read_links(tmp_path / "wikidata.sssom.tsv").links == ()


# What others write


def test_the_examples_of_the_standard_are_read() -> None:
    table = read_mapping_set(FIXTURES / "no_term_found.sssom.tsv", "a.tsv")
    assert [table.iri(row, "object_id") for row in table.rows] == ["http://purl.obolibrary.org/obo/MP_0000003", NO_TERM]
    assert table.value(table.rows[0], "subject_source") == "obo:hp"
    assert table.metadata["creator_id"] == ["orcid:0000-0002-7356-1779"]
    foodie = read_mapping_set(FIXTURES / "foodie-inc-2022-05-01.sssom.tsv", "b.tsv")
    assert [foodie.value(row, "confidence") for row in foodie.rows] == ["0.95", "1.0", "0.9", "1.0", "1.0"]
    assert foodie.value(foodie.rows[1], "mapping_date") == "2022-05-02"
    assert foodie.value(foodie.rows[2], "comment").startswith(
        'We could map to FOODON:00004187 instead which more specifically refers to "raw" Pink apples.'
    )
    assert str(foodie.metadata["comment"]).endswith("Decided against to be consistent with other mapping choices.")
    cardinality = read_mapping_set(FIXTURES / "cardinality-with-unmapped-entities.sssom.tsv", "c.tsv")
    assert [cardinality.value(row, "mapping_cardinality") for row in cardinality.rows] == ["1:0", "1:1", "0:1", "0:0"]


def test_the_mappings_of_the_ontology_are_read(repo: Path) -> None:
    table = read_mapping_set(repo / "ontology/mappings/vivo.sssom.tsv", "vivo.sssom.tsv")
    assert table.iri(table.rows[1], "object_id") == "http://vivoweb.org/ontology/core#Company"


def test_a_mark_at_the_beginning_and_line_ends_of_windows_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "ror.sssom.tsv"
    text = render(LinkSet(TARGETS["ror"], (HARVARD,)))
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_links(path).links == (HARVARD,)


def test_who_decided_is_the_author_where_nobody_reviewed(tmp_path: Path) -> None:
    columns = "\t".join([*COLUMNS, "author_id"])
    found = read(tmp_path, row(reviewer_label="") + "\torcid:0000-0002-1825-0097", columns=columns)
    assert found.links[0].by == "https://orcid.org/0000-0002-1825-0097"


# The published schema


def document(path: Path) -> dict[str, Any]:
    """A mapping set as the published schema wants it, read without the code under test but for the head."""
    schema = json.loads((FIXTURES / "mapping-set.schema.json").read_text())
    slots = schema["$defs"]["Mapping"]["properties"]
    lines = path.read_text(encoding="utf-8").splitlines()
    body = [line for line in lines if not line.startswith("#")]
    mappings = []
    for cells in csv.DictReader(body, delimiter="\t"):
        mapping = {name: value for name, value in cells.items() if value and name in slots}
        mappings.append({name: typed(value, slots[name].get("type", "")) for name, value in mapping.items()})
    return {**read_mapping_set(path, path.name).metadata, "mappings": mappings}


def typed(value: str, kinds: str | list[str]) -> Any:
    if "array" in kinds:
        return value.split("|")
    return float(value) if "number" in kinds else value


def objections(path: Path) -> list[str]:
    schema = json.loads((FIXTURES / "mapping-set.schema.json").read_text())
    checker = jsonschema.Draft201909Validator(schema)
    return [error.message for error in checker.iter_errors(document(path))]


def test_what_is_written_is_valid_by_the_published_schema(tmp_path: Path) -> None:
    path = tmp_path / "ror.sssom.tsv"
    write_links(path, LinkSet(TARGETS["ror"], (HARVARD, NONE, BROADER, REJECTED)))
    assert objections(path) == []
    path.write_text(
        path.read_text().replace("semapv:CompositeMatching", "semapv:Guessing").replace("\tNot\t", "\tNo\t")
    )
    with pytest.raises(CombinedError):
        read_mapping_set(path, "x")


def test_every_committed_links_file_is_valid_by_the_published_schema(repo: Path) -> None:
    for path in sorted((repo / "data/links").glob("*.sssom.tsv")):
        assert objections(path) == [], path.name
        text = path.read_text(encoding="utf-8")
        assert render(read_links(path)) == text, f"{path.name} is not as `credatlas link` writes it"


# What is refused, with line and column: the head has 21 lines, the columns stand in line 22


BAD_ROWS = {
    "a prefix that nobody declared": (
        row(object_id="rar:042nb2s44"),
        ":23:36: object_id “rar:042nb2s44” is no compact",
    ),
    "an id of something else": (
        row(subject_id="ca:University"),
        ":23:1: subject_id “ca:University” is no thing of the",
    ),
    "a record of another source": (
        row(object_id="orcid:0000-0002-1825-0097"),
        ":23:36: object_id “orcid:0000-0002-1825-",
    ),
    "a record in no form of the source": (row(object_id="ror:harvard"), "“ror:harvard” is no record of ROR"),
    "a property that links nothing": (
        row(predicate_id="skos:narrowMatch"),
        ":23:19: predicate_id “skos:narrowMatch” is no",
    ),
    "no record": (row(object_id=""), ":23:1: object_id is missing"),
    "a day of no calendar": (row(mapping_date="2026-02-30"), "mapping_date cannot be “2026-02-30”"),
    "no day": (row(mapping_date=""), "mapping_date is missing"),
    "no reason": (row(comment=""), "comment is missing"),
    "nobody who decided": (row(reviewer_label=""), "reviewer_id is missing"),
    "several who decided": (row(reviewer_id="orcid:0000-0002-1825-0097|orcid:0000-0001-5109-3700"), "is no ORCID iD"),
    "somebody without an ORCID iD": (row(reviewer_id="ror:042nb2s44"), "reviewer_id “ror:042nb2s44” is no ORCID iD"),
    "no tool that decided": (row(mapping_justification="semapv:CompositeMatching"), "mapping_tool is missing"),
    "a justification that semapv lacks": (
        row(mapping_justification="semapv:Guess"),
        "“semapv:Guess” is no justification",
    ),
    "a modifier in other letters": (row(predicate_modifier="not"), ":23:35: predicate_modifier cannot be “not”"),
    "a confidence beyond one": (row(confidence="1.5"), "confidence cannot be “1.5”"),
    "a confidence that is no number": (row(confidence="nan"), "confidence cannot be “nan”"),
    "another source": (row(object_source="https://orcid.org/"), "object_source is https://orcid.org/"),
    "an unheard-of status": (row(object_status="gone"), "object_status is gone"),
    "a short digest": (row(object_digest="abc"), "object_digest is no SHA-256"),
    "no term, rejected": (
        row(object_id="sssom:NoTermFound", predicate_modifier="Not"),
        "object_id says that there is no term",
    ),
    "no term, broader": (
        row(object_id="sssom:NoTermFound", predicate_id="skos:broadMatch"),
        "says that there is no term",
    ),
    "a cell too few": (row().rpartition("\t")[0], "has 17 cells where 18 are needed"),
    "a cell too many": (row() + "\tx", ":23:119: has 19 cells where 18 are needed"),
    "an open quotation mark": (row(comment='"because'), "a quotation mark is not closed"),
    "text behind a quotation": (row(comment='"a" b'), "a quotation mark is not closed, or something stands behind it"),
    "a control character": (row(comment="a\x1b[31mb"), "a control character"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    bad, message = BAD_ROWS[name]
    with pytest.raises(DataError) as caught:
        read(tmp_path, bad)
    assert "data/links/ror.sssom.tsv:23:" in str(caught.value)
    assert message in str(caught.value)


def test_all_bad_rows_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CombinedError) as caught:
        read(tmp_path, row(mapping_date=""), row(subject_id="organization:who", comment=""))
    assert [error.place.rsplit(":", 2)[1] for error in caught.value.errors] == ["23", "24"]


def test_a_pair_stands_once_and_is_not_both_accepted_and_rejected(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r":24:1: repeats the link of line 23"):
        read(tmp_path, row(), row(comment="again"))
    with pytest.raises(DataError, match=r":24:1: both accepts and rejects the link of line 23"):
        read(tmp_path, row(), row(predicate_modifier="Not"))


def test_a_thing_without_a_term_has_no_exact_link(tmp_path: Path) -> None:
    nothing = row(object_id="sssom:NoTermFound")
    with pytest.raises(DataError, match=r":24:1: links a thing of which line 23 says that there is no term"):
        read(tmp_path, nothing, row())
    assert len(read(tmp_path, nothing, row(predicate_id="skos:broadMatch")).links) == 2


BAD_HEADS = {
    "no licence": (HEAD.replace("#license", "#licence"), ":1: license is missing"),
    "a key twice": (HEAD + "#license: x\n", ":22:2: “license: x” license stands twice"),
    "a line that is no YAML": (HEAD + "#what is this\n", ":22:2: “what is this” is no `key: value`"),
    "an open quotation": (HEAD.replace("'1.1'", "'1.1"), ":1:2: “sssom_version: '1.1” has a quotation mark too few"),
    "a namespace that is none": (HEAD.replace("https://ror.org/", "ror org"), ":1: the namespace of ror: is “ror org”"),
    "an anchor": (HEAD + "#comment: &a b\n", "uses more of YAML than such heads do"),
    "a list of prefixes": (HEAD.replace("#  ror: https://ror.org/", "#  - ror"), "is no `key: value`"),
    "a comment below the columns": (HEAD + "\t".join(COLUMNS) + "\n#late\n", ":23:1: a comment between the rows"),
}


@pytest.mark.parametrize("name", BAD_HEADS)
def test_a_bad_head_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    head, message = BAD_HEADS[name]
    with pytest.raises(DataError) as caught:
        read(tmp_path, row(), head=head)
    assert f"data/links/ror.sssom.tsv{message}" in str(caught.value) or message in str(caught.value)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            "\t".join(COLUMNS).replace("confidence", "confidense"),
            "“confidense” is no column of SSSOM\n  hint: did you mean conf",
        ),
        ("\t".join(COLUMNS).replace("comment", "subject_id"), "the column subject_id stands twice"),
        ("", ":22:1: there are no columns"),
    ],
)
def test_columns_are_those_of_the_standard_or_declared(columns: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, row(), columns=columns)
    assert message in str(caught.value)


def test_a_file_that_is_no_text_or_of_no_source_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ror.sssom.tsv"
    path.write_bytes(b"#license: \xff\n")
    with pytest.raises(DataError, match="is not UTF-8"):
        read_links(path)
    with pytest.raises(DataError) as caught:
        read_links(tmp_path / "wikidatta.sssom.tsv")
    assert caught.value.hint == "did you mean wikidata?"


# Identifiers


@pytest.mark.parametrize(
    ("source", "written", "iri"),
    [
        ("ror", "03VEK6S52", "https://ror.org/03vek6s52"),
        ("ror", "ror.org/03vek6s52", "https://ror.org/03vek6s52"),
        ("ror", "ror:03vek6s52", "https://ror.org/03vek6s52"),
        ("wikidata", "Q13371", "http://www.wikidata.org/entity/Q13371"),
        ("wikidata", "https://www.wikidata.org/wiki/Q13371", "http://www.wikidata.org/entity/Q13371"),
        ("doi", "http://dx.doi.org/10.1186/S12909-025-06719-5", "https://doi.org/10.1186/s12909-025-06719-5"),
        ("orcid", "0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("issn", "0028-0836", "https://portal.issn.org/resource/ISSN/0028-0836"),
        ("dbpedia", "http://dbpedia.org/resource/Harvard_University", "http://dbpedia.org/resource/Harvard_University"),
    ],
)
def test_an_identifier_is_known_however_it_is_written(source: str, written: str, iri: str) -> None:
    assert target(source).iri_of(written) == iri


@pytest.mark.parametrize(
    ("source", "written"), [("ror", "Q13371"), ("wikidata", "13371"), ("doi", "10.1/x"), ("ror", "")]
)
def test_what_is_no_identifier_of_the_source_is_refused(source: str, written: str) -> None:
    with pytest.raises(UsageError, match="is no identifier of"):
        target(source).iri_of(written)


def test_a_source_that_is_not_known_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        target("wikidat")
    assert (caught.value.place, caught.value.hint) == ("--to", "did you mean wikidata?")
