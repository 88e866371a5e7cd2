"""What is said of the scripts that pictures carry: unmodified, licensed, pinned, and inside the wheel."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "src/credatlas"
PERMISSIVE = {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"}


@pytest.fixture(scope="module")
def front_end() -> ModuleType:
    spec = importlib.util.spec_from_file_location("front_end", ROOT / "tools/front_end.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["front_end"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def vendor(front_end: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, bytes], Path]:
    """Writes a file of a made-up package, where the tool looks for what is shipped."""
    monkeypatch.setattr(front_end, "SHIPPED", tmp_path)

    def write(name: str, content: bytes) -> Path:
        file = tmp_path / "draw/vendor/toy" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file

    return write


def toy(front_end: ModuleType) -> object:
    # printf 'hello' | sha256sum
    digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    return front_end.Package("toy", "1.0.0", "MIT", "sha512-", {"dist/toy.js": digest})


def test_the_committed_scripts_are_those_of_their_authors(front_end: ModuleType) -> None:
    assert front_end.main(["--check"]) == 0


def test_every_shipped_script_has_a_permissive_licence_beside_it(front_end: ModuleType) -> None:
    folders = sorted(path for path in SHIPPED.glob("*/vendor/*") if path.is_dir())
    assert [path.relative_to(SHIPPED).as_posix() for path in folders] == [
        "draw/vendor/cose-base",
        "draw/vendor/cytoscape",
        "draw/vendor/cytoscape-fcose",
        "draw/vendor/layout-base",
        "pages/vendor/yasgui",
        "site/vendor/minisearch",
    ]
    for folder in folders:
        (licence,) = folder.glob("LICENSE*")
        assert "Permission is hereby granted, free of charge" in licence.read_text(encoding="utf-8")
    assert {package.licence for package in front_end.PACKAGES if package.shipped} <= PERMISSIVE


def test_what_is_not_permissive_is_not_shipped(front_end: ModuleType) -> None:
    assert [package.name for package in front_end.PACKAGES if package.licence not in PERMISSIVE] == ["axe-core"]
    assert not any([*SHIPPED.glob(f"*/vendor/{one.name}")] for one in front_end.PACKAGES if not one.shipped)


def test_a_version_stands_beside_each_script_and_in_the_script_itself() -> None:
    assert (SHIPPED / "draw/vendor/cytoscape/VERSION").read_text() == "cytoscape 3.34.4, MIT, unmodified\n"
    assert '"3.34.4"' in (SHIPPED / "draw/vendor/cytoscape/cytoscape.min.js").read_text(encoding="utf-8")


def test_no_shipped_script_asks_the_network_for_anything() -> None:
    asking = re.compile(
        r"\b(?:XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts)\b|\b(?:window|self|globalThis)\.fetch\b"
        r"|(?<![.`\w])fetch\((?![^)]*\)\s*\{)"  # a method may have the name
    )
    assert {
        file.name: found
        for file in SHIPPED.glob("*/vendor/**/*.js")
        if file.parent.name != "yasgui"  # an editor asks: tests/test_editor.py sees whom
        if (found := asking.findall(file.read_text("utf-8")))
    } == {}


def test_a_file_that_was_changed_is_named(front_end: ModuleType, vendor: Callable[[str, bytes], Path]) -> None:
    vendor("VERSION", b"toy 1.0.0, MIT, unmodified\n")
    changed = vendor("toy.js", b"hello!")
    assert front_end.differences(toy(front_end)) == [f"{changed} is not that of toy 1.0.0"]


def test_a_file_that_is_missing_and_one_that_is_too_many_are_named(
    front_end: ModuleType, vendor: Callable[[str, bytes], Path]
) -> None:
    vendor("VERSION", b"toy 1.0.0, MIT, unmodified\n")
    stray = vendor("stray.js", b"hello")
    missing = stray.with_name("toy.js")
    assert front_end.differences(toy(front_end)) == [f"{missing} is missing", f"{stray} belongs to nothing"]


def test_a_version_that_is_not_the_pinned_one_is_named(
    front_end: ModuleType, vendor: Callable[[str, bytes], Path]
) -> None:
    vendor("toy.js", b"hello")
    version = vendor("VERSION", b"toy 0.9.0, MIT, unmodified\n")
    assert front_end.differences(toy(front_end)) == [f"{version} does not say: toy 1.0.0, MIT, unmodified"]


def test_an_archive_that_is_not_the_pinned_one_changes_nothing(
    front_end: ModuleType, vendor: Callable[[str, bytes], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = vendor("toy.js", b"hello")
    (tmp_path / "toy.tgz").write_bytes(b"something else")
    monkeypatch.setattr(front_end, "_archive", lambda *_: tmp_path / "toy.tgz")
    with pytest.raises(front_end.FrontEndError, match=r"the archive of toy 1\.0\.0 has sha512-\S+, not what is pinned"):
        front_end.fetch(replace(toy(front_end), integrity="sha512-AAAA"))
    assert kept.read_bytes() == b"hello"


def test_a_machine_without_npm_is_told_what_to_install(
    front_end: ModuleType, vendor: Callable[[str, bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(front_end.FrontEndError, match=r"npm is missing: install Node\.js, or apt-get install npm"):
        front_end.fetch(toy(front_end))


def test_what_the_editor_bundles_is_told_with_its_licences() -> None:
    told = (SHIPPED / "pages/vendor/THIRD-PARTY.txt").read_text(encoding="utf-8")
    for name in ("codemirror 5", "datatables.net 2", "dompurify 3", "column-resizer 1", "Font Awesome Free 5", "n3 1"):
        assert name in told
    assert "Monsanto Company. All rights reserved." in told and "CC-BY-4.0" in told
