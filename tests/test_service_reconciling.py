"""The reconciliation service at its place in the whole one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from asgi import Client
from credatlas.build import Atlas
from credatlas.files import find_project
from credatlas.serve.askers import InPlace
from credatlas.serve.service import service_app
from credatlas.store import LocalStore

HARVARD = "organization/harvard-medical-school"


@pytest.fixture(scope="module")
def client(founding: Path, founding_store: LocalStore) -> Iterator[Client]:
    atlas = Atlas(founding_store, find_project(str(founding)))
    client = Client(service_app(InPlace(lambda: atlas)), mounted="/atlas")
    yield client
    client.runner.close()


def test_the_manifest_names_the_place_where_it_is(client: Client) -> None:
    manifest = client.get("/reconcile").json
    assert manifest["versions"] == ["0.1", "0.2"]
    assert manifest["preview"]["url"].startswith("http://127.0.0.1:8000/atlas/reconcile/preview")
    assert client.get("/reconcile/1.0").json["versions"] == ["1.0-draft"]


def test_a_batch_that_is_posted_as_a_form_is_answered(client: Client) -> None:
    queries = {"q0": {"query": "Harvard Medical School"}}
    reply = client.form("/reconcile", queries=queries)
    assert reply.status == 200
    assert reply.json["q0"]["result"][0]["id"].endswith(HARVARD)


def test_json_of_the_new_version_is_answered(client: Client) -> None:
    query = {"queries": [{"conditions": [{"matchType": "name", "propertyValue": "Harvard Medical School"}]}]}
    reply = client.post("/reconcile/1.0/match", query)
    assert reply.status == 200
    assert reply.json["results"][0]["candidates"][0]["id"].endswith(HARVARD)


def test_suggestions_come_padded_for_those_who_ask_for_it(client: Client) -> None:
    reply = client.get("/reconcile/suggest/entity?prefix=harvard&callback=heard")
    assert reply.headers["content-type"].startswith("application/javascript")
    assert reply.body.startswith(b"/**/heard(")


def test_what_nobody_should_send_is_a_problem(client: Client) -> None:
    for reply in (client.form("/reconcile", queries="{"), client.post("/reconcile/1.0/match", [1])):
        assert reply.status == 400
        assert json.loads(reply.body)["detail"]
    assert client.get("/reconcile/nowhere").status == 404


def test_a_batch_that_is_too_large_is_refused(client: Client) -> None:
    assert client.form("/reconcile", queries="x" * 1_000_001).status == 413
