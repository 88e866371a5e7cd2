"""The house rules, read off the files: small modules, one owner per library, tidy sources, complete papers."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
MODULES = sorted(SOURCE.rglob("*.py"))

# What may be larger than its guide value, each with the reason: {"credatlas.module.function": "why"}.
LARGER: dict[str, str] = {"credatlas": "the verbs of the package, each one call and its docstring"}

# Third-party libraries, and what opens sockets, with the packages that may import them.
OWNERS = {
    "SPARQLWrapper": {"store"},
    "jinja2": {"pages"},
    "lxml": {"ingest"},
    "mcp": {"mcp"},
    "multiprocessing": {"serve", "site"},
    "networkx": {"draw"},
    "prometheus_client": {"serve"},
    "pyshacl": {"validate"},
    "rapidfuzz": {"link"},
    "resvg_py": {"draw"},
    "rustworkx": {"draw"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
    "rdflib": {"evidence", "queries", "validate"},
    "http.client": {"deadlines", "fetch", "serve", "store"},
    "http.server": {"serve"},
    "socket": {"deadlines", "fetch", "serve", "store"},
    "socketserver": {"serve"},
    "ssl": {"deadlines", "fetch", "serve", "store"},
    "urllib.request": {"fetch", "store"},
}
# What a listed dependency brings along and hands out itself.
COMES_WITH = {"pyparsing": "rdflib"}  # the errors of rdflib's parser are pyparsing's
HEAVY = {
    *("SPARQLWrapper", "jinja2", "lxml", "mcp", "networkx", "owlrl", "pandas", "polars"),
    *("pyshacl", "rapidfuzz", "rdflib", "resvg_py", "rich", "rustworkx", "starlette", "uvicorn"),
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def dotted(path: Path) -> str:
    """``src/credatlas/store/local.py`` as ``credatlas.store.local``."""
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a module, function, class or block: no expression, for none defines or imports anything."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield child


def definitions(node: ast.AST, name: str) -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """Every function and class below ``node``, with its name as ``__qualname__`` has it."""
    for child in statements(node):
        if isinstance(child, Function | ast.ClassDef):
            yield f"{name}.{child.name}", child
            inside = f"{name}.{child.name}" if isinstance(child, ast.ClassDef) else f"{name}.{child.name}.<locals>"
            yield from definitions(child, inside)
        else:
            yield from definitions(child, name)


@cache
def everything() -> list[tuple[str, Function | ast.ClassDef]]:
    return list(chain.from_iterable(definitions(tree(path), dotted(path)) for path in MODULES))


def is_public(name: str) -> bool:
    return not any(part.startswith(("_", "<")) for part in name.split("."))


def code_lines(node: Function) -> int:
    """The lines of a function without its docstring: saying more about it must not cost anything."""
    has_docstring = ast.get_docstring(node) is not None
    first = node.body[0]
    docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring


@cache
def imports(path: Path) -> set[str]:
    """The absolute imports of a module, wherever they stand; those for types alone do not count."""
    found: set[str] = set()
    for node in _at_run_time(tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.update({node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)})
    return found


def _at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    for child in statements(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield child
            yield from _at_run_time(child)


@cache
def pyproject() -> dict[str, Any]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"])


def distribution(requirement: str) -> str:
    return re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]


def requirements(*extras: str) -> set[str]:
    """The distributions that the base and the named extras ask for, our own name left out."""
    optional = pyproject()["optional-dependencies"]
    asked = [*pyproject()["dependencies"], *chain.from_iterable(optional[extra] for extra in extras)]
    return {distribution(requirement) for requirement in asked} - {"credatlas"}


# Size


def test_no_module_is_longer_than_300_lines() -> None:
    long = {dotted(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in long.items() if lines > 300 and name not in LARGER} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {name: code_lines(node) for name, node in everything() if isinstance(node, Function)}
    assert {name: lines for name, lines in long.items() if lines > 40 and name not in LARGER} == {}


def test_no_class_has_more_than_10_public_methods() -> None:
    methods = {
        name: [part.name for part in node.body if isinstance(part, Function) and is_public(part.name)]
        for name, node in everything()
        if isinstance(node, ast.ClassDef)
    }
    assert {name: found for name, found in methods.items() if len(found) > 10 and name not in LARGER} == {}


def test_every_exception_names_something_that_exists_and_says_why() -> None:
    known = {dotted(path) for path in MODULES} | {name for name, _ in everything()}
    assert [name for name, why in LARGER.items() if name not in known or not why] == []


# Words


def test_every_public_module_function_and_class_has_a_docstring() -> None:
    silent = [dotted(path) for path in MODULES if ast.get_docstring(tree(path)) is None]
    silent += [name for name, node in everything() if is_public(name) and ast.get_docstring(node) is None]
    assert silent == []


def test_no_note_to_oneself_is_left() -> None:
    note = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
    folders = ("src", "tests", "tools", "queries", "docs", "ontology", "data")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    texts = [path for path in files if path.suffix in {".py", ".rq", ".md", ".ttl", ".trig", ".sh"}]
    assert [str(path.relative_to(ROOT)) for path in texts if note.search(path.read_text(encoding="utf-8"))] == []


# Imports


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_a_library_is_imported_by_its_owners_only(library: str) -> None:
    allowed = {f"credatlas.{owner}" for owner in OWNERS[library]}
    users = [dotted(path) for path in MODULES if any(_is_in(name, library) for name in imports(path))]
    assert [user for user in users if not any(_is_in(user, owner) for owner in allowed)] == []


def _is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_nothing_is_imported_that_pyproject_does_not_list() -> None:
    extras = set(pyproject()["optional-dependencies"]) - {"dev"}
    listed = {name.replace("-", "_") for name in requirements(*extras)}
    known = listed | set(sys.stdlib_module_names) | {"credatlas", "__future__"}
    foreign = {(dotted(path), name.partition(".")[0]) for path in MODULES for name in imports(path)}
    unlisted = [(user, name) for user, name in sorted(foreign) if COMES_WITH.get(name, name) not in known]
    assert unlisted == []


def imported_by(*words: str) -> set[str]:
    """The top-level modules that a command line has imported when it ends."""
    program = (
        "import sys\n"
        f"sys.argv = ['credatlas', *{words!r}]\n"
        "from credatlas.cli import main\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "finally:\n    print(*sys.modules, sep='\\n', file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return {line.partition(".")[0] for line in done.stderr.splitlines()}


def test_help_imports_nothing_heavy() -> None:
    assert imported_by("--help") & HEAVY == set()


def test_a_canned_query_imports_nothing_heavy(credatlas: Any) -> None:
    words = ("query", "offerings-by-price", "--max-price", "9000", "--currency", "USD", "--format", "json")
    assert credatlas(*words).code == 0, "the first call builds the store"
    assert imported_by(*words) & HEAVY == set()


# Data and queries: what no formatter looks after

AUTHORED = sorted([*(ROOT / "data").rglob("*.trig"), *(ROOT / "queries").glob("*.rq")])


def test_authored_files_are_tidy() -> None:
    found = [f"{path.relative_to(ROOT)}: {fault}" for path in AUTHORED for fault in untidy(path)]
    assert found == []


def untidy(path: Path) -> list[str]:
    """What is untidy about a file, with the number of the line."""
    text = path.read_bytes().decode("utf-8")
    whole = {
        "the last line lacks its end": not text.endswith("\n"),
        "an empty line at the end": text.endswith("\n\n"),
        "a byte order mark": text.startswith("\ufeff"),
    }
    lines = [f"{number}: {fault}" for number, line in enumerate(text.split("\n"), start=1) for fault in faults(line)]
    return [*lines, *(fault for fault, found in whole.items() if found)]


def faults(line: str) -> list[str]:
    """What is untidy about one line."""
    body = line.removeprefix("#+") if line.startswith("#+") else line
    indent = len(line) - len(line.lstrip(" "))
    checks = {
        "a tab": "\t" in line,
        "a carriage return": "\r" in line,
        "blanks at the end": body.rstrip() != body,
        "an indent that is not a multiple of two": bool(line.strip()) and indent % 2 == 1,
    }
    return [fault for fault, found in checks.items() if found]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("\t?s ?p ?o .", "a tab"),
        ("?s ?p ?o . ", "blanks at the end"),
        ("#+ summary = 'x' ", "blanks at the end"),
        ("   ?s ?p ?o .", "an indent that is not a multiple of two"),
        ("?s ?p ?o .\r", "a carriage return"),
    ],
)
def test_an_untidy_line_is_found(line: str, fault: str) -> None:
    assert fault in faults(line)


# Papers


def test_every_dependency_has_a_line_that_justifies_it() -> None:
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("\n## Dependencies\n")[2]
    rows = dict(re.findall(r"^\| `([\w.-]+)` \| (.+) \|$", section.partition("\n## ")[0], re.MULTILINE))
    wanted = requirements(*pyproject()["optional-dependencies"])
    assert set(rows) == wanted
    assert [name for name, why in rows.items() if len(why.split()) < 3] == []


def test_every_layer_of_the_contract_stands_in_the_table_for_people() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (contract,) = config["contracts"]
    layers = [sorted(re.findall(r"\w+", layer)) for layer in reversed(contract["layers"])]
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("\n## Layers\n")[2].partition("\n## ")[0]
    rows = [sorted(re.findall(r"`(\w+)`", cell)) for cell in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)]
    assert rows == layers


def test_the_licences_are_here_in_full() -> None:
    code = (ROOT / "LICENSE").read_text(encoding="utf-8")
    data = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert "Apache License" in code
    assert "END OF TERMS AND CONDITIONS" in code
    assert "CC0 1.0 Universal" in data
    assert "Affirmer" in data


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
