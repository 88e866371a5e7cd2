"""The documentation is true: its console blocks are run, and nothing of the command line is missing in it."""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _tool() -> Any:
    """``tools/console_blocks.py``, which is no part of the package."""
    path = ROOT / "tools/console_blocks.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


blocks = _tool()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_console_blocks_print_what_they_show(page: Path, tmp_path: Path, credatlas: Callable[..., Any]) -> None:
    code, failed = 0, ""
    for step in blocks.steps(page.read_text(encoding="utf-8"), str(page.relative_to(ROOT))):
        if step.command == "echo $?":
            assert blocks.agrees(str(code), step.expected), f"{step.place}: the exit code is {code}"
            failed = ""
            continue
        assert not failed, failed
        program, *words = shlex.split(step.command)
        if program != "credatlas":
            continue  # installing, make and the like
        done = credatlas(*words, cwd=tmp_path)
        assert blocks.agrees(done.shown, step.expected), f"{step.place}: $ {step.command} prints\n{done.shown}"
        code = done.code
        failed = f"{step.place}: exit code {code}; show it by a line $ echo $?" if code else ""
    assert not failed, failed


def test_the_readme_shows_what_can_be_run() -> None:
    shown = blocks.steps((ROOT / "README.md").read_text(encoding="utf-8"), "README.md")
    assert [step for step in shown if step.command.startswith("credatlas query ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_python_blocks_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    # the graph as of a day is compiled anew: that of the founding project in a tenth of the time
    monkeypatch.chdir(request.getfixturevalue("project") if page.name == "time.md" else tmp_path)
    names: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        exec(compile(block, str(page), "exec"), names)  # noqa: S102 - our own pages


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
    assert [(step.place, step.command, step.expected) for step in blocks.steps(text, "x.md")] == [
        ("x.md:4", "credatlas find      hackathon", "one\n\ntwo\n"),
        ("x.md:9", "echo $?", "0\n"),
    ]


def test_a_block_that_begins_without_a_command_is_refused() -> None:
    with pytest.raises(ValueError, match=r"x\.md:2: a console block begins with a command line"):
        blocks.steps("```console\noutput\n```\n", "x.md")


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
    assert blocks.agrees(output, expected) is same


def test_a_block_is_refreshed_where_it_hides_nothing() -> None:
    page = (
        "```console\n$ credatlas find x\nold\n\n$ credatlas check\na\n...\n```\n\n```console\n$ make demo\nold\n```\n"
    )
    assert blocks.refreshed(page, "x.md", {"credatlas find x": "new\n"}.__getitem__) == page.replace("old", "new", 1)
