"""The service over HTTP: addresses, bounds and headers that all its answers share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from asgi import Client
from credatlas.build import Atlas
from credatlas.files import find_project
from credatlas.serve.askers import InPlace
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
