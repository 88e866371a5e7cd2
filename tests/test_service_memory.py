"""Statements are read once and shared by all workers; the files answer until then, and where there are too many."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from credatlas import query
from credatlas.build import open_generation
from credatlas.build.canonical import KEPT, kept_nquads
from credatlas.errors import StoreError
from credatlas.files import Project
from credatlas.queries import catalogue
from credatlas.serve import pool
from credatlas.serve.dumping import DUMPS
from credatlas.serve.editions import Edition, Look, held
from credatlas.serve.exchange import Asked
from credatlas.serve.pool import Limits, Pool
from credatlas.serve.requests import Parameters
from credatlas.serve.routes import Route
from credatlas.serve.worker import Source
from credatlas.store import LocalStore
from serving import children

QUERY = Route("/sparql", "sparql:protocol", ("GET", "POST"), lane="strangers")
OURS = Route("/sparql", "sparql:protocol", ("GET", "POST"))
ALPHA = b'{"head":{},"boolean":true}'
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def asking(text: str) -> Asked:
    return Asked("GET", "/sparql", "http://127.0.0.1:8000", parameters=Parameters((("query", text),)))


@pytest.fixture
def generation(founding_store: LocalStore, tmp_path: Path) -> Path:
    """A copy of the founding store that the test may break."""
    return Path(shutil.copytree(founding_store.location, tmp_path / Path(founding_store.location).name))


@pytest.fixture
def edition(founding: Path, generation: Path) -> Edition:
    return Edition(Source(str(founding), generation=str(generation)), generation.name)


# What a generation keeps.


def test_a_generation_keeps_its_statements_as_the_digest_has_them(generation: Path, founding_store: LocalStore) -> None:
    lines = gzip.decompress((generation / "statements.nq.gz").read_bytes()).splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len(founding_store.engine)
    assert len(lines) == json.loads((generation / "manifest.json").read_text())["quads"]


@pytest.mark.parametrize("damage", [lambda _: b"no gzip at all", lambda whole: whole[:-9]], ids=["other", "cut off"])
def test_statements_that_cannot_be_read_are_told_with_what_to_do(
    generation: Path, damage: Callable[[bytes], bytes]
) -> None:
    (generation / KEPT).write_bytes(damage((generation / KEPT).read_bytes()))
    with pytest.raises(StoreError, match=r"statements\.nq\.gz cannot be read") as caught:
        kept_nquads(generation)
    assert caught.value.hint == "build it again with `credatlas build`"


@pytest.mark.parametrize("text", [b"<http://a> <http://b> <http://c> <http://d> .\n", b"<http://a/\xff> .\n", b""])
def test_a_file_of_other_statements_is_not_taken_for_those_that_were_built(generation: Path, text: bytes) -> None:
    (generation / KEPT).write_bytes(gzip.compress(text))
    with pytest.raises(StoreError, match=r"statements\.nq\.gz does not hold what was built") as caught:
        kept_nquads(generation)
    assert caught.value.hint == "build it again with `credatlas build`"


def test_statements_that_were_cut_off_open_no_store(founding: Path, generation: Path) -> None:
    (generation / KEPT).write_bytes((generation / KEPT).read_bytes()[:-1])
    with pytest.raises(StoreError, match=r"damaged: statements\.nq\.gz has .* bytes in place of"):
        open_generation(Project(founding), generation, in_memory=True)


def test_every_canned_query_has_the_same_answer_in_memory(founding: Path, generation: Path) -> None:
    project = Project(founding)
    files, memory = (open_generation(project, generation, in_memory=is_held) for is_held in (False, True))
    assert (files.location, memory.location) == (str(generation), "memory")
    asked = 0
    for canned in catalogue(project.queries):
        if canned.remote is not None:
            continue
        tables = [query(atlas, canned.name, **canned.example) for atlas in (files, memory)]
        assert tables[0].to_dicts() == tables[1].to_dicts(), canned.name
        asked += 1
    assert asked > 30


@pytest.mark.parametrize("name", ["atlas.nq.gz", "atlas.trig.gz", "facts.ttl.gz"])
def test_a_dump_has_the_same_bytes_from_memory_as_from_files(founding: Path, generation: Path, name: str) -> None:
    atlases = [open_generation(Project(founding), generation, in_memory=is_held) for is_held in (False, True)]
    written = [DUMPS[name].write(atlas.store.engine) for atlas in atlases if isinstance(atlas.store, LocalStore)]
    assert len(written) == 2
    assert len(written[0]) > 10_000
    assert written[0] == written[1]


OPEN = """
import os, sys
from pathlib import Path
from credatlas.build import open_generation
from credatlas.files import Project
atlas = open_generation(Project(Path(sys.argv[1])), Path(sys.argv[2]), in_memory=True)
print(len(atlas.store.engine) > 1000, len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts threads as Linux lists them")
def test_opening_in_memory_starts_no_thread_so_that_the_process_may_be_copied(founding: Path, generation: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(founding), str(generation)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("True 1\n", "")


# Which editions are held.


def test_an_edition_is_held_unless_it_has_too_many_statements(edition: Edition) -> None:
    assert held(edition).source.in_memory
    assert held(edition).version == edition.version
    assert held(edition, most=1000) == edition


def test_what_is_no_generation_or_is_gone_is_not_held(tmp_path: Path) -> None:
    for source in (Source("/p", where="http://127.0.0.1:9/sparql"), Source("/p", generation=str(tmp_path / "gone"))):
        assert held(Edition(source)) == Edition(source)


# Workers.


def with_pool(edition: Edition, work: Callable[[Pool], Awaitable[Any]], look: Look = lambda: None) -> Any:
    async def run() -> Any:
        one = Pool(edition, look, Limits(workers=1, timeout=1.0))
        async with one.running():
            return await work(one)

    return asyncio.run(run())


async def until_held(one: Pool) -> list[int]:
    """Asks all the time until the statements are in memory; the status of each answer."""
    statuses, end = [], time.monotonic() + 30
    while not one.state()["in_memory"] and time.monotonic() < end:
        statuses.append((await one.ask(OURS, asking("ASK { ?x a ca:University }"))).status)
    return statuses


@pytest.fixture
def no_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the founding articles were many statements."""
    monkeypatch.setattr(pool, "FEW", 1000)


def test_few_statements_are_held_from_the_start(edition: Edition) -> None:
    async def work(one: Pool) -> tuple[int, bytes]:
        return one.state()["in_memory"], (await one.ask(QUERY, asking("ASK { ?x a ca:University }"))).body

    assert with_pool(edition, work) == (1, ALPHA)


@pytest.mark.usefixtures("no_few")
def test_files_answer_until_many_statements_are_held_and_no_request_is_lost(edition: Edition) -> None:
    async def work(one: Pool) -> tuple[list[int], int, bytes]:
        before = await until_held(one)
        return before, one.state()["in_memory"], (await one.ask(QUERY, asking("ASK { ?x a ca:University }"))).body

    before, is_held, body = with_pool(edition, work)
    assert set(before) == {200}
    assert (is_held, body) == (1, ALPHA)


@pytest.mark.usefixtures("no_few")
def test_what_is_ours_has_more_time_while_files_answer(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "held", lambda one, _=0: one)
    brief = Route("/queries/{name}", "sparql:protocol", deadline=0.4)

    async def work(one: Pool) -> None:
        with pytest.raises(StoreError, match=r"longer than 1 seconds"):  # 0.4 in memory
            await one.ask(brief, asking(ENDLESS))

    with_pool(edition, work)


def test_a_worker_that_takes_the_place_of_another_needs_no_file_of_the_store(
    edition: Edition, generation: Path
) -> None:
    async def work(one: Pool) -> list[bytes]:
        await one.ask(QUERY, asking("ASK {}"))
        while one.state()["workers"] < 3:  # noqa: ASYNC110 - one of the house, one of strangers, one that stands ready
            await asyncio.sleep(0.01)
        shutil.rmtree(generation)
        bodies = []
        for _ in range(3):  # more than there were workers
            with pytest.raises(StoreError, match="longer than 1 seconds"):
                await one.ask(QUERY, asking(ENDLESS))
            bodies.append((await one.ask(QUERY, asking("ASK { ?x a ca:University }"))).body)
        return bodies

    assert with_pool(edition, work) == [ALPHA] * 3


@pytest.mark.usefixtures("no_few")
def test_where_statements_cannot_be_read_the_files_go_on_answering_and_the_log_says_so_once(
    edition: Edition, generation: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = b"x" * (generation / KEPT).stat().st_size  # as long as before, which nobody sees without reading it
    (generation / KEPT).write_bytes(damaged)

    async def work(one: Pool) -> tuple[int, bytes, int]:
        before = children(os.getpid())
        await one.ask(QUERY, asking("ASK {}"))
        await asyncio.sleep(3.5)
        left = len(set(children(os.getpid())) - set(before))
        return one.state()["in_memory"], (await one.ask(QUERY, asking("ASK { ?x a ca:University }"))).body, left

    # nobody goes on trying to read them, for which another process would be there
    assert with_pool(edition, work) == (0, ALPHA, 0)
    told = [line for line in caplog.messages if "statements.nq.gz cannot be read" in line]
    assert len(told) == 1, caplog.messages


def test_where_few_statements_cannot_be_read_the_files_answer(edition: Edition, generation: Path) -> None:
    (generation / KEPT).write_bytes(b"x" * (generation / KEPT).stat().st_size)

    async def work(one: Pool) -> tuple[int, bytes]:
        end = time.monotonic() + 20
        while (one.state()["in_memory"] or not one.state()["workers"]) and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return one.state()["in_memory"], (await one.ask(QUERY, asking("ASK { ?x a ca:University }"))).body

    assert with_pool(edition, work) == (0, ALPHA)


def test_a_newer_build_is_taken_on_when_the_process_that_reads_it_is_killed(edition: Edition, generation: Path) -> None:
    newer = Path(shutil.copytree(generation, generation.parent / "g000002-0123"))
    found = [Edition(Source(edition.source.project, generation=str(newer)), newer.name)]

    async def work(one: Pool) -> list[object]:
        await one.ask(QUERY, asking("ASK {}"))
        before = children(os.getpid())
        while not (fresh := set(children(os.getpid())) - set(before)):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        os.kill(fresh.pop(), signal.SIGKILL)
        end = time.monotonic() + 20
        while one.version != newer.name and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return [one.version, (await one.ask(QUERY, asking("ASK { ?x a ca:University }"))).body]

    assert with_pool(edition, work, lambda: found.pop() if found else None) == [newer.name, ALPHA]


def test_a_nursery_whose_service_ends_before_it_has_heard_an_answer_ends_in_silence() -> None:
    ours, theirs = socket.socketpair()
    main = f"from credatlas.serve.nursery import main; main({theirs.fileno()}, alone=False)"
    with (
        subprocess.Popen([sys.executable, "-c", main], stderr=subprocess.PIPE, pass_fds=[theirs.fileno()]) as nursery,
        ours,
    ):
        theirs.close()
        ours.sendall(b'{"end": 1}\n')
        assert select.select([ours], [], [], 30)[0]
        ours.close()
        assert nursery.communicate(timeout=30) == (None, b"")
    assert nursery.returncode == 0


@pytest.mark.usefixtures("no_few")
def test_too_many_statements_stay_in_their_files(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "held", lambda one, most=1000: held(one, most))

    async def work(one: Pool) -> tuple[int, int]:
        await one.ask(QUERY, asking("ASK {}"))
        await asyncio.sleep(0.5)
        return one.state()["in_memory"], (await one.ask(OURS, asking("ASK {}"))).status

    assert with_pool(edition, work) == (0, 200)
