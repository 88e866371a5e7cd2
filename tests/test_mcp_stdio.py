"""The tools for language models over standard input and output, asked by the client of the SDK and by hand."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from credatlas.build import Atlas
from credatlas.errors import CredatlasError, QueryError, UsageError
from credatlas.files import find_project
from credatlas.mcp.calling import call
from credatlas.mcp.house import House
from credatlas.mcp.server import server_of
from credatlas.mcp.telling import mistake_of, text_of
from credatlas.queries import catalogue
from credatlas.store import LocalStore, memory_store

if TYPE_CHECKING:
    from mcp import Client

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "from credatlas.cli import program; program()"
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "by hand", "version": "1"}},
}
T = TypeVar("T")


def words(founding: Path, store: LocalStore) -> list[str]:
    """The command line of a server over the founding store."""
    folder = str(Path(store.location).parent)
    return [sys.executable, "-c", PROGRAM, "mcp", "--project", str(founding), "--store", folder]


@pytest.fixture(scope="module")
def command(founding: Path, founding_store: LocalStore) -> list[str]:
    return words(founding, founding_store)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def client_of(command: list[str]) -> Client:
    """The client of the SDK with a server that it starts; what goes wrong stands on standard error."""
    # a second of importing, for which only the process with these tests has to wait
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters

    return Client(StdioServerParameters(command=command[0], args=command[1:], cwd=ROOT, env=dict(os.environ)))


def asked(command: list[str], ask: Callable[[Client], Awaitable[T]]) -> T:
    """What a client gets of a server of its own."""

    async def run() -> T:
        async with client_of(command) as client:
            return await ask(client)

    return asyncio.run(run())


@pytest.fixture(scope="module")
def conversation(command: list[str], founding: Path) -> dict[str, Any]:
    """One long conversation with one server, by the name of what was asked."""
    queries = catalogue(founding / "queries")

    async def ask(client: Client) -> dict[str, Any]:
        found: dict[str, Any] = {"tools": (await client.list_tools()).tools}
        for query in queries:
            example = {
                name: list(value) if isinstance(value, tuple) else value for name, value in query.example.items()
            }
            found[query.name] = await client.call_tool(query.name, {**example, "limit": 200})
        found["mistake"] = await client.call_tool("offerings-by-price", {"max_price": "9,000"})
        found["no tool"] = await client.call_tool("offering-by-price", {})
        found["ambiguous"] = await client.call_tool("show", {"thing": "universal certification"})
        found["unicode"] = await client.call_tool("show", {"thing": "Universität 東京 \u202e"})
        found["service"] = await client.call_tool("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> {} }"})
        found["typed"] = await client.call_tool("sparql", {"query": "SELECT ?s { ?s a ca:Hackathon } ORDER BY ?s"})
        found["resources"] = (await client.list_resources()).resources
        found["overview"] = await client.read_resource("credatlas://schema/overview")
        with pytest.raises(Exception, match="there is no resource") as raised:
            await client.read_resource("credatlas://schema/everything")
        found["no resource"] = str(raised.value)
        calls = [client.call_tool("find", {"words": "ai", "limit": number}) for number in range(1, 9)]
        found["at once"] = [len(one.structured_content["found"]) for one in await asyncio.gather(*calls)]
        found["instructions"] = client.instructions
        found["after all"] = await client.call_tool("schema", {})
        return found

    return asked(command, ask)


def text(result: Any) -> str:
    return "".join(one.text for one in result.content)


def test_every_query_and_verb_is_a_tool_that_only_reads(conversation: dict[str, Any]) -> None:
    tools = conversation["tools"]
    queries = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
    assert [tool.name for tool in tools] == [
        "find",
        "show",
        "why",
        "compare",
        "conflicts",
        "schema",
        "sparql",
        *queries,
    ]
    for tool in tools:
        marks = tool.annotations
        assert (marks.read_only_hint, marks.idempotent_hint) == (True, True)
        assert (marks.destructive_hint, marks.open_world_hint) == (False, False)
        assert tool.input_schema["type"] == tool.output_schema["type"] == "object"


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "queries").glob("*.rq")))
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
    assert text(result).startswith(" | ".join(answer["columns"]))


def test_a_mistake_is_an_answer_that_teaches(conversation: dict[str, Any]) -> None:
    result = conversation["mistake"]
    assert result.is_error
    assert text(result) == (
        "max_price: “9,000” is not a number\n"
        "write the number without separators, with a point for decimals; for example max_price 9000\n"
        'A call that works: offerings-by-price {"max_price": 9000, "currency": "USD"}'
    )
    assert conversation["no tool"].is_error
    assert "did you mean offerings-by-price?" in text(conversation["no tool"])
    assert conversation["ambiguous"].is_error
    assert "- ctype:universal-certification: universal certification" in text(conversation["ambiguous"])
    assert "no thing goes by “Universität 東京" in text(conversation["unicode"])


def test_a_query_of_ones_own_runs_and_a_hostile_one_is_refused(conversation: dict[str, Any]) -> None:
    assert conversation["typed"].structured_content["kind"] == "rows"
    assert conversation["service"].is_error
    assert "SERVICE" in text(conversation["service"])


def test_the_vocabulary_is_a_resource(conversation: dict[str, Any]) -> None:
    assert [str(one.uri) for one in conversation["resources"]] == [
        f"credatlas://schema/{part}" for part in ("overview", "classes", "properties", "concepts", "queries")
    ]
    [content] = conversation["overview"].contents
    assert content.mime_type == "text/markdown"
    assert content.text.startswith("# The atlas of healthcare-AI education")


def test_the_server_says_how_it_is_to_be_read(conversation: dict[str, Any]) -> None:
    assert "which is not no" in conversation["instructions"]
    assert len(conversation["instructions"]) < 1_200


def test_a_resource_that_is_not_there_is_an_error_that_names_those_that_are(conversation: dict[str, Any]) -> None:
    assert conversation["no resource"].startswith("there is no resource credatlas://schema/everything")
    assert "credatlas://schema/overview" in conversation["no resource"]


def test_two_clients_have_servers_of_their_own_at_the_same_time(command: list[str]) -> None:
    async def ask(number: int) -> str:
        async with client_of(command) as client:
            results = [await client.call_tool("find", {"words": "stanford", "limit": number}) for _ in range(2)]
            return " ".join(str(len(result.structured_content["found"])) for result in results)

    async def both() -> list[str]:
        return list(await asyncio.gather(ask(1), ask(2)))

    assert asyncio.run(both()) == ["1 1", "2 2"]


def test_calls_of_one_client_at_the_same_time_are_all_answered(conversation: dict[str, Any]) -> None:
    assert conversation["at once"] == [1, 2, 3, 4, 5, 6, 7, 8]


# By hand: bytes in, bytes out.


def spoken(command: list[str], *lines: bytes, answers: int = 0) -> tuple[list[Any], str, int]:
    """What the server says to these lines, standard error, and its exit code.

    Standard input stays open until there are so many answers: who leaves before gets none.
    """
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, cwd=ROOT, **streams) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b"".join(line + b"\n" for line in lines))
        process.stdin.flush()
        heard = [process.stdout.readline() for _ in range(answers)]
        rest, errors = process.communicate(timeout=60)
    return [json.loads(line) for line in [*heard, *rest.splitlines()]], errors.decode(), process.returncode


def message(id_: int, method: str, **params: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": id_, "method": method, "params": params}).encode()


def test_bad_lines_end_nothing_and_only_the_protocol_is_printed(command: list[str]) -> None:
    said, errors, code = spoken(
        command,
        b"this is no JSON",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"jsonrpc": "2.0"}',
        b"",
        json.dumps(HELLO).encode(),
        b'{"jsonrpc": "2.0", "method": "notifications/initialized"}',
        b'{"jsonrpc": "2.0", "id": 2, "method": "no/such"}',
        message(3, "tools/call", name="find", arguments={"words": "stanford", "limit": 1}),
        message(4, "tools/call", name="find", arguments="stanford"),
        answers=4,
    )
    by_id = {one.get("id"): one for one in said}
    assert by_id[1]["result"]["serverInfo"]["name"] == "credatlas"
    assert "error" in by_id[2] and "error" in by_id[4]
    assert by_id[3]["result"]["structuredContent"]["total"] >= 1
    assert all(one["jsonrpc"] == "2.0" for one in said)
    assert (code, "Traceback" in errors) == (0, False)


def test_the_server_works_where_there_is_no_network(command: list[str]) -> None:
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("the network cannot be cut off here: apt-get install util-linux")
    call_ = message(2, "tools/call", name="offerings-by-price", arguments={"max_price": 9000})
    typed = message(3, "tools/call", name="sparql", arguments={"query": "ASK { ?s a ca:Course }"})
    said, _, code = spoken([*alone, *command], json.dumps(HELLO).encode(), call_, typed, answers=3)
    answers = {one["id"]: one["result"] for one in said}
    assert answers[2]["structuredContent"]["rows"][0]["price"] == "8500"
    assert answers[3]["structuredContent"]["truth"] is True
    assert code == 0


def test_a_store_that_is_not_there_is_told_before_a_client_waits(tmp_path: Path) -> None:
    said, errors, code = spoken([sys.executable, "-c", PROGRAM, "mcp", "--store", str(tmp_path)])
    assert (said, code) == ([], 5)
    assert errors.startswith(f"error: no store in {tmp_path}")


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch, credatlas: Any, founding: Path) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)  # as if it were not installed
    with pytest.raises(UsageError, match="the library mcp, which is not installed") as raised:
        server_of(lambda *_: None)  # type: ignore[arg-type, return-value]
    assert raised.value.hint == "install the extra: pip install 'credatlas[mcp]'"


def test_ctrl_c_ends_it_without_a_traceback(command: list[str]) -> None:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(HELLO).encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert b"Traceback" not in errors


# Queries of models, in processes of their own.


@pytest.fixture(scope="module")
def atlas(founding: Path, founding_store: LocalStore) -> Atlas:
    return Atlas(founding_store, find_project(str(founding)), Path(founding_store.location))


def failure(work: Coroutine[Any, Any, Any]) -> CredatlasError:
    with pytest.raises(CredatlasError) as raised:
        asyncio.run(work)
    return raised.value


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def test_a_query_that_does_not_end_is_ended(atlas: Atlas) -> None:
    begun = time.monotonic()
    error = failure(House(lambda: atlas, deadline=1.0).ask("sparql", {"query": ENDLESS}))
    assert isinstance(error, QueryError)
    assert error.message == "the query was ended after 1 seconds"
    assert time.monotonic() - begun < 8  # the start of a process on a busy machine included


def test_a_query_that_wants_too_much_memory_is_ended(atlas: Atlas) -> None:
    greedy = "SELECT ?a ?c ?f { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?c ?f"
    error = failure(House(lambda: atlas, deadline=60.0).ask("sparql", {"query": greedy}))
    assert isinstance(error, QueryError)
    assert "ran out of memory" in error.message


def test_after_an_ended_query_the_next_one_is_answered(atlas: Atlas) -> None:
    async def run() -> Any:
        house = House(lambda: atlas, deadline=0.5)
        with pytest.raises(QueryError):
            await house.ask("sparql", {"query": ENDLESS})
        house.deadline = 10
        return await house.ask("sparql", {"query": "ASK { ?s a ca:Course }"})

    assert asyncio.run(run())["truth"] is True


def test_nobody_waits_for_a_query_that_does_not_end(atlas: Atlas) -> None:
    async def run() -> list[str]:
        house, order = House(lambda: atlas, deadline=3.0), []

        async def endless() -> None:
            with pytest.raises(QueryError):
                await house.ask("sparql", {"query": ENDLESS})
            order.append("endless")

        async def quick() -> None:
            await asyncio.sleep(0.2)
            await house.ask("find", {"words": "stanford"})
            order.append("quick")

        await asyncio.gather(endless(), quick())
        return order

    assert asyncio.run(run()) == ["quick", "endless"]


def test_errors_cross_from_process_to_process_unharmed(atlas: Atlas) -> None:
    house = House(lambda: atlas)
    error = failure(house.ask("sparql", {"query": "SELECT ?s WHERE"}))
    assert isinstance(error, QueryError)
    assert error.place == "line 1, column 16"
    error = failure(house.ask("sparql", {"query": "ASK {}", "row": 1}))
    assert mistake_of(error).startswith("row: there is no argument row")


def test_a_store_in_memory_answers_in_this_process(atlas: Atlas, founding_store: LocalStore) -> None:
    here = Atlas(memory_store(founding_store.engine), atlas.project)
    answer = asyncio.run(House(lambda: here).ask("sparql", {"query": "ASK { ?s a ca:Course }"}))
    assert answer["truth"] is True


def test_a_new_build_is_picked_up_between_two_calls(small: Path, tmp_path: Path, credatlas: Any) -> None:
    from credatlas.build import open_atlas

    folder = tmp_path / "store"
    assert credatlas("--project", str(small), "build", "--to", str(folder)).code == 0
    house = House(lambda: open_atlas(find_project(str(small)), folder))
    before = house.newest()
    assert house.newest() is before
    source = next((small / "data/sources").glob("*.trig"))
    entities = small / "data/entities.ttl"
    name = re.search(r'schema:name "([^"]+)"', source.read_text() + entities.read_text())
    assert name is not None
    for file in (source, entities):
        file.write_text(file.read_text().replace(f'"{name[1]}"', f'"{name[1]} anew"'))
    built = credatlas("--project", str(small), "build", "--to", str(folder))
    assert built.code == 0, built.shown
    found = asyncio.run(house.ask("find", {"words": f"{name[1]} anew"}))["found"]
    assert found[0]["name"] == f"{name[1]} anew"
    assert house.newest() is not before


# What the documentation shows.


def test_the_conversation_in_the_documentation_is_what_the_tools_say(atlas: Atlas) -> None:
    page = (ROOT / "docs/agents.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```text\n→ (\S+) ([^\n]*)\n(.*?)\n```", page, re.DOTALL)
    assert len(blocks) >= 4
    for name, arguments, shown in blocks:
        said = re.sub(r"today: \S+", "today: 2026-11-26", _said(atlas, name, json.loads(arguments)))
        assert said == shown


def _said(atlas: Atlas, name: str, arguments: dict[str, Any]) -> str:
    from credatlas.mcp.calling import tools

    try:
        return text_of(call(atlas, name, arguments))
    except CredatlasError as error:
        [tool] = tools(atlas, name)
        return mistake_of(error, f"{name} {json.dumps(tool.example, ensure_ascii=False)}")


def test_every_verb_stands_in_the_documentation() -> None:
    page = (ROOT / "docs/agents.md").read_text(encoding="utf-8")
    for name in ("find", "show", "why", "compare", "conflicts", "schema", "sparql"):
        assert f"| `{name}` |" in page
