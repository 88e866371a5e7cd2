"""The tools for language models under the service, asked by the client of the SDK and by hand."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from asgi import Client, served
from credatlas.build import Atlas
from credatlas.cli.mounting import mounts
from credatlas.files import find_project
from credatlas.mcp.calling import call as call_tool
from credatlas.mcp.http import http_app
from credatlas.queries import catalogue
from credatlas.serve.askers import InPlace
from credatlas.serve.exchange import Asked, Reply
from credatlas.serve.lines import Leaving
from credatlas.serve.routes import Route
from credatlas.serve.service import service_app
from credatlas.serve.turns import BusyError
from credatlas.store import LocalStore

if TYPE_CHECKING:
    from mcp import Client as ModelClient

ROOT = Path(__file__).resolve().parent.parent
QUERIES = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
T = TypeVar("T")


@pytest.fixture(scope="module")
def service(founding: Path, founding_store: LocalStore) -> Iterator[str]:
    """The address of a real service over the founding store."""
    folder = str(Path(founding_store.location).parent)
    words = ["serve", "--port", "0", "--timeout", "1", "--project", str(founding), "--store", folder]
    program = "from credatlas.cli import program; program()"
    with subprocess.Popen([sys.executable, "-c", program, *words], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found is not None
        yield found[0].rstrip("/")
        process.terminate()
        process.communicate(timeout=20)


def client_of(service: str, **options: Any) -> ModelClient:
    """The client of the SDK, a second of importing that only the process with these tests has to wait for."""
    from mcp import Client as ModelClient

    return ModelClient(f"{service}/mcp", **options)


def asked(service: str, ask: Callable[[ModelClient], Awaitable[T]], **options: Any) -> T:
    async def run() -> T:
        async with client_of(service, **options) as client:
            return await ask(client)

    return asyncio.run(run())


@pytest.fixture(scope="module")
def conversation(service: str, founding: Path) -> dict[str, Any]:
    """One long conversation, by the name of what was asked."""
    queries = catalogue(founding / "queries")

    async def ask(client: ModelClient) -> dict[str, Any]:
        found: dict[str, Any] = {"tools": (await client.list_tools()).tools}
        for query in queries:
            example = {
                name: list(value) if isinstance(value, tuple) else value for name, value in query.example.items()
            }
            found[query.name] = await client.call_tool(query.name, {**example, "limit": 200})
        found["mistake"] = await client.call_tool("offerings-by-price", {"max_price": "9,000"})
        found["unknown"] = await client.call_tool("show", {"thing": "zzzz"})
        found["ambiguous"] = await client.call_tool("show", {"thing": "universal certification"})
        found["service"] = await client.call_tool("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> {} }"})
        found["endless"] = await client.call_tool("sparql", {"query": ENDLESS})
        found["typed"] = await client.call_tool("sparql", {"query": "ASK { ?s a ca:Course }"})
        found["classes"] = await client.read_resource("credatlas://schema/classes")
        return found

    return asked(service, ask)


def text(result: Any) -> str:
    return "".join(one.text for one in result.content)


def test_the_tools_are_those_of_the_command(conversation: dict[str, Any]) -> None:
    names = [tool.name for tool in conversation["tools"]]
    assert names == ["find", "show", "why", "compare", "conflicts", "schema", "sparql", *QUERIES]


@pytest.mark.parametrize("name", QUERIES)
def test_the_example_of_a_query_gives_its_expected_rows(
    conversation: dict[str, Any], founding: Path, name: str
) -> None:
    query = next(one for one in catalogue(founding / "queries") if one.name == name)
    result = conversation[name]
    assert not result.is_error, text(result)
    answer = result.structured_content
    rows = [{column: cell for column, cell in row.items() if cell is not None} for row in answer["rows"]]
    wanted = [{column: row[column] for column in answer["columns"] if column in row} for row in query.expected or ()]
    assert rows == wanted if query.ordered else sorted(rows, key=str) == sorted(wanted, key=str)


def test_mistakes_teach_here_as_well(conversation: dict[str, Any]) -> None:
    assert conversation["mistake"].is_error
    assert text(conversation["mistake"]).startswith("max_price: “9,000” is not a number\n")
    assert text(conversation["mistake"]).endswith('offerings-by-price {"max_price": 9000, "currency": "USD"}')
    assert "- ctype:universal-certification: " in text(conversation["ambiguous"])
    assert "SERVICE" in text(conversation["service"])
    # a model has tools, and no pages that it could look at
    assert "look for it with the tool find" in text(conversation["unknown"])


def test_a_query_that_does_not_end_is_ended_and_the_next_one_is_answered(conversation: dict[str, Any]) -> None:
    assert conversation["endless"].is_error
    assert re.search(r"1(?:\.0)? seconds?", text(conversation["endless"]))
    assert conversation["typed"].structured_content["truth"] is True


def test_the_vocabulary_is_a_resource(conversation: dict[str, Any]) -> None:
    assert "- ca:Course: course." in conversation["classes"].contents[0].text


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_clients_of_both_generations_of_the_protocol_are_answered(service: str, mode: str) -> None:
    async def ask(client: ModelClient) -> Any:
        return await client.call_tool("find", {"words": "stanford", "limit": 1})

    assert asked(service, ask, mode=mode).structured_content["found"][0]["id"] == "organization:stanford-university"


def test_two_clients_at_once_get_answers_of_their_own(service: str) -> None:
    async def one(number: int) -> list[int]:
        async with client_of(service) as client:
            results = [await client.call_tool("find", {"words": "ai", "limit": number}) for _ in range(3)]
            return [len(result.structured_content["found"]) for result in results]

    async def both() -> list[list[int]]:
        return list(await asyncio.gather(one(1), one(2)))

    assert asyncio.run(both()) == [[1, 1, 1], [2, 2, 2]]


def test_a_call_is_answered_without_listing_the_tools_first(founding: Path, founding_store: LocalStore) -> None:
    atlas, done = Atlas(founding_store, find_project(str(founding))), []

    async def ask(tool: str, arguments: Mapping[str, Any]) -> Any:
        done.append(tool)
        return call_tool(atlas, tool, arguments)

    async def thrice(client: ModelClient) -> None:
        for words in ("stanford", "harvard", "ethics"):
            await client.call_tool("find", {"words": words, "limit": 1})

    # the client asks once what tools give, to hold answers to it
    with served(http_app(ask)) as address:
        asked(address, thrice)
    assert done == ["find", ":tools", "find", "find"]


# By hand.


@pytest.fixture(scope="module")
def client(founding: Path, founding_store: LocalStore) -> Iterator[Client]:
    atlas = Atlas(founding_store, find_project(str(founding)))
    asker = InPlace(lambda: atlas)
    client = Client(service_app(asker, mounts=mounts(asker, "127.0.0.1", ["https://atlas.example.org"])))
    yield client
    client.runner.close()


JSON = {"content_type": "application/json", "accept": "application/json, text/event-stream"}


def sent(client: Client, body: bytes | dict[str, Any], path: str = "/mcp", **headers: str) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.send("POST", path, data, **{**JSON, **headers})


def call(name: str, **arguments: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {"name": name, "arguments": arguments}}


def test_one_message_gets_one_answer_in_json(client: Client) -> None:
    for path in ("/mcp", "/mcp/"):
        reply = sent(client, call("find", words="stanford", limit=1), path)
        assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
        assert (reply.json["id"], reply.json["result"]["isError"]) == (7, False)
        assert reply.headers["cache-control"] == "no-store"


def test_a_call_is_one_of_its_client_and_ends_when_that_leaves() -> None:
    heard: list[str] = []

    class Noting:
        version = ""

        async def ask(self, _: Route, __: Asked, leaving: Leaving | None = None) -> Reply:
            assert leaving is not None
            left = asyncio.Event()
            leaving.watch(left.set)
            await asyncio.wait_for(left.wait(), 10)
            heard.append(leaving.client)
            raise BusyError("nobody waits any more")

    async def leave() -> None:
        messages = iter([{"type": "http.request", "body": json.dumps(call("find", words="x")).encode()}])

        async def receive() -> dict[str, Any]:
            message = next(messages, None)
            if message is None:
                await asyncio.sleep(0.1)
            return message or {"type": "http.disconnect"}

        async def send(_: Any) -> None: ...

        given = {"host": "127.0.0.1:8000", "content-type": "application/json", "accept": "application/json"}
        headers = [(name.encode(), value.encode()) for name, value in given.items()]
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/",
            "root_path": "",
        }
        scope |= {"query_string": b"", "headers": headers, "client": ("2001:db8::7", 50000), "server": None}
        await mounts(Noting(), "127.0.0.1")["/mcp"](scope, receive, send)

    asyncio.run(leave())
    assert heard[0] == "2001:db8::/64"


def test_there_is_no_session_to_open_or_to_end(client: Client) -> None:
    for method in ("GET", "DELETE", "PUT"):
        reply = client.send(method, "/mcp", accept="text/event-stream")
        assert (reply.status, reply.headers["allow"]) == (405, "POST")
    assert "mcp-session-id" not in sent(client, call("schema")).headers


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"no JSON", 400), (b"", 400), (b"[" * 50_000, 400), (b'{"jsonrpc": "2.0"}', 400), (b"\xff\xfe", 400)],
)
def test_a_body_that_is_no_message_is_refused(client: Client, body: bytes, status: int) -> None:
    reply = sent(client, body)
    assert reply.status == status
    assert "error" in reply.json


def test_a_body_that_is_too_long_is_refused(client: Client) -> None:
    assert sent(client, call("find", words="x" * 200_000)).status == 413


def test_a_body_that_does_not_arrive_is_not_waited_for(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credatlas.mcp.http._PATIENCE", 0.1)
    reply = client.runner.run(client.exchange("POST", "/mcp", [b'{"jsonrpc"', b":"], JSON))
    assert reply.status == 408
    assert reply.json["error"]["message"] == "the message did not arrive within 0.1 seconds"


def test_a_body_in_pieces_is_put_together(service: str) -> None:
    whole = json.dumps(call("schema")).encode()
    connection = HTTPConnection(service.removeprefix("http://"), timeout=60)
    headers = {"Content-Type": JSON["content_type"], "Accept": JSON["accept"]}
    connection.request("POST", "/mcp", iter([whole[:30], whole[30:]]), headers)
    assert json.loads(connection.getresponse().read())["id"] == 7
    connection.close()


def test_a_method_that_is_not_there_is_an_error_of_the_protocol(client: Client) -> None:
    reply = sent(client, {"jsonrpc": "2.0", "id": 3, "method": "tools/erase", "params": {}})
    assert reply.json["error"]["code"] == -32601


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000", "LOCALHOST:1", "atlas.example.org"])
def test_this_machine_and_the_addresses_that_were_named_are_hosts(client: Client, host: str) -> None:
    assert sent(client, call("schema"), host=host).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", ""]
)
def test_a_name_that_was_led_here_is_refused(client: Client, host: str) -> None:
    reply = sent(client, call("schema"), host=host)
    assert reply.status == 421
    assert "host" in reply.json["error"]["message"]


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8000", 200),
        ("http://localhost:6274", 200),
        ("https://atlas.example.org", 200),
        ("https://evil.example", 403),
        ("http://localhost.evil.example", 403),
        ("null", 403),
        ("http://[", 403),
    ],
)
def test_pages_of_others_may_not_ask(client: Client, origin: str, status: int) -> None:
    assert sent(client, call("schema"), origin=origin).status == status


def test_a_service_for_all_has_any_name_but_pages_of_others_may_not_ask(
    founding: Path, founding_store: LocalStore
) -> None:
    atlas = Atlas(founding_store, find_project(str(founding)))
    asker = InPlace(lambda: atlas)
    client = Client(service_app(asker, mounts=mounts(asker, "0.0.0.0")))  # noqa: S104 - nobody listens
    assert sent(client, call("schema"), host="any.example").status == 200
    assert sent(client, call("schema"), host="any.example", origin="https://any.example").status == 200
    assert sent(client, call("schema"), host="any.example", origin="https://other.example").status == 403
    client.runner.close()


def test_a_service_without_the_extra_says_so(
    founding: Path, founding_store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)  # as if it were not installed
    atlas = Atlas(founding_store, find_project(str(founding)))
    asker = InPlace(lambda: atlas)
    client = Client(service_app(asker, mounts=mounts(asker, "127.0.0.1")))
    reply = sent(client, call("schema"))
    assert reply.status == 501
    assert "pip install 'credatlas[mcp]'" in reply.json["error"]["message"]
    assert client.get("/api/queries").status == 200
    client.runner.close()


def test_a_service_that_is_never_asked_does_not_load_the_library() -> None:
    program = (
        "import sys; from credatlas.cli.mounting import mounts; mounts(None, '127.0.0.1');"
        "print([name for name in ('mcp', 'pydantic', 'credatlas.mcp.calling') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
