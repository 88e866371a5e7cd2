"""Between a request and a worker: what travels, what is kept, who waits, and what becomes of whom."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import struct
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from asgi import Client
from credatlas.build import Atlas
from credatlas.errors import StoreError, UsageError
from credatlas.files import find_project
from credatlas.serve.editions import Edition, edition_of, look_for_newer
from credatlas.serve.exchange import Asked, Reply
from credatlas.serve.fates import TimedOutError, why_ended
from credatlas.serve.framing import Answer, Question, Reader, packed_question, read_question, send_answer
from credatlas.serve.keeping import Answers, Kept
from credatlas.serve.lanes import Lane, Size
from credatlas.serve.lines import Leaving
from credatlas.serve.orders import Newborn, NurseryError
from credatlas.serve.pool import Limits, Pool
from credatlas.serve.requests import Parameters, parameters
from credatlas.serve.routes import ROUTES, Route
from credatlas.serve.service import Settings, service_app
from credatlas.serve.turns import BusyError
from credatlas.serve.worker import Bounds, Source
from credatlas.store import LocalStore, memory_store

QUERY = Route("/sparql", "sparql:protocol", ("GET", "POST"), lane="strangers")
OURS = Route("/api/queries", "query_api:listing")
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


QUICK = "SELECT (COUNT(*) AS ?n) { ?a a ?b }"


def asking(query: str) -> Asked:
    return Asked("GET", "/sparql", "http://127.0.0.1:8000", parameters=Parameters((("query", query),)))


# What travels.


def heard(pieces: list[bytes]) -> Answer | None:
    reader = Reader()
    answers = [reader.feed(piece) for piece in pieces]
    assert answers[:-1] == [None] * (len(answers) - 1)
    return answers[-1]


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_an_answer_is_put_together_from_pieces_of_any_size(size: int) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        reply = Reply(b"body" * 100, "text/csv", 206, (("Link", "<é>"), ("ETag", '"1"')))
        send_answer(theirs, Answer(reply, "last"))
        sent = ours.recv(65536)
    assert heard([sent[start : start + size] for start in range(0, len(sent), size)]) == Answer(reply, "last")


def test_the_first_word_of_a_worker_has_no_reply() -> None:
    head = b"ready\0"
    assert heard([struct.pack(">II", len(head), 0) + head]) == Answer(None, "ready")


def test_a_text_that_holds_what_stands_between_texts_stays_one() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        send_answer(theirs, Answer(Reply(b"", "text/csv", 200, (("Link", "a\0b"),)), "last"))
        assert heard([ours.recv(65536)]) == Answer(Reply(b"", "text/csv", 200, (("Link", "a b"),)), "last")


@pytest.mark.parametrize(
    "said",
    [
        struct.pack(">II", 2**32 - 1, 0),
        struct.pack(">II", 2, 2**31),
        struct.pack(">II", 4, 0) + b"nope",
        struct.pack(">II", 3, 0) + b"\0\xff\0",
        struct.pack(">II", 5, 0) + b"\0\x00200",
        struct.pack(">II", 6, 0) + b"\0\0no\0t",
        struct.pack(">II", 9, 0) + b"\0\x00200\0t\0n",
    ],
)
def test_what_is_no_answer_is_not_taken_for_one(said: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Reader().feed(said)


def test_a_question_arrives_as_it_was_sent() -> None:
    asked = Asked(
        method="POST",
        path="/sparql/é",
        base="https://e.org/atlas",
        parts={"name": "x"},
        parameters=Parameters((("a", "1"), ("a", "2"))),
        accept="text/csv",
        media="application/sparql-query",
        body=b"\x00\xff" * 50_000,
        rows=7,
    )
    ours, theirs = socket.socketpair()
    with ours, theirs:
        question = packed_question(Question(QUERY, asked))
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        ours.sendall(question)
        assert read_question(theirs) == Question(QUERY, asked)


def test_a_question_that_breaks_off_is_none() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        with ours:
            ours.sendall(packed_question(Question(QUERY, asking("ASK {}")))[:-1])
        assert read_question(theirs) is None


# What becomes of a worker.


@pytest.mark.parametrize(
    ("status", "said", "detail"),
    [
        (signal.SIGABRT, b"memory allocation of 4194304 bytes failed", "takes more memory than a query may have"),
        (signal.SIGABRT, b"terminate called after throwing an instance of 'std::bad_alloc'", "more memory"),
        (1 << 8, b"Traceback:\nMemoryError", "more memory"),
        (signal.SIGABRT, b"thread panicked", "broke down on this query (SIGABRT)"),
        (signal.SIGSEGV, b"", "broke down on this query (SIGSEGV)"),
        (3 << 8, b"", "broke down on this query (exit code 3)"),
    ],
)
def test_why_a_worker_ended_is_told_by_how_it_ended_and_by_its_last_words(
    status: int, said: bytes, detail: str
) -> None:
    with tempfile.TemporaryFile() as errors:
        errors.write(said)
        error = why_ended(int(status), errors)
    assert detail in error.message
    assert error.http_status == 500
    assert error.hint


# What is kept.


def kept(body: bytes, tag: str = '"1"') -> Kept:
    return Kept(((b"content-type", b"text/plain"),), body, tag)


def test_what_was_not_asked_for_longest_makes_way() -> None:
    answers = Answers(100_000)
    assert answers.get("v1", (b"0",)) is None
    for number in range(9):
        answers.put("v1", (str(number).encode(),), kept(b"x" * 9_000))
        answers.get("v1", (b"0",))
    assert len(answers) == 9
    answers.put("v1", (b"new",), kept(b"x" * 9_000))
    assert answers.get("v1", (b"0",)) is not None
    assert answers.get("v1", (b"1",)) is None
    assert answers.size <= 100_000


def test_another_version_starts_with_nothing() -> None:
    answers = Answers(100_000)
    answers.get("v1", (b"a",))
    answers.put("v1", (b"a",), kept(b"x"))
    assert answers.get("v2", (b"a",)) is None
    answers.put("v1", (b"a",), kept(b"late"))  # its worker was still on the old one
    assert answers.get("v2", (b"a",)) is None
    assert (len(answers), answers.size) == (0, 0)


@pytest.mark.parametrize(("key", "size"), [((b"a",), 13_000), ((b"a" * 17_000,), 10)])
def test_what_would_push_out_much_else_is_not_kept(key: tuple[bytes, ...], size: int) -> None:
    answers = Answers(100_000)
    answers.get("v1", key)
    answers.put("v1", key, kept(b"x" * size))
    assert len(answers) == 0


def test_an_answer_that_is_kept_twice_counts_once() -> None:
    answers = Answers(100_000)
    answers.get("v1", (b"a",))
    answers.put("v1", (b"a",), kept(b"x" * 1000))
    before = answers.size
    answers.put("v1", (b"a",), kept(b"y" * 1000))
    assert (len(answers), answers.size) == (1, before)


class Counting:
    """Answers with the number of the question."""

    def __init__(self) -> None:
        self.version = "v1"
        self.count = 0
        self.while_asked: Callable[[], None] = lambda: None
        self.headers: tuple[tuple[str, str], ...] = ()
        self.clients: list[str] = []

    async def ask(self, _: Route, __: Asked, leaving: Leaving) -> Reply:
        """The next number."""
        self.count += 1
        self.clients.append(leaving.client)
        self.while_asked()
        return Reply(str(self.count).encode(), "text/plain", headers=self.headers)


@pytest.fixture
def counting() -> Counting:
    return Counting()


@pytest.fixture
def client(counting: Counting) -> Iterator[Client]:
    routes = (OURS, Route("/fresh", "x:y", kept=False), Route("/things/{name}", "x:y", ("GET", "POST")))
    client = Client(service_app(counting, routes=routes))
    yield client
    client.runner.close()


def test_the_same_question_is_answered_from_what_is_kept(client: Client, counting: Counting) -> None:
    first, second = client.get("/api/queries?a=1"), client.get("/api/queries?a=1")
    assert (first.body, second.body, counting.count) == (b"1", b"1", 1)
    assert second.headers == first.headers
    assert client.get("/api/queries?a=1", if_none_match=first.headers["etag"]).status == 304
    head = client.send("HEAD", "/api/queries?a=1")
    assert (head.status, head.body, head.headers["content-length"], counting.count) == (200, b"", "1", 1)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/queries?a=2", {}),
        ("/api/queries?a=1", {"accept": "text/html"}),
        ("/api/queries?a=1", {"host": "atlas.example.org"}),
        ("/api/queries?a=%31", {}),
    ],
)
def test_another_question_is_not(client: Client, counting: Counting, path: str, headers: dict[str, str]) -> None:
    client.get("/api/queries?a=1")
    assert client.get(path, **headers).body == b"2"


def test_another_build_is_asked_anew(client: Client, counting: Counting) -> None:
    client.get("/api/queries")
    counting.version = "v2"
    assert client.get("/api/queries").body == b"2"


def test_an_answer_during_which_the_build_changed_is_not_kept(client: Client, counting: Counting) -> None:
    def change() -> None:
        counting.version = f"v{counting.count + 1}"

    counting.while_asked = change
    assert [client.get("/api/queries").body for _ in range(3)] == [b"1", b"2", b"3"]


def test_nothing_is_kept_where_nobody_can_tell_when_it_changes(client: Client, counting: Counting) -> None:
    counting.version = ""
    assert [client.get("/api/queries").body for _ in range(2)] == [b"1", b"2"]


def test_what_is_not_to_be_kept_is_not(client: Client, counting: Counting) -> None:
    assert [client.get("/fresh").body for _ in range(2)] == [b"1", b"2"]
    assert [client.send("POST", "/things/x").body for _ in range(2)] == [b"3", b"4"]
    counting.headers = (("Cache-Control", "no-store"),)
    assert [client.get("/api/queries").body for _ in range(2)] == [b"5", b"6"]


def test_an_address_that_is_repeated_in_a_header_stays_there(client: Client, counting: Counting) -> None:
    counting.headers = (("Location", "/x\r\nSet-Cookie: a=b é"),)
    assert client.get("/things/x").headers["location"] == "/x%0D%0ASet-Cookie: a=b %C3%A9"


# A pool with real workers.


Work = Callable[[Pool], Awaitable[Any]]


@pytest.fixture
def edition(founding: Path, founding_store: LocalStore) -> Edition:
    return Edition(Source(str(founding), generation=founding_store.location), Path(founding_store.location).name)


async def warm(pool: Pool) -> None:
    """Waits for the first worker, however short the patience of the pool is."""
    for _ in range(100):
        try:
            await pool.ask(QUERY, asking("ASK {}"))
        except BusyError:
            continue
        return


def with_pool(edition: Edition, work: Work, limits: Limits | None = None) -> Any:
    async def run() -> Any:
        pool = Pool(edition, lambda: None, limits or Limits(workers=1, timeout=1.0))
        async with pool.running():
            return await work(pool)

    return asyncio.run(run())


def test_a_pool_answers_as_a_function_would(edition: Edition) -> None:
    async def work(pool: Pool) -> tuple[bytes, str]:
        reply = await pool.ask(QUERY, asking("ASK { ?x a ca:University }"))
        return reply.body, pool.version

    assert with_pool(edition, work) == (b'{"head":{},"boolean":true}', edition.version)


def test_an_error_of_ours_comes_back_as_an_answer(edition: Edition) -> None:
    reply = with_pool(edition, lambda pool: pool.ask(QUERY, asking("ASK {")))
    assert (reply.status, reply.media) == (400, "application/problem+json")


def test_a_fault_of_ours_ends_one_worker_and_is_told(edition: Edition, caplog: pytest.LogCaptureFixture) -> None:
    async def work(pool: Pool) -> Reply:
        with pytest.raises(Exception, match="exit code 1"):
            await pool.ask(Route("/", "sparql:not_there", lane="strangers"), asking("ASK {}"))
        return await pool.ask(QUERY, asking("ASK {}"))

    assert with_pool(edition, work).status == 200
    assert "AttributeError" in caplog.text


def test_a_pool_stops_what_takes_too_long_and_goes_on(edition: Edition) -> None:
    async def work(pool: Pool) -> Reply:
        with pytest.raises(TimedOutError, match="longer than 1 seconds"):
            await pool.ask(QUERY, asking(ENDLESS))
        return await pool.ask(QUERY, asking("ASK {}"))

    assert with_pool(edition, work).status == 200


def test_questions_of_the_house_have_times_of_their_own(edition: Edition) -> None:
    async def work(pool: Pool) -> None:
        brief = Route("/queries/{name}", "sparql:protocol", deadline=0.4)
        with pytest.raises(TimedOutError, match=r"longer than 0\.4 seconds"):
            await pool.ask(brief, asking(ENDLESS))

    with_pool(edition, work, Limits(workers=1, timeout=10.0))


@pytest.mark.parametrize(
    ("path", "query", "timeout", "seconds"),
    [
        ("/api/queries/{name}", "", 10.0, 2.0),
        ("/queries/{name}", "", 10.0, 5.0),
        ("/api/queries/{name}", "evidence=1", 10.0, 10.0),
        ("/queries/{name}", "evidence=1", 10.0, 10.0),
        ("/queries/{name}", "evidence=", 10.0, 5.0),
        ("/api/queries/{name}", "evidence=0", 10.0, 2.0),
        ("/api/queries/{name}", "evidence=False&evidence=no", 10.0, 2.0),
        ("/api/queries/{name}", "evidence=yes", 10.0, 10.0),
        ("/find", "evidence=1", 10.0, 5.0),
        ("/api/queries/{name}", "", 1.0, 2.0),
        ("/api/queries/{name}", "", 25.0, 5.0),
        ("/sparql", "", 25.0, 25.0),
        ("/sparql", "evidence=1", 1.0, 1.0),
    ],
)
def test_each_address_has_its_time(path: str, query: str, timeout: float, seconds: float) -> None:
    (route,) = (route for route in ROUTES if route.path == path)
    asked = Asked("GET", path, "http://127.0.0.1:8000", parameters=parameters(query))
    limits = Limits(timeout=timeout)
    assert limits.time_for(route, asked, in_memory=True) == seconds
    # what strangers ask has its seconds wherever the answer comes from
    from_files = seconds if route.lane == "strangers" else 2.5 * seconds
    assert limits.time_for(route, asked, in_memory=False) == from_files


def test_strangers_do_not_keep_the_house_waiting(edition: Edition) -> None:
    async def work(pool: Pool) -> tuple[int, bool]:
        slow = [asyncio.create_task(pool.ask(QUERY, asking(ENDLESS))) for _ in range(3)]
        ours = await pool.ask(OURS, Asked("GET", "/api/queries", ""))
        done = any(task.done() for task in slow)
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        return ours.status, done

    assert with_pool(edition, work, Limits(workers=1, timeout=20.0)) == (200, False)


def test_more_than_may_wait_are_sent_away_at_once(edition: Edition) -> None:
    async def work(pool: Pool) -> tuple[int, int]:
        await warm(pool)
        waiting = [asyncio.create_task(pool.ask(QUERY, asking(ENDLESS))) for _ in range(17)]
        await asyncio.sleep(0)
        answering, queued = pool.counts["strangers"]
        with pytest.raises(BusyError, match="too many requests at once"):
            await pool.ask(QUERY, asking("ASK {}"))
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return answering, queued

    assert with_pool(edition, work, Limits(workers=1, timeout=20.0)) == (1, 16)


def test_a_turn_that_does_not_come_is_not_waited_for(edition: Edition) -> None:
    async def work(pool: Pool) -> None:
        await warm(pool)
        slow = asyncio.create_task(pool.ask(QUERY, asking(ENDLESS)))
        await asyncio.sleep(0)
        with pytest.raises(BusyError, match="no turn in time"):
            await pool.ask(QUERY, asking("ASK {}"))
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)

    with_pool(edition, work, Limits(workers=1, timeout=20.0, patience=0.3))


def of(client: str) -> Leaving:
    """A client that waits for its answer."""

    async def stay() -> dict[str, str]:
        await asyncio.Event().wait()
        return {}

    return Leaving(stay, client)


def asked_by(pool: Pool, client: str, query: str = "ASK {}") -> asyncio.Task[Reply]:
    return asyncio.create_task(pool.ask(QUERY, asking(query), of(client)))


async def ended(*tasks: asyncio.Task[Reply]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def test_a_client_that_asks_a_lot_lets_others_go_first(edition: Edition) -> None:
    order: list[str] = []

    async def work(pool: Pool) -> None:
        await warm(pool)
        asked = [asked_by(pool, "greedy", QUICK) for _ in range(5)]
        await asyncio.sleep(0)
        asked.append(asked_by(pool, "modest", QUICK))
        for name, task in zip(["greedy"] * 5 + ["modest"], asked, strict=True):
            task.add_done_callback(lambda _, name=name: order.append(name))  # type: ignore[misc]
        await asyncio.gather(*asked)

    with_pool(edition, work, Limits(workers=1, timeout=20.0))
    assert order[:3] == ["greedy", "modest", "greedy"]


@pytest.mark.parametrize(
    ("one", "another", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:0:0:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("no:address", "no:other", False),
    ],
)
def test_a_client_is_an_address_or_a_network_of_ipv6(
    counting: Counting,
    client: Client,
    one: str,
    another: str,
    same: bool,  # noqa: FBT001 - pytest hands it over
) -> None:
    app = client.app

    async def asking(address: str) -> None:
        async def from_there(scope: dict[str, Any], receive: Any, send: Any) -> None:
            await app({**scope, "client": (address, 50000)}, receive, send)

        client.app = from_there
        await client.exchange("GET", "/fresh", [b""], {})

    for address in (one, another):
        client.runner.run(asking(address))
    assert (counting.clients[0] == counting.clients[1]) is same


def test_a_client_that_holds_all_places_gives_one_to_another(edition: Edition) -> None:
    async def work(pool: Pool) -> tuple[int, int]:
        await warm(pool)
        greedy = [asked_by(pool, "greedy", ENDLESS) for _ in range(17)]
        await asyncio.sleep(0)
        modest = asked_by(pool, "modest")
        with pytest.raises(BusyError, match="too many requests at once"):
            await greedy[-1]
        counts = pool.counts["strangers"]
        with pytest.raises(BusyError):
            await asked_by(pool, "greedy")
        assert not any(task.done() for task in [*greedy[:-1], modest])
        await ended(*greedy, modest)
        return counts

    assert with_pool(edition, work, Limits(workers=1, timeout=20.0)) == (1, 16)


def test_clients_that_hold_as_much_as_each_other_take_nothing_away(edition: Edition) -> None:
    async def work(pool: Pool) -> None:
        await warm(pool)
        first = [asked_by(pool, "one", ENDLESS) for _ in range(9)]
        await asyncio.sleep(0)
        second = [asked_by(pool, "two", ENDLESS) for _ in range(8)]
        await asyncio.sleep(0)
        for client in ("one", "two"):
            with pytest.raises(BusyError):
                await asked_by(pool, client)
        assert not any(task.done() for task in [*first, *second])
        await ended(*first, *second)

    with_pool(edition, work, Limits(workers=1, timeout=20.0))


def test_who_leaves_while_waiting_makes_room(edition: Edition) -> None:
    async def leave() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def work(pool: Pool) -> int:
        await warm(pool)
        slow = asyncio.create_task(pool.ask(QUERY, asking(ENDLESS)))
        await asyncio.sleep(0)
        with pytest.raises(Exception, match="the client left"):
            await pool.ask(QUERY, asking("ASK {}"), Leaving(leave))
        queued = pool.counts["strangers"][1]
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)
        return queued

    assert with_pool(edition, work, Limits(workers=1, timeout=20.0)) == 0


def test_what_somebody_left_is_stopped_after_a_second(edition: Edition) -> None:
    async def leave() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def work(pool: Pool) -> None:
        await warm(pool)
        with pytest.raises(TimedOutError, match="longer than 1 seconds"):
            await pool.ask(QUERY, asking(ENDLESS), Leaving(leave))

    with_pool(edition, work, Limits(workers=1, timeout=60.0))


class _NoNursery:
    """A nursery that is gone."""

    async def start(self, source: Source, bounds: Bounds) -> Newborn:  # noqa: ARG002 - as the real one has it
        raise NurseryError("gone")

    async def end(self, pid: int) -> int:  # noqa: ARG002 - as the real one has it
        raise NurseryError("gone")


def test_workers_that_make_way_go_when_the_last_who_waited_for_them_has_given_up(edition: Edition) -> None:
    async def work() -> None:
        size = Size(workers=1, spares=0, queue=4, patience=0.1, bounds=Bounds())
        lane = Lane(_NoNursery(), edition.source, size, lambda _: None)  # type: ignore[arg-type]
        waiting = asyncio.create_task(lane.ask(b"", 1.0))
        await asyncio.sleep(0)
        draining = asyncio.create_task(lane.drain())
        with pytest.raises(BusyError, match="no turn in time"):
            await waiting
        await asyncio.wait_for(draining, 1.0)

    asyncio.run(work())


def test_a_worker_that_ends_while_it_makes_way_is_told_at_once_to_whoever_asked_it(edition: Edition) -> None:
    async def work(pool: Pool) -> float:
        await warm(pool)
        asked = asked_by(pool, "one", ENDLESS)
        await asyncio.sleep(0.1)
        lane = pool._crew.lanes["strangers"]
        (line,) = lane._whose
        draining = asyncio.create_task(lane.drain())
        await asyncio.sleep(0)
        os.kill(line.newborn.pid, signal.SIGKILL)
        begun = asyncio.get_running_loop().time()
        with pytest.raises(StoreError, match="SIGKILL"):
            await asked
        await asyncio.wait_for(draining, 5.0)
        return asyncio.get_running_loop().time() - begun

    assert with_pool(edition, work, Limits(workers=1, timeout=8.0)) < 4.0


def test_who_had_a_worker_that_ended_before_it_was_asked_takes_one_that_stands_ready(edition: Edition) -> None:
    async def work(pool: Pool) -> bytes:
        await warm(pool)
        lane = pool._crew.lanes["strangers"]
        while lane.ready < 2:  # noqa: ASYNC110 - the one that works and the one that stands ready
            await asyncio.sleep(0.01)
        slow = asked_by(pool, "one", ENDLESS)
        await asyncio.sleep(0)
        waiting = asked_by(pool, "two", "ASK {}")
        await asyncio.sleep(0)
        (line,) = lane._whose
        line.fail(BusyError("ended"))
        lane._free(line)  # its next client has the turn, and has not yet heard of it
        (line,) = lane._whose
        lane._nursery = _NoNursery()  # type: ignore[assignment]
        line.connection_lost(None)
        with pytest.raises(BusyError, match="ended"):
            await slow
        return (await waiting).body

    assert with_pool(edition, work, Limits(workers=1, timeout=20.0, patience=1.0)) == b'{"head":{},"boolean":true}'


def test_a_store_that_is_gone_is_waited_for_only_so_long(edition: Edition, tmp_path: Path) -> None:
    gone = Edition(Source(edition.source.project, generation=str(tmp_path / "g000001-abc")), "g000001-abc")

    async def work(pool: Pool) -> None:
        with pytest.raises(BusyError):
            await pool.ask(QUERY, asking("ASK {}"))

    with_pool(gone, work, Limits(workers=1, patience=1.5))


def test_a_lane_that_closes_lets_go_also_of_a_worker_that_was_lost_a_moment_before(edition: Edition) -> None:
    async def work(pool: Pool) -> tuple[bool, bool]:
        await pool.ask(QUERY, asking("ASK {}"))
        lane = pool._crew.lanes["strangers"]
        asked = asked_by(pool, "one", ENDLESS)
        while not lane._whose:  # noqa: ASYNC110 - the question is on its way
            await asyncio.sleep(0)
        (line,) = lane._whose
        lane._lost(line)
        await lane.close()  # before anybody could ask how it ended
        with pytest.raises(BusyError, match="being stopped"):
            await asked
        return line.newborn.errors.closed, line.is_busy

    assert with_pool(edition, work, Limits(workers=1, timeout=20.0)) == (True, False)


def test_no_process_is_left_behind(edition: Edition) -> None:
    async def work(pool: Pool) -> int:
        await pool.ask(QUERY, asking("ASK {}"))
        nursery: int = pool._crew.nursery._process.pid
        os.kill(nursery, 0)
        return nursery

    with pytest.raises(ProcessLookupError):
        os.kill(with_pool(edition, work), 0)


def test_contexts_last_as_long_as_the_service(edition: Edition, counting: Counting) -> None:
    told: list[str] = []

    @asynccontextmanager
    async def context() -> Any:
        told.append("begun")
        yield
        told.append("ended")

    async def run() -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

        async def receive() -> dict[str, Any]:
            told.append("asked")
            return next(messages)

        async def send(message: Any) -> None:
            sent.append(message)

        await service_app(counting, Settings(), contexts=[context])({"type": "lifespan"}, receive, send)
        return sent

    sent = asyncio.run(run())
    assert told == ["asked", "begun", "asked", "ended"]
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


# Editions.


def test_a_graph_in_memory_cannot_be_served(founding: Path) -> None:
    with pytest.raises(UsageError, match="needs a store in a folder"):
        edition_of(Atlas(memory_store(), find_project(str(founding))), None)


def test_a_newer_build_is_noticed_once(tmp_path: Path) -> None:
    first, second = tmp_path / "g000001-aa", tmp_path / "g000002-bb"
    first.mkdir()
    (tmp_path / "current").write_text("g000001-aa\n")
    look = look_for_newer(Edition(Source("/p", generation=str(first)), first.name))
    assert look() is None
    second.mkdir()
    (tmp_path / "current.new").write_text("g000002-bb\n")
    (tmp_path / "current.new").replace(tmp_path / "current")
    assert look() == Edition(Source("/p", generation=str(second)), "g000002-bb")
    assert look() is None


def test_a_pointer_that_is_lost_is_no_newer_build(tmp_path: Path) -> None:
    first = tmp_path / "g000001-aa"
    first.mkdir()
    (tmp_path / "current").write_text("g000001-aa\n")
    look = look_for_newer(Edition(Source("/p", generation=str(first)), first.name))
    (tmp_path / "current").unlink()
    assert look() is None


def test_of_an_endpoint_nobody_knows_when_it_changes() -> None:
    assert look_for_newer(Edition(Source("/p", where="http://127.0.0.1:9/sparql")))() is None
