"""What the tests share: the checkout, copies of the founding project, the command line, and no network."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from unittest import mock

import pytest

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
LOOPBACK = ("127.", "::1", "localhost")
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
    cache = tempfile.mkdtemp(prefix="credatlas-tests-")
    config.add_cleanup(lambda: shutil.rmtree(cache, ignore_errors=True))
    os.environ.update(XDG_CACHE_HOME=cache, NO_COLOR="1", COLUMNS="120")
    os.environ.pop("CREDATLAS_CACHE", None)


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
def founding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that holds the founding articles and nothing else; no test may change it."""
    folder = tmp_path_factory.mktemp("founding") / "project"
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    shutil.copytree(ROOT / "queries", folder / "queries")
    for name in FOUNDING_DATA:
        target = folder / "data" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "data" / name, target)
    return folder


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
    folder = tmp_path_factory.mktemp("store")
    built = credatlas("--project", str(founding), "build", "--to", str(folder))
    assert built.code == 0, built.shown
    # whatever the generations of a store are called, the engine keeps a file of this name in each
    (generation,) = (path.parent for path in folder.rglob("CURRENT") if path.is_file())
    return LocalStore.open(generation)


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
