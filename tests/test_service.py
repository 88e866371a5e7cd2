"""The service over HTTP: addresses, bounds and headers that all its answers share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asgi import Client
from credatlas.build import Atlas
from credatlas.files import find_project
from credatlas.serve.askers import InPlace
from credatlas.serve.handling import Whole
from credatlas.serve.keeping import PLACE, Answers, Front, Kept
from credatlas.serve.service import service_app
from credatlas.store import LocalStore


@pytest.fixture(scope="module")
def client(founding: Path, founding_store: LocalStore) -> Iterator[Client]:
    atlas = Atlas(founding_store, find_project(str(founding)))
    client = Client(service_app(InPlace(lambda: atlas)))
    yield client
    client.runner.close()


def test_the_canned_queries_are_listed_by_name(client: Client) -> None:
    reply = client.get("/api/queries")
    names = [query["name"] for query in reply.json]
    assert reply.status == 200
    assert names == sorted(names)
    assert "offerings-by-price" in names


def test_an_answer_that_is_known_already_is_not_sent_again(client: Client) -> None:
    tag = client.get("/api/queries").headers["etag"]
    again = client.get("/api/queries", if_none_match=tag)
    assert (again.status, again.body) == (304, b"")
    assert client.get("/api/queries", if_none_match='"another"').status == 200


def test_any_page_may_read_what_anybody_may_read(client: Client) -> None:
    headers = client.get("/api/queries").headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"


def test_what_is_not_there_is_a_problem_that_a_program_can_read(client: Client) -> None:
    reply = client.get("/api/quarries")
    assert reply.status == 404
    assert reply.headers["content-type"].startswith("application/problem+json")
    assert reply.json["status"] == 404


def test_what_may_be_asked_is_told(client: Client) -> None:
    reply = client.send("OPTIONS", "/api/queries")
    assert reply.status == 204
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.send("DELETE", "/api/queries").status == 405


@pytest.mark.parametrize("host", ["", "a b", "[::::]", "[1.2.3]", "[::ffff:1.2.3.4.5]", "evil.example/x", "[::1"])
def test_a_host_that_is_none_is_a_mistake_of_the_client(client: Client, host: str) -> None:
    for path in ("/", "/sparql", "/sparql?query=ASK{}", "/dataset", "/reconcile"):
        reply = client.get(path, host=host)
        assert (reply.status, reply.json["place"]) == (400, "Host"), path


@pytest.mark.parametrize("host", ["atlas.example.org", "localhost:8000", "[::1]:8000", "[2001:db8::1]"])
def test_a_page_leads_to_the_host_that_was_asked(client: Client, host: str) -> None:
    assert f"http://{host}/sparql".encode() in client.get("/.well-known/void", host=host).body


@pytest.mark.parametrize(("size", "pieces"), [(0, 1), (10, 1), (262_144, 1), (262_145, 2), (1_000_000, 4)])
def test_a_long_answer_is_sent_in_pieces(size: int, pieces: int) -> None:
    """A client that reads nothing holds a piece in memory and not the whole."""
    client = Client(Whole(200, {"content-type": "text/plain"}, bytes(size)))
    reply = client.get("/")
    client.runner.close()
    assert reply.body == bytes(size)
    assert reply.headers["content-length"] == str(size)
    assert [part["more_body"] for part in client.sent[1:]] == [True] * (pieces - 1) + [False]


def test_an_answer_that_is_kept_is_sent_in_pieces_too() -> None:
    answers, body = Answers(10_000_000), bytes(600_000)

    async def fills(scope: dict[str, Any], receive: Any, send: Any) -> None:
        answers.put(*scope[PLACE], Kept([(b"etag", b'"1"')], body, '"1"'))
        await Whole(200, {}, body)(scope, receive, send)

    client = Client(Front(fills, OfOneVersion(), answers))
    assert client.get("/long").body == client.get("/long").body == body
    client.runner.close()
    assert dict(client.sent[0]["headers"]) == {b"etag": b'"1"'}  # the second one was kept
    assert [part["more_body"] for part in client.sent[1:]] == [True, True, False]


class OfOneVersion(InPlace):
    """Answers from a store that never changes."""

    version = "1"

    def __init__(self) -> None:
        """Has no store."""
