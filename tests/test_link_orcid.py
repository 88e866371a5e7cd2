"""Claims about reading ORCID: persons as far as they show themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from credatlas.errors import DataError, UsageError
from credatlas.link.model import RecordName
from credatlas.link.sources import orcid
from recorded import web_with

IRI = "https://orcid.org/0000-0002-1825-0097"
URL = "https://pub.orcid.org/v3.0/0000-0002-1825-0097/record"


def job(name: str, country: str, *, ended: bool = False, ror: str = "") -> dict[str, Any]:
    """An employment as ORCID groups them."""
    known = {"disambiguated-organization-identifier": ror, "disambiguation-source": "ROR"} if ror else None
    body = {"name": name, "address": {"city": "x", "country": country}, "disambiguated-organization": known}
    end = {"year": {"value": "2019"}, "month": None, "day": None} if ended else None
    return {"summaries": [{"employment-summary": {"organization": body, "end-date": end}}]}


CARBERRY: dict[str, Any] = {
    "orcid-identifier": {"uri": IRI, "path": "0000-0002-1825-0097", "host": "orcid.org"},
    "history": {"deactivation-date": None, "last-modified-date": {"value": 1}},
    "person": {
        "name": {"given-names": {"value": "Josiah"}, "family-name": {"value": "Carberry"}, "credit-name": None},
        "other-names": {"other-name": [{"content": "J. Carberry"}]},
    },
    "activities-summary": {
        "employments": {
            "affiliation-group": [
                job("Brown University", "US", ror="https://ror.org/05gq02987"),
                job("Wesleyan University", "US"),
                job("Old College", "GB", ended=True),
            ]
        }
    },
}


def test_a_person_has_names_and_those_who_employ_him_now(tmp_path: Path) -> None:
    record = orcid.fetch(web_with(tmp_path, {URL: CARBERRY}), "0000-0002-1825-0097")
    assert (record.id, record.name, record.status) == (IRI, "Josiah Carberry", "active")
    assert record.names == (RecordName("Josiah Carberry"), RecordName("J. Carberry", "alias"))
    assert record.parents == ("https://ror.org/05gq02987", "Wesleyan University")
    assert record.countries == ("US",)
    assert record.identifiers == (("orcid", "0000-0002-1825-0097"),)


def test_the_name_that_somebody_publishes_under_comes_first(tmp_path: Path) -> None:
    name = {**CARBERRY["person"]["name"], "credit-name": {"value": "J. S. Carberry"}}
    shown = {**CARBERRY, "person": {"name": name, "other-names": None}}
    record = orcid.fetch(web_with(tmp_path, {URL: shown}), IRI)
    assert [one.text for one in record.names] == ["J. S. Carberry", "Josiah Carberry"]


def test_who_shows_nothing_has_his_number(tmp_path: Path) -> None:
    hidden = {**CARBERRY, "person": {"name": None, "other-names": None}, "activities-summary": None}
    record = orcid.fetch(web_with(tmp_path, {URL: hidden}), IRI)
    assert (record.name, record.parents) == ("0000-0002-1825-0097", ())


def test_a_record_that_was_joined_or_closed_is_withdrawn(tmp_path: Path) -> None:
    other = {**CARBERRY, "orcid-identifier": {"path": "0000-0001-5109-3700"}}
    joined = orcid.fetch(web_with(tmp_path / "a", {URL: other}), IRI)
    assert (joined.status, joined.successors) == ("withdrawn", ("https://orcid.org/0000-0001-5109-3700",))
    closed = {**CARBERRY, "history": {"deactivation-date": {"value": 1}}}
    assert orcid.fetch(web_with(tmp_path / "b", {URL: closed}), IRI).status == "withdrawn"


def test_a_search_lists_persons_with_their_institutions(tmp_path: Path) -> None:
    url = "https://pub.orcid.org/v3.0/expanded-search/?q=Carberry&rows=10"
    one = {
        "orcid-id": "0000-0002-1825-0097",
        "given-names": "Josiah",
        "family-names": "Carberry",
        "credit-name": None,
        "other-name": [],
        "institution-name": ["Brown University"],
    }
    web = web_with(tmp_path, {url: {"expanded-result": [one], "num-found": 1}})
    (found,) = orcid.search(web, "Carberry")
    assert (found.id, found.name, found.parents) == (IRI, "Josiah Carberry", ("Brown University",))
    nobody = web_with(tmp_path / "b", {url: {"expanded-result": None, "num-found": 0}})
    assert orcid.search(nobody, "Carberry") == ()


@pytest.mark.parametrize("answer", [{}, [], {"orcid-identifier": None}, {**CARBERRY, "person": "Josiah"}])
def test_an_answer_of_another_form_is_named_as_that(tmp_path: Path, answer: Any) -> None:
    with pytest.raises(DataError, match="form that ORCID documents"):
        orcid.fetch(web_with(tmp_path, {URL: answer}), IRI)


def test_what_is_no_orcid_and_a_dump_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no identifier of ORCID"):
        orcid.fetch(web_with(tmp_path, {}), "0000-0002-1825")
    with pytest.raises(UsageError, match="twenty million"):
        orcid.index(Path("ORCID_2025_10_summaries.tar.gz"))
