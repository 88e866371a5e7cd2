"""What operators of the service look at: log lines, numbers, and whether it is well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from asgi import Client
from credatlas.serve.routes import ROUTES, Route
from credatlas.serve.watching import Watched, log_line

NOW = datetime(2026, 11, 26, 1, 42, 7, tzinfo=UTC)


async def greets(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["path"] == "/doc/breaks":
        raise RuntimeError("as it happens")
    status = 200 if scope["path"].startswith("/doc") else 404
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b"hello", "more_body": True})
    await send({"type": "http.response.body", "body": b"!"})


Make = Callable[..., Client]


@pytest.fixture
def make() -> Iterator[Make]:
    """Makes clients of a watched application."""
    made: list[Client] = []

    def client(**options: Any) -> Client:
        made.append(Client(Watched(greets, **options)))
        return made[-1]

    yield client
    for one in made:
        one.runner.close()


def numbers(client: Client) -> dict[tuple[str, ...], float]:
    text = client.get("/metrics").body.decode()
    return {
        (sample.name, *(text for _, text in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def scope(**more: Any) -> dict[str, Any]:
    return {
        "method": "GET",
        "path": "/doc/x",
        "raw_path": b"/doc/x",
        "query_string": b"a=1",
        "http_version": "1.1",
        "client": ("203.0.113.7", 5),
        "headers": [(b"user-agent", b"curl/8.0"), (b"referer", b"https://e.org/")],
        **more,
    }


def test_a_request_is_a_line_of_the_combined_format() -> None:
    assert log_line(scope(), 200, 6, NOW) == (
        '203.0.113.7 - - [26/Nov/2026:01:42:07 +0000] "GET /doc/x?a=1 HTTP/1.1" 200 6 "https://e.org/" "curl/8.0"'
    )


def test_what_a_stranger_sends_begins_no_line_and_ends_no_field() -> None:
    line = log_line(scope(headers=[(b"user-agent", b'evil" 200\n127.0.0.1 - -\x1b[2J')]), 404, 0, NOW)
    assert "\n" not in line
    assert line.endswith(r'404 - "-" "evil\x22 200\x0a127.0.0.1 - -\x1b[2J"')


def test_a_client_that_names_itself_ends_no_field_either() -> None:
    line = log_line(scope(client=('7.7.7.7 - - [x] "GET /admin\x85', 0)), 200, 6, NOW)
    assert line.startswith("7.7.7.7?-?-??x???GET??admin? - - [26/Nov/2026:01:42:07 +0000] ")


def test_every_request_is_logged_once_with_its_size(make: Make) -> None:
    lines: list[str] = []
    client = make(log=lines.append)
    client.get("/doc/x?a=1")
    client.get("/nowhere")
    assert [re.sub(r"\[.*?\]", "[]", line) for line in lines] == [
        '127.0.0.1 - - [] "GET /doc/x?a=1 HTTP/1.1" 200 6 "-" "-"',
        '127.0.0.1 - - [] "GET /nowhere HTTP/1.1" 404 6 "-" "-"',
    ]


def test_a_client_that_got_no_answer_is_logged_as_gone(make: Make) -> None:
    lines: list[str] = []
    client = make(log=lines.append)
    with pytest.raises(RuntimeError):
        client.get("/doc/breaks")
    assert " 499 - " in lines[0]


def test_requests_are_counted_by_section_method_and_status(make: Make) -> None:
    client = make()
    for path in ("/doc/x", "/doc/y", "/nowhere", "/"):
        client.get(path)
    counted = numbers(client)
    assert counted["credatlas_requests_total", "GET", "doc", "200"] == 2
    assert counted["credatlas_requests_total", "GET", "other", "404"] == 1
    assert counted["credatlas_requests_total", "GET", "start", "404"] == 1
    assert counted["credatlas_request_seconds_count", "doc"] == 2


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_no_address_of_ours_is_counted_among_the_others(make: Make, route: Route) -> None:
    client = make()
    client.get(re.sub(r"\{.*?\}", "x", route.path))
    assert [key[2] for key in numbers(client) if key[0] == "credatlas_requests_total"] != ["other"]


def test_strangers_make_no_numbers_of_their_own(make: Make) -> None:
    client = make()
    for word in range(50):
        client.send(f"M{word}", f"/path-{word}")
    assert len([key for key in numbers(client) if key[0] == "credatlas_requests_total"]) == 1


def test_a_request_for_no_path_is_counted_as_well(make: Make) -> None:
    client = make()
    client.send("OPTIONS", "*")
    assert numbers(client)["credatlas_requests_total", "OPTIONS", "other", "404"] == 1


def test_the_state_of_the_service_is_among_the_numbers(make: Make) -> None:
    counted = numbers(make(state=lambda: {"workers": 3, "waiting": 1}))
    assert counted[("credatlas_workers",)] == 3
    assert counted[("credatlas_waiting",)] == 1


def test_it_is_well_as_long_as_somebody_can_answer(make: Make) -> None:
    well = make(state=lambda: {"workers": 2}, version=lambda: "abc").get("/healthz")
    assert (well.status, well.json) == (200, {"status": "ok", "version": "abc", "workers": 2})
    ill = make(state=lambda: {"workers": 0}).get("/healthz")
    assert (ill.status, ill.json["status"]) == (503, "failing")


def test_what_is_looked_at_is_looked_at_below_the_place_of_the_service() -> None:
    client = Client(Watched(greets), mounted="/atlas")
    assert client.get("/healthz").status == 200
    client.runner.close()


def test_health_is_asked_and_not_told(make: Make) -> None:
    assert make().send("POST", "/healthz").status == 404
