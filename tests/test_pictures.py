"""Pictures of the documentation: what ``make pictures`` draws from the data, readable where they stand."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PICTURES = Path(__file__).resolve().parent.parent / "docs/pictures"
DRAWN = ("hsil.svg",)
SVG = "{http://www.w3.org/2000/svg}"
README_WIDTH = 840  # pixels that GitHub gives a picture


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - a picture of our own


def words(picture: ET.Element) -> set[str]:
    return {" ".join(" ".join(element.itertext()).split()) for element in picture.iter(f"{SVG}text")}


def commands(repo: Path) -> dict[str, list[str]]:
    """The words of the command lines of ``make pictures``, by the picture that each one writes."""
    recipe = (repo / "Makefile").read_text(encoding="utf-8").partition("\npictures:")[2].partition("\n\n")[0]
    lines = re.findall(r"^\t\$\(BIN\)/credatlas --project \. (draw .* -o docs/pictures/(\S+))$", recipe, re.MULTILINE)
    return {name: line.split() for line, name in lines}


def test_each_drawn_picture_has_its_command(repo: Path) -> None:
    assert tuple(commands(repo)) == DRAWN
    assert sorted(path.name for path in PICTURES.glob("*.svg")) == sorted([*DRAWN, "answer.svg"])


@pytest.mark.parametrize("name", DRAWN)
def test_the_command_draws_the_picture_again(
    name: str, repo: Path, founding: Path, credatlas: Callable[..., Any], tmp_path: Path
) -> None:
    line = commands(repo)[name]
    done = credatlas("--project", str(founding), *line[:-1], str(tmp_path / name))
    assert done.code == 0, done.shown
    # the picture shows the whole atlas, which only adds to what the founding articles say
    drawn, kept = parsed((tmp_path / name).read_text(encoding="utf-8")), parsed((PICTURES / name).read_text("utf-8"))
    things = {word for word in words(drawn) if not re.search(r"\d+ (things|relations)|^[A-Z][a-z]+ \d+$", word)}
    assert "Health Systems Innovation Lab" in things
    assert things - words(kept) == set(), "run make pictures"


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_read_where_it_stands(name: str) -> None:
    picture = parsed((PICTURES / name).read_text(encoding="utf-8"))
    assert float(picture.attrib["width"]) <= README_WIDTH
    assert min(float(text.attrib["font-size"]) for text in picture.iter() if "font-size" in text.attrib) >= 11
    assert picture.find(f"{SVG}title") is not None and picture.attrib["role"] == "img"


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_asks_nobody_for_anything(name: str) -> None:
    text = (PICTURES / name).read_text(encoding="utf-8")
    assert not re.search(r"<(script|image|foreignObject|use)\b|href=|url\(|@import", text)


@pytest.mark.parametrize("name", DRAWN)
def test_the_readme_shows_a_picture_and_the_command_that_made_it(name: str, repo: Path) -> None:
    readme = (repo / "README.md").read_text(encoding="utf-8")
    command = " ".join(commands(repo)[name]).replace("docs/pictures/", "")
    assert f"](docs/pictures/{name})" in readme
    assert f"credatlas {command}" in readme
