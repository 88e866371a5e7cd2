"""Claims about reading DOIs: what Crossref and DataCite state of a work, and what is no statement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from credatlas.errors import DataError, UsageError
from credatlas.link.sources import doi
from recorded import web_with

CSL, SCHEMA = doi.ACCEPT
BMC = "https://doi.org/10.1186/s12909-025-06719-5"
ZENODO = "https://doi.org/10.5281/zenodo.50213"
# the fields that Crossref sends for this article, without those that nobody reads here
ARTICLE: dict[str, Any] = {
    "indexed": {"date-parts": [[2026, 11, 19]], "timestamp": 1},
    "is-referenced-by-count": 12,
    "type": "journal-article",
    "publisher": "Springer Science and Business Media LLC",
    "DOI": "10.1186/S12909-025-06719-5",
    "title": "Artificial intelligence education in <i>medicine</i> &amp;amp; beyond",
    "author": [
        {"given": "Eva", "family": "Feigerlova", "sequence": "first", "affiliation": []},
        {"given": "Hind", "family": "Hani", "sequence": "additional"},
        {"literal": "A Working Group"},
    ],
    "issued": {"date-parts": [[2025, 1, 27]]},
    "volume": "25",
    "issue": "1",
    "article-number": "129",
    "container-title": "BMC Medical Education",
    "ISSN": ["1472-6920", "n/a"],
}
DATASET = {
    "@context": "http://schema.org",
    "@type": "Dataset",
    "@id": "https://doi.org/10.5281/zenodo.50213",
    "name": "A data set",
    "author": {"@type": "Person", "name": "Doe, Jane", "givenName": "Jane", "familyName": "Doe"},
    "datePublished": "2016-04-20T10:00:00Z",
    "publisher": {"@type": "Organization", "name": "Zenodo"},
}


def test_crossref_states_a_reference(tmp_path: Path) -> None:
    facts = doi.facts(web_with(tmp_path, {BMC: ARTICLE}, doi.ACCEPT), "10.1186/s12909-025-06719-5")
    assert facts == (
        ("schema:name", "Artificial intelligence education in medicine & beyond"),
        ("ca:authorList", "Eva Feigerlova; Hind Hani; A Working Group"),
        ("schema:datePublished", "2025-01-27"),
        ("schema:volumeNumber", "25"),
        ("schema:issueNumber", "1"),
        ("schema:pagination", "129"),
        ("bibo:doi", "10.1186/s12909-025-06719-5"),
        ("journal", "BMC Medical Education"),
        ("journal-issn", "1472-6920"),
    )


def test_datacite_states_it_in_the_words_of_schema_org(tmp_path: Path) -> None:
    facts = doi.facts(web_with(tmp_path, {ZENODO: DATASET}, doi.ACCEPT, kind=SCHEMA), ZENODO)
    assert facts == (
        ("schema:name", "A data set"),
        ("ca:authorList", "Jane Doe"),
        ("schema:datePublished", "2016-04-20"),
        ("bibo:doi", "10.5281/zenodo.50213"),
    )


def test_a_work_is_a_record_that_does_not_change_when_it_is_cited(tmp_path: Path) -> None:
    record = doi.fetch(web_with(tmp_path / "a", {BMC: ARTICLE}, doi.ACCEPT), BMC)
    cited = {**ARTICLE, "is-referenced-by-count": 13, "indexed": {"timestamp": 2}}
    corrected = {**ARTICLE, "title": "Another title"}
    assert (record.id, record.source, record.founded) == (BMC, "doi", 2025)
    assert record.identifiers == (("doi", "10.1186/s12909-025-06719-5"), ("issn", "1472-6920"))
    assert record.kinds == ("journal-article",)
    assert doi.fetch(web_with(tmp_path / "b", {BMC: cited}, doi.ACCEPT), BMC).digest == record.digest
    assert doi.fetch(web_with(tmp_path / "c", {BMC: corrected}, doi.ACCEPT), BMC).digest != record.digest


@pytest.mark.parametrize(
    ("issued", "date"),
    [([[2025]], "2025"), ([[2025, 3]], "2025-03"), ([[None]], ""), ([[]], ""), ([[2024, 8, 12]], "2024-08-12")],
)
def test_a_date_is_as_exact_as_it_is_stated(tmp_path: Path, issued: Any, date: str) -> None:
    web = web_with(tmp_path, {BMC: {**ARTICLE, "issued": {"date-parts": issued}}}, doi.ACCEPT)
    assert dict(doi.facts(web, BMC)).get("schema:datePublished", "") == date


def test_a_search_takes_the_lists_of_the_api(tmp_path: Path) -> None:
    url = "https://api.crossref.org/works?query.bibliographic=Feigerlova+2025&rows=1"
    listed = {**ARTICLE, "title": [ARTICLE["title"]], "container-title": ["BMC Medical Education"]}
    (found,) = doi.search(web_with(tmp_path, {url: {"message": {"items": [listed]}}}), "Feigerlova 2025", limit=1)
    assert (found.id, found.name) == (BMC, "Artificial intelligence education in medicine & beyond")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        {**ARTICLE, "DOI": "10.1186/another"},
        {**ARTICLE, "author": "Eva"},
        {**ARTICLE, "issued": {"date-parts": [["soon"]]}},
    ],
)
def test_an_answer_about_something_else_is_none(tmp_path: Path, answer: Any) -> None:
    with pytest.raises(DataError, match="agency of the DOI"):
        doi.facts(web_with(tmp_path, {BMC: answer}, doi.ACCEPT), BMC)


@pytest.mark.parametrize("text", ["", "10.12/x", "s12909-025-06719-5", "https://example.org/10.1186/x", "10.1186/a b"])
def test_what_is_no_doi_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="no identifier of DOI"):
        doi.fetch(web_with(tmp_path, {}), text)


def test_there_is_no_index_of_a_dump() -> None:
    with pytest.raises(UsageError, match="200 GB"):
        doi.index(Path("crossref.tar"))
