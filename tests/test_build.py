"""A build publishes a whole graph or nothing, the same bytes for the same input, and leaves nothing behind."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import filelock
import pyoxigraph as ox
import pytest

from credatlas.build import Built, Manifest, build, making
from credatlas.build.generations import LOCK, current_generation, next_name, remove_others, remove_unfinished
from credatlas.errors import CombinedError, CredatlasError, DataError, QueryError, StoreError
from credatlas.files import Project

BUILD = """
import sys
from pathlib import Path
from credatlas.build import build
from credatlas.files import Project
build(Project(Path(sys.argv[1])), Path(sys.argv[2]), lineages=False)
"""


def built(project: Path, store: Path, **options: Any) -> Built:
    found = build(Project(project), store, **{"lineages": False, **options})
    assert found is not None
    return found


_MERGED = (
    "<https://w3id.org/credatlas/id/organization/%s> dcterms:isReplacedBy"
    " <https://w3id.org/credatlas/id/organization/%s> ; owl:deprecated true ."
)


def add(file: Path, line: str) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(f"{line}\n")


def lines_of(generation: Path) -> list[bytes]:
    """The statements of a generation as lines of N-Quads in the order of their bytes, read by the engine alone."""
    dump = ox.Store.read_only(str(generation)).dump(format=ox.RdfFormat.N_QUADS)
    assert dump is not None
    return sorted(dump.splitlines())


def sha256_of(lines: list[bytes]) -> str:
    return hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest()


def published(store: Path) -> dict[str, bytes]:
    """Every byte that a reader of a store can come to."""
    name = (store / "current").read_text(encoding="utf-8").strip()
    files = [store / "current", *(path for path in (store / name).iterdir())]
    return {path.relative_to(store).as_posix(): path.read_bytes() for path in files}


def generations(store: Path) -> list[str]:
    return sorted(path.name for path in store.iterdir() if path.name.startswith("g0"))


def names_in(store: Path) -> set[str]:
    return {path.name for path in store.iterdir()}


def is_whole(generation: Path) -> bool:
    manifest = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
    lines = lines_of(generation)
    return (len(lines), sha256_of(lines)) == (manifest["quads"], manifest["digest"])


@pytest.fixture(scope="module")
def founding_build(founding: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built(founding, tmp_path_factory.mktemp("founding") / "store")


# What is published


def test_a_build_publishes_one_generation_and_a_pointer_to_it(founding_build: Built) -> None:
    store = founding_build.generation.parent
    assert (store / "current").read_text(encoding="utf-8") == f"{founding_build.generation.name}\n"
    assert names_in(store) == {"current", "build.lock", founding_build.generation.name}
    assert founding_build.generation.name == f"g000001-{founding_build.manifest.digest[:12]}"


def test_the_manifest_counts_the_statements_of_each_layer(founding_build: Built) -> None:
    lines = lines_of(founding_build.generation)
    ends = [re.fullmatch(rb".* <https://w3id\.org/credatlas/graph/([a-z]+)> \.", line) for line in lines]
    layers = Counter(end[1].decode() for end in ends if end)
    kept = json.loads((founding_build.generation / "manifest.json").read_text(encoding="utf-8"))
    assert kept["layers"] == dict(layers)
    assert kept["quads"] == len(lines) == sum(layers.values())
    assert set(layers) == {"facts", "inferred", "claims", "conflicts", "sources", "vocabulary"}


def test_the_layers_of_a_small_project_have_the_sizes_that_one_counts_by_hand(small: Path, tmp_path: Path) -> None:
    assert dict(built(small, tmp_path / "store").manifest.layers) == {
        "facts": 2 + 2 + 1 + 3,  # two types, two names, one price and its three fields
        "inferred": 2,  # both universities are organisations
        "claims": 5 * 6 + 3,  # five claims of six statements; the fee is normalised, both types are curated
        "sources": 2 + 1 + 4 + 5 + 4 + 3,  # the page, the curators; the passages alpha, fee, beta, entities
        "conflicts": 2 * 5,  # two recorded issues
        # the ontology; core, curation and claims of the shapes; a query, and four statements for each of its prefixes
        "vocabulary": 11 + 13 + 12 + 1 + 6 + 2 * 4,
    }


def test_the_digest_is_the_sha256_of_the_sorted_nquads(founding_build: Built) -> None:
    assert founding_build.manifest.digest == sha256_of(lines_of(founding_build.generation))


def test_the_manifest_says_who_built_when_and_of_what(small: Path, tmp_path: Path) -> None:
    manifest = built(small, tmp_path / "store").manifest
    assert re.fullmatch(r"\d+\.\d+\.\d+", manifest.version)
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", manifest.built)
    assert len(manifest.sources) == len(manifest.code) == 64
    assert manifest.files["CURRENT"] == 16  # "MANIFEST-000005" and a line feed


def test_a_built_graph_holds_no_blank_node(founding_build: Built) -> None:
    assert [line for line in lines_of(founding_build.generation) if re.search(rb"(^| )_:", line)] == []


def test_no_triple_stands_in_two_layers(founding_build: Built) -> None:
    triples = Counter(line.rsplit(b" ", 2)[0] for line in lines_of(founding_build.generation))
    assert [triple for triple, times in triples.items() if times > 1] == []


def test_what_a_passage_states_of_its_source_or_a_term_stands_in_the_facts_only(small: Path, tmp_path: Path) -> None:
    page = small / "data/sources/page.trig"
    name = 'organization:beta schema:name "Beta College"@en .'
    twice = f"""{name}
  source:page a ca:SourceSnapshot .
  ca:Organization a <http://www.w3.org/2002/07/owl#Class> ."""
    page.write_text(page.read_text(encoding="utf-8").replace(name, twice), encoding="utf-8")
    lines = lines_of(built(small, tmp_path / "store").generation)
    for subject in (
        b"<https://w3id.org/credatlas/id/source/page>",
        b"<https://w3id.org/credatlas/ontology#Organization>",
    ):
        (line,) = (one for one in lines if one.startswith(subject) and b"22-rdf-syntax-ns#type" in one)
        assert line.endswith(b"<https://w3id.org/credatlas/graph/facts> .")


def test_what_a_source_says_is_inferred_only_where_no_layer_holds_it(small: Path, tmp_path: Path) -> None:
    ontology = small / "ontology/credatlas.ttl"
    told = "ca:seenIn a owl:ObjectProperty ; rdfs:range ca:SourceSnapshot .\n"
    ontology.write_text(ontology.read_text(encoding="utf-8") + told, encoding="utf-8")
    page = small / "data/sources/page.trig"
    name = 'organization:beta schema:name "Beta College"@en .'
    more = f"{name} organization:beta ca:seenIn source:page ."
    page.write_text(page.read_text(encoding="utf-8").replace(name, more), encoding="utf-8")
    lines = lines_of(built(small, tmp_path / "store").generation)
    typed = [
        line for line in lines if line.startswith(b"<https://w3id.org/credatlas/id/source/page> ") and b"#type" in line
    ]
    assert [line.split()[-2] for line in typed] == [b"<https://w3id.org/credatlas/graph/sources>"]


def test_the_shown_price_is_in_the_facts(founding_build: Built) -> None:
    facts = b"<https://w3id.org/credatlas/graph/facts> ."
    price = b'<https://schema.org/price> "8500"^^<http://www.w3.org/2001/XMLSchema#integer> ' + facts
    assert [line for line in lines_of(founding_build.generation) if line.endswith(price)]


# The same input, the same bytes


def copied_backwards(project: Path, target: Path) -> Path:
    """A copy whose files were written in the opposite order and long ago."""
    files = sorted(path for path in project.rglob("*") if path.is_file())
    for path in reversed(files):
        copy = target / path.relative_to(project)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
        os.utime(copy, (1_000_000_000, 1_000_000_000))
    return target


def test_the_same_input_gives_the_same_bytes_wherever_and_whenever(
    founding: Path, founding_build: Built, tmp_path: Path
) -> None:
    project = copied_backwards(founding, tmp_path / "elsewhere" / "with a blank")
    store = tmp_path / "store"
    # another process has other hashes, so that sets and dictionaries are walked in another order
    command = [sys.executable, "-c", BUILD, str(project), str(store)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "4711"}, timeout=60)
    generation = current_generation(store)
    assert generation is not None
    assert lines_of(generation) == lines_of(founding_build.generation)
    assert Manifest.read(generation).digest == founding_build.manifest.digest
    assert Manifest.read(generation).sources == founding_build.manifest.sources


def test_blank_nodes_of_the_ontology_get_the_same_names_in_another_order(small: Path, tmp_path: Path) -> None:
    ontology = small / "ontology/credatlas.ttl"
    before = built(small, tmp_path / "one").manifest
    head, *blocks = ontology.read_text(encoding="utf-8").split("\n\n")
    ontology.write_text("\n\n".join([head, *(block.strip() for block in reversed(blocks))]) + "\n", encoding="utf-8")
    after = built(small, tmp_path / "two").manifest
    assert (after.digest, after.sources == before.sources) == (before.digest, False)


def test_another_fact_gives_another_digest(small: Path, tmp_path: Path) -> None:
    before = built(small, tmp_path / "store").manifest.digest
    page = small / "data/sources/page.trig"
    page.write_text(page.read_text(encoding="utf-8").replace("900", "901"), encoding="utf-8")
    assert built(small, tmp_path / "store").manifest.digest != before


def test_the_command_dumps_the_canonical_nquads(small: Path, tmp_path: Path, credatlas: Callable[..., Any]) -> None:
    done = credatlas("--project", str(small), "build", "--to", str(tmp_path / "store"), "--dump", "-")
    generation = current_generation(tmp_path / "store")
    assert generation is not None
    assert (done.code, done.stdout.encode().splitlines()) == (0, lines_of(generation))
    assert "built 123 statements" in done.stderr


# Generations


def test_a_second_build_keeps_the_generation_before_and_a_third_removes_it(small: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first, second = (built(small, store).generation.name for _ in range(2))
    assert generations(store) == [first, second]
    third = built(small, store).generation.name
    assert generations(store) == [second, third]
    assert (store / "current").read_text(encoding="utf-8").strip() == third


def test_a_reader_of_the_generation_before_is_not_disturbed(small: Path, tmp_path: Path) -> None:
    first = built(small, tmp_path / "store").generation
    reader = ox.Store.read_only(str(first))
    built(small, tmp_path / "store")
    assert len(list(reader)) == 123


def test_a_build_removes_what_killed_builds_left_and_nothing_else(small: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = built(small, store).generation
    (store / "building-0a1b2c3d").mkdir()
    (store / "building-0a1b2c3d" / "000009.sst").write_bytes(b"half")
    (store / "current.new").write_text("g000002-", encoding="utf-8")
    shutil.copytree(first, store / "g000002-00000000dead")  # complete, but the pointer was never moved
    (store / "notes.txt").write_text("mine", encoding="utf-8")
    second = built(small, store).generation
    assert names_in(store) == {"current", "build.lock", "notes.txt", first.name, second.name}


def test_generations_are_ordered_by_their_number_beyond_a_million(tmp_path: Path) -> None:
    for name in ("g999999-aa", "g1000000-bb", "g1000001-cc"):
        (tmp_path / name).mkdir()
    (tmp_path / "current").write_text("g1000000-bb\n", encoding="utf-8")
    assert next_name(tmp_path, "d" * 64) == "g1000002-dddddddddddd"
    remove_unfinished(tmp_path)
    assert names_in(tmp_path) == {"current", "g999999-aa", "g1000000-bb"}
    remove_others(tmp_path, keep=("g1000000-bb", None))
    assert names_in(tmp_path) == {"current", "g1000000-bb"}


def test_while_the_pointer_is_damaged_no_generation_is_removed_before_there_is_another(
    small: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    first = built(small, store).generation
    (store / "current").write_text("g0000", encoding="utf-8")
    (small / "data/entities.ttl").write_text("broken", encoding="utf-8")
    with pytest.raises(DataError):
        built(small, store)
    assert is_whole(first)


def test_a_build_that_nobody_needs_does_nothing(small: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    built(small, store)
    before = published(store)
    assert build(Project(small), store, unless=lambda: True) is None
    assert (published(store), len(generations(store))) == (before, 1)


def test_what_is_known_of_the_evidence_of_queries_is_taken_over_while_the_code_is_the_same(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    first = built(small, store, lineages=True).generation
    known = (first / "lineage.json").read_bytes()
    assert set(json.loads(known)) == {"organizations-named"}
    monkeypatch.setattr("credatlas.evidence.deriving.derive", None)  # may not be called
    assert (built(small, store, lineages=True).generation / "lineage.json").read_bytes() == known
    monkeypatch.setattr(making, "code_mark", lambda: "other code")
    with pytest.raises(TypeError):
        built(small, store, lineages=True)


# Where a build may write


@pytest.mark.parametrize("kind", ["folder", "file", "engine"])
def test_what_is_no_store_is_left_alone(small: Path, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "plans"
    if kind == "file":
        target.write_text("current", encoding="utf-8")
    elif kind == "folder":
        (target / "building-permits").mkdir(parents=True)
        (target / "current").write_text("streets", encoding="utf-8")
    else:
        ox.Store(str(target)).flush()
    before = sorted(str(path) for path in target.rglob("*"))
    with pytest.raises(StoreError, match=r"is a file|holds other things than a store") as caught:
        built(small, target)
    assert (caught.value.exit_code, str(target) in caught.value.message, "empty" in caught.value.hint) == (
        5,
        True,
        True,
    )
    assert sorted(str(path) for path in target.rglob("*")) == before


def test_a_store_whose_folder_cannot_be_made_is_named(small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match=r"file/store cannot be written: .*Not a directory"):
        built(small, tmp_path / "file" / "store")


# Disturbances


def fails(error: OSError) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


@pytest.mark.parametrize(
    ("owner", "step"),
    [
        (Path, "mkdir"),  # of the folder in the making
        (Path, "rename"),  # of the finished folder
        (Path, "replace"),  # of the pointer
        (os, "fsync"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_disk_that_fails_at_any_step_publishes_nothing(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, step: str
) -> None:
    store = tmp_path / "store"
    built(small, store)
    before = published(store)
    with monkeypatch.context() as broken:
        broken.setattr(owner, step, fails(OSError(28, "No space left on device")))
        with pytest.raises(StoreError, match="No space left") as caught:
            built(small, store)
    assert caught.value.exit_code == 5
    assert "disk full" in caught.value.hint
    assert published(store) == before
    built(small, store)
    assert len(generations(store)) == 2
    assert not [name for name in names_in(store) if name.startswith("building-") or name.endswith(".new")]


def test_a_disk_that_takes_only_part_of_the_engine_s_files_publishes_nothing(founding: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="limits of file sizes are a matter of Unix")
    store = tmp_path / "store"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))  # the largest table has more

    command = [sys.executable, "-c", BUILD, str(founding), str(store)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, timeout=60, check=False)
    assert "StoreError" in done.stderr.splitlines()[-2]
    assert "File too large" in done.stderr
    assert names_in(store) == {"build.lock"}


def test_what_reads_back_differently_is_not_published(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    built(small, store)
    before = published(store)
    read_back = iter([b"<urn:a> <urn:b> <urn:built> <urn:g> .\n", b"<urn:a> <urn:b> <urn:bent> <urn:g> .\n"])
    monkeypatch.setattr(making, "canonical_nquads", lambda _: next(read_back))
    with pytest.raises(StoreError, match="what was written is not what was built"):
        built(small, store)
    assert (published(store), len(generations(store))) == (before, 1)


def test_two_builds_at_once_both_end_well(small: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    command = [sys.executable, "-c", BUILD, str(small), str(store)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(process.communicate(timeout=60)[1], process.returncode) for process in both] == [("", 0), ("", 0)]
    assert len(generations(store)) == 2
    assert (store / "current").read_text(encoding="utf-8").strip() == generations(store)[-1]
    assert all(is_whole(store / name) for name in generations(store))


def test_a_build_waits_for_another_and_says_so(small: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    said: list[str] = []
    lock = filelock.FileLock(store / LOCK, thread_local=False)
    lock.acquire()
    threading.Timer(0.3, lock.release).start()
    built(small, store, say=said.append)
    assert said == ["waiting for another build of the same store", "reading the files", "validating and writing"]


def test_a_build_that_waits_too_long_gives_up(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "store"
    store.mkdir()
    monkeypatch.setattr(making, "_WAIT", 0.1)
    with filelock.FileLock(store / LOCK), pytest.raises(StoreError, match="another build has been at work") as caught:
        built(small, store)
    assert (caught.value.exit_code, "try again" in caught.value.hint) == (5, True)


KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from credatlas.build import making
from credatlas.files import Project

project, store, rounds = Project(Path(sys.argv[1])), Path(sys.argv[2]), int(sys.argv[3])
assembled = making.assembled_of(project)
findings = making.validated(assembled)
making.assembled_of = lambda *_: assembled  # the moments that matter come after it
making.validated = lambda _: findings
moments = random.Random(2026)
for _ in range(rounds):
    child = os.fork()
    while not child:
        making.build(project, store, lineages=False)
    time.sleep(moments.uniform(0.0, 0.6))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print("killed", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked on Unix only")
def test_a_build_that_is_killed_at_any_moment_leaves_a_whole_generation(
    founding: Path, founding_build: Built, small: Path, tmp_path: Path
) -> None:
    store, rounds = tmp_path / "store", 10
    shutil.copytree(founding_build.generation.parent, store)
    command = [sys.executable, "-c", KILLED, str(founding), str(store), str(rounds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(rounds):
            assert process.stdout.readline() == "killed\n"
            generation = current_generation(store)
            assert generation is not None
            assert is_whole(generation)
            process.stdin.write("\n")
    before = current_generation(store)
    after = built(small, store).generation
    assert before is not None
    assert names_in(store) == {"current", "build.lock", before.name, after.name}


# Broken input: more of it in test_checking.py


def test_every_broken_file_is_named_and_nothing_is_published(small: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    built(small, store)
    before = published(store)
    (small / "data/entities.ttl").write_text("organization:alpha a ca:University .\n", encoding="utf-8")
    (small / "ontology/credatlas.ttl").write_text("<a> <b> .\n", encoding="utf-8")
    query = small / "queries/organizations-named.rq"
    query.write_text(query.read_text(encoding="utf-8").replace("WHERE {", "WHERE"), encoding="utf-8")
    with pytest.raises(CombinedError) as caught:
        built(small, store)
    assert [error.place for error in caught.value.errors] == [
        "data/entities.ttl:1:1",
        "ontology/credatlas.ttl:1:1",  # <a> alone is no IRI
        "queries/organizations-named.rq:17",  # WHERE stands in line 16, what does not fit in the next
    ]
    assert all(error.hint for error in caught.value.errors)
    assert str(caught.value).endswith("3 things are wrong")
    assert (published(store), len(generations(store))) == (before, 1)


def test_a_header_that_is_no_toml_is_refused_by_file_and_line(small: Path, tmp_path: Path) -> None:
    query = small / "queries/organizations-named.rq"
    query.write_text(query.read_text(encoding="utf-8").replace('"organizations"', "organizations"), encoding="utf-8")
    with pytest.raises(QueryError) as caught:
        built(small, tmp_path / "store")
    assert (caught.value.place, caught.value.exit_code) == ("queries/organizations-named.rq:2", 3)


def test_a_block_of_a_query_that_is_not_closed_is_refused_by_file_and_line(small: Path, tmp_path: Path) -> None:
    query = small / "queries/organizations-named.rq"
    query.write_text(query.read_text(encoding="utf-8").replace("ORDER BY", "#if name\nORDER BY"), encoding="utf-8")
    with pytest.raises(QueryError, match="#if without #endif") as caught:
        built(small, tmp_path / "store")
    assert caught.value.place == "queries/organizations-named.rq:19"


def test_a_data_file_that_nothing_reads_is_refused(small: Path, tmp_path: Path) -> None:
    (small / "data/issues.ttl").rename(small / "data/issue.ttl")
    with pytest.raises(DataError, match="nothing reads this file") as caught:
        built(small, tmp_path / "store")
    assert caught.value.place == "data/issue.ttl"
    assert caught.value.hint.startswith("did you mean data/issues.ttl?")


def test_an_id_is_merged_into_another_by_a_tombstone(project: Path, tmp_path: Path) -> None:
    add(
        project / "data/entities.ttl",
        'organization:board a ca:CertificationBoard ; schema:alternateName "The Board"@en .',
    )
    add(project / "data/tombstones.ttl", _MERGED % ("board", "abaim"))
    lines = lines_of(built(project, tmp_path / "store").generation)
    board, abaim = (f"<https://w3id.org/credatlas/id/organization/{name}>".encode() for name in ("board", "abaim"))
    name = b' <https://schema.org/alternateName> "The Board"@en <https://w3id.org/credatlas/graph/facts> .'
    assert abaim + name in lines
    assert board + name not in lines


def test_a_tombstone_that_leads_nowhere_is_refused_with_what_was_meant(project: Path, tmp_path: Path) -> None:
    add(project / "data/tombstones.ttl", _MERGED % ("board", "abbaim"))
    with pytest.raises(DataError, match="organization:abbaim is described nowhere") as caught:
        built(project, tmp_path / "store")
    assert caught.value.place == "data/tombstones.ttl:5"
    # nothing else is near: that all of them begin with organization: makes no difference
    assert caught.value.hint.startswith("did you mean organization:abaim? Correct the id")


def test_what_was_meant_is_looked_for_twenty_times_and_not_for_a_whole_wrong_file(
    project: Path, tmp_path: Path
) -> None:
    for number in range(30):
        add(project / "data/tombstones.ttl", _MERGED % (f"old{number}", f"abaim{number:02}"))
    with pytest.raises(CombinedError) as caught:
        built(project, tmp_path / "store")
    hints = [error.hint.startswith("did you mean organization:abaim? ") for error in caught.value.errors]
    assert (len(hints), sum(hints)) == (30, 20)


def test_files_of_editors_are_passed_over(small: Path, tmp_path: Path) -> None:
    (small / "data/sources/.page.trig").write_text("half a", encoding="utf-8")
    (small / "data/sources/.#page.ttl").symlink_to("nobody@nowhere")
    (small / "data/sources/gone.ttl").symlink_to(small / "nowhere.ttl")
    assert built(small, tmp_path / "store").manifest.quads == 123


def test_a_violation_publishes_nothing_and_says_where_it_stands(small: Path, tmp_path: Path) -> None:
    page = small / "data/sources/page.trig"
    text = page.read_text(encoding="utf-8").replace("schema:name", "schema:alternateName")
    page.write_text(text, encoding="utf-8")
    with pytest.raises(CombinedError) as caught:
        built(small, tmp_path / "store")
    assert [(error.place, error.hint) for error in caught.value.errors] == [
        ("data/entities.ttl:13", "Give its name."),
        ("data/entities.ttl:15", "Give its name."),
    ]
    assert names_in(tmp_path / "store") == {"build.lock"}


@pytest.mark.parametrize("term", ["sh:targetClas", "sh:mincount"])
def test_a_misspelt_term_of_a_shape_is_refused_since_an_engine_would_pass_over_it(
    small: Path, tmp_path: Path, term: str
) -> None:
    shapes = small / "ontology/shapes/core.ttl"
    right = {"sh:targetClas": "sh:targetClass", "sh:mincount": "sh:minCount"}[term]
    shapes.write_text(shapes.read_text(encoding="utf-8").replace(right, term), encoding="utf-8")
    with pytest.raises(CredatlasError, match=f"{term} is not a term of SHACL") as caught:
        built(small, tmp_path / "store")
    assert caught.value.place in ("ontology/shapes/core.ttl:9", "ontology/shapes/core.ttl:14")
    assert right.removeprefix("sh:") in caught.value.hint
