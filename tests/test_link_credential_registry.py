"""Claims about reading the Credential Registry: one record by its CTID, however its document is laid out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from credatlas.errors import DataError, UsageError
from credatlas.link.model import RecordName
from credatlas.link.sources import credential_registry as registry
from outside import published
from recorded import web_with

CTID = "ce-53bc7e5d-d39c-4687-ac89-0474f691055d"
OWNER = "ce-8ddbf031-bad6-4b19-b726-066d5f71ad01"
IRI = f"https://credentialengineregistry.org/resources/{CTID}"
DEGREE: dict[str, Any] = {
    "@id": IRI,
    "@type": "ceterms:MasterDegree",
    "ceterms:ctid": CTID,
    "ceterms:name": {"en-US": "Master of Health Informatics"},
    "ceterms:alternateName": {"en-US": ["MHI"]},
    "ceterms:subjectWebpage": "https://www.example.edu/",
    "ceterms:ownedBy": [f"https://credentialengineregistry.org/graph/{OWNER.upper()}"],
    "ceterms:credentialStatusType": {"ceterms:targetNode": "credentialStat:Active"},
}


@pytest.mark.parametrize(
    "document", [DEGREE, {"@id": IRI.replace("resources", "graph"), "@graph": [{"@id": "_:b"}, DEGREE]}]
)
def test_a_record_is_found_alone_or_in_its_graph(tmp_path: Path, document: dict[str, Any]) -> None:
    record = registry.fetch(web_with(tmp_path, {IRI: document}, registry.ACCEPT), CTID)
    assert (record.id, record.name, record.status) == (IRI, "Master of Health Informatics", "active")
    assert record.names[1] == RecordName("MHI", "alias", "en-US")
    assert (record.kinds, record.domains) == (("MasterDegree",), ("example.edu",))
    assert record.identifiers == (("ctid", CTID),)
    assert record.parents == (f"https://credentialengineregistry.org/resources/{OWNER}",)


@pytest.mark.parametrize("word", ["Deprecated", "Ceased", "Suspended"])
def test_what_is_not_offered_any_more_is_inactive(tmp_path: Path, word: str) -> None:
    status = {"ceterms:credentialStatusType": {"ceterms:targetNode": f"credentialStat:{word}"}}
    assert registry.fetch(web_with(tmp_path, {IRI: {**DEGREE, **status}}, registry.ACCEPT), CTID).status == "inactive"


def test_a_record_of_the_registry_itself_is_read() -> None:
    folder = published("ctdl-examples", "the records of the Registry")
    document = json.loads((folder / "registry_db_seeds_ce_registry_credential.json").read_text())
    record = registry.read(document)
    assert (record.id, record.name) == (IRI, "Master of Business Administration (MBA) - self-designed")
    assert record.parents == (f"https://credentialengineregistry.org/resources/{OWNER}",)


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        {**DEGREE, "ceterms:ctid": OWNER},
        {**DEGREE, "ceterms:name": {}},
        {"@graph": []},
        {**DEGREE, "@type": None},
    ],
)
def test_an_answer_about_something_else_is_none(tmp_path: Path, document: Any) -> None:
    with pytest.raises(DataError, match="Credential Registry documents"):
        registry.fetch(web_with(tmp_path, {IRI: document}, registry.ACCEPT), CTID)


def test_search_and_dump_say_that_the_registry_has_neither_for_everybody(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holders of an account") as caught:
        registry.search(web_with(tmp_path, {}), "informatics")
    assert "credentialfinder.org" in caught.value.hint
    with pytest.raises(UsageError, match="publishes none"):
        registry.index(Path("records.zip"))
