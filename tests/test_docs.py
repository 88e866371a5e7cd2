"""The documentation is true: its console blocks are run, and nothing of the command line is missing in it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """One command line of a console block with what it prints; ``...`` in a line of its own stands for any lines.

    Attributes:
        place: File and line.
        command: What follows ``$``; a backslash at the end of a line joins it with the next.
        expected: The lines below it.
    """

    place: str
    command: str
    expected: str


def steps(text: str, name: str) -> list[Step]:
    """The command lines of all console blocks of a page, in order."""
    found = []
    for block in BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1)) + 1
        parts = re.split(r"^\$ ", block[1], flags=re.MULTILINE)
        assert not parts[0].strip(), f"{name}:{first}: a console block begins with a command line"
        for part in parts[1:]:
            command, _, expected = part.replace("\\\n", " ").partition("\n")
            found.append(Step(f"{name}:{first}", command.strip(), expected))
            first += part.count("\n")
    return found


def pattern(expected: str) -> re.Pattern[str]:
    """What the output must match: the same lines but for blanks at their ends, ``...`` for any lines or none."""
    lines = [line.rstrip() for line in expected.rstrip().split("\n")] if expected.strip() else []
    parts = (r"(?:[^\n]*\n)*?" if line == "..." else re.escape(line) + r"[ \t]*\n" for line in lines)
    return re.compile("".join(parts))


def agrees(output: str, expected: str) -> bool:
    """Whether an output is the expected one."""
    return pattern(expected).fullmatch(output.rstrip() + "\n" if output.strip() else "") is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_console_blocks_print_what_they_show(page: Path, tmp_path: Path, credatlas: Callable[..., Any]) -> None:
    code, failed = 0, ""
    for step in steps(page.read_text(encoding="utf-8"), str(page.relative_to(ROOT))):
        if step.command == "echo $?":
            assert agrees(str(code), step.expected), f"{step.place}: the exit code is {code}"
            failed = ""
            continue
        assert not failed, failed
        program, *words = shlex.split(step.command)
        if program != "credatlas":
            continue  # installing, make and the like
        done = credatlas(*words, cwd=tmp_path)
        assert agrees(done.shown, step.expected), f"{step.place}: $ {step.command} prints\n{done.shown}"
        code = done.code
        failed = f"{step.place}: exit code {code}; show it by a line $ echo $?" if code else ""
    assert not failed, failed


def test_the_readme_shows_what_can_be_run() -> None:
    shown = steps((ROOT / "README.md").read_text(encoding="utf-8"), "README.md")
    assert [step for step in shown if step.command.startswith("credatlas query ")]


# The command line


def commands(group: Any, context: Any, name: str) -> Iterator[tuple[str, list[str]]]:
    """Each command with the long names of its options; canned queries have ``credatlas queries`` to list them."""
    options = [option for parameter in group.params for option in parameter.opts if option.startswith("--")]
    yield name, options
    if hasattr(group, "list_commands") and name != "credatlas query":
        for child in group.list_commands(context):
            yield from commands(group.get_command(context, child), context, f"{name} {child}")


def command_line() -> Any:
    """The click group behind ``credatlas``."""
    import click

    from credatlas import cli

    groups = [value for value in vars(cli).values() if isinstance(value, click.Group)]
    return next(group for group in groups if "build" in group.list_commands(click.Context(group)))


def test_every_command_and_option_is_documented() -> None:
    import click

    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    group = command_line()
    missing = []
    for name, options in commands(group, click.Context(group), "credatlas"):
        wanted = [name, *(option for option in options if option not in {"--help", "--version"})]
        missing += [f"{name}: {word}" for word in wanted if not re.search(rf"{re.escape(word)}(?![\w-])", text)]
    assert missing == []


def test_every_exit_code_is_documented() -> None:
    from credatlas.errors import EXIT_CODES

    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    missing = [code for code in EXIT_CODES if not re.search(rf"^\| `?{code}`? \|", text, re.MULTILINE)]
    assert missing == []


def test_every_link_inside_the_documentation_leads_somewhere() -> None:
    papers = [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
    links = [
        (page, link) for page in papers for link in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    ]
    local = [(page, link) for page, link in links if "://" not in link and not link.startswith("mailto:")]
    assert [f"{page.name}: {link}" for page, link in local if not (page.parent / link).exists()] == []


# The reader of console blocks


def test_a_block_is_read_as_commands_with_their_output() -> None:
    text = "Text\n\n```console\n$ credatlas find \\\n    hackathon\none\n\ntwo\n$ echo $?\n0\n```\n\n```sh\n$ no\n```\n"
    assert [(step.place, step.command, step.expected) for step in steps(text, "x.md")] == [
        ("x.md:4", "credatlas find      hackathon", "one\n\ntwo\n"),
        ("x.md:9", "echo $?", "0\n"),
    ]


def test_a_block_that_begins_without_a_command_is_refused() -> None:
    with pytest.raises(AssertionError, match=r"x\.md:2: a console block begins with a command line"):
        steps("```console\noutput\n```\n", "x.md")


@pytest.mark.parametrize(
    ("output", "expected", "same"),
    [
        ("a  \nb\n", "a\nb\n", True),
        ("a\nb\n", "a\n", False),
        ("a\n", "a\nb\n", False),
        ("a\nx\ny\nb\n", "a\n...\nb\n", True),
        ("a\nb\n", "a\n...\nb\n", True),
        ("a\nx\n", "a\n...\n", True),
        ("a\nx\n", "a\n...\nb\n", False),
        ("a (1)\n", "a .1.\n", False),
        ("", "", True),
        ("a\n", "", False),
        ("anything\n", "...\n", True),
    ],
)
def test_an_output_agrees_or_not(output: str, expected: str, same: bool) -> None:  # noqa: FBT001 - pytest hands it over
    assert agrees(output, expected) is same
