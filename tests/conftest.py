"""What the tests share: the checkout, copies of the founding project, the command line, and no network."""

from __future__ import annotations

import contextlib
import functools
import gc
import http.client
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from unittest import mock

import pyoxigraph as ox
import pytest
from _pytest.doctest import DoctestModule
from filelock import FileLock
from hypothesis import settings

from credatlas.store import LocalStore

ROOT = Path(__file__).resolve().parent.parent
FOUNDING_DATA = (
    "entities.ttl",
    "ids.tsv",
    "issues.ttl",
    "decisions.ttl",
    "tombstones.ttl",
    "sources/seed-000.trig",
    "sources/seed-001.trig",
    "sources/seed-002.trig",
    "sources/ror-2026-06.trig",
)
FOUNDING_ISSUES = (
    "healthcare-ai-certifications-cites-younger-works",
    "harvard-empowers-published-after-deadline",
    "hms-ai-executives-2025-registration-closes-on-start-day",
)
LOOPBACK = ("127.", "::1", "localhost")
pytest_plugins = ["browsing"]
MEMORY = Path("/dev/shm")  # noqa: S108 - what stands there is made by tempfile
MEMORY_NEEDED = 4 << 30
# What each process begins with, so that one server and one browser do for most of the tests that need it, and none of
# the longest tests begins last: server engines, two halves of what is seen in a browser, and what takes long alone.
FIRST = (
    ("test_engines", "test_pushing", "test_reconcile_service", "test_draw_graph", "test_remote"),
    ("test_draw_page", "test_draw_sketch", "test_draw_browser", "test_draw_notebook"),
    ("test_pages_browser", "test_pages_asking_browser", "test_editor", "test_site", "test_browsing"),
    (
        "test_benchmarks",
        "test_docs",
        "test_service_hostile",
        "test_link_splink",
        "test_reporting",
        "test_service_process",
    ),
)
MAY_SKIP = not os.environ.get("CREDATLAS_NO_SKIP")


@dataclass(frozen=True)
class Finished:
    """What a command line left behind.

    Attributes:
        code: The exit code.
        stdout: What it printed as data.
        stderr: What it said besides.
        shown: Both in the order in which a terminal shows them.
    """

    code: int
    stdout: str
    stderr: str
    shown: str


Command: TypeAlias = Callable[..., Finished]


# No test reads or writes the user's cache, none depends on the user's colours or the width of a terminal.


def pytest_configure(config: pytest.Config) -> None:
    # one place and one cache for all workers of a run, which inherit them: the whole atlas is built once
    if not hasattr(config, "workerinput"):
        _write_to_memory()
        cache = tempfile.mkdtemp(prefix="credatlas-tests-")
        config.add_cleanup(lambda: shutil.rmtree(cache, ignore_errors=True))
        os.environ["XDG_CACHE_HOME"] = cache
    # an example that takes long on a busy machine is no fault; one that takes ten seconds is
    settings.register_profile("credatlas", deadline=10_000)
    settings.load_profile("credatlas")
    # thousands of tests stay in memory: to look all of it through for garbage is done less often than usual
    gc.set_threshold(5_000, 10, 50)
    os.environ.update(NO_COLOR="1", COLUMNS="120")
    os.environ.pop("CREDATLAS_CACHE", None)


def _write_to_memory() -> None:
    """Puts temporary files into memory where it has room: hundreds of small stores are made, and each waits for a disk.

    A ``TMPDIR`` that somebody has set stays as it is.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    found = os.statvfs(MEMORY)
    # tests start programs that they have written
    if found.f_bavail * found.f_frsize >= MEMORY_NEEDED and not found.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # it is looked up again


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keeps what collecting makes, which stays to the end anyway, out of all looking for garbage."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Looks for examples only in modules that have some: to look through all takes seconds in every process."""
    found = yield
    return [one for one in found if not isinstance(one, DoctestModule) or b">>>" in file_path.read_bytes()]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts what is to be first in each process where its share begins, for xdist deals tests out in their order."""
    workers = int(getattr(config, "workerinput", {}).get("workercount", 0))
    if not workers:
        return
    begins = {name: number % workers for number, names in enumerate(FIRST) for name in names}
    heads: list[list[pytest.Item]] = [[] for _ in range(workers)]
    others: list[pytest.Item] = []
    for item in items:
        number = begins.get(item.path.stem)
        (others if number is None else heads[number]).append(item)
    ordered: list[pytest.Item] = []
    for number, head in enumerate(heads):
        # the rule of worksteal: each takes its part of what those before it left
        more = max(0, (len(items) - len(ordered)) // (workers - number) - len(head))
        ordered += head + others[:more]
        del others[:more]
    items[:] = ordered + others


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Two processes more than there are cores: a third of the time tests wait for servers, browsers and clocks."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None  # whoever set it knows better
    return 2 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


# With CREDATLAS_NO_SKIP=1, as in CI, what would be skipped fails: a machine that lacks something tests nothing of it.


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and not MAY_SKIP:
        report.outcome = "failed"
        report.longrepr = f"skipped, and nothing may be (CREDATLAS_NO_SKIP): {_reason(report.longrepr)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped and not MAY_SKIP:
        report.outcome = "failed"
        report.longrepr = f"skipped, and nothing may be (CREDATLAS_NO_SKIP): {_reason(report.longrepr)}"
    return report


def _reason(longrepr: Any) -> str:
    return str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses every connection that would leave this machine."""
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            pytest.fail(f"a test reached for the network: {address}", pytrace=True)
        return connect(self, address)

    return guarded


@pytest.fixture(scope="session", autouse=True)
def ontology_is_parsed_once() -> Iterator[None]:
    """Keeps the parsed files of the ontology by their bytes: hundreds of small projects have the same ones."""
    from credatlas.claims import reading

    parse = reading.parse_bytes
    kept = functools.lru_cache(maxsize=256)(parse)  # an error is not kept

    def parsed(data: bytes, label: str, rdf_format: ox.RdfFormat) -> reading.Document:
        return (kept if label.startswith("ontology/") else parse)(data, label, rdf_format)

    with mock.patch.object(reading, "parse_bytes", parsed):
        yield


# The checkout and its copies.


@pytest.fixture(scope="session")
def repo() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the founding articles; the test is skipped where they are not at hand."""
    folder = Path(os.environ.get("CREDATLAS_SEEDS") or ROOT.parent / "shared/seeds")
    if not any(folder.glob("*.txt")):
        pytest.skip(
            "the founding articles are missing: put them into ../shared/seeds, "
            "or name their folder: CREDATLAS_SEEDS=DIR make test"
        )
    return folder


@pytest.fixture(scope="session")
def facts() -> Path:
    """The folder of the tables of sourced facts; the test is skipped where they are not at hand."""
    folder = Path(os.environ.get("CREDATLAS_FACTS") or ROOT.parent / "shared/facts")
    if not (folder / "sources.csv").is_file():
        pytest.skip(
            "the tables of facts are missing: put them into ../shared/facts, "
            "or name their folder: CREDATLAS_FACTS=DIR make test"
        )
    return folder


@pytest.fixture(scope="session")
def reconciliation() -> Path:
    """The folder of schemas and examples of the reconciliation protocol; the test is skipped where they are missing."""
    folder = Path(os.environ.get("CREDATLAS_RECONCILIATION") or ROOT.parent / "shared/reconciliation")
    if not (folder / "0.2/schemas/manifest.json").is_file():
        pytest.skip(
            "the schemas of the reconciliation protocol are missing: put them into ../shared/reconciliation, "
            "or name their folder: CREDATLAS_RECONCILIATION=DIR make test"
        )
    return folder


@pytest.fixture(scope="session")
def linking() -> Path:
    """The folder of dumps and labelled examples for linking; the test is skipped where they are missing."""
    folder = Path(os.environ.get("CREDATLAS_LINKING") or ROOT.parent / "shared/linking")
    if not (folder / "ror-data-small-1500.zip").is_file():
        pytest.skip(
            "dumps and examples for linking are missing: put them into ../shared/linking, "
            "or name their folder: CREDATLAS_LINKING=DIR make test"
        )
    return folder


@pytest.fixture(scope="session")
def protocol_faults(reconciliation: Path) -> Callable[[str, str, Any], list[str]]:
    """What the published schema of a version and name finds wrong with a document of the reconciliation protocol."""
    import jsonschema
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT7

    def faults(version: str, name: str, document: Any) -> list[str]:
        folder = reconciliation / version / "schemas"
        schemas = [json.loads(path.read_text()) for path in folder.glob("*.json")]
        resources = [(one["$id"].rstrip("#"), Resource.from_contents(one, DRAFT7)) for one in schemas]
        schema = json.loads((folder / f"{name}.json").read_text())
        registry: Registry[Any] = Registry().with_resources(resources)
        return [error.message for error in jsonschema.Draft7Validator(schema, registry=registry).iter_errors(document)]

    return faults


@pytest.fixture(scope="session")
def founding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that holds the founding articles and nothing else; no test may change it."""
    return made_once(tmp_path_factory, "founding", lambda folder: _copied(folder, FOUNDING_DATA))


@pytest.fixture(scope="session")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The founding project with the countries and regions that tables name; no test may change it."""
    data = (*FOUNDING_DATA, "sources/places.trig")
    return made_once(tmp_path_factory, "placed", lambda folder: _copied(folder, data))


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first worker in need of it makes, and that all workers of a run share."""
    base = factory.getbasetemp()
    # the base of a worker stands in that of the run
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "shared"
    shared.mkdir(exist_ok=True)
    with FileLock(shared / f"{name}.lock"):
        if not (shared / name).exists():
            unfinished = shared / f"{name}.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            make(unfinished)
            unfinished.rename(shared / name)
    return shared / name


@pytest.fixture
def atlas(placed: Path, tmp_path: Path) -> Path:
    """A copy of the founding project with countries and regions, into which tables may come."""
    return Path(shutil.copytree(placed, tmp_path / "atlas"))


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of a few tables of the form of sourced facts, made up by hand, that the test may break."""
    return Path(shutil.copytree(ROOT / "tests/fixtures/tables", tmp_path / "tables"))


def _copied(folder: Path, data: tuple[str, ...]) -> None:
    """Makes a project with the ontology and the queries of the checkout and some of its data files."""
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    shutil.copytree(ROOT / "queries", folder / "queries")
    for name in data:
        target = folder / "data" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "data" / name, target)
    for name in ("decisions.ttl", "issues.ttl"):
        _keep_rulings_in_use(folder / "data" / name)
    _keep_ids_in_use(folder)


def _keep_rulings_in_use(file: Path) -> None:
    """Takes the rulings and issues out that are not of the founding articles."""
    blocks = file.read_text().split("\n\n")
    names = [re.match(r"issue:(\S+) a ", block) for block in blocks]
    kept = [block for block, name in zip(blocks, names, strict=True) if not name or name[1] in FOUNDING_ISSUES]
    file.write_text("\n\n".join(kept).rstrip("\n") + "\n")


def _keep_ids_in_use(project: Path) -> None:
    """Takes the lines out of the register that are for things of other sources."""
    register = project / "data/ids.tsv"
    said = " ".join(path.read_text() for path in project.glob("data/**/*.t*") if path != register)
    header, *lines = register.read_text().splitlines(keepends=True)
    base = "https://w3id.org/credatlas/id/"
    # by one search for all names, for the register has thousands of lines; the look-ahead finds names that overlap
    used = {f"{kind}/{last}" for kind, last in re.findall(r"(?=\b(\w+)[:/]([\w-]+))", said)}
    kept = [line for line in lines if line.partition("\t")[0].removeprefix(base) in used]
    register.write_text("".join([header, *kept]))


@pytest.fixture
def project(founding: Path, tmp_path: Path) -> Path:
    """A copy of the founding project that the test may break."""
    return Path(shutil.copytree(founding, tmp_path / "project"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of a project of two organisations, quick to build; ``texts/`` holds what its source says."""
    return Path(shutil.copytree(ROOT / "tests/fixtures/small", tmp_path / "small"))


@pytest.fixture(scope="session")
def founding_store(founding: Path, credatlas: Command, tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """The store that a build makes of the founding project, open for reading."""

    def make(folder: Path) -> None:
        built = credatlas("--project", str(founding), "build", "--to", str(folder))
        assert built.code == 0, built.shown

    folder = made_once(tmp_path_factory, "store", make)
    # whatever the generations of a store are called, the engine keeps a file of this name in each
    (generation,) = (path.parent for path in folder.rglob("CURRENT") if path.is_file())
    return LocalStore.open(generation)


# Server engines with the founding graph: real ones, each with a folder and ports of its own.


@pytest.fixture(scope="session")
def oxigraph_server(founding_dump: Path) -> Iterator[str]:
    """The address of ``oxigraph serve``, which answers over the union of its graphs."""
    program = program_for("oxigraph", "pip install oxigraph")
    port = free_port()
    command = [program, "serve", "--union-default-graph", "--bind", f"127.0.0.1:{port}"]
    with running(command, founding_dump.parent, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("POST", "/store", founding_dump.read_bytes(), {"Content-Type": "application/n-quads"})
        assert connection.getresponse().status == 204
        connection.close()
        yield f"http://127.0.0.1:{port}/query"


@pytest.fixture(scope="session")
def virtuoso_server(founding_dump: Path) -> Iterator[str]:
    """The address of a Virtuoso 7 with small buffers; it takes some seconds to make its empty database."""
    debian = "apt-get install --no-install-recommends virtuoso-opensource-7"
    server, client = program_for("virtuoso-t", debian), program_for("isql-vt", debian)
    folder, port, sql_port = founding_dump.parent, free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(folder=folder, port=port, sql_port=sql_port))
    with running([server, "+foreground", "+configfile", "virtuoso.ini"], folder, port):
        load = f"ld_dir('{folder}', '*.nq', 'https://w3id.org/credatlas/graph/none'); rdf_loader_run();"
        login = [client, f"127.0.0.1:{sql_port}", "dba", "dba"]
        subprocess.run([*login, f"exec={load}"], check=True, capture_output=True, timeout=60)
        yield f"http://127.0.0.1:{port}/sparql"


VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
DirsAllowed = {folder}
NumberOfBuffers = 2000
MaxDirtyBuffers = 1200
MaxQueryMem = 256M
IndexTreeMaps = 8
ThreadsPerQuery = 1
AsyncQueueMaxThreads = 2
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 12000
"""


@dataclass
class Server:
    """An empty server engine that a test may write to and kill; it keeps its data.

    Attributes:
        name: ``oxigraph`` or ``virtuoso``.
        query: The address at which it is asked.
        update: The address that takes updates.
        graphs: The address of the Graph Store Protocol.
        command: What starts it.
        folder: Where it keeps its data.
        port: Where it listens.
        sql: Runs a statement as its administrator; of Virtuoso only.
    """

    name: str
    query: str
    update: str
    graphs: str
    command: list[str]
    folder: Path
    port: int
    sql: Callable[[str], object] = print
    up: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def start(self) -> None:
        """Starts it, the second time as well."""
        self.up.enter_context(running(self.command, self.folder, self.port))

    def kill(self) -> None:
        """Ends it by kill -9."""
        self.up.close()


@pytest.fixture(scope="session")
def writable_oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An ``oxigraph serve`` of its own, on a disk, whose default graph is the union of all."""
    program = program_for("oxigraph", "pip install oxigraph")
    folder, port = tmp_path_factory.mktemp("oxigraph"), free_port()
    command = [program, "serve", "--union-default-graph", "--location", "data", "--bind", f"127.0.0.1:{port}"]
    at = f"http://127.0.0.1:{port}"
    server = Server("oxigraph", f"{at}/query", f"{at}/update", f"{at}/store", command, folder, port)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def writable_virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Virtuoso of its own in which everybody may write."""
    debian = "apt-get install --no-install-recommends virtuoso-opensource-7"
    program, client = program_for("virtuoso-t", debian), program_for("isql-vt", debian)
    folder, port, sql_port = tmp_path_factory.mktemp("virtuoso"), free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(folder=folder, port=port, sql_port=sql_port))
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    at = f"http://127.0.0.1:{port}"
    server = Server("virtuoso", f"{at}/sparql", f"{at}/sparql", f"{at}/sparql-graph-crud", command, folder, port)
    login = [client, f"127.0.0.1:{sql_port}", "dba", "dba"]
    server.sql = lambda text: subprocess.run([*login, f"exec={text}"], check=True, capture_output=True, timeout=60)
    server.start()
    server.sql('GRANT SPARQL_UPDATE TO "SPARQL";')
    yield server
    server.kill()


@pytest.fixture(scope="session")
def founding_dump(founding_store: LocalStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The founding graph as a file of N-Quads, alone in its folder."""
    path = tmp_path_factory.mktemp("engines") / "atlas.nq"
    founding_store.engine.dump(str(path), format=ox.RdfFormat.N_QUADS)
    return path


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that is signed by itself, and its key; nobody trusts it yet."""
    program = program_for("openssl", "apt-get install openssl")
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    for extension in ("subjectAltName=IP:127.0.0.1", "keyUsage=critical,digitalSignature,keyCertSign"):
        command += ["-addext", extension]
    subprocess.run([*command, "-out", certificate, "-keyout", key], check=True, capture_output=True, timeout=60)
    return certificate, key


def program_for(name: str, install: str) -> str:
    """Where a program is, beside the Python that runs the tests or on the path; without it the test is skipped."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"{name} is missing: {install}")
    return found


def free_port() -> int:
    """A port on which nothing listens at the moment."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """Runs a server until the end of the block; the block begins when it listens."""
    log = folder / f"{port}.log"
    with log.open("wb") as said, subprocess.Popen(command, cwd=folder, stdout=said, stderr=said) as process:
        try:
            for _ in range(600):
                assert process.poll() is None, f"{command[0]} ended: {log.read_text(errors='replace')}"
                with contextlib.closing(socket.socket()) as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            else:
                pytest.fail(f"{command[0]} does not listen after a minute: {log.read_text(errors='replace')}")
            yield
        finally:
            process.kill()


# The command line, in this process: quick, measured by coverage, and under the guard of the network.


@pytest.fixture(scope="session")
def credatlas() -> Command:
    """Runs ``credatlas`` with the given words; ``cwd`` and ``stdin`` by name."""
    return _run


class _Tee(io.BytesIO):
    """Keeps what is written to it, and adds it to what is kept of all streams."""

    def __init__(self, both: io.BytesIO) -> None:
        super().__init__()
        self._both = both

    def write(self, data: Any) -> int:
        self._both.write(data)
        return super().write(data)


def _run(*words: str, cwd: Path = ROOT, stdin: str = "") -> Finished:
    from credatlas.cli import main

    both = io.BytesIO()
    stdout, stderr = _Tee(both), _Tee(both)
    with (
        contextlib.chdir(cwd),
        mock.patch.object(sys, "argv", ["credatlas", *words]),
        mock.patch.object(sys, "stdin", _text(io.BytesIO(stdin.encode()))),
        contextlib.redirect_stdout(_text(stdout)) as out,
        contextlib.redirect_stderr(_text(stderr)) as err,
    ):
        code = _exit_code(main)
        out.flush()
        err.flush()
        kept = [stream.getvalue().decode() for stream in (stdout, stderr, both)]
    return Finished(code, *kept)


def _text(raw: io.BytesIO) -> io.TextIOWrapper:
    return io.TextIOWrapper(raw, encoding="utf-8", write_through=True)


def _exit_code(main: Callable[[], Any]) -> int:
    try:
        main()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0
