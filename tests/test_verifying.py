"""Verifying finds and names every kind of damage to a store, and neither builds nor mends anything."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from credatlas.build import Verification, build, verify, verifying
from credatlas.build.comparing import LayerCount
from credatlas.errors import CredatlasError, DataError, StoreError, UsageError
from credatlas.files import Project

FACTS = ox.NamedNode("https://w3id.org/credatlas/graph/facts")
ALPHA = ox.NamedNode("https://w3id.org/credatlas/id/organization/alpha")
BETA = ox.NamedNode("https://w3id.org/credatlas/id/organization/beta")
NAME = ox.NamedNode("https://schema.org/name")
BETA_COLLEGE = ox.Quad(BETA, NAME, ox.Literal("Beta College", language="en"), FACTS)
BETA_COLLAGE = ox.Quad(BETA, NAME, ox.Literal("Beta Collage", language="en"), FACTS)
# the small project, counted by hand in test_build.py
LAYERS = {"claims": 33, "conflicts": 10, "facts": 8, "inferred": 2, "sources": 19, "vocabulary": 51}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small project and a store of it; no test may change it."""
    folder = tmp_path_factory.mktemp("verifying")
    shutil.copytree(Path(__file__).parent / "fixtures/small", folder / "small")
    build(Project(folder / "small"), folder / "store", lineages=False)
    return folder


@pytest.fixture
def project(made: Path) -> Project:
    return Project(made / "small")


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    """A copy of the store that a test may damage."""
    return Path(shutil.copytree(made / "store", tmp_path / "store"))


@pytest.fixture
def generation(store: Path) -> Path:
    (found,) = store.glob("g0*")
    return found


def rewrite(path: Path, **changed: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changed}), encoding="utf-8")


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def changed(generation: Path, *, out: ox.Quad | None = None, into: ox.Quad | None = None) -> None:
    """What somebody does who opens a published store for writing."""
    engine = ox.Store(str(generation))
    if out is not None:
        engine.remove(out)
    if into is not None:
        engine.add(into)


def with_its_record(generation: Path, **more: Any) -> None:
    """Makes the record of the build fit the files as they are now, as somebody might who hides a change."""
    kept = [path for path in generation.iterdir() if path.name not in ("manifest.json", "stamps", "lineage.json")]
    sizes = {path.name: path.stat().st_size for path in kept}
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}
    rewrite(generation / "manifest.json", files=sizes, sums=sums, **more)


def bytes_below(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def faults(project: Project, store: Path) -> str:
    found = verify(project, store)
    assert found.faults, "nothing was found"
    return "\n".join(found.faults)


# A store that is as it was built


def test_a_whole_store_is_fine_and_every_comparison_is_told(project: Project, store: Path, generation: Path) -> None:
    found = verify(project, store)
    assert (found.faults, found.left) == ((), ())
    assert found.layers == tuple(LayerCount(layer, number, number) for layer, number in LAYERS.items())
    assert found.location == str(generation)
    assert found.digest == json.loads((generation / "manifest.json").read_text(encoding="utf-8"))["digest"]
    files = [path for path in generation.iterdir() if path.name not in ("manifest.json", "stamps", "lineage.json")]
    assert found.compared == (
        f"the lengths and sums of {len(files)} files",
        "the number of statements in each of 6 layers",
        "the digest of all statements",
        f"every statement with the graph that the files of {project.root} give",
    )


def test_verifying_changes_no_byte_of_a_whole_or_a_damaged_store(
    project: Project, store: Path, generation: Path
) -> None:
    before = bytes_below(store)
    verify(project, store)
    assert bytes_below(store) == before
    flip(max(generation.glob("*.sst")), 10)
    (generation / "LOG").unlink()
    damaged = bytes_below(store)
    assert verify(project, store).faults
    assert bytes_below(store) == damaged


def test_a_generation_can_be_named_itself(project: Project, generation: Path) -> None:
    assert verify(project, generation).faults == ()


def test_files_that_changed_since_the_build_are_no_damage(project: Project, store: Path, tmp_path: Path) -> None:
    newer = Path(shutil.copytree(project.root, tmp_path / "newer"))
    with (newer / "data/sources/page.trig").open("a", encoding="utf-8") as page:
        page.write("# read again\n")
    found = verify(Project(newer), store)
    assert found.faults == ()
    assert found.left == (
        f"the files of {newer} are not those of the build, so that no statement was compared by itself",
    )
    assert not any("every statement" in what for what in found.compared)


def gives_another_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code in place assembles the files without what beta is called."""
    real = verifying.assemble

    def assembled(parsed: Any) -> Any:
        found = real(parsed)
        found.engine.remove(BETA_COLLEGE)
        return found

    monkeypatch.setattr(verifying, "assemble", assembled)


def test_a_build_of_other_code_is_compared_with_its_own_record_only(
    project: Project, store: Path, generation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gives_another_graph(monkeypatch)
    rewrite(generation / "manifest.json", code="of another version")
    found = verify(project, store)
    assert found.faults == ()
    assert found.left[0].startswith("credatlas has changed since the build and makes another graph of the files of ")


def test_the_same_files_and_code_must_give_the_same_graph(
    project: Project, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gives_another_graph(monkeypatch)
    found = faults(project, store).splitlines()
    assert found[0] == 'facts: 1 statement is not of the build: organization:beta schema:name "Beta College"@en'
    assert found[1].startswith("manifest.json is wrong: the files of ")


def test_files_that_cannot_be_assembled_any_more_are_told(
    project: Project, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Project) -> Any:
        raise DataError("nothing reads this file")

    monkeypatch.setattr(verifying, "parse_project", refuse)
    found = verify(project, store)
    assert found.faults == ()
    assert "cannot be assembled (nothing reads this file)" in found.left[0]


# Files of the engine


@pytest.mark.parametrize("pattern", ["*.sst", "MANIFEST-*", "000004.log", "LOG", "OPTIONS-*", "IDENTITY", "CURRENT"])
def test_a_file_that_is_missing_is_named(project: Project, store: Path, generation: Path, pattern: str) -> None:
    path = max(generation.glob(pattern))
    path.unlink()
    assert f"{path.name} is missing" in faults(project, store).splitlines()


def test_each_table_that_is_cut_off_is_named_with_both_lengths(project: Project, store: Path, generation: Path) -> None:
    for table in sorted(generation.glob("*.sst")):
        whole = table.read_bytes()
        os.truncate(table, 1000)
        assert f"{table.name} has 1,000 bytes in place of {len(whole):,}" in faults(project, store).splitlines()
        table.write_bytes(whole)
    assert verify(project, store).faults == ()


def test_one_changed_bit_of_any_table_is_found_and_the_table_named(
    project: Project, store: Path, generation: Path
) -> None:
    # each table is an index of its own: most queries, and a dump, would never read the damaged one
    for table in sorted(generation.glob("*.sst")):
        flip(table, 100)
        assert f"{table.name} has other bytes than the build wrote" in faults(project, store).splitlines()
        flip(table, 100)
    assert verify(project, store).faults == ()


def test_statements_that_the_engine_cannot_read_are_told_in_its_words(
    project: Project, store: Path, generation: Path
) -> None:
    for table in generation.glob("*.sst"):
        flip(table, 20)
    found = verify(project, store)
    assert any("cannot" in fault and "checksum mismatch" in fault for fault in found.faults)
    assert found.layers == ()


def test_a_cut_off_manifest_of_the_engine_opens_cleanly_and_is_found_all_the_same(
    project: Project, store: Path, generation: Path
) -> None:
    (log,) = generation.glob("MANIFEST-*")
    length = log.stat().st_size
    os.truncate(log, 800)
    assert len(ox.Store.read_only(str(generation))) == 0, "the engine says nothing and has nothing"
    found = faults(project, store).splitlines()
    assert f"{log.name} has 800 bytes in place of {length:,}" in found
    assert "facts holds 0 statements in place of 8" in found
    assert "inferred holds 0 statements in place of 2" in found
    assert any(fault.startswith("inferred: 2 statements are missing: organization:alpha rdf:type") for fault in found)


def test_a_cut_off_write_ahead_log_opens_cleanly_and_what_is_lost_is_named(
    project: Project, store: Path, generation: Path
) -> None:
    changed(generation, out=BETA_COLLEGE)
    changed(generation, into=BETA_COLLEGE)  # stands in the log of the engine, not in a table yet
    with_its_record(generation)
    assert verify(project, store).faults == ()
    log = max(generation.glob("*.log"))
    length = log.stat().st_size
    assert length > 100
    log.write_bytes(log.read_bytes()[:20] + bytes(length - 20))  # the length stays
    assert BETA_COLLEGE not in ox.Store.read_only(str(generation)), "the engine says nothing"
    assert faults(project, store).splitlines() == [
        f"{log.name} has other bytes than the build wrote",
        "facts holds 7 statements in place of 8",
        next(fault for fault in verify(project, store).faults if fault.startswith("their digest is ")),
        'facts: 1 statement is missing: organization:beta schema:name "Beta College"@en',
    ]


@pytest.mark.parametrize("seed", range(25))
def test_any_damage_to_any_file_is_found_without_a_traceback(
    project: Project, store: Path, generation: Path, seed: int
) -> None:
    chosen = random.Random(seed)  # noqa: S311 - the same damage in every run
    files = [path for path in sorted(generation.iterdir()) if path.name not in ("stamps", "lineage.json")]
    path = chosen.choice([file for file in files if file.stat().st_size])
    data = bytearray(path.read_bytes())
    start = chosen.randrange(len(data))
    end = min(len(data), start + chosen.choice([1, 64, 4096]))
    data[start:end] = chosen.choice([b"", bytes(end - start), chosen.randbytes(end - start), b"\xff" * (end - start)])
    if bytes(data) == path.read_bytes():
        data[start : start + 1] = b""
    path.write_bytes(data)
    assert path.name in faults(project, store)


# Statements


def test_statements_that_were_changed_are_named(project: Project, store: Path, generation: Path) -> None:
    changed(generation, out=BETA_COLLEGE, into=BETA_COLLAGE)
    found = faults(project, store).splitlines()
    assert 'facts: 1 statement is missing: organization:beta schema:name "Beta College"@en' in found
    assert 'facts: 1 statement is not of the build: organization:beta schema:name "Beta Collage"@en' in found
    assert any(fault.startswith("as many statements as the build made, but other ones: ") for fault in found)


def test_of_many_statements_the_first_three_are_named(project: Project, store: Path, generation: Path) -> None:
    engine = ox.Store(str(generation))
    for number in range(1, 6):
        engine.add(ox.Quad(ALPHA, NAME, ox.Literal(f"Alpha {number}"), FACTS))
    del engine
    assert (
        'facts: 5 statements are not of the build: organization:alpha schema:name "Alpha 1"; '
        'organization:alpha schema:name "Alpha 2"; organization:alpha schema:name "Alpha 3"; and 2 more'
    ) in faults(project, store).splitlines()


def test_a_statement_of_a_graph_that_is_no_layer_is_found(project: Project, store: Path, generation: Path) -> None:
    changed(generation, into=ox.Quad(ALPHA, NAME, ox.Literal("x"), ox.NamedNode("urn:other")))
    assert "urn:other holds 1 statement in place of 0" in faults(project, store).splitlines()


def test_a_statement_with_a_blank_node_is_found(project: Project, store: Path, generation: Path) -> None:
    changed(generation, into=ox.Quad(ox.BlankNode("b"), NAME, ox.Literal("x"), ox.DefaultGraph()))
    found = faults(project, store).splitlines()
    assert "(no layer) holds 1 statement in place of 0" in found
    assert '(no layer): 1 statement is not of the build: _:b schema:name "x"' in found


def test_a_change_whose_record_was_made_to_fit_is_found_by_the_files_of_the_project(
    project: Project, store: Path, generation: Path
) -> None:
    changed(generation, out=BETA_COLLEGE)
    lines = sorted((ox.Store.read_only(str(generation)).dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines())
    digest = hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
    with_its_record(generation, digest=digest, quads=122, layers={**LAYERS, "facts": 7})
    renamed = generation.rename(store / f"g000001-{digest[:12]}")
    (store / "current").write_text(f"{renamed.name}\n", encoding="utf-8")
    found = faults(project, store).splitlines()
    assert found[0] == 'facts: 1 statement is missing: organization:beta schema:name "Beta College"@en'
    assert found[1].startswith(f"manifest.json is wrong: the files of {project.root} give a graph with the digest ")
    assert len(found) == 2


# The record of the build

RECORDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "manifest.json is missing"),
    "cut off": (lambda path: os.truncate(path, 100), "manifest.json cannot be read"),
    "no text": (lambda path: path.write_bytes(b"\xff\xfe{}"), "manifest.json cannot be read"),
    "deep": (lambda path: path.write_text("[" * 100_000, encoding="utf-8"), "manifest.json cannot be read"),
    "a list": (lambda path: path.write_text("[]", encoding="utf-8"), "manifest.json describes no build"),
    "empty": (lambda path: path.write_text('{"form": 3}', encoding="utf-8"), "manifest.json describes no build"),
    "one field too many": (lambda path: rewrite(path, more=1), "manifest.json describes no build"),
    "another form": (lambda path: rewrite(path, form=1), "was made by another version of credatlas"),
    "layers in words": (lambda path: rewrite(path, layers={"facts": "8"}), "holds values that no build writes"),
    "layers as a list": (lambda path: rewrite(path, layers=[8]), "holds values that no build writes"),
    "a digest that is a number": (lambda path: rewrite(path, digest=8), "holds values that no build writes"),
    "files as a list": (lambda path: rewrite(path, files=["LOG"]), "holds values that no build writes"),
    "a file that cannot be": (lambda path: rewrite(path, files={"a\0b": 1}), "a\0b cannot be read"),
    "another count": (
        lambda path: rewrite(path, layers={**LAYERS, "facts": 9}),
        "manifest.json contradicts itself: its layers do not add up to 123",
    ),
    "another digest": (
        lambda path: rewrite(path, digest="0" * 64),
        "manifest.json names the digest 000000000000…, the folder is g000001-",
    ),
}


@pytest.mark.parametrize("damage", RECORDS)
def test_a_damaged_record_of_the_build_is_named(project: Project, store: Path, generation: Path, damage: str) -> None:
    damaging, said = RECORDS[damage]
    damaging(generation / "manifest.json")
    assert said in faults(project, store)


def test_without_its_record_a_store_is_still_compared_with_the_name_of_its_folder(
    project: Project, store: Path, generation: Path
) -> None:
    (generation / "manifest.json").unlink()
    assert verify(project, store).faults == ("manifest.json is missing",)
    changed(generation, out=BETA_COLLEGE)
    found = verify(project, store)
    assert found.faults[1].endswith(f"…, the folder is {generation.name}")
    assert LayerCount("facts", 7, 7) in found.layers


def test_a_record_without_sums_is_compared_by_lengths(project: Project, store: Path, generation: Path) -> None:
    rewrite(generation / "manifest.json", sums={})
    found = verify(project, store)
    assert found.faults == ()
    assert found.compared[0].startswith("the lengths of ")


# The pointer


@pytest.mark.parametrize("text", [b"", b"g000001", b"../../elsewhere", b"g000009-abcdef\n", b"\xff", b"\0"])
def test_a_damaged_pointer_is_named_with_the_generations_that_are_there(
    project: Project, store: Path, generation: Path, text: bytes
) -> None:
    (store / "current").write_bytes(text)
    found = verify(project, store)
    assert found.faults[0].startswith(f"{store / 'current'} ")
    assert found.faults[0].endswith(f"; there is {generation.name}")


def test_a_pointer_that_is_missing_or_a_folder_is_named(project: Project, store: Path, generation: Path) -> None:
    (store / "current").unlink()
    assert verify(project, store).faults == (f"{store / 'current'} is missing; there is {generation.name}",)
    (store / "current").mkdir()
    assert f"{store / 'current'} cannot be read" in faults(project, store)


def test_a_pointer_to_a_generation_that_was_removed_is_named(project: Project, store: Path, generation: Path) -> None:
    shutil.rmtree(generation)
    assert faults(project, store) == f"{store / 'current'} points at '{generation.name}', which is not there"


# What is no store


def test_nothing_is_built_where_there_is_no_store(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "cache"))
    for where in (None, tmp_path / "nowhere"):
        with pytest.raises(StoreError, match=r"no store in .*\n  hint: make one with `credatlas build`"):
            verify(project, where)
    assert list(tmp_path.iterdir()) == []


def test_what_no_build_made_is_refused(project: Project, store: Path, tmp_path: Path) -> None:
    ox.Store(str(tmp_path / "bare")).flush()
    with pytest.raises(StoreError, match="is a bare store of the engine: no build left a record in it"):
        verify(project, tmp_path / "bare")
    with pytest.raises(StoreError, match="is a file, not the folder of a store"):
        verify(project, store / "current")
    with pytest.raises(UsageError, match="names a host"):
        verify(project, "http://")


# The command line


def test_the_command_says_that_nothing_is_wrong(project: Project, store: Path, credatlas: Callable[..., Any]) -> None:
    done = credatlas("--project", str(project.root), "verify", "--store", str(store))
    assert (done.code, done.stderr) == (0, "")
    assert "         facts          8          8\n" in done.stdout
    assert done.stdout.endswith("\nnothing is wrong\n")


def test_the_command_ends_with_5_and_names_what_is_wrong(
    project: Project, store: Path, generation: Path, credatlas: Callable[..., Any]
) -> None:
    changed(generation, out=BETA_COLLEGE)
    done = credatlas("--project", str(project.root), "verify", "--store", str(store))
    assert done.code == 5
    assert "         facts          8          7\n" in done.stdout
    assert "nothing is wrong" not in done.stdout
    assert f" things are wrong with the store at {generation}:\n  " in done.stderr
    assert '\n  facts: 1 statement is missing: organization:beta schema:name "Beta College"@en\n' in done.stderr
    assert done.stderr.endswith("\n  hint: build it again with `credatlas build`\n")


def test_the_report_can_be_read_by_a_machine(
    project: Project, store: Path, generation: Path, credatlas: Callable[..., Any]
) -> None:
    words = ("--project", str(project.root), "--store", str(store), "verify", "--format", "json")
    whole = json.loads(credatlas(*words).stdout)
    assert set(whole) == {"location", "digest", "layers", "compared", "left", "faults"}
    assert {layer["layer"]: layer["held"] for layer in whole["layers"]} == LAYERS
    (generation / "manifest.json").unlink()
    done = credatlas(*words)
    assert (done.code, json.loads(done.stdout)["faults"]) == (5, ["manifest.json is missing"])


def test_one_fault_is_told_as_one() -> None:
    error = Verification("here", faults=("LOG is missing",)).error()
    assert isinstance(error, CredatlasError)
    assert (error.exit_code, error.message) == (5, "1 thing is wrong with the store at here:\n  LOG is missing")
