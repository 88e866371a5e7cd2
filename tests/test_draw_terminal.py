"""Whoever waits for a large drawing at a terminal sees how far it is; files and pipes hold nothing of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="this system has no terminals")

DRAW = """
import sys
from credatlas.cli.options import progress
from credatlas.draw import Drawing, Edge, Node, laid_out, layout

layout._QUIET = 0.0  # as if each step took seconds
nodes = tuple(Node(f"urn:{number:04}", f"Thing {number}", "kind", "", "other") for number in range(400))
edges = tuple(Edge(f"e{n}", nodes[n].id, nodes[n + 1].id, "is near", "p") for n in range(399))
laid_out(Drawing(nodes, edges), say=progress)
"""


def run(to: int) -> None:
    subprocess.run([sys.executable, "-c", DRAW], stderr=to, check=True, timeout=60)


def test_a_terminal_shows_how_far_a_layout_is() -> None:
    ours, theirs = pty.openpty()
    try:
        run(theirs)
        lines = os.read(ours, 65536).decode().splitlines()
    finally:
        os.close(ours)
        os.close(theirs)
    assert lines[0] == "laying out 400 things in 1 parts …"
    assert lines[-1].startswith("laying out: 400 of 400 things have their places")
    assert len(lines) > 2


def test_a_file_holds_nothing_of_it(tmp_path: Path) -> None:
    with (tmp_path / "said").open("wb") as file:
        run(file.fileno())
    assert (tmp_path / "said").read_bytes() == b""
