"""What is shipped: the atlas travels inside the wheel, the source distribution is the whole checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

import pytest

PARTS = ("ontology", "data", "queries")
VENDORED = (
    *(f"draw/vendor/{name}/LICENSE" for name in ("cose-base", "cytoscape", "cytoscape-fcose", "layout-base")),
    "pages/vendor/yasgui/LICENSE",
    "pages/vendor/THIRD-PARTY.txt",
    "site/vendor/minisearch/LICENSE.txt",
)


def pack(source: Path, target: Path, kind: str) -> Path:
    """Builds a distribution without network, with the backend that is installed."""
    pytest.importorskip("build", reason="build is missing: pip install build")
    pytest.importorskip("hatchling", reason="hatchling is missing: pip install hatchling")
    words = [sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "--outdir", str(target), str(source)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = target.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack(repo, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def sdist(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack(repo, tmp_path_factory.mktemp("sdist"), "sdist")


def names_in(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return sorted(archive.namelist())


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(archive.read(name).decode())


def tracked(repo: Path) -> set[str]:
    """The files that git knows and that exist."""
    if shutil.which("git") is None or not (repo / ".git").exists():
        pytest.skip("this is no git checkout, or git is missing: apt-get install git")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=repo, capture_output=True, text=True, check=True)
    return {name for name in listed.stdout.split("\0") if name and (repo / name).is_file()}


@pytest.mark.parametrize("part", PARTS)
def test_the_wheel_holds_the_atlas_byte_for_byte(wheel: Path, repo: Path, part: str) -> None:
    prefix = "credatlas/atlas/"
    with zipfile.ZipFile(wheel) as archive:
        packed = {
            name.removeprefix(prefix): archive.read(name)
            for name in archive.namelist()
            if name.startswith(f"{prefix}{part}/")
        }
    assert packed == {name: (repo / name).read_bytes() for name in packed}
    assert {name for name in tracked(repo) if name.startswith(f"{part}/")} - set(packed) == set()
    assert packed


def test_the_wheel_holds_the_package_and_its_types(wheel: Path, repo: Path) -> None:
    names = names_in(wheel)
    assert "credatlas/py.typed" in names
    source = repo / "src"
    modules = [path.relative_to(source).as_posix() for path in source.rglob("*.py")]
    assert [name for name in modules if name not in names] == []


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in names_in(wheel)}
    assert tops == {"credatlas", "credatlas-0.1.0.dist-info"}


def test_the_wheel_says_what_it_needs_and_under_which_licence(wheel: Path) -> None:
    said = metadata(wheel)
    needs = [need for need in said.get_all("Requires-Dist", []) if "extra ==" not in need]
    assert sorted(need.split("<")[0].split(">")[0] for need in needs) == [
        "click",
        "filelock",
        "networkx",
        "pyoxigraph",
        "pyshacl",
        "rdflib",
        "sparqlwrapper",
    ]
    assert said["Requires-Python"] == ">=3.11"
    assert said["License-Expression"] == "Apache-2.0 AND CC0-1.0 AND MIT AND BSD-3-Clause AND CC-BY-4.0"
    vendored = [f"src/credatlas/{path}" for path in VENDORED]
    assert sorted(said.get_all("License-File", [])) == ["LICENSE", "LICENSE-DATA", *sorted(vendored)]


def test_the_wheel_holds_the_scripts_of_pictures_and_their_licences(wheel: Path) -> None:
    names = names_in(wheel)
    assert "credatlas/draw/vendor/cytoscape/cytoscape.min.js" in names
    assert [path for path in VENDORED if f"credatlas/{path}" not in names] == []


def test_the_extras_are_those_that_are_promised(repo: Path) -> None:
    project: dict[str, Any] = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    promised = ["all", "dev", "draw", "ingest", "link", "mcp", "notebook", "serve"]
    assert sorted(project["optional-dependencies"]) == promised
    assert project["optional-dependencies"]["all"] == ["credatlas[draw,ingest,link,serve,mcp,notebook]"]


def test_the_source_distribution_is_the_whole_checkout(sdist: Path, repo: Path) -> None:
    with tarfile.open(sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    assert tracked(repo) - packed == set()


def test_the_source_distribution_makes_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (folder,) = (tmp_path / "unpacked").iterdir()
    assert names_in(pack(folder, tmp_path / "again", "wheel")) == names_in(wheel)
