"""The pages of the service as a folder of files: every link leads to a file, and nothing asks for more."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import pytest

from browsing import shown
from chromium import Page
from conftest import ROOT, Command, made_once
from credatlas.site.places import file_of
from credatlas.site.rewriting import links_in, localised

BASE = "http://h.example/atlas"
ADDRESS = re.compile(r'\s(?:href|src|action)="([^"]*)"')


@pytest.fixture(scope="session")
def copy(credatlas: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the pages of a small project; no test may change it."""

    def make(folder: Path) -> None:
        project = shutil.copytree(ROOT / "tests/fixtures/small", folder / "project")
        done = credatlas(
            "--project", str(project), "site", str(folder / "copy"), "--published", "https://atlas.example/x/"
        )
        assert done.code == 0, done.shown

    return made_once(tmp_path_factory, "site", make) / "copy"


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/about", "about.html"),
        ("/conflicts?page=2", "conflicts~page=2.html"),
        ("/doc/organization/who.html", "doc/organization/who.html"),
        ("/doc/organization/who.ttl", "doc/organization/who.ttl"),
        (
            "/queries/offerings-by-price?currency=USD&max_price=9000",
            "queries/offerings-by-price~currency=USD~max_price=9000.html",
        ),
        ("/api/queries/offerings-by-price.csv?currency=USD", "api/queries/offerings-by-price~currency=USD.csv"),
        ("/static/0a1b/atlas.css", "static/0a1b/atlas.css"),
        ("/find?text=ethics", "find.html"),
        ("/doc/a%20b%3F.html", "doc/a_20b_3f.html"),
    ],
)
def test_an_address_becomes_a_file(address: str, file: str) -> None:
    assert file_of(address) == PurePosixPath(file)


@pytest.mark.parametrize(
    "address",
    [
        "/sparql?query=ASK{}",
        "/compare?thing=a&thing=b",
        "/conflicts?kind=factual",
        "/doc/x.graph.html",
        "/doc/../../etc/passwd.html",
        "/doc/%2e%2e/secret.html",
        "/metrics",
        "/mcp",
    ],
)
def test_what_needs_a_service_or_leads_astray_becomes_none(address: str) -> None:
    assert file_of(address) is None


def test_a_name_that_is_too_long_for_a_file_stays_one_of_its_own() -> None:
    one, other = (file_of(f"/queries/x?words={'a' * 300}{end}") for end in "bc")
    assert one is not None and other is not None
    assert one != other
    assert len(one.name) < 200


PAGE = (
    '<a href="/atlas/doc/a/b.html#p">b</a> <a href="/atlas/compare?thing=x">compare</a> '
    '<form class="f" action="/atlas/find">'
    '<a href="/atlas/find?text=a&amp;page=2">a</a> <a href="https://e.org/doc/x.html">e</a>'
    '<link rel="canonical" href="http://h.example/atlas/doc/a/c.html">'
)


def test_the_links_of_a_page_are_those_of_the_service() -> None:
    assert list(links_in(PAGE, BASE)) == [
        "/doc/a/b.html",
        "/compare?thing=x",
        "/find",
        "/find?text=a&page=2",
        "/doc/a/c.html",
    ]


def test_links_lead_from_file_to_file_and_what_is_not_there_loses_its_address() -> None:
    shown = localised(PAGE, PurePosixPath("doc/a/c.html"), BASE, file_of, "https://h.org/x")
    assert shown == (
        '<a href="b.html#p">b</a> <a>compare</a> <form class="f" action="../../find.html">'
        '<a href="../../find.html?text=a&amp;page=2">a</a> <a href="https://e.org/doc/x.html">e</a>'
        '<link rel="canonical" href="https://h.org/x/doc/a/c.html">'
    )


def test_a_copy_that_is_published_nowhere_names_no_address_of_its_own() -> None:
    assert "canonical" in PAGE
    assert "h.example" not in localised(PAGE, PurePosixPath("index.html"), BASE, file_of)


def test_every_link_leads_to_a_file_and_every_place_is_there(copy: Path) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in copy.rglob("*.html")}
    broken = set()
    for page, text in texts.items():
        for found in map(urlsplit, map(unescape, ADDRESS.findall(text))):
            target = (page.parent / unquote(found.path)).resolve() if found.path else page
            # the small project uses terms that its own ontology does not declare
            is_term = target.name == "ontology.html"
            place = f'id="{unquote(found.fragment)}"' if found.fragment and not is_term else ""
            if not found.scheme and not (target.is_file() and place in texts.get(target, place)):
                broken.add((page.name, found.geturl()))
    assert broken == set()


def test_things_sources_and_answers_are_there_with_their_data(copy: Path) -> None:
    alpha = copy / "doc/organization/alpha.html"
    assert "Alpha University" in alpha.read_text(encoding="utf-8")
    assert "organization:alpha" in alpha.with_suffix(".ttl").read_text(encoding="utf-8")
    assert alpha.with_suffix(".jsonld").is_file()
    assert (copy / "doc/source/page.html").is_file()
    assert (copy / "queries/organizations-named.html").is_file()
    assert (copy / "index.html").is_file()


def test_pages_name_the_address_at_which_they_will_be(copy: Path) -> None:
    text = (copy / "doc/organization/alpha.html").read_text(encoding="utf-8")
    assert 'href="https://atlas.example/x/doc/organization/alpha.html"' in text


def test_a_folder_with_files_of_somebody_else_is_not_touched(small: Path, tmp_path: Path, credatlas: Command) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    done = credatlas("--project", str(small), "site", str(mine))
    assert done.code == 2
    assert "holds files that are not of a copy" in done.shown
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]


def test_an_address_that_is_none_is_refused(small: Path, tmp_path: Path, credatlas: Command) -> None:
    done = credatlas("--project", str(small), "site", str(tmp_path / "copy"), "--published", "atlas.example")
    assert done.code == 2
    assert "--published" in done.shown
    assert not (tmp_path / "copy").exists()


def test_a_copy_takes_the_place_of_the_one_before_when_it_is_whole(
    small: Path, tmp_path: Path, credatlas: Command
) -> None:
    folder = tmp_path / "copy"
    first = credatlas("--project", str(small), "site", str(folder), "--workers", "1", "--no-pictures")
    assert first.code == 0, first.shown
    (folder / "doc/left-over.html").write_text("of the copy before")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "left-over.html"}
    again = credatlas("--project", str(small), "site", str(folder), "--workers", "2", "--no-pictures")
    assert again.code == 0, again.shown
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".copy")] == []


# In a browser, from a disk.


def test_the_search_finds_names_and_asks_nobody(copy: Path, page: Page, faults: Callable[..., list[str]]) -> None:
    page.open((copy / "find.html").as_uri() + "?text=alpha")
    assert page.run("return document.querySelector('#found a').innerText") == "Alpha University"
    assert [address for address in page.requests if not address.startswith(copy.as_uri())] == []
    assert page.errors == []
    assert faults(page) == []
    page.click("#found a")
    page.wait("document.title.startsWith('Alpha University')")


def test_the_search_says_what_it_does_not_find(copy: Path, page: Page) -> None:
    page.open((copy / "find.html").as_uri())
    page.click("#words")
    page.type("xyzzy")
    page.wait("document.getElementById('said').textContent.startsWith('Nothing found')")


def test_what_needs_a_service_is_not_offered(copy: Path, page: Page) -> None:
    page.open(copy / "index.html")
    offered = shown(page, "nav.bar a")
    assert "Find" in offered
    assert "Contradictions" in offered
    assert "Compare" not in offered
    assert "SPARQL" not in offered
    # what leads to the service elsewhere is a word like those around it
    assert shown(page, "main a:not([href])")[:2] == ["compare", "stale"]
    colours = "const word = document.querySelector('main a:not([href])'); return [word, word.parentElement]"
    assert len(set(page.run(f"{colours}.map(one => getComputedStyle(one).color)"))) == 1


def test_a_site_is_made_of_the_files_where_the_statements_cannot_be_read(
    credatlas: Command, small: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    assert credatlas("--project", str(small), "build", "--to", str(store)).code == 0
    (kept,) = store.glob("g*/statements.nq.gz")
    kept.write_bytes(b"x" * kept.stat().st_size)
    words = ("--project", str(small), "--store", str(store), "site", str(tmp_path / "copy"), "--no-pictures")
    done = credatlas(*words)
    assert done.code == 0, done.shown
    assert (tmp_path / "copy/index.html").is_file()
