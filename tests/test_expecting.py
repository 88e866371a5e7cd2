"""Expected rows hold over the sources that are listed, however many others come in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

OTHER = """@prefix ca: <https://w3id.org/credatlas/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix organization: <https://w3id.org/credatlas/id/organization/> .
@prefix rel: <https://w3id.org/credatlas/vocab/reliability#> .
@prefix schema: <https://schema.org/> .
@prefix source: <https://w3id.org/credatlas/id/source/> .

source:other a ca:SourceSnapshot ;
  schema:url <https://example.org/other> ;
  ca:reliability rel:press .
<https://w3id.org/credatlas/id/source/other#all> a ca:Passage ; oa:hasSource source:other .
GRAPH <https://w3id.org/credatlas/id/source/other#all> {
  organization:third a ca:University ; schema:name "A third university"@en .
}
"""


@pytest.fixture
def grown(small: Path) -> Path:
    """The small project with a source more than its query expects."""
    (small / "data/sources/other.trig").write_text(OTHER)
    base = "https://w3id.org/credatlas/id/"
    register = small / "data/ids.tsv"
    register.write_text(f"{register.read_text()}{base}organization/third\t\n{base}source/other\t\n")
    return small


def test_a_further_source_leaves_the_expected_rows_of_listed_ones_alone(grown: Path, credatlas: Any) -> None:
    (grown / "queries/expected-over.txt").write_text("# the first page\npage\n")
    checked = credatlas("--project", str(grown), "check")
    assert "organizations-named" not in checked.shown


def test_without_a_list_the_rows_are_expected_of_everything(grown: Path, credatlas: Any) -> None:
    checked = credatlas("--project", str(grown), "check")
    assert checked.code == 3
    assert "organizations-named.rq" in checked.shown and "A third university" in checked.shown


def test_a_listed_source_that_is_not_there_is_named_with_its_line(grown: Path, credatlas: Any) -> None:
    (grown / "queries/expected-over.txt").write_text("page\npgae\n")
    checked = credatlas("--project", str(grown), "check")
    assert checked.code == 3
    assert "queries/expected-over.txt:2: there is no source pgae" in checked.stderr
    assert "did you mean page" in checked.stderr


def test_a_list_in_another_encoding_is_refused_by_name(small: Path, credatlas: Any) -> None:
    (small / "queries/expected-over.txt").write_bytes("pagé".encode("latin-1"))
    checked = credatlas("--project", str(small), "check")
    assert checked.code == 3 and "queries/expected-over.txt" in checked.stderr
