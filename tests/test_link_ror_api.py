"""Claims about asking ROR itself, in place of a dump."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from credatlas.errors import DataError, UsageError
from credatlas.fetch import AbsentError
from credatlas.link.sources import ror
from recorded import web_with

API = "https://api.ror.org/v2/organizations"
CAMBRIDGE = {"country_code": "US", "name": "Cambridge", "country_subdivision_name": "Massachusetts"}
MIT: dict[str, Any] = {
    "id": "https://ror.org/042nb2s44",
    "status": "active",
    "types": ["education", "funder"],
    "established": 1861,
    "domains": [],
    "names": [
        {"value": "MIT", "types": ["acronym"], "lang": None},
        {"value": "Massachusetts Institute of Technology", "types": ["label", "ror_display"], "lang": "en"},
    ],
    "links": [{"type": "website", "value": "https://web.mit.edu"}],
    "locations": [
        {
            "geonames_id": 4931972,
            "geonames_details": {
                "country_code": "US",
                "name": "Cambridge",
                "country_subdivision_name": "Massachusetts",
            },
        }
    ],
    "external_ids": [{"type": "wikidata", "preferred": None, "all": ["Q49108"]}],
    "relationships": [],
}


def test_a_record_of_the_api_is_read_as_one_of_a_dump(tmp_path: Path) -> None:
    record = ror.fetch(web_with(tmp_path, {f"{API}/042nb2s44": MIT}), "https://ror.org/042nb2s44")
    assert (record.id, record.name, record.founded) == (
        "https://ror.org/042nb2s44",
        "Massachusetts Institute of Technology",
        1861,
    )
    assert (record.countries, record.places) == (("US",), ("Cambridge", "Massachusetts"))
    assert record.identifiers == (("wikidata", "Q49108"),)


def test_a_search_gives_the_first_that_ror_finds(tmp_path: Path) -> None:
    found = {"number_of_results": 2, "items": [MIT, {**MIT, "id": "https://ror.org/03vek6s52"}]}
    web = web_with(tmp_path, {f"{API}?query=MIT": found})
    assert [record.id for record in ror.search(web, "MIT", limit=1)] == ["https://ror.org/042nb2s44"]


@pytest.mark.parametrize("answer", [{}, [], {"errors": ["no"]}, {**MIT, "names": []}, {"id": MIT["id"], "name": "MIT"}])
def test_an_answer_of_another_form_is_named_as_that(tmp_path: Path, answer: Any) -> None:
    with pytest.raises(DataError) as caught:
        ror.fetch(web_with(tmp_path, {f"{API}/042nb2s44": answer}), "042nb2s44")
    assert caught.value.place.startswith(API)


def test_what_ror_does_not_have_or_what_is_no_id_is_said(tmp_path: Path) -> None:
    with pytest.raises(AbsentError):
        ror.fetch(web_with(tmp_path, {f"{API}/042nb2s44": None}), "042nb2s44")
    with pytest.raises(UsageError, match="no identifier of ROR"):
        ror.fetch(web_with(tmp_path, {}), "MIT")
