"""A real browser for tests: fixtures that open pages from disk in headless Chromium, and what is asked of each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chromium import Chromium, Page, find

ROOT = Path(__file__).resolve().parent.parent
FOR_TESTS = ROOT / ".venv/share/front-end"
HARMLESS = ("data:", "blob:", "about:")
PHONE = (390, 844)
SHELL = "chromium-headless-shell"  # the same engine without windows and profiles: a page takes a third of the time

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One Chromium for all tests of a process; without it the test is skipped."""
    program = shutil.which(SHELL) or find()
    if program is None:
        pytest.skip(f"chromium is missing: apt-get install {SHELL}")
    with Chromium(program) as browser:
        yield browser


@pytest.fixture
def new_page(chromium: Chromium) -> Iterator[NewPage]:
    """Makes an empty page, 1440 × 900 unless the test says otherwise; pages know nothing of each other."""
    pages = []

    def make(width: int = 1440, height: int = 900, *, touch: bool = False) -> Page:
        page = chromium.page(width=width, height=height)
        if touch:
            page.resize(width, height, touch=True)
        pages.append(page)
        return page

    yield make
    for page in pages:
        page.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """An empty page, 1440 × 900."""
    return new_page()


@pytest.fixture(scope="session")
def script_for_tests() -> Callable[[str], Path]:
    """Finds a script that only tests run, such as ``axe-core/axe.min.js``; without it the test is skipped."""

    def found(name: str) -> Path:
        if not (FOR_TESTS / name).is_file():
            pytest.skip(f"{name} is missing: python tools/front_end.py --for-tests")
        return FOR_TESTS / name

    return found


@pytest.fixture
def faults(script_for_tests: Callable[[str], Path]) -> Callable[..., list[str]]:
    """Looks a page over with axe-core; returns its serious and critical findings, one line each."""

    def look(page: Page, *impacts: str) -> list[str]:
        if not page.run("return 'axe' in window"):
            page.add_script(script_for_tests("axe-core/axe.min.js"))
        return list(page.run(_LOOK, impacts or ("serious", "critical")))

    return look


def outside(page: Page) -> list[str]:
    """What a page asked for besides itself; data and blobs are part of it."""
    own = page.requests[0]
    return [address for address in page.requests[1:] if address != own and not address.startswith(HARMLESS)]


def shown(page: Page, selector: str) -> list[str]:
    """The texts of the elements that are to be seen."""
    return list(page.run(_SHOWN, selector))


# a selector for everything that is looked at would take a fifth of the time, and only faults are told
_LOOK = """
    const found = await axe.run(document, {resultTypes: ["violations"], selectors: false, preload: false});
    return found.violations.filter(one => args[0].includes(one.impact)).flatMap(
        one => one.nodes.map(node => `${one.id}: ${node.html}: ${node.failureSummary}`));
"""
_SHOWN = """
    return [...document.querySelectorAll(args[0])].filter(
        one => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length
    ).map(one => one.innerText.trim());
"""
