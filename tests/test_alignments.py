"""Claims about the mappings to other vocabularies and the generator of ``ontology/alignments.ttl``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY = ROOT / "ontology"
LABELS = ("http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#prefLabel")
COLUMNS = "subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification"
CURIE_MAP = """#curie_map:
#  ca: https://a.example/
#  x: https://x.example/
#  skos: http://www.w3.org/2004/02/skos/core#
"""


def run_generator(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools/alignments.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def align(folder: Path, rows: str, columns: str = COLUMNS) -> subprocess.CompletedProcess[str]:
    """Runs the generator over an ontology that is nothing but one table; its rows begin on line 6."""
    (folder / "mappings").mkdir()
    (folder / "mappings/t.sssom.tsv").write_text(f"{CURIE_MAP}{columns}\n{rows}\n", encoding="utf-8")
    return run_generator("--ontology", str(folder))


def row(subject: str, target: str, predicate: str = "skos:closeMatch", why: str = "ManualMappingCuration") -> str:
    return f"{subject}\tlabel\t{predicate}\t{target}\tlabel\tsemapv:{why}"


def table_rows() -> list[tuple[Path, list[str], dict[str, str]]]:
    """Every row of the real tables with its file and prefixes."""
    rows: list[tuple[Path, list[str], dict[str, str]]] = []
    for path in sorted(ONTOLOGY.glob("mappings/*.sssom.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [match for line in lines if (match := re.match(r"#  (\w+): (\S+)$", line))]
        prefixes = {match[1]: match[2] for match in found}
        cells = [line.split("\t") for line in lines if not line.startswith("#")][1:]
        rows += [(path, cell, prefixes) for cell in cells]
    return rows


def test_alignments_are_up_to_date() -> None:
    run = run_generator("--check")
    assert run.returncode == 0, run.stderr


def test_six_vocabularies_are_mapped() -> None:
    found = {path.name.removesuffix(".sssom.tsv") for path, _, _ in table_rows()}
    assert found == {"ctdl", "elm", "fabio", "open-badges-3", "schema-org", "vivo"}


def test_mapped_terms_exist_under_the_label_that_the_table_gives() -> None:
    labels = {
        (quad.subject, quad.object.value)
        for path in [*ONTOLOGY.glob("modules/*.ttl"), *ONTOLOGY.glob("schemes/*.ttl")]
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        if quad.predicate.value in LABELS and isinstance(quad.object, ox.Literal)
    }
    for path, cells, prefixes in table_rows():
        prefix, _, local = cells[0].partition(":")
        assert (ox.NamedNode(prefixes[prefix] + local), cells[1]) in labels, f"{path.name}: {cells}"


@pytest.mark.parametrize(
    ("subject", "predicate", "target"),
    [
        ("ca:Credential", "exactMatch", "https://purl.org/ctdl/terms/Credential"),
        ("ca:Credential", "closeMatch", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement"),
        ("ca:ProgrammeOffering", "closeMatch", "https://purl.org/ctdl/terms/ScheduledOffering"),
        ("ca:Price", "closeMatch", "https://purl.org/ctdl/terms/CostProfile"),
        ("ca:Journal", "exactMatch", "http://purl.org/spar/fabio/Journal"),
    ],
)
def test_a_mapping_of_the_tables_stands_in_the_file(subject: str, predicate: str, target: str) -> None:
    found = {
        (quad.subject, quad.predicate, quad.object)
        for quad in ox.parse(path=str(ONTOLOGY / "alignments.ttl"), format=ox.RdfFormat.TURTLE)
    }
    term = ox.NamedNode("https://w3id.org/credatlas/ontology#" + subject.removeprefix("ca:"))
    relation = ox.NamedNode("http://www.w3.org/2004/02/skos/core#" + predicate)
    assert (term, relation, ox.NamedNode(target)) in found


def test_generator_writes_sorted_turtle(tmp_path: Path) -> None:
    assert align(tmp_path, "\n".join([row("ca:B", "x:A"), row("ca:A", "x:B"), row("ca:A", "x:A")])).returncode == 0
    assert (tmp_path / "alignments.ttl").read_text(encoding="utf-8") == (
        "@prefix ca: <https://a.example/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix x: <https://x.example/> .\n\n"
        "# Made by tools/alignments.py from ontology/mappings/*.sssom.tsv: change the tables, not this file.\n"
        "ca:A skos:closeMatch x:A , x:B .\n\n"
        "ca:B skos:closeMatch x:A .\n"
    )


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (row("ca:A", "y:B"), "t.sssom.tsv:6: 'y:B' has no prefix of the curie_map"),
        (row("ca:A", "<https://x.example/B>"), "t.sssom.tsv:6: '<https://x.example/B>' has no prefix"),
        (row("ca:A", "x:B", "owl:sameAs"), "t.sssom.tsv:6: 'owl:sameAs' is not one of skos:exactMatch"),
        (row("ca:A", "x:B", why="Guess"), "t.sssom.tsv:6: 'semapv:Guess' is not one of"),
        ("ca:A\tskos:closeMatch\tx:B", "t.sssom.tsv:6: has 3 cells where 6 are needed"),
        (row("ca:A", "x:B") + "\n" + row("ca:A", "x:B"), "t.sssom.tsv:7: stands twice"),
    ],
)
def test_a_wrong_row_is_refused_with_file_and_line(tmp_path: Path, rows: str, message: str) -> None:
    run = align(tmp_path, rows)
    assert run.returncode == 3
    assert message in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "alignments.ttl").exists()


def test_wrong_columns_are_refused(tmp_path: Path) -> None:
    run = align(tmp_path, row("ca:A", "x:B"), columns="subject_id\tobject_id")
    assert run.returncode == 3
    assert "t.sssom.tsv:5: the columns must be subject_id, subject_label" in run.stderr


def test_two_tables_may_not_share_a_prefix_for_two_namespaces(tmp_path: Path) -> None:
    align(tmp_path, row("ca:A", "x:B"))
    other = CURIE_MAP.replace("x.example", "y.example")
    (tmp_path / "mappings/u.sssom.tsv").write_text(f"{other}{COLUMNS}\n{row('ca:A', 'x:C')}\n", encoding="utf-8")
    run = run_generator("--ontology", str(tmp_path))
    assert run.returncode == 3
    assert "prefix x: is https://x.example/ in one table and https://y.example/ in another" in run.stderr


def test_an_outdated_file_is_told_and_left_alone(tmp_path: Path) -> None:
    align(tmp_path, row("ca:A", "x:B"))
    assert run_generator("--ontology", str(tmp_path), "--check").returncode == 0
    (tmp_path / "alignments.ttl").write_text("old", encoding="utf-8")
    run = run_generator("--ontology", str(tmp_path), "--check")
    assert run.returncode == 1
    assert "out of date: run python tools/alignments.py" in run.stderr
    assert (tmp_path / "alignments.ttl").read_text(encoding="utf-8") == "old"
