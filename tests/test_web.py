"""Claims about asking services: only when allowed, in turn, kept whole, one plain error for each fault, no storm."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from credatlas.errors import NetworkError, UsageError
from credatlas.fetch import SERVICES, AbsentError, Limits, Service, Web
from credatlas.fetch.cache import Reply, keep, kept
from credatlas.fetch.services import also

Answering = Callable[[BaseHTTPRequestHandler], None]
HARVARD = b'{"id": "https://ror.org/03vek6s52", "status": "active"}'
ALWAYS = timedelta(0)  # no kept answer is fresh enough


@dataclass
class Served:
    """A service of this test: what it answers in turn (the last answer stays), and what it was asked."""

    url: str = ""
    answers: list[Answering] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return self.url.rpartition("/")[0]


def answer(body: bytes = HARVARD, kind: str = "application/json", status: int = 200, **fields: str) -> Answering:
    """An answer; ``Retry_After="1"`` is the header field Retry-After."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        given = {name.replace("_", "-"): value for name, value in fields.items()}
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **given}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


@contextmanager
def serving() -> Iterator[Served]:
    """A running service."""
    served = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            served.asked.append((self.command, self.path, dict(self.headers.items()), body))
            with suppress(OSError):  # the client may have gone
                served.answers[min(len(served.asked), len(served.answers)) - 1](self)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_address[1]}/x"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def service() -> Iterator[Served]:
    """A service that knows Harvard."""
    with serving() as served:
        served.answers = [answer()]
        yield served


@pytest.fixture
def web(service: Served, tmp_path: Path) -> Web:
    """May ask that service, and keeps its answers in a folder of the test."""
    opened = Web.open(online=True, contact="anna@example.org", also_ask=(service.url,))
    return replace(opened, folder=tmp_path / "web", limits=Limits(seconds=5))


def failure(web: Web, url: str, accept: tuple[str, ...] = ("application/json",)) -> NetworkError:
    """What asking fails with; nothing of it is kept."""
    with pytest.raises(NetworkError) as caught:
        web.get(url, accept)
    assert caught.value.hint
    assert caught.value.place
    assert list(web.folder.rglob("*.answer")) == []
    assert list(web.folder.rglob("*.unfinished")) == []
    return caught.value


# What goes out


def test_offline_nothing_is_sent_and_the_message_says_how_to_allow_it(service: Served, web: Web) -> None:
    error = failure(replace(web, online=False), service.url)
    assert error.exit_code == 6
    assert "--online" in error.hint
    assert "--contact" in error.hint
    assert service.asked == []


@pytest.mark.parametrize("contact", ["", "anna", "anna@", "a@b.org\r\nX-Evil: 1", "mailto:", "<a@b.org>"])
def test_going_online_needs_an_address_to_write_to(contact: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDATLAS_CONTACT", raising=False)
    with pytest.raises(UsageError) as caught:
        Web.open(online=True, contact=contact)
    assert caught.value.place == "--contact"
    assert "CREDATLAS_CONTACT" in caught.value.hint


def test_the_address_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDATLAS_CONTACT", "https://example.org/about")
    assert Web.open(online=True).contact == "https://example.org/about"
    assert Web.open().online is False


def test_a_request_says_who_can_be_written_to_and_carries_no_credentials(
    service: Served, web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login anna password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    service.answers = [answer(Set_Cookie="seen=1")]
    replace(web, fresh=ALWAYS).get(service.url)
    time.sleep(1.1)
    replace(web, fresh=ALWAYS).get(service.url)
    assert len(service.asked) == 2
    for _, _, headers, _ in service.asked:
        assert headers["User-Agent"].startswith("credatlas/")
        assert "mailto:anna@example.org)" in headers["User-Agent"]
        assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


def test_a_service_that_nobody_named_is_not_asked(service: Served, web: Web) -> None:
    error = failure(replace(web, services=SERVICES), service.url)
    assert "not among the services" in error.message
    assert service.asked == []


def test_a_form_is_posted_as_a_form_and_kept_by_what_it_asks(service: Served, web: Web) -> None:
    for query in ("ASK {}", "ASK { ?s ?p ?ü }", "ASK {}"):
        assert web.post(service.url, {"query": query}).json()["status"] == "active"
    assert [(method, body) for method, _, _, body in service.asked] == [
        ("POST", b"query=ASK+%7B%7D"),
        ("POST", b"query=ASK+%7B+%3Fs+%3Fp+%3F%C3%BC+%7D"),
    ]


def test_a_service_on_the_internet_is_not_named_without_encryption() -> None:
    with pytest.raises(UsageError, match="https only"):
        also(SERVICES, "http://example.org/sparql")
    assert also(SERVICES, "https://example.org/sparql")["https://example.org"].requests == 2
    assert also(SERVICES, "http://localhost:7878/query")["http://localhost:7878"].private


# What is kept


def test_an_answer_is_kept_with_hash_and_time_and_serves_offline(service: Served, web: Web) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    came = web.get(service.url)
    assert came.sha256 == hashlib.sha256(HARVARD).hexdigest()
    assert before <= came.fetched <= datetime.now(UTC)
    again = replace(web, online=False, fresh=ALWAYS).get(service.url)
    assert (again, len(service.asked)) == (came, 1)


def test_answers_are_kept_by_address_and_by_the_types_that_were_wanted(service: Served, web: Web) -> None:
    web.get(service.url)
    web.get(service.url, ("application/json", "text/turtle"))
    web.get(f"{service.url}?page=2")
    web.get(service.url)
    assert len(service.asked) == 3


def test_a_fresh_answer_is_not_asked_for_again_and_an_old_one_only_for_news(service: Served, web: Web) -> None:
    service.answers = [answer(ETag='"v1"'), answer(b"", status=304)]
    first = web.get(service.url)
    assert web.get(service.url) == first
    assert len(service.asked) == 1
    time.sleep(1.1)
    second = replace(web, fresh=ALWAYS).get(service.url)
    assert service.asked[1][2]["If-None-Match"] == '"v1"'
    assert (second.data, second.etag) == (HARVARD, '"v1"')
    assert second.fetched > first.fetched
    assert replace(web, online=False).get(service.url).fetched == second.fetched


def test_what_is_not_there_is_kept_as_such(service: Served, web: Web) -> None:
    service.answers = [answer(b"gone", "text/html", 410)]
    for online in (True, False):
        with pytest.raises(AbsentError, match="not there"):
            replace(web, online=online).get(service.url)
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    ("status", "fields", "words"),
    [
        (200, {"X_SQL_State": "S1TAT", "X_SQL_Message": "RC...: timed out"}, "stopped early: RC...: timed out"),
        (200, {"X_SPARQL_MaxRows": "10000"}, "gives 10000 rows at most"),
        (206, {}, "a part only (206)"),
    ],
)
def test_an_answer_that_was_cut_says_so_and_is_asked_for_again(
    service: Served, web: Web, status: int, fields: dict[str, str], words: str
) -> None:
    service.answers = [answer(status=status, **fields), answer()]
    assert words in web.get(service.url).partial
    assert words in replace(web, online=False).get(service.url).partial
    assert web.get(service.url).partial == ""
    assert len(service.asked) == 2


def test_a_damaged_answer_counts_as_none(service: Served, web: Web) -> None:
    web.get(service.url)
    (path,) = web.folder.rglob("*.answer")
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(NetworkError, match="was not asked for before"):
        replace(web, online=False).get(service.url)
    assert web.get(service.url).data == HARVARD
    assert len(service.asked) == 2


def test_two_processes_never_see_half_an_answer(tmp_path: Path) -> None:
    """One process keeps a long and a short answer in turn, another reads all the while."""
    code = """if True:
        import hashlib, sys, datetime, pathlib
        from credatlas.fetch.cache import Reply, keep
        for turn in range(300):
            data = b"a" * 200_000 if turn % 2 else b"b"
            digest = hashlib.sha256(data).hexdigest()
            at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
            keep(pathlib.Path(sys.argv[1]), "ab12", Reply("u", "u", 200, "text/plain", "", data, digest, at), ())
    """
    at = datetime(2026, 1, 1, tzinfo=UTC)
    keep(tmp_path, "ab12", Reply("u", "u", 200, "text/plain", "", b"b", hashlib.sha256(b"b").hexdigest(), at), ())
    seen = set()
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) as writer:
        while writer.poll() is None:
            found = kept(tmp_path, "ab12")
            assert found is not None
            seen.add(len(found.data))
    assert writer.returncode == 0
    assert seen <= {1, 200_000}
    assert [path.name for path in (tmp_path / "ab").iterdir()] == ["ab12.answer"]


def test_a_folder_that_cannot_be_written_is_named(service: Served, web: Web, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NetworkError, match="file cannot be written") as caught:
        replace(web, folder=tmp_path / "file").get(service.url)
    assert "CREDATLAS_CACHE" in caught.value.hint
    assert service.asked == []


# Taking turns


def test_a_service_is_asked_no_more_often_than_it_takes_by_whoever_asks(service: Served, web: Web) -> None:
    """The third of three requests at two a second waits, also where it comes from another command."""
    slow = {**web.services, service.origin: Service(2, 1.0, private=True)}
    started = time.monotonic()
    for page in range(3):
        replace(web, services=slow).get(f"{service.url}?{page}")
    assert 0.95 < time.monotonic() - started < 3


def test_nobody_waits_longer_than_his_patience(service: Served, web: Web) -> None:
    hasty = replace(web, services={service.origin: Service(1, 100, private=True)}, patience=5)
    hasty.get(service.url)
    with pytest.raises(NetworkError, match=r"takes 1 requests in 100 s: the next turn is in (99|100) s"):
        hasty.get(f"{service.url}?2")
    assert len(service.asked) == 1


def test_what_a_service_says_of_its_limits_is_heeded(service: Served, web: Web) -> None:
    service.answers = [answer(X_Rate_Limit_Limit="1", X_Rate_Limit_Interval="60s")]
    web.get(service.url)
    with pytest.raises(NetworkError, match="takes 1 requests in 60 s"):
        replace(web, patience=1).get(f"{service.url}?2")


def test_a_service_that_has_nothing_left_is_left_alone_until_it_has(service: Served, web: Web) -> None:
    service.answers = [answer(X_RateLimit_Remaining="0", X_RateLimit_Reset=str(int(time.time()) + 50))]
    web.get(service.url)
    with pytest.raises(NetworkError, match="asked to be left alone"):
        replace(web, patience=1).get(f"{service.url}?2")


def test_as_many_requests_as_are_allowed_go_out_at_the_same_time(service: Served, web: Web) -> None:
    at_once = most = 0
    lock = threading.Lock()

    def slowly(handler: BaseHTTPRequestHandler) -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.15)
        with lock:
            at_once -= 1
        answer()(handler)

    service.answers = [slowly]
    two = replace(web, services={service.origin: Service(100, 1, parallel=2, private=True)})
    with ThreadPoolExecutor(6) as pool:
        assert len(list(pool.map(two.get, (f"{service.url}?{page}" for page in range(6))))) == 6
    assert most == 2


# What fails on the way


def test_a_busy_service_is_asked_again_when_it_says(service: Served, web: Web) -> None:
    service.answers = [answer(b"", status=429, Retry_After="1"), answer()]
    started = time.monotonic()
    assert web.get(service.url).data == HARVARD
    assert 1 <= time.monotonic() - started < 4
    assert len(service.asked) == 2


def test_the_time_to_come_back_may_be_a_date(service: Served, web: Web) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    service.answers = [answer(b"", status=503, Retry_After=later)]
    assert "left alone for 3" in failure(web, service.url).message
    assert len(service.asked) == 1


def test_a_service_that_wants_to_be_left_alone_is_also_by_the_next_command(service: Served, web: Web) -> None:
    service.answers = [answer(b"", status=429, Retry_After="3600")]
    error = failure(web, service.url)
    assert "429" in error.message
    assert "3600 s" in error.message
    for page in range(20):
        assert "asked to be left alone" in failure(replace(web), f"{service.url}?{page}").message
    assert len(service.asked) == 1


def test_a_service_that_stays_away_is_asked_three_times_and_no_more(service: Served, web: Web) -> None:
    service.answers = [answer(b"", status=503)]
    assert "503" in failure(web, service.url).message
    assert len(service.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 406, 500])
def test_any_other_refusal_is_final(service: Served, web: Web, status: int) -> None:
    service.answers = [answer(b"no", "text/plain", status)]
    assert str(status) in failure(web, service.url).message
    assert len(service.asked) == 1


def test_a_web_page_in_place_of_data_is_no_answer(service: Served, web: Web) -> None:
    service.answers = [answer(b"<!doctype html><title>Maintenance</title>", "text/html")]
    assert failure(web, service.url).message == "sent a web page for browsers in place of application/json"


@pytest.mark.parametrize("body", [b"", b'{"id": ', b"<html>", b"[" * 100_000, b'{"a": "\xff"}'], ids=str)
def test_json_that_is_none_is_no_answer(service: Served, web: Web, body: bytes) -> None:
    service.answers = [answer(body)]
    assert "JSON that cannot be read" in failure(web, service.url).message


def test_an_answer_that_breaks_off_is_none(service: Served, web: Web) -> None:
    service.answers = [answer(b'{"id": 1}', Content_Length="500")]
    assert "500" in failure(web, service.url).message


def test_an_answer_that_drips_is_none(service: Served, web: Web) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b" ")
            time.sleep(0.1)

    service.answers = [drip]
    started = time.monotonic()
    assert "within 0.6 seconds" in failure(replace(web, limits=Limits(seconds=0.6)), service.url).message
    assert time.monotonic() - started < 3


def test_a_redirect_to_another_host_is_refused_unless_it_is_allowed(service: Served, web: Web) -> None:
    with ExitStack() as stack:
        other = stack.enter_context(serving())
        other.answers = [answer(b"[1]")]
        service.answers = [answer(b"", status=302, Location=other.url)]
        assert f"leads to {other.url}" in failure(web, service.url).message
        assert other.asked == []
        both = replace(web, services=also(web.services, other.url))
        assert both.get(service.url).json() == [1]
        assert both.get(service.url).final_url == other.url


def test_a_redirect_on_the_same_host_is_followed(service: Served, web: Web) -> None:
    service.answers = [answer(b"", status=303, Location="/there"), answer()]
    assert web.get(service.url).final_url.endswith("/there")


def test_a_form_is_not_sent_on_to_another_address(service: Served, web: Web) -> None:
    service.answers = [answer(b"", status=307, Location="/there")]
    with pytest.raises(NetworkError, match="nobody asked for"):
        web.post(service.url, {"query": "ASK {}"})
    assert len(service.asked) == 1


def test_a_host_that_leads_into_this_network_is_not_asked(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service of the list whose name was bent to this machine."""
    import socket

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", 443))])
    assert "no address of the public internet" in failure(web, "https://api.ror.org/v2/organizations/03vek6s52").message


def test_the_first_line_of_a_kept_answer_tells_what_was_asked(service: Served, web: Web) -> None:
    web.get(service.url)
    (path,) = web.folder.rglob("*.answer")
    head = json.loads(path.read_bytes().partition(b"\n")[0])
    assert (head["url"], head["accept"], head["status"]) == (service.url, "application/json", 200)


def test_notes_that_are_damaged_or_of_a_wrong_clock_are_begun_anew(service: Served, web: Web) -> None:
    web.get(service.url)
    (notes,) = web.folder.glob("*.turns")
    for said in (
        "{",
        '{"asked": 3}',
        json.dumps({"asked": [time.time() + 9e6] * 200, "not_before": 0, "limits": None}),
    ):
        notes.write_text(said)
        started = time.monotonic()
        replace(web, fresh=ALWAYS, patience=1).get(f"{service.url}?{len(said)}")
        assert time.monotonic() - started < 1


def test_no_client_is_online_for_nobody(service: Served, web: Web) -> None:
    with pytest.raises(UsageError, match="whom they can write to"):
        replace(web, contact="")
    assert service.asked == []
