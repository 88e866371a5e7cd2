"""A typed query that breaks the engine down, or that never ends, takes nothing with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from credatlas.cli.isolating import isolated
from credatlas.errors import QueryError

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
COMMAND = Path(sys.executable).with_name("credatlas")


@pytest.fixture
def program() -> str:
    if not COMMAND.is_file():
        pytest.skip("the program is not installed: pip install --editable .")
    return str(COMMAND)


def test_an_engine_that_breaks_down_is_one_plain_error() -> None:
    # pyoxigraph 0.5 does so when it sorts certain values of different kinds, such as the ends of `skos:broader*`
    program = (
        "import os, sys\n"
        "from credatlas.cli.isolating import isolated, silent_engine\n"
        "from credatlas.errors import StoreError\n"
        "def work():\n"
        "    with silent_engine():\n"
        "        os.write(2, b'thread panicked')\n"
        "        os.abort()\n"
        "try:\n    isolated(work)\nexcept StoreError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "the engine broke down on this query (SIGABRT)\n"
        "  hint: ask it in another way: without ORDER BY over values of different kinds, or for less\n"
    )


def test_ctrl_c_ends_a_query_that_never_ends(program: str, repo: Path) -> None:
    words = [program, "sparql", ENDLESS]
    with subprocess.Popen(words, cwd=repo, stderr=subprocess.PIPE, text=True, start_new_session=True) as asked:
        time.sleep(1.5)
        assert asked.poll() is None, "it ended by itself"
        os.killpg(asked.pid, signal.SIGINT)
        _, said = asked.communicate(timeout=10)
    assert (asked.returncode, said.strip()) == (130, "stopped")
    with pytest.raises(ProcessLookupError):  # the process that asked the engine is gone as well
        os.killpg(asked.pid, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process whose pipe breaks")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_no_query_runs_on_when_its_program_was_killed(program: str, repo: Path, ending: signal.Signals) -> None:
    with subprocess.Popen([program, "sparql", ENDLESS], cwd=repo, stdout=subprocess.PIPE) as asked:
        time.sleep(1)
        assert asked.poll() is None, "it ended by itself"
        asked.send_signal(ending)
        # the process that asks the engine holds standard output open as long as it lives
        assert asked.communicate(timeout=10) == (b"", None)
    assert asked.returncode == -ending


def test_errors_and_answers_come_through(program: str, repo: Path) -> None:
    fine = subprocess.run([program, "sparql", "ASK {}"], cwd=repo, capture_output=True, text=True, check=False)
    assert (fine.returncode, fine.stdout, fine.stderr) == (0, "yes\n", "")
    wrong = subprocess.run([program, "sparql", "ASK { ?s"], cwd=repo, capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stdout) == (3, "")
    assert wrong.stderr.startswith("error: line 1, column ")


def test_where_standard_output_is_a_variable_the_work_is_done_right_here(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr(sys, "stdout", io.StringIO())
    done: list[int] = []
    assert isolated(lambda: done.append(1)) == 0
    assert done == [1]

    def refuse() -> None:
        raise QueryError("no")

    with pytest.raises(QueryError):
        isolated(refuse)
