"""Claims about journals by ISSN: Crossref first, Wikidata for what Crossref does not know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from credatlas.errors import DataError, UsageError
from credatlas.fetch import AbsentError
from credatlas.link.sources import journals, wikidata
from recorded import ROWS, record, web_with

URL = "https://api.crossref.org/journals/1472-6920"
BMC = {"title": "BMC Medical Education", "publisher": "Springer Nature", "ISSN": ["1472-6920"], "subjects": []}


def rows(*found: dict[str, str]) -> dict[str, Any]:
    """Rows as Wikidata sends them: IRIs begin with http, the rest are texts in English."""

    def term(value: str) -> dict[str, str]:
        return {"type": "uri", "value": value} if value.startswith("http") else {"type": "literal", "value": value}

    bindings = [{name: term(value) for name, value in one.items()} for one in found]
    return {"head": {"vars": ["item", "title", "issn", "publisher"]}, "results": {"bindings": bindings}}


def asked_of_wikidata(folder: Path, answer: Any) -> Any:
    """A client for whom Crossref has no such journal, and Wikidata answers this."""
    web = web_with(folder, {URL: None})
    form = {"query": journals._IN_WIKIDATA % "1472-6920"}
    record(web, wikidata.ENDPOINT, answer, ROWS, form=form)
    return web


def test_crossref_states_title_publisher_and_both_issns(tmp_path: Path) -> None:
    both = {**BMC, "ISSN": ["1234-5679", "1472-6920"]}
    found = journals.fetch(web_with(tmp_path, {URL: {"message": both}}), "1472-6920")
    assert (found.id, found.name) == ("https://portal.issn.org/resource/ISSN/1472-6920", "BMC Medical Education")
    assert found.identifiers == (("issn", "1472-6920"), ("issn", "1234-5679"))
    assert (found.parents, found.kinds) == (("Springer Nature",), ("journal",))


def test_wikidata_is_asked_for_what_crossref_does_not_know(tmp_path: Path) -> None:
    one = {"item": "http://www.wikidata.org/entity/Q15757480", "title": "BMC Medical Education", "publisher": "BMC"}
    web = asked_of_wikidata(tmp_path, rows({**one, "issn": "1472-6920"}))
    found = journals.fetch(web, "1472-6920")
    assert found.identifiers == (("issn", "1472-6920"), ("wikidata", "Q15757480"))
    assert (found.name, found.parents) == ("BMC Medical Education", ("BMC",))


def test_a_journal_that_nobody_knows_or_two_bear_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AbsentError, match="neither does Wikidata"):
        journals.fetch(asked_of_wikidata(tmp_path / "a", rows()), "1472-6920")
    two = [{"item": f"http://www.wikidata.org/entity/Q{n}", "title": "X", "issn": "1472-6920"} for n in (1, 2)]
    with pytest.raises(AbsentError, match="2 journals of that ISSN"):
        journals.fetch(asked_of_wikidata(tmp_path / "b", rows(*two)), "1472-6920")


def test_a_search_lists_journals_that_have_an_issn(tmp_path: Path) -> None:
    url = "https://api.crossref.org/journals?query=medical+education&rows=10"
    answer = {"message": {"items": [BMC, {**BMC, "ISSN": []}]}}
    (found,) = journals.search(web_with(tmp_path, {url: answer}), "medical education")
    assert found.id == "https://portal.issn.org/resource/ISSN/1472-6920"


@pytest.mark.parametrize(
    "answer", [{}, {"message": {"title": "X"}}, {"message": None}, {"message": {**BMC, "title": None}}]
)
def test_an_answer_of_another_form_is_named_as_that(tmp_path: Path, answer: Any) -> None:
    with pytest.raises(DataError, match="form that Crossref documents"):
        journals.fetch(web_with(tmp_path, {URL: answer}), "1472-6920")


def test_what_is_no_issn_and_a_dump_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no identifier of ISSN"):
        journals.fetch(web_with(tmp_path, {}), "14726920")
    with pytest.raises(UsageError, match="not public"):
        journals.index(Path("issn.mrc"))
