"""Claims about the real services, for whoever asks for them: ``make test PYTEST_ARGS="-m live"``.

They are left out otherwise: services change and fail without any fault of ours. They show whether the recorded answers
of the other tests still have the form that the services send.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from credatlas.fetch import ENDPOINTS, Web, select
from credatlas.link.adapters import adapter

pytestmark = pytest.mark.live


@pytest.fixture(autouse=True)
def no_network() -> None:
    """Takes the place of the fixture that keeps tests on this machine."""


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Web:
    """May go online, in the name of who runs the tests."""
    if not os.environ.get("CREDATLAS_CONTACT"):
        pytest.skip("nobody can be written to: CREDATLAS_CONTACT=you@example.org make test PYTEST_ARGS='-m live'")
    opened = Web.open(online=True)
    folder: Path = tmp_path_factory.mktemp("web")
    return Web(opened.online, opened.contact, opened.services, folder)


@pytest.mark.parametrize(
    ("source", "identifier", "name", "known"),
    [
        ("ror", "03vek6s52", "Harvard University", ("wikidata", "Q13371")),
        ("wikidata", "Q13371", "Harvard University", ("ror", "https://ror.org/03vek6s52")),
        ("doi", "10.2196/58161", "", ("doi", "10.2196/58161")),
        ("orcid", "0000-0002-1825-0097", "Josiah Carberry", ("orcid", "0000-0002-1825-0097")),
        ("issn", "1472-6920", "BMC Medical Education", ("issn", "1472-6920")),
        ("dbpedia", "Harvard_University", "Harvard University", ("wikidata", "Q13371")),
    ],
)
def test_a_record_that_everybody_knows_is_read(
    web: Web, source: str, identifier: str, name: str, known: tuple[str, str]
) -> None:
    record = adapter(source).fetch(web, identifier)
    assert record.name == name or not name
    assert known in record.identifiers
    assert record.status == "active"


@pytest.mark.parametrize("source", ["ror", "wikidata", "issn", "dbpedia"])
def test_a_search_finds_something(web: Web, source: str) -> None:
    assert adapter(source).search(web, "Harvard University" if source != "issn" else "Medical Education")


@pytest.mark.parametrize("service", sorted(ENDPOINTS))
def test_an_endpoint_gives_rows(web: Web, service: str) -> None:
    assert len(select(web, ENDPOINTS[service], "SELECT ?s { ?s ?p ?o } LIMIT 2").table) == 2
