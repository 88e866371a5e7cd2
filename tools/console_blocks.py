"""Reads the console blocks of the documentation, and writes what their commands print today.

A block looks like a terminal: a line that begins with ``$`` is a command line, what follows is its output. ``...`` in
a line of its own stands for any lines; such outputs are compared, never rewritten.

Usage: ``python tools/console_blocks.py FILE …`` runs the ``credatlas`` commands of the files again, in an empty folder,
120 columns wide, and writes their output into the blocks. Look at the difference before you commit it.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """One command line of a console block with what it prints.

    Attributes:
        place: File and line.
        typed: The lines as they stand in the block, ``$`` included.
        command: What follows ``$``; a backslash at the end of a line joins it with the next.
        expected: The lines below it.
    """

    place: str
    typed: str
    command: str
    expected: str


def steps(text: str, name: str) -> list[Step]:
    """The command lines of all console blocks of a page, in order.

    Raises:
        ValueError: A block does not begin with a command line.
    """
    found = []
    for block in BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1)) + 1
        parts = re.split(r"^\$ ", block[1], flags=re.MULTILINE)
        if parts[0].strip():
            raise ValueError(f"{name}:{first}: a console block begins with a command line")
        for part in parts[1:]:
            typed = re.match(r"(?:.*\\\n)*.*\n?", part)
            assert typed is not None  # it matches the empty text
            command = typed[0].replace("\\\n", " ").strip()
            found.append(Step(f"{name}:{first}", f"$ {typed[0]}", command, part[typed.end() :]))
            first += part.count("\n")
    return found


def agrees(output: str, expected: str) -> bool:
    """Whether an output is the expected one but for blanks at line ends; ``...`` stands for any lines or none."""
    lines = [line.rstrip() for line in expected.rstrip().split("\n")] if expected.strip() else []
    parts = (r"(?:[^\n]*\n)*?" if line == "..." else re.escape(line) + r"[ \t\r]*\n" for line in lines)
    return re.fullmatch("".join(parts), output.rstrip() + "\n" if output.strip() else "") is not None


def refreshed(text: str, name: str, run: Callable[[str], str]) -> str:
    """The page with the outputs that its ``credatlas`` commands print now.

    Args:
        text: The page.
        name: How errors name it.
        run: Gives what a command line prints.
    """
    for step in steps(text, name):
        if not step.command.startswith("credatlas ") or re.search(r"^\.\.\.$", step.expected, re.MULTILINE):
            continue
        lines = [line.rstrip() for line in run(step.command).rstrip().split("\n")]
        fresh = "".join(f"{line}\n" for line in lines if lines != [""])
        gap = "\n" if step.expected.endswith("\n\n") and fresh else ""
        text = text.replace(step.typed + step.expected, step.typed + fresh + gap, 1)
    return text


def _run(command: str) -> str:
    program, *words = shlex.split(command)
    path = Path(sys.executable).with_name(program)
    environment = {**os.environ, "COLUMNS": "120", "NO_COLOR": "1"}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [str(path), *words],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    return done.stdout


def main() -> None:
    """Refreshes the files that are named."""
    for name in sys.argv[1:]:
        path = Path(name)
        before = path.read_text(encoding="utf-8")
        after = refreshed(before, name, _run)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"{name}: outputs changed")


if __name__ == "__main__":
    main()
