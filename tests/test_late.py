"""Packages hand out some names only when they are asked for."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from credatlas.late import late

PACKAGES = ("build", "evidence", "formats", "history", "ingest", "queries")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_that_a_package_offers_can_be_had(package: str) -> None:
    module = importlib.import_module(f"credatlas.{package}")
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_name_that_a_package_lacks_is_told_with_the_package(package: str) -> None:
    with pytest.raises(AttributeError, match=f"module 'credatlas.{package}' has no attribute 'biuld'"):
        importlib.import_module(f"credatlas.{package}").biuld  # noqa: B018 - the looking is what is tested


def test_a_name_comes_from_its_home_and_no_other_name_is_looked_for() -> None:
    found = late("email", {"Parser": "parser"})
    assert found("Parser").__module__ == "email.parser"
    for name in ("parser", "", "__path__"):
        with pytest.raises(AttributeError):
            found(name)


def test_a_home_that_is_missing_or_lacks_the_name_is_an_error_of_the_package() -> None:
    with pytest.raises(ModuleNotFoundError, match="nowhere"):
        late("email", {"Parser": "nowhere"})("Parser")
    with pytest.raises(AttributeError, match="Parsers"):
        late("email", {"Parsers": "parser"})("Parsers")


@pytest.mark.parametrize(
    ("package", "name", "home"),
    [("build", "build", "making"), ("evidence", "derive", "deriving"), ("history", "diff", "differing")],
)
def test_the_home_of_a_name_is_imported_when_it_is_asked_for_and_not_before(package: str, name: str, home: str) -> None:
    program = (
        f"import sys, credatlas.{package} as package; before = 'credatlas.{package}.{home}' in sys.modules; "
        f"package.{name}; print(before, 'credatlas.{package}.{home}' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
