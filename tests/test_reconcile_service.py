"""The reconciliation service over HTTP: what OpenRefine really sends, and what nobody should send."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode

import hypothesis
import hypothesis.strategies as st
import pyoxigraph as ox
import pytest

from asgi import FORM, Client, Reply
from credatlas.errors import StoreError, UsageError
from credatlas.link.reconciling import Limits, Reconciler
from credatlas.link.reconciling.opening import reconciler
from credatlas.serve.reconciliation import Settings, reconciliation_app
from credatlas.serve.running import run
from credatlas.store import LocalStore, memory_store
from credatlas.terms import GRAPHS, node

ID = "https://w3id.org/credatlas/id/"
ORGANIZATION = f"{ID}organization/"
Faults = Callable[[str, str, Any], list[str]]


@pytest.fixture(scope="module")
def known(founding_store: LocalStore) -> Reconciler:
    return reconciler(founding_store)


@pytest.fixture(scope="module")
def client(known: Reconciler) -> Iterator[Client]:
    client = Client(reconciliation_app(lambda: known))
    yield client
    client.runner.close()


# What OpenRefine really sends: bytes over a socket to a server of its own.


def words(founding: Path, store: LocalStore, port: int) -> list[str]:
    place = ["--project", str(founding), "--store", store.location]
    return [*place, "reconcile", "--serve", "--port", str(port)]


@contextlib.contextmanager
def serving(founding: Path, store: LocalStore) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server in a process of its own, and the port at which it says that it listens."""
    program = f"import sys; sys.argv[1:] = {words(founding, store, 0)!r}; from credatlas.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            assert "http://127.0.0.1:" in said, said + process.stderr.read()
            yield process, int(said.partition("http://127.0.0.1:")[2].partition("/")[0])
        finally:
            process.kill()


@pytest.fixture(scope="module")
def port(founding: Path, founding_store: LocalStore) -> Iterator[int]:
    with serving(founding, founding_store) as (_, port):
        yield port


def over_the_wire(port: int, data: bytes) -> tuple[str, bytes]:
    """The head and the body of the answer to some bytes; the server is asked to close the connection."""
    with contextlib.closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as wire:
        wire.sendall(data)
        read = b""
        while piece := wire.recv(65536):
            read += piece
    head, _, body = read.partition(b"\r\n\r\n")
    return head.decode("latin-1"), body


def request(line: str, port: int, body: bytes = b"") -> bytes:
    head = [line, f"Host: 127.0.0.1:{port}", "Connection: close", "User-Agent: OpenRefine/3.8.7 [a8bcf9e]"]
    if body:
        head += [f"Content-Type: {FORM}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


TEN = {
    "Harvard University": "harvard-university",
    "Harvard Medical School": "harvard-medical-school",
    "University of Louisville": "university-of-louisville",
    "Massachusetts Institute of Technology": "mit",
    "Stanford University": "stanford-university",
    "Nanyang Technological University": "ntu-singapore",
    "King’s College London": "kings-college-london",
    "World Health Organization": "who",
    "European Medicines Agency": "ema",
    "Miskatonic University": None,
}


def test_openrefine_adds_the_service_by_its_manifest_and_then_as_jsonp(port: int) -> None:
    head, body = over_the_wire(port, request("GET / HTTP/1.1", port))
    assert head.startswith("HTTP/1.1 200")
    manifest = json.loads(body)
    assert manifest["versions"] == ["0.1", "0.2"]
    assert manifest["suggest"]["entity"]["service_url"] == f"http://127.0.0.1:{port}"
    padded = "GET /?callback=jQuery360029_1732551&_=1732552 HTTP/1.1"
    head, body = over_the_wire(port, request(padded, port))
    assert "content-type: application/javascript" in head
    text = body.decode()
    assert text.startswith("/**/jQuery360029_1732551(")
    assert text.endswith(");")
    assert json.loads(text[len("/**/jQuery360029_1732551(") : -2]) == manifest


def test_openrefine_matches_a_column_in_batches_of_ten(port: int) -> None:
    queries = {
        f"q{number}": {"query": name, "type": "Organization", "type_strict": "should"}
        for number, name in enumerate(TEN)
    }
    body = f"queries={quote_plus(json.dumps(queries, ensure_ascii=False))}".encode()
    _, answer = over_the_wire(port, request("POST / HTTP/1.1", port, body))
    results = json.loads(answer)
    assert list(results) == list(queries), "a missing key marks the row as an error"
    matched = {
        queries[key]["query"]: [one["id"] for one in found["result"] if one["match"] is True]
        for key, found in results.items()
    }
    assert matched == {name: [] if slug is None else [ORGANIZATION + slug] for name, slug in TEN.items()}


def test_openrefine_sends_other_columns_along_as_texts_and_as_things(port: int) -> None:
    queries = {
        "q0": {
            "query": "Harvard Medical School",
            "type": "School",
            "type_strict": "should",
            "properties": [
                {"pid": "org:subOrganizationOf", "v": {"id": f"{ORGANIZATION}harvard-university", "name": "H"}}
            ],
        },
        "q1": {"query": "Stanford University", "properties": [{"pid": "schema:url", "v": "http://stanford.edu/"}]},
        "q2": {"query": "Stanford University", "properties": [{"pid": "schema:url", "v": "http://example.org/"}]},
        "q3": {"query": "https://ror.org/01f80g185", "limit": 3},
        "q4": {"query": "MIT", "limit": 3},
    }
    body = f"queries={quote_plus(json.dumps(queries))}".encode()
    _, answer = over_the_wire(port, request("POST / HTTP/1.1", port, body))
    first = {key: (found["result"][0]["id"], found["result"][0]["match"]) for key, found in json.loads(answer).items()}
    assert first == {
        "q0": (f"{ORGANIZATION}harvard-medical-school", True),
        "q1": (f"{ORGANIZATION}stanford-university", True),
        "q2": (f"{ORGANIZATION}stanford-university", False),
        "q3": (f"{ORGANIZATION}who", True),
        "q4": (f"{ORGANIZATION}mit", False),  # an abbreviation alone decides nothing
    }


def test_openrefine_adds_columns_from_matched_values(port: int) -> None:
    ids = [f"{ORGANIZATION}university-of-louisville", f"{ORGANIZATION}mit-xpro"]
    wanted = [{"id": "schema:url", "settings": {"limit": 1}}, {"id": "ca:rorId"}, {"id": "ca:hasOrganizationType"}]
    body = f"extend={quote_plus(json.dumps({'ids': ids, 'properties': wanted}))}".encode()
    _, answer = over_the_wire(port, request("POST / HTTP/1.1", port, body))
    said = json.loads(answer)
    assert said["meta"] == [
        {"id": "schema:url", "name": "web page"},
        {"id": "ca:rorId", "name": "ROR"},
        {"id": "ca:hasOrganizationType", "name": "kind"},
    ]
    assert said["rows"][ids[0]]["schema:url"] == [{"str": "https://louisville.edu"}]
    assert said["rows"][ids[0]]["ca:rorId"] == [{"str": "https://ror.org/01ckdn478"}]
    assert said["rows"][ids[1]]["ca:rorId"] == []


def test_the_server_ends_with_code_0_when_it_is_stopped(founding: Path, founding_store: LocalStore) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with serving(founding, founding_store) as (process, port):
            over_the_wire(port, request("GET / HTTP/1.1", port))
            process.send_signal(number)
            out, err = process.communicate(timeout=30)
        assert (process.returncode, out) == (0, "")
        assert "Traceback" not in err
        with contextlib.closing(socket.socket()) as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_what_is_being_answered_is_answered_when_the_server_is_stopped(
    founding: Path, founding_store: LocalStore
) -> None:
    queries = {f"q{number}": {"query": "University of Louisville"} for number in range(100)}
    body = f"queries={quote_plus(json.dumps(queries))}".encode()
    with serving(founding, founding_store) as (process, port):
        data = request("POST / HTTP/1.1", port, body)
        with contextlib.closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as wire:
            wire.sendall(data[:-100])
            time.sleep(1)  # by now it is read as far as it came
            process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            wire.sendall(data[-100:])
            read = b""
            while piece := wire.recv(65536):
                read += piece
        process.communicate(timeout=30)
    head, _, answer = read.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert len(json.loads(answer)) == 100
    assert process.returncode == 0


def test_a_port_that_is_taken_is_named(credatlas: Any, founding: Path, founding_store: LocalStore) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        done = credatlas(*words(founding, founding_store, port))
    assert done.code == 2
    assert f"cannot listen at 127.0.0.1, port {port}: Address already in use" in done.stderr
    assert "hint: choose another port with --port" in done.stderr


def test_a_service_takes_no_table_and_a_table_no_address(credatlas: Any) -> None:
    for more in (["staff.csv"], ["--column", "employer"], ["--to", "ror"]):
        done = credatlas("reconcile", "--serve", *more)
        assert done.code == 2
        assert "--serve" in done.stderr
    assert credatlas("reconcile", "--serve", "--port", "x").code == 2


def test_an_address_that_is_none_is_named(known: Reconciler) -> None:
    for host, number in (("256.1.1.1.example.invalid", 0), ("127.0.0.1", 70000)):
        with pytest.raises(UsageError, match="cannot listen"):
            run(reconciliation_app(lambda: known), host, number, print)


def test_what_is_not_installed_is_named_with_what_installs_it(
    known: Reconciler, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reconciliation_app(lambda: known)
    for module, start in (
        ("uvicorn", lambda: run(app, "127.0.0.1", 0, print)),
        ("starlette.applications", lambda: reconciliation_app(lambda: known)),
    ):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(UsageError, match="not installed") as caught:
            start()
        assert "pip install 'credatlas[serve,link]'" in caught.value.hint


# A spreadsheet, from names to columns


def test_a_spreadsheet_gets_ids_and_then_website_country_and_ror_id(founding_store: LocalStore) -> None:
    facts = GRAPHS["facts"]
    says = [(f"{ORGANIZATION}{slug}", "schema:location", f"{ID}place/us") for slug in ("harvard-university", "mit")]
    says.append((f"{ID}place/us", "rdf:type", "https://schema.org/Country"))
    quads = [ox.Quad(ox.NamedNode(s), node(p), ox.NamedNode(o), facts) for s, p, o in says]
    quads.append(ox.Quad(ox.NamedNode(f"{ID}place/us"), node("schema:name"), ox.Literal("United States"), facts))
    store = memory_store([*founding_store.engine, *quads])
    client = Client(reconciliation_app(lambda: reconciler(store)))

    column = client.form(queries={str(row): {"query": name} for row, name in enumerate(TEN)}).json
    ids = [next((one["id"] for one in found["result"] if one["match"]), None) for found in column.values()]
    assert ids == [None if slug is None else ORGANIZATION + slug for slug in TEN.values()]

    kept = [id_ for id_ in ids if id_ is not None]
    wanted = [{"id": "schema:url"}, {"id": "country"}, {"id": "ca:rorId"}]
    rows = client.form(extend={"ids": kept, "properties": wanted}).json["rows"]
    us = {"id": f"{ID}place/us", "name": "United States"}
    harvard = {
        "schema:url": [{"str": "https://www.harvard.edu"}],
        "country": [us],
        "ca:rorId": [{"str": "https://ror.org/03vek6s52"}],
    }
    assert len(rows) == 9
    assert rows[f"{ORGANIZATION}harvard-university"] == harvard
    assert rows[f"{ORGANIZATION}mit"]["country"] == [us]
    assert rows[f"{ORGANIZATION}ema"]["ca:rorId"] == [{"str": "https://ror.org/01z0wsw92"}]
    client.runner.close()


# Names of things that are no bodies


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("How can artificial intelligence transform the training of physicians?", "work/ning-2025"),
        (
            "AI in the Health Sector: Systematic Review of Key Skills for Future Health Professionals",
            "work/gazquez-garcia-2025",
        ),
        ("AI in Health Care Certificate of Specialization", "programme/harvard-chan-ai-certificate-of-specialization"),
        ("bmc medical education", "journal/bmc-medical-education"),
        ("Rasit Dinc", "person/rasit-dinc"),
    ],
)
def test_a_title_with_commas_and_bodies_in_it_is_one_name(client: Client, name: str, thing: str) -> None:
    (found,) = client.form(query=name).json["result"]
    assert (found["id"], found["match"]) == (ID + thing, True)


def test_the_name_of_a_thing_leads_to_it_or_to_its_namesakes_and_never_to_another(known: Reconciler) -> None:
    rows = known.store.select(
        f"SELECT ?s ?n {{ GRAPH {GRAPHS['facts']} {{ ?s a ?k ; {node('schema:name')} ?n }}"
        f' FILTER(STRSTARTS(STR(?s), "{ID}") && STRSTARTS(STR(?k), "{node("ca:x").value[:-1]}")'
        " && !REGEX(STR(?s), '/(reference|session|source|absence)/')) }"
    )
    assert len(rows.rows) > 60
    for thing, name in rows:
        assert isinstance(thing, ox.NamedNode) and isinstance(name, ox.Literal)
        found = known.match(name.value)
        assert thing.value in [one.record.id for one in found.candidates], name.value
        assert found.decision == "review" or len(found.candidates) == 1


def test_a_name_that_two_programmes_bear_matches_neither(client: Client) -> None:
    found = client.form(query="MS in Artificial Intelligence in Medicine").json["result"]
    assert {one["id"] for one in found} == {f"{ID}programme/louisville-ms-aim", f"{ID}programme/uab-ms-aim"}
    assert [one["match"] for one in found] == [False, False]


@pytest.mark.parametrize(
    "name",
    [
        "Harvard University Hackathon 2031",
        "University of Louisville Summer School",
        "Advanced AI in Health Care Certificate of Specialization",
        "Venture Incubation Program Fellowship",
        "Executive course (Stanford University)",
        "MS, MS in Artificial Intelligence in Medicine",
    ],
)
def test_a_name_with_more_in_it_than_one_that_is_known_is_no_match(client: Client, name: str) -> None:
    assert not any(one["match"] for one in client.form(query=name).json["result"])


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Department of Medicine, Stanford University, Stanford, CA, USA", "stanford-university"),
        ("University of Louisville (USA)", "university-of-louisville"),
        ("Univ. of Louisville", "university-of-louisville"),
        ("https://www.harvard.edu", "harvard-university"),
    ],
)
def test_an_affiliation_or_a_site_means_its_body(client: Client, name: str, slug: str) -> None:
    (found,) = client.form(query=name).json["result"]
    assert (found["id"], found["match"]) == (ORGANIZATION + slug, True)


def test_what_offers_a_programme_tells_it_from_its_namesake(client: Client) -> None:
    provider = {"pid": "ca:isOfferedBy", "v": "University of Louisville"}
    queries = {"q0": {"query": "MS in Artificial Intelligence in Medicine", "properties": [provider]}}
    first, second = client.form(queries=queries).json["q0"]["result"]
    assert first["id"] == f"{ID}programme/louisville-ms-aim"
    assert first["score"] > second["score"]


@pytest.mark.parametrize("name", ["AIM", "HMS", "WHO", "MIT", "UAB"])
def test_an_abbreviation_alone_is_never_a_match(client: Client, name: str) -> None:
    found = client.form(query=name).json["result"]
    assert found
    assert not any(one["match"] for one in found)


@pytest.mark.parametrize(
    "name", ["Miskatonic University", "Reference 1 of the news article of 15 April 2025", "𝔛", "?"]
)
def test_what_the_atlas_does_not_know_is_no_match(client: Client, name: str) -> None:
    assert not any(one["match"] for one in client.form(query=name).json["result"])


TEXT = (
    st.text(max_size=40)
    | st.sampled_from(["Harvard", "MIT", "organization:x", "03vek6s52", "10.1/\\"])
    | st.text(st.characters(categories=["Cc", "Cf", "Zs", "Po", "Sm"]), max_size=10)
)


@hypothesis.given(name=TEXT, pid=TEXT | st.sampled_from(["country", "schema:url", "schema:name"]), value=TEXT)
@hypothesis.settings(
    max_examples=30, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
def test_no_text_makes_the_service_fail(client: Client, name: str, pid: str, value: str) -> None:
    given = [{"pid": pid, "v": [value, {"id": value}]}]
    for query in ({"query": name, "type": value, "properties": given}, {"properties": given}):
        assert client.form(queries={"q": query}).status == 200
    assert client.form(extend={"ids": [name, value], "properties": [{"id": pid}]}).status == 200
    assert client.get(f"/suggest/entity?prefix={quote_plus(name)}").status in (200, 400)
    assert client.get(f"/preview?id={quote_plus(name)}").status in (200, 400, 404)


# Every example and every answer, over HTTP


@pytest.mark.parametrize("version", ["0.1", "0.2"])
def test_the_examples_of_the_old_versions_are_answered_or_refused(
    client: Client, reconciliation: Path, protocol_faults: Faults, version: str
) -> None:
    folder = reconciliation / version / "examples"
    for path in sorted(folder.glob("reconciliation-query-batch/valid/*.json")):
        reply = client.form(queries=path.read_text())
        assert reply.status == 200, path.name
        assert set(reply.json) == set(json.loads(path.read_text()))
        assert protocol_faults(version, "reconciliation-result-batch", reply.json) == []
    for path in sorted(folder.glob("data-extension-query/valid/*.json")):
        reply = client.form(extend=path.read_text())
        assert protocol_faults(version, "data-extension-response", reply.json) == []
        assert set(reply.json["rows"]) == {"10662041X", "1064905412"}
    refused = [
        path for path in sorted(folder.glob("*/invalid/*.json")) if client.form(queries=path.read_text()).status == 400
    ]
    assert refused == sorted(folder.glob("*/invalid/*.json"))
    assert protocol_faults(version, "manifest", client.get("/").json) == []


def test_the_examples_of_the_new_version_are_answered_or_refused(
    client: Client, reconciliation: Path, protocol_faults: Faults
) -> None:
    version = "1.0-draft"
    folder = reconciliation / "1.0-draft/examples"
    for path in sorted(folder.glob("reconciliation-query-batch/valid/*.json")):
        reply = client.post("/1.0/match", json.loads(path.read_text()))
        assert reply.status == 200, path.name
        assert len(reply.json["results"]) == len(json.loads(path.read_text())["queries"])
        assert protocol_faults(version, "reconciliation-result-batch", reply.json) == []
    for path in sorted(folder.glob("data-extension-query/valid/*.json")):
        reply = client.post("/1.0/extend", json.loads(path.read_text()))
        assert protocol_faults(version, "data-extension-response", reply.json) == []
        assert [row["id"] for row in reply.json["rows"]] == ["10662041X", "1064905412"]
    for path in sorted(folder.glob("*/invalid/*.json")):
        assert client.post("/1.0/match", json.loads(path.read_text())).status == 400, path.name
    for path in ("/1.0", "/1.0/"):
        assert protocol_faults(version, "manifest", client.get(path).json) == []


def test_the_new_version_matches_names_ids_and_conditions(client: Client) -> None:
    name = {"matchType": "name", "propertyValue": "World Health Organization"}
    site = {
        "matchType": "property",
        "propertyId": "schema:url",
        "propertyValue": "https://example.org",
        "required": True,
    }
    ror = {"matchType": "id", "propertyValue": "https://ror.org/01f80g185"}
    reply = client.post("/1.0/match", {"queries": [{"conditions": one} for one in ([name], [name, site], [ror])]})
    found = [[(one["id"], one["match"]) for one in result["candidates"]] for result in reply.json["results"]]
    assert found == [[(f"{ORGANIZATION}who", True)], [], [(f"{ORGANIZATION}who", True)]]


@pytest.mark.parametrize("root", ["", "/1.0"])
def test_suggestions_of_all_kinds_are_valid(client: Client, protocol_faults: Faults, root: str) -> None:
    version = "1.0-draft" if root else "0.2"
    things = client.get(f"{root}/suggest/entity?prefix=harvard+med&limit=3").json
    assert things["result"][0]["id"] == f"{ORGANIZATION}harvard-medical-school"
    assert protocol_faults(version, "suggest-entities-response", things) == []
    assert protocol_faults(version, "suggest-types-response", client.get(f"{root}/suggest/type?prefix=uni").json) == []
    properties = client.get(f"{root}/suggest/property?prefix=website").json
    assert properties["result"][0]["id"] == "schema:url"
    assert protocol_faults(version, "suggest-properties-response", properties) == []
    path = f"{root}/extend/propose" if root else "/properties"
    proposal = client.get(f"{path}?type=University&limit=4").json
    assert (proposal["type"], proposal["limit"], len(proposal["properties"])) == ("University", 4, 4)
    assert protocol_faults(version, "data-extension-property-proposal", proposal) == []


def test_a_cursor_skips_what_was_seen(client: Client) -> None:
    first, second = client.get("/suggest/entity?prefix=harvard&limit=2").json["result"]
    assert client.get("/suggest/entity?prefix=harvard&limit=1&cursor=1").json["result"] == [second]
    assert client.get("/suggest/entity?prefix=harvard&limit=1&offset=0").json["result"] == [first]


def test_suggestions_and_flyouts_come_as_jsonp_too(client: Client) -> None:
    for path in ("/suggest/type?prefix=uni", "/flyout/type?id=University", "/properties?type=University"):
        reply = client.get(f"{path}&callback=jQuery1.cb")
        assert reply.headers["content-type"].startswith("application/javascript")
        assert reply.body.startswith(b"/**/jQuery1.cb({")


def test_queries_may_come_in_the_address_and_one_by_one(client: Client) -> None:
    queries = quote_plus(json.dumps({"q0": {"query": "Zenodo"}}))
    assert client.get(f"/?queries={queries}").json["q0"]["result"][0]["id"] == f"{ORGANIZATION}zenodo"
    assert client.get("/?query=Zenodo").json["result"][0]["id"] == f"{ORGANIZATION}zenodo"
    extend = quote_plus(json.dumps({"ids": ["organization:mit"], "properties": [{"id": "ca:rorId"}]}))
    assert client.get(f"/?extend={extend}").json["rows"] == {
        "organization:mit": {"ca:rorId": [{"str": "https://ror.org/042nb2s44"}]}
    }


def test_an_empty_batch_has_an_empty_answer(client: Client) -> None:
    assert client.form(queries={}).json == {}
    assert client.post("/1.0/match", {"queries": []}).json == {"results": []}


# Pages


def test_a_preview_is_a_page_that_may_do_nothing(client: Client) -> None:
    for path in ("/preview", "/1.0/preview", "/view", "/1.0/view"):
        reply = client.get(f"{path}?id={quote_plus(ORGANIZATION + 'harvard-medical-school')}")
        assert reply.status == 200
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "x-frame-options" not in reply.headers, "other pages frame it"
        assert "Harvard Medical School" in reply.body.decode()


def test_the_style_of_a_page_is_the_one_its_policy_allows(client: Client) -> None:
    import base64
    import hashlib

    reply = client.get("/preview?id=organization:mit")
    style = reply.body.decode().partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in reply.headers["content-security-policy"]


def test_a_preview_of_nothing_says_so_and_repeats_no_markup(client: Client) -> None:
    reply = client.get("/preview?id=%3Cscript%3Ealert(1)%3C/script%3E")
    assert reply.status == 404
    assert b"<script" not in reply.body
    assert reply.headers["content-type"].startswith("text/html")


# Errors


def fault(reply: Reply, status: int) -> dict[str, Any]:
    assert reply.status == status, reply.body
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.json["status"] == status
    assert reply.json["detail"]
    return dict(reply.json)


@pytest.mark.parametrize(
    "name",
    ["alert(1)", "a;b", "a b", "a.", ".a", "1a", "a[0]", "<script>", "ü", "a" * 129, "", "a\n", "a%0Ab"],
)
@pytest.mark.parametrize("path", ["/?", "/suggest/type?prefix=u&", "/flyout/type?id=School&", "/properties?"])
def test_a_callback_that_is_no_name_is_refused(client: Client, path: str, name: str) -> None:
    encoded = name if "%" in name else quote_plus(name)
    assert fault(client.get(f"{path}callback={encoded}"), 400)["place"] == "callback"


def test_jsonp_ends_no_script_and_no_statement(known: Reconciler) -> None:
    says = ox.Quad(
        ox.NamedNode(f"{ORGANIZATION}mit"),
        node("schema:alternateName"),
        ox.Literal("</script>\u2028", language="en"),
        GRAPHS["facts"],
    )
    store = memory_store([*known.store.engine, says])  # type: ignore[attr-defined]
    client = Client(reconciliation_app(lambda: reconciler(store)))
    extend = quote_plus(json.dumps({"ids": ["organization:mit"], "properties": [{"id": "schema:alternateName"}]}))
    body = client.get(f"/?extend={extend}&callback=f").body
    assert b"</script>" not in body
    assert body.isascii()
    client.runner.close()


def test_what_is_wrong_is_a_clear_problem(client: Client) -> None:
    assert fault(client.form(queries='{"q0": {"query": 5}}'), 400)["place"] == "queries.q0.query"
    assert "no JSON" in fault(client.form(queries="{"), 400)["detail"]
    assert "queries or extend" in fault(client.form(other="x"), 400)["hint"]
    assert "one of them" in fault(client.form(queries="{}", extend="{}"), 400)["hint"]
    assert fault(client.get("/?queries={}&queries={}"), 400)["place"] == "queries"
    assert fault(client.get("/suggest/entity"), 400)["place"] == "prefix"
    assert fault(client.get("/suggest/entity?prefix=x&limit=none"), 400)["place"] == "limit"
    assert fault(client.get("/suggest/entity?prefix=x&limit=0"), 400)["place"] == "limit"
    assert fault(client.get("/flyout/type"), 400)["place"] == "id"
    assert fault(client.get("/preview"), 400)["place"] == "id"
    assert "entity" in fault(client.get("/suggest/anything?prefix=x"), 404)["hint"]
    fault(client.get("/flyout/type?id=Dragon"), 404)
    fault(client.get("/flyout/anything?id=x"), 404)
    fault(client.get("/nowhere"), 404)


def test_bytes_that_are_no_utf8_are_refused(client: Client) -> None:
    fault(client.get("/suggest/entity?prefix=%ff%fe"), 400)
    fault(client.send("POST", "/", b"queries=\xff", content_type=FORM), 400)
    fault(client.send("POST", "/1.0/match", b'{"queries": "\xff"}', content_type="application/json"), 400)


def test_a_body_of_another_kind_is_refused(client: Client) -> None:
    fault(client.send("POST", "/", b"{}", content_type="application/json"), 415)
    fault(client.send("POST", "/", b"--x--", content_type="multipart/form-data; boundary=x"), 415)
    fault(client.send("POST", "/1.0/match", b"queries={}", content_type=FORM), 415)


def test_too_much_is_refused(known: Reconciler) -> None:
    client = Client(reconciliation_app(lambda: known, Settings(Limits(body=1_000, queries=3, ids=2))))
    fault(client.send("POST", "/", b"queries=" + b"x" * 1_000, content_type=FORM), 413)
    fault(client.send("POST", "/1.0/match", b" " * 1_001, content_type="application/json"), 413)
    fault(client.form(queries={str(number): {"query": "x"} for number in range(4)}), 413)
    fault(client.form(extend={"ids": ["a", "b", "c"], "properties": []}), 413)
    fault(client.form(queries="[" * 500), 413)
    fault(client.get("/?" + "&".join(f"a{number}=1" for number in range(60))), 400)
    assert client.get("/1.0").json["batchSize"] == 3
    client.runner.close()


def test_a_body_that_does_not_arrive_is_not_waited_for(known: Reconciler) -> None:
    client = Client(reconciliation_app(lambda: known, Settings(patience=0.2)))
    began = time.monotonic()
    never_ends = client.exchange("POST", "/", [b"queries=", b"{"], {"content-type": FORM})
    fault(client.runner.run(never_ends), 408)
    assert time.monotonic() - began < 5
    client.runner.close()


def test_requests_are_worked_on_one_after_the_other_and_not_for_ever(known: Reconciler) -> None:
    at_once, most = 0, 0

    def slow(*_: Any, **__: Any) -> Any:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.3)
        at_once -= 1
        return known.match("Zenodo")

    client = Client(reconciliation_app(lambda: Reconciler(known.store, known.vocabulary, slow), Settings(patience=1.0)))
    body = [urlencode({"query": "Zenodo"}).encode()]

    async def crowd() -> list[Reply]:
        return await asyncio.gather(*(client.exchange("POST", "/", body, {"content-type": FORM}) for _ in range(8)))

    replies = client.runner.run(crowd())
    assert most == 1
    assert replies[0].status == 200
    late = next(reply for reply in replies if reply.status != 200)
    fault(late, 503)
    assert late.headers["retry-after"]
    assert client.form(query="Zenodo").status == 200, "and then it goes on"
    client.runner.close()


def test_a_method_that_is_not_there_is_refused_with_those_that_are(client: Client) -> None:
    reply = client.send("DELETE", "/")
    fault(reply, 405)
    assert {"GET", "POST", "HEAD", "OPTIONS"} <= set(reply.headers["allow"].split(", "))
    fault(client.get("/1.0/match"), 405)


def test_any_page_may_ask(client: Client) -> None:
    for path in ("/", "/suggest/type?prefix=u", "/1.0", "/preview?id=organization:mit", "/nowhere"):
        assert client.get(path, origin="https://example.org").headers["access-control-allow-origin"] == "*"
    asked = client.send(
        "OPTIONS",
        "/1.0/match",
        origin="https://example.org",
        access_control_request_method="POST",
        access_control_request_private_network="true",
    )
    assert asked.status == 204
    assert "POST" in asked.headers["access-control-allow-methods"]
    assert "Content-Type" in asked.headers["access-control-allow-headers"]
    assert asked.headers["access-control-allow-private-network"] == "true"
    assert client.send("OPTIONS", "/").headers["allow"] == "GET, POST, HEAD, OPTIONS"


def test_head_has_the_head_of_get(port: int) -> None:
    head, body = over_the_wire(port, request("HEAD / HTTP/1.1", port))
    assert head.startswith("HTTP/1.1 200")
    assert body == b""


@pytest.mark.parametrize("host", ["evil.example/path", "a b", 'x"><script>', ""])
def test_a_host_that_is_none_does_not_come_back_in_the_manifest(client: Client, host: str) -> None:
    assert fault(client.get("/", host=host), 400)["place"] == "Host"


def test_the_addresses_of_a_mounted_service_are_those_of_its_place(known: Reconciler) -> None:
    client = Client(reconciliation_app(lambda: known), mounted="/reconcile")
    manifest = client.get("/").json
    assert manifest["preview"]["url"] == "http://127.0.0.1:8000/reconcile/preview?id={{id}}"
    assert client.get("/1.0").json["view"]["url"] == "http://127.0.0.1:8000/reconcile/1.0/view?id={id}"
    client.runner.close()


def test_a_store_that_fails_is_a_problem_of_the_service() -> None:
    def broken() -> Reconciler:
        raise StoreError("there is no store", hint="build one")

    client = Client(reconciliation_app(broken))
    assert fault(client.get("/"), 502)["hint"] == "build one"
    client.runner.close()


def test_what_nobody_foresaw_tells_nothing_of_the_inside(known: Reconciler) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("secret words")

    client = Client(reconciliation_app(lambda: Reconciler(known.store, known.vocabulary, broken)))
    with pytest.raises(ZeroDivisionError):  # the server writes it into its log
        client.form(query="Zenodo")
    reply = client.reply(client.sent)
    fault(reply, 500)
    assert b"secret" not in reply.body
    assert b"ZeroDivisionError" not in reply.body
    client.runner.close()


# On a server engine


@pytest.mark.parametrize("engine", ["oxigraph_server", "virtuoso_server"])
def test_a_server_engine_gives_the_same_answers(request: pytest.FixtureRequest, client: Client, engine: str) -> None:
    from credatlas.store.remote import RemoteStore

    store = RemoteStore.open(request.getfixturevalue(engine))
    remote = Client(reconciliation_app(lambda: reconciler(store)))
    queries = {str(row): {"query": name, "type": "Organization"} for row, name in enumerate([*TEN, "03vek6s52", "HMS"])}
    assert remote.form(queries=queries).json == client.form(queries=queries).json
    wanted = [{"id": "schema:url"}, {"id": "country"}, {"id": "ca:rorId"}, {"id": "ca:registrationCloses"}]
    ids = [f"{ORGANIZATION}mit", f"{ID}offering/hms-ai-executives-2025"]
    extend = {"ids": ids, "properties": wanted}
    assert remote.form(extend=extend).json == client.form(extend=extend).json
    for path in ("/", "/suggest/entity?prefix=harvard", "/suggest/type?prefix=", "/properties?type=University"):
        assert remote.get(path).json == client.get(path).json
    assert remote.get("/preview?id=organization:mit").body == client.get("/preview?id=organization:mit").body
    remote.runner.close()
