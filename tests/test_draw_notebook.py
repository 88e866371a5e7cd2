"""A drawing in a notebook: executed by a real Jupyter kernel, shown by a real browser, shut into its frame."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from browsing import NewPage, outside
from chromium import Page
from credatlas.draw import Drawing, Edge, Node, Shown, drawing, graph
from credatlas.errors import NotFoundError, UsageError
from credatlas.store import LocalStore

SMALL = Drawing(
    (Node("urn:a", "School A", "school", "", "organization"), Node("urn:b", 'Course "B" <i>', "course", "", "course")),
    (Edge("e0", "urn:b", "urn:a", "is offered by", "urn:p"),),
    title='Two "things" & <b>',
)
READY = 'performance.getEntriesByName("credatlas-ready").length'
CELL = """
import credatlas as ca
from credatlas import draw

store = ca.open(project={project!r})
draw.graph(store, "HSIL")
"""
EXECUTE = """
import json, sys
import nbclient, nbformat

notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(sys.argv[1])])
nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
print(json.dumps(notebook.cells[0].outputs))
"""


@pytest.fixture(scope="module")
def output(founding: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the one cell of a notebook shows, by media type."""
    pytest.importorskip("nbclient", reason="nbclient is missing: pip install nbclient ipykernel")
    pytest.importorskip("ipykernel", reason="ipykernel is missing: pip install ipykernel")
    cell = CELL.format(project=str(founding))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", EXECUTE, cell],
        cwd=tmp_path_factory.mktemp("notebook"),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (shown,) = json.loads(done.stdout)
    assert shown["output_type"] == "execute_result"
    return dict(shown["data"])


def notebook_page(html: str, page: Page, tmp_path: Path) -> Page:
    """Opens a page that shows an output as notebooks do, and returns the frame in it when its graph is there."""
    file = tmp_path / "notebook.html"
    head = "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Notebook</title></head>"
    file.write_text(f"{head}<body><div class='output'>{html}</div></body></html>", encoding="utf-8")
    page.open(file)
    (frame,) = page.frames
    frame.wait(READY, seconds=60)
    return frame


def test_a_cell_of_a_notebook_shows_the_page(output: dict[str, Any], page: Page, tmp_path: Path) -> None:
    frame = notebook_page(output["text/html"], page, tmp_path)
    assert frame.run("return document.title") == "Health Systems Innovation Lab"
    names = frame.run("return document.body.innerText")
    assert "Health Systems Innovation Lab" in names and "Organisations" in names
    assert page.run("const box = document.querySelector('iframe').getBoundingClientRect(); return box.height") >= 600
    page.listen_for(0.3)
    assert (page.errors, outside(page)) == ([], [])


def test_where_no_html_is_shown_a_line_says_what_it_is(output: dict[str, Any], founding_store: LocalStore) -> None:
    made = drawing(founding_store, ["HSIL"])
    said = f"<Health Systems Innovation Lab: {len(made.nodes)} things, {len(made.edges)} relations>"
    assert output["text/plain"] == said
    assert repr(graph(SMALL)) == '<Two "things" & <b>: 2 things, 1 relation>'
    assert repr(graph(Drawing((), ()))) == "<a drawing: 0 things, 0 relations>"


def test_the_frame_reaches_neither_the_notebook_nor_its_origin(page: Page, tmp_path: Path) -> None:
    frame = notebook_page(graph(SMALL)._repr_html_(), page, tmp_path)
    assert frame.run("return origin") == "null"
    reach = "try { return parent.document.title } catch (error) { return error.name }"
    assert frame.run(reach) == "SecurityError"
    assert page.run("return document.querySelector('iframe').sandbox.value") == "allow-scripts allow-downloads"


def test_names_do_not_break_out_of_the_frame(page: Page, tmp_path: Path) -> None:
    frame = notebook_page(graph(SMALL)._repr_html_(), page, tmp_path)
    assert page.run("return document.querySelectorAll('iframe, b, i').length") == 1
    assert page.run("return document.querySelector('iframe').title") == 'Two "things" & <b>'
    assert frame.run("return document.title") == 'Two "things" & <b>'


def test_two_drawings_stand_below_each_other(new_page: NewPage, tmp_path: Path) -> None:
    page = new_page()
    file = tmp_path / "two.html"
    both = graph(SMALL)._repr_html_() + graph(SMALL, height=300)._repr_html_()
    # read in another encoding than it is written in, as happens where nothing names one
    head = "<!doctype html><html lang='en'><meta charset='windows-1252'><title>Two</title>"
    file.write_text(f"{head}<body>{both}</body></html>", encoding="utf-8")
    page.open(file)
    for frame in page.frames:
        frame.wait(READY, seconds=60)
    assert page.run("return [...document.querySelectorAll('iframe')].map(one => one.height)") == ["600", "300"]


def test_the_page_can_be_saved_and_is_what_draw_writes(tmp_path: Path) -> None:
    shown = graph(SMALL)
    shown.save(tmp_path / "two.html")
    text = (tmp_path / "two.html").read_text(encoding="utf-8")
    assert text == shown.html() and text.lower().startswith("<!doctype html>")


def test_a_store_is_drawn_as_far_as_one_asks(founding_store: LocalStore) -> None:
    shown = graph(founding_store, "HSIL", depth=0)
    assert isinstance(shown, Shown)
    assert [node.id for node in shown.drawing.nodes] == ["https://w3id.org/credatlas/id/organization/hsil"]


def test_what_a_notebook_cannot_show_is_refused(founding_store: LocalStore) -> None:
    with pytest.raises(NotFoundError, match="Hogwarts"):
        graph(founding_store, "Hogwarts")
    with pytest.raises(TypeError, match="a drawing that is made takes neither things nor options: 'HSIL', depth"):
        graph(SMALL, "HSIL", depth=2)
    with pytest.raises(UsageError, match="in 10 pixels nothing can be seen"):
        graph(SMALL, height=10)
