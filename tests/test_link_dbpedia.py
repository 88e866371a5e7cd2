"""Claims about reading DBpedia: what it calls a success is looked at twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from credatlas.errors import DataError, NetworkError, UsageError
from credatlas.fetch import AbsentError
from credatlas.link.model import RecordName
from credatlas.link.sources import dbpedia
from recorded import web_with

IRI = "http://dbpedia.org/resource/Harvard_University"
URL = "https://dbpedia.org/data/Harvard_University.json"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
HARVARD: dict[str, Any] = {
    LABEL: [
        {"type": "literal", "value": "Université Harvard", "lang": "fr"},
        {"type": "literal", "value": "Harvard University", "lang": "en"},
    ],
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": [
        {"type": "uri", "value": "http://dbpedia.org/ontology/University"},
        {"type": "uri", "value": "http://schema.org/CollegeOrUniversity"},
    ],
    "http://www.w3.org/2002/07/owl#sameAs": [
        {"type": "uri", "value": "http://www.wikidata.org/entity/Q13371"},
        {"type": "uri", "value": "http://fr.dbpedia.org/resource/Harvard"},
    ],
}


def test_a_resource_has_labels_types_and_its_item_of_wikidata(tmp_path: Path) -> None:
    other = {"http://dbpedia.org/resource/John_Harvard": {"http://dbpedia.org/ontology/x": []}}
    record = dbpedia.fetch(
        web_with(tmp_path, {URL: {IRI: HARVARD, **other}}), "https://dbpedia.org/page/Harvard_University"
    )
    assert (record.id, record.name, record.status) == (IRI, "Harvard University", "active")
    assert record.names == (
        RecordName("Harvard University", "label", "en"),
        RecordName("Université Harvard", "label", "fr"),
    )
    assert record.kinds == ("University",)
    assert record.identifiers == (("wikidata", "Q13371"),)


def test_a_resource_that_leads_elsewhere_is_withdrawn(tmp_path: Path) -> None:
    onward = {"http://dbpedia.org/ontology/wikiPageRedirects": [{"type": "uri", "value": IRI}]}
    url = "https://dbpedia.org/data/Harvard_Univ.json"
    said = {"http://dbpedia.org/resource/Harvard_Univ": {LABEL: HARVARD[LABEL], **onward}}
    record = dbpedia.fetch(web_with(tmp_path, {url: said}), "Harvard_Univ")
    assert (record.status, record.successors) == ("withdrawn", (IRI,))


def test_names_with_signs_of_their_own_are_asked_for_as_they_are(tmp_path: Path) -> None:
    name = "King's_College_London"
    said = {f"http://dbpedia.org/resource/{name}": {LABEL: [{"type": "literal", "value": "KCL", "lang": "en"}]}}
    web = web_with(tmp_path, {"https://dbpedia.org/data/King%27s_College_London.json": said})
    assert dbpedia.fetch(web, name).name == "KCL"


@pytest.mark.parametrize("answer", [{}, {IRI: {}}, {IRI: {LABEL: []}}, {"http://dbpedia.org/resource/Other": HARVARD}])
def test_a_success_that_describes_nothing_is_none(tmp_path: Path, answer: Any) -> None:
    with pytest.raises(AbsentError, match="describes nothing"):
        dbpedia.fetch(web_with(tmp_path, {URL: answer}), "Harvard_University")


def test_a_success_that_is_a_part_is_none(tmp_path: Path) -> None:
    web = web_with(tmp_path, {URL: {IRI: HARVARD}}, partial="the service stopped early: timeout")
    with pytest.raises(NetworkError, match="stopped early"):
        dbpedia.fetch(web, "Harvard_University")


def test_a_search_reads_names_without_their_marks(tmp_path: Path) -> None:
    url = "https://lookup.dbpedia.org/api/search?query=Harvard&maxResults=10&format=JSON"
    docs = [{"resource": [IRI], "label": ["<B>Harvard</B> University"], "typeName": ["University"], "score": ["9"]}]
    (found,) = dbpedia.search(web_with(tmp_path, {url: {"docs": docs}}), "Harvard")
    assert (found.id, found.name, found.kinds) == (IRI, "Harvard University", ("University",))


@pytest.mark.parametrize(
    "answer", [[], {IRI: {LABEL: [{"value": "x"}]}}, {IRI: [1]}, {IRI: {LABEL: [{"type": "literal", "value": 3}]}}]
)
def test_an_answer_of_another_form_is_named_as_that(tmp_path: Path, answer: Any) -> None:
    with pytest.raises(DataError, match="form that DBpedia documents"):
        dbpedia.fetch(web_with(tmp_path, {URL: answer}), "Harvard_University")


def test_there_is_no_index_of_a_dump() -> None:
    with pytest.raises(UsageError, match="some hundred files"):
        dbpedia.index(Path("labels.ttl.bz2"))
