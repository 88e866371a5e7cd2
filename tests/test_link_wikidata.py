"""Claims about reading Wikidata: what an item says now, what it said before, what was merged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from credatlas.errors import CredatlasError, DataError, NetworkError, UsageError
from credatlas.fetch import AbsentError
from credatlas.link.model import RecordName
from credatlas.link.sources import wikidata
from recorded import web_with

DATA = "https://www.wikidata.org/wiki/Special:EntityData/"
ITEM = "http://www.wikidata.org/entity/"


def said(value: Any, *, rank: str = "normal", ended: bool = False) -> dict[str, Any]:
    """A statement of an item."""
    snak = {"snaktype": "value", "datavalue": {"value": value, "type": "whatever"}}
    qualifiers = {"P582": [{"snaktype": "value"}]} if ended else {}
    return {"mainsnak": snak, "rank": rank, "type": "statement", "qualifiers": qualifiers}


def item(number: str) -> dict[str, str]:
    return {"entity-type": "item", "id": number}


def text(value: str, language: str = "en") -> dict[str, str]:
    return {"language": language, "value": value}


HARVARD: dict[str, Any] = {
    "type": "item",
    "id": "Q13371",
    "labels": {"de": text("Harvard-Universität", "de"), "en": text("Harvard University"), "xh": text("iHarvard", "xh")},
    "aliases": {"en": [text("Harvard"), text("HU")]},
    "claims": {
        "P31": [said(item("Q15936437")), said(item("Q3918"), rank="deprecated")],
        "P17": [said(item("Q30"), rank="preferred"), said(item("Q145"))],
        "P571": [said({"time": "+1636-10-28T00:00:00Z", "precision": 11})],
        "P856": [said("https://www.harvard.edu/")],
        "P6782": [said("03vek6s52")],
        "P213": [said("0000 0004 1936 754X")],
        "P749": [said(item("Q1"), ended=True)],
        "P361": [{"mainsnak": {"snaktype": "somevalue"}, "rank": "normal", "type": "statement"}],
    },
}


def test_an_item_is_read_as_it_stands_now(tmp_path: Path) -> None:
    web = web_with(tmp_path, {f"{DATA}Q13371.json": {"entities": {"Q13371": HARVARD}}})
    record = wikidata.fetch(web, "https://www.wikidata.org/wiki/Q13371")
    assert (record.id, record.source, record.name) == (f"{ITEM}Q13371", "wikidata", "Harvard University")
    assert record.names == (
        RecordName("Harvard University", "label", "en"),
        RecordName("Harvard-Universität", "label", "de"),
        RecordName("Harvard", "alias", "en"),
        RecordName("HU", "acronym", "en"),
    )
    assert (record.kinds, record.countries, record.founded) == (("Q15936437",), ("US",), 1636)
    assert record.domains == ("harvard.edu",)
    assert record.identifiers == (("ror", "https://ror.org/03vek6s52"), ("isni", "000000041936754X"))
    assert (record.parents, record.successors, record.status) == ((), (), "active")


def test_the_digest_changes_with_what_the_item_says(tmp_path: Path) -> None:
    other = {**HARVARD, "claims": {**HARVARD["claims"], "P571": [said({"time": "+1650-01-01T00:00:00Z"})]}}
    counted = {**HARVARD, "lastrevid": 99}
    digests = [
        wikidata.fetch(
            web_with(tmp_path / str(n), {f"{DATA}Q13371.json": {"entities": {"Q13371": one}}}), "Q13371"
        ).digest
        for n, one in enumerate((HARVARD, counted, other))
    ]
    assert digests[0] == digests[1] != digests[2]
    assert len(digests[0]) == 64


def test_an_item_that_was_merged_is_withdrawn_in_favour_of_the_other(tmp_path: Path) -> None:
    web = web_with(tmp_path, {f"{DATA}Q999.json": {"entities": {"Q13371": HARVARD}}})
    record = wikidata.fetch(web, "Q999")
    assert (record.id, record.status, record.successors) == (f"{ITEM}Q999", "withdrawn", (f"{ITEM}Q13371",))


def test_an_item_that_was_dissolved_is_inactive_and_one_without_labels_has_its_number(tmp_path: Path) -> None:
    bare = {"id": "Q5", "labels": [], "aliases": [], "claims": {"P576": [said({"time": "+1999-00-00T00:00:00Z"})]}}
    record = wikidata.fetch(web_with(tmp_path, {f"{DATA}Q5.json": {"entities": {"Q5": bare}}}), "Q5")
    assert (record.status, record.name, record.founded) == ("inactive", "Q5", None)


def test_a_search_gives_the_name_that_fits(tmp_path: Path) -> None:
    url = (
        "https://www.wikidata.org/w/api.php?action=wbsearchentities&search=NTU&language=en&uselang=en&type=item"
        "&limit=2&format=json"
    )
    found = [
        {
            "id": "Q721064",
            "label": "Nanyang Technological University",
            "match": {"type": "alias", "language": "en", "text": "NTU"},
        },
        {"id": "Q7", "match": {"type": "label", "language": "en", "text": "NTU"}},
    ]
    first, second = wikidata.search(web_with(tmp_path, {url: {"search": found, "success": 1}}), "NTU", limit=2)
    assert first.name == "Nanyang Technological University"
    assert [(name.text, name.kind) for name in first.names[1:]] == [("NTU", "acronym")]
    assert second.name == "Q7"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"entities": {}},
        {"entities": {"Q13371": {"id": "Q13371", "labels": {}, "aliases": {}}}},
        {"entities": {"Q13371": {**HARVARD, "claims": {"P31": [{"rank": "normal"}]}}}},
        {"entities": {"Q13371": {**HARVARD, "labels": {"en": {"language": "en", "value": 3}}}}},
        {"entities": {"Q13371": {**HARVARD, "labels": {"en": text(" ")}}}},
        [1],
        {"entities": None},
    ],
)
def test_an_answer_of_another_form_is_named_as_that(tmp_path: Path, answer: Any) -> None:
    with pytest.raises(DataError, match="does not have the form that Wikidata documents") as caught:
        wikidata.fetch(web_with(tmp_path, {f"{DATA}Q13371.json": answer}), "Q13371")
    assert "Q13371.json" in caught.value.place


def test_what_is_not_there_not_kept_or_no_identifier_is_said(tmp_path: Path) -> None:
    web = web_with(tmp_path, {f"{DATA}Q404.json": None})
    with pytest.raises(AbsentError):
        wikidata.fetch(web, "Q404")
    with pytest.raises(NetworkError, match="was not asked for before"):
        wikidata.fetch(web, "Q405")
    with pytest.raises(UsageError, match="no identifier of Wikidata"):
        wikidata.fetch(web, "Harvard")


def test_there_is_no_index_of_a_dump() -> None:
    with pytest.raises(CredatlasError, match="hundred million"):
        wikidata.index(Path("latest-all.json.gz"))
