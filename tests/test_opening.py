"""Whoever asks gets the graph of the files as they are now, quickly, or is told what is wrong with the store."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from credatlas import answer, query
from credatlas.build import Atlas, build, freshness, open_atlas, opening
from credatlas.build.generations import refuse_foreign
from credatlas.errors import CombinedError, DataError, QueryError, StoreError
from credatlas.files import Project, walk
from credatlas.terms import show

ASK = ("query", "organizations-named", "--format", "csv")
ORGANIZATION = "https://w3id.org/credatlas/id/organization"
SOURCE = "https://w3id.org/credatlas/id/source"
ANSWER = f"organization,name\n{ORGANIZATION}/alpha,Alpha University\n{ORGANIZATION}/beta,Beta College\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("CREDATLAS_CACHE", str(folder))
    return folder


@pytest.fixture
def store(small: Path, tmp_path: Path) -> Path:
    """A store of the small project that is named, not in the cache."""
    build(Project(small), tmp_path / "store", lineages=False)
    return tmp_path / "store"


def opened(project: Path) -> Atlas:
    return open_atlas(Project(project))


def names(atlas: Atlas) -> list[str]:
    return [show(row["name"]) for row in query(atlas, "organizations-named").to_dicts()]


def generation_of(atlas: Atlas) -> Path:
    assert atlas.generation is not None
    return atlas.generation


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# The store of a project in the cache


def test_the_first_question_builds_and_the_next_does_not(small: Path, cache: Path) -> None:
    said: list[str] = []
    first = open_atlas(Project(small), say=said.append)
    assert said == [f"building the graph of {small}", "reading the files", "validating and writing"]
    assert generation_of(first).is_relative_to(cache / "stores")
    second = open_atlas(Project(small), say=said.append)
    assert (second.generation, len(said)) == (first.generation, 3)
    assert names(second) == ["Alpha University", "Beta College"]
    assert second.notice == ""


def test_every_project_has_a_store_of_its_own(small: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(small, tmp_path / "other"))
    rewrite(other / "data/sources/page.trig", "Beta College", "Gamma College")
    assert names(opened(other)) == ["Alpha University", "Gamma College"]
    assert names(opened(small)) == ["Alpha University", "Beta College"]
    assert len({opened(project).location for project in (small, other)}) == 2


def test_a_file_that_is_only_touched_asks_for_no_build(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = opened(small)
    os.utime(small / "data/entities.ttl", (2_000_000_000, 2_000_000_000))
    assert opened(small).generation == first.generation
    # the new time is noted: the contents are not compared again
    monkeypatch.setattr(opening, "sources_of", None)
    assert opened(small).generation == first.generation


def test_where_the_new_time_cannot_be_noted_the_answer_still_comes(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(small)
    os.utime(small / "data/entities.ttl", (2_000_000_000, 2_000_000_000))

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_text", refuse)
    assert opened(small).generation == first.generation


def test_a_changed_source_is_built_anew_also_when_its_size_stays(small: Path) -> None:
    before = opened(small)
    rewrite(small / "data/sources/page.trig", "Beta College", "Zeta College")
    after = opened(small)
    assert after.generation != before.generation
    assert names(after) == ["Alpha University", "Zeta College"]


def test_a_new_and_a_removed_file_are_seen(small: Path) -> None:
    opened(small)
    more = small / "data/sources/more.ttl"
    page = (small / "data/sources/page.trig").read_text(encoding="utf-8")
    prefixes = page.partition("source:page")[0]
    more.write_text(
        f"{prefixes}<https://w3id.org/credatlas/id/source/curators#names> a ca:Passage ;\n"
        "  oa:hasSource source:curators .\n"
        'organization:gamma a ca:University ; schema:name "Gamma"@en .\n',
        encoding="utf-8",
    )
    assert names(opened(small)) == ["Alpha University", "Beta College", "Gamma"]
    more.unlink()
    assert names(opened(small)) == ["Alpha University", "Beta College"]


def test_a_changed_query_is_asked_as_it_is_now(small: Path) -> None:
    before = opened(small)
    rewrite(small / "queries/organizations-named.rq", "ORDER BY ?name", "ORDER BY DESC(?name)")
    after = opened(small)
    assert names(after) == ["Beta College", "Alpha University"]
    assert after.generation != before.generation


def test_other_code_builds_anew(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = opened(small)

    def one_module_less(folder: str, name: str, endings: tuple[str, ...]) -> list[tuple[str, os.stat_result]]:
        found = list(walk(folder, name, endings))
        return found[1:] if name == "claims/" else found

    monkeypatch.setattr("credatlas.build.freshness.walk", one_module_less)
    assert opened(small).generation != before.generation


def test_a_cache_that_was_deleted_is_made_again(small: Path, cache: Path) -> None:
    opened(small)
    shutil.rmtree(cache)
    assert names(opened(small)) == ["Alpha University", "Beta College"]


@pytest.mark.parametrize("text", ["", "g000001", "../../elsewhere", "g000009-abcdef\n", "\udcff"], ids=ascii)
def test_a_damaged_pointer_in_the_cache_is_made_again(small: Path, text: str) -> None:
    pointer = generation_of(opened(small)).parent / "current"
    pointer.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert names(opened(small)) == ["Alpha University", "Beta College"]
    assert (pointer.parent / pointer.read_text(encoding="utf-8").strip()).is_dir()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "half a manifest": lambda folder: os.truncate(folder / "manifest.json", 100),
    "a manifest that is a list": lambda folder: (folder / "manifest.json").write_text("[]", encoding="utf-8"),
    "a manifest without sizes": lambda folder: (folder / "manifest.json").write_text('{"form": 3}', encoding="utf-8"),
    "a manifest of another form": lambda folder: rewrite(folder / "manifest.json", '"form": 3', '"form": 2'),
    "a log that is cut off": lambda folder: os.truncate(next(folder.glob("MANIFEST-*")), 100),
    "an empty log": lambda folder: os.truncate(next(folder.glob("MANIFEST-*")), 0),
    "no log": lambda folder: next(folder.glob("MANIFEST-*")).unlink(),
    "a table that is cut off": lambda folder: os.truncate(max(folder.glob("*.sst")), 700),
    "no table": lambda folder: max(folder.glob("*.sst")).unlink(),
    "no pointer of the engine": lambda folder: (folder / "CURRENT").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_store_in_the_cache_is_built_anew(small: Path, damage: str) -> None:
    before = generation_of(opened(small))
    DAMAGE[damage](before)
    after = opened(small)
    assert after.generation != before
    assert names(after) == ["Alpha University", "Beta College"]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_store_that_is_named_is_refused_with_what_to_do(
    small: Path, store: Path, credatlas: Callable[..., Any], damage: str
) -> None:
    (generation,) = store.glob("g0*")
    DAMAGE[damage](generation)
    done = credatlas("--project", str(small), "--store", str(store), *ASK)
    assert (done.code, done.stdout) == (5, "")
    assert done.stderr.startswith(f"error: the store in {generation} ")
    assert "is damaged: " in done.stderr or "was made by another version" in done.stderr
    assert done.stderr.endswith("hint: build it again with `credatlas build`\n")


def test_a_cut_off_file_is_named_with_both_lengths(small: Path, store: Path) -> None:
    (log,) = store.glob("g0*/MANIFEST-*")
    length = log.stat().st_size
    os.truncate(log, length - 1)
    with pytest.raises(StoreError, match=rf"{log.name} has [\d,]+ bytes in place of {length:,}\n"):
        open_atlas(Project(small), store)


def test_a_table_with_wrong_bytes_gives_an_error_and_no_answer(small: Path, store: Path) -> None:
    for table in store.glob("g0*/*.sst"):
        data = bytearray(table.read_bytes())
        data[: len(data) // 3] = bytes(len(data) // 3)
        table.write_bytes(data)
    with pytest.raises(StoreError, match=r"the query failed|cannot be opened"):
        names(open_atlas(Project(small), store))


def test_lost_stamps_cost_no_build(small: Path) -> None:
    generation = generation_of(opened(small))
    for damage in (b"", b"\xff\xff", b"0" * 64):
        (generation / "stamps").write_bytes(damage)
        assert opened(small).generation == generation
    (generation / "stamps").unlink()
    assert opened(small).generation == generation


def test_a_broken_source_is_an_error_and_the_published_graph_stays(small: Path) -> None:
    before = generation_of(opened(small))
    files = {path.name: path.read_bytes() for path in before.iterdir()}
    rewrite(small / "data/sources/page.trig", "organization:alpha schema:name", "organization:alpha schema:name ;")
    for _ in range(2):
        with pytest.raises(DataError) as caught:
            opened(small)
        assert caught.value.place == "data/sources/page.trig:16:34"
    assert (before.parent / "current").read_text(encoding="utf-8").strip() == before.name
    assert {path.name: path.read_bytes() for path in before.iterdir()} == files
    assert [path.name for path in before.parent.iterdir() if path.is_dir()] == [before.name]


def test_a_query_that_does_not_parse_is_an_error(small: Path) -> None:
    rewrite(small / "queries/organizations-named.rq", "ORDER BY ?name", "ORDER ?name")
    with pytest.raises(QueryError) as caught:
        opened(small)
    assert caught.value.place == "queries/organizations-named.rq:19"


# Where nothing can be kept


def test_without_a_cache_the_answer_comes_from_memory_and_says_so(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, credatlas: Callable[..., Any]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "file"))
    done = credatlas("--project", str(small), *ASK)
    assert (done.code, done.stdout.replace("\r\n", "\n")) == (0, ANSWER)
    assert done.stderr.startswith(f"note: the store in {tmp_path}/file/stores/")
    assert "Not a directory" in done.stderr
    assert "set CREDATLAS_CACHE to a folder that you may write" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_home_the_answer_comes_from_memory(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("CREDATLAS_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    atlas = opened(small)
    assert (atlas.location, atlas.generation) == ("memory", None)
    assert names(atlas) == ["Alpha University", "Beta College"]
    assert atlas.notice.startswith("there is no home folder to keep a built graph in")


def test_on_a_full_disk_the_answer_comes_from_memory(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    atlas = opened(small)
    assert names(atlas) == ["Alpha University", "Beta College"]
    assert "No space left on device" in atlas.notice


def test_a_graph_in_memory_is_checked_as_well(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "file"))
    rewrite(small / "data/sources/page.trig", "schema:name", "schema:alternateName")
    with pytest.raises(CombinedError, match="has no name"):
        opened(small)


# A store that is named


def test_a_named_store_is_read_as_it_is(small: Path, store: Path) -> None:
    rewrite(small / "data/sources/page.trig", "Beta College", "Gamma College")
    assert names(open_atlas(Project(small), store)) == ["Alpha University", "Beta College"]
    assert len(list(store.glob("g0*"))) == 1


def test_a_folder_without_a_store_is_no_store(small: Path, tmp_path: Path, credatlas: Callable[..., Any]) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        done = credatlas("--project", str(small), "--store", str(folder), *ASK)
        assert (done.code, done.stdout) == (5, "")
        assert done.stderr.startswith(f"error: no store in {folder}\n  hint: make one with `credatlas build --to ")
    assert not (tmp_path / "nowhere").exists()


def test_a_file_is_no_store(small: Path, tmp_path: Path) -> None:
    (tmp_path / "atlas.nq").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match=r"atlas\.nq is a file, not the folder of a store"):
        open_atlas(Project(small), tmp_path / "atlas.nq")


def test_a_named_store_whose_pointer_leads_nowhere_is_refused(small: Path, store: Path) -> None:
    (store / "current").write_text("g000007-abcdef\n", encoding="utf-8")
    with pytest.raises(StoreError, match="current points at 'g000007-abcdef', which is not there") as caught:
        open_atlas(Project(small), store)
    assert "credatlas build" in caught.value.hint


def test_a_pointer_does_not_lead_out_of_the_store(small: Path, store: Path, tmp_path: Path) -> None:
    (generation,) = store.glob("g0*")
    generation.rename(tmp_path / "g000001-abc")
    (store / "current").write_text("../g000001-abc\n", encoding="utf-8")
    with pytest.raises(StoreError, match="which is not there"):
        open_atlas(Project(small), store)


def test_a_bare_folder_of_the_engine_can_be_asked(small: Path, tmp_path: Path) -> None:
    engine = ox.Store(str(tmp_path / "bare"))
    text = """<https://w3id.org/credatlas/id/organization/z> a <https://w3id.org/credatlas/ontology#Organization> ;
        <https://schema.org/name> "Zeta" ."""
    engine.load(input=text, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("https://w3id.org/credatlas/graph/facts"))
    engine.flush()
    del engine
    atlas = open_atlas(Project(small), tmp_path / "bare")
    assert (names(atlas), atlas.generation) == (["Zeta"], None)


# What the evidence of a query rests on


ASK_EVIDENCE = """
import sys
from pathlib import Path
from credatlas.build import open_atlas
from credatlas.evidence import answer
from credatlas.files import Project
from credatlas.queries import load
atlas = open_atlas(Project(Path(sys.argv[1])), sys.argv[2] if len(sys.argv) > 2 else None)
found = answer(atlas, load(atlas.project.queries, "organizations-named"), cache=atlas.lineages)
cell = found.rows[0].cells[1]
print(cell.claims()[0].source, [name for name in ("rdflib", "pyshacl") if name in sys.modules])
"""


def ask_evidence(*where: Path) -> str:
    command = [sys.executable, "-c", ASK_EVIDENCE, *map(str, where)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_build_by_command_finds_out_what_evidence_needs_so_that_nobody_waits_for_rdflib(
    small: Path, tmp_path: Path, credatlas: Callable[..., Any]
) -> None:
    assert credatlas("--project", str(small), "build", "--to", str(tmp_path / "store")).code == 0
    assert "[]" in ask_evidence(small, tmp_path / "store")


def test_after_a_build_by_question_the_first_who_asks_for_evidence_finds_it_out_for_all(small: Path) -> None:
    generation = generation_of(opened(small))
    assert json.loads((generation / "lineage.json").read_bytes()) == {}
    assert "['rdflib']" in ask_evidence(small)
    assert list(json.loads((generation / "lineage.json").read_bytes())) == ["organizations-named"]
    assert "[]" in ask_evidence(small)


def test_a_graph_in_memory_has_its_evidence_as_well(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "file"))
    atlas = opened(small)
    rows = answer(atlas, "organizations-named").rows
    assert [row.cells[1].claims()[0].source.value for row in rows] == [f"{SOURCE}/page"] * 2
    assert list(atlas.lineages) == ["organizations-named"]


@pytest.mark.parametrize("text", ["", "[1]", '{"organizations-named": 5}', '{"organizations-named": {"of": "x"}}'])
def test_damaged_notes_on_evidence_are_made_again(small: Path, text: str) -> None:
    generation = generation_of(opened(small))
    (generation / "lineage.json").write_text(text, encoding="utf-8")
    assert len(answer(opened(small), "organizations-named").rows) == 2
    assert "lineage" in json.loads((generation / "lineage.json").read_bytes())["organizations-named"]


# Several at once, and how long it takes


def test_two_first_questions_at_once_build_once(small: Path, cache: Path) -> None:
    program = f"{ASK_EVIDENCE.partition('found =')[0]}print(atlas.location)"
    command = [sys.executable, "-c", program, str(small)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    places = {process.communicate(timeout=60)[0] for process in both}
    assert [process.returncode for process in both] == [0, 0]
    assert len(places) == 1
    assert len(list(cache.glob("stores/*/g0*"))) == 1


def test_a_build_that_starts_while_another_looks_at_the_folder_does_not_make_it_a_foreign_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    store.mkdir()
    listed = Path.iterdir

    def begun_meanwhile(folder: Path) -> Iterator[Path]:
        (store / "build.lock").touch()
        (store / "building-00000001").mkdir(exist_ok=True)
        return listed(folder)

    monkeypatch.setattr(Path, "iterdir", begun_meanwhile)
    refuse_foreign(store)
    (store / "build.lock").unlink()
    monkeypatch.setattr(Path, "iterdir", listed)
    with pytest.raises(StoreError, match="holds other things than a store"):
        refuse_foreign(store)


def test_looking_whether_a_store_is_fresh_takes_a_few_milliseconds(founding: Path) -> None:
    project = Project(founding)
    freshness.stamps_of(project)
    times = []
    for _ in range(20):
        start = time.process_time()
        freshness.stamps_of(project)
        times.append(time.process_time() - start)
    assert min(times) < 0.01
