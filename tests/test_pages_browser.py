"""Pages of things, sources and the vocabulary in a real browser: no fault, no outside request, keyboard, paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from asgi import served
from browsing import PHONE, NewPage
from chromium import Page
from credatlas.build import Atlas
from credatlas.draw.groups import GROUPS
from credatlas.draw.legend import INK, QUIET, RULE, WARNING
from credatlas.files import find_project
from credatlas.serve.askers import InPlace
from credatlas.serve.service import service_app
from credatlas.store import LocalStore

PAGES = {
    "start": "/",
    "organisation": "/doc/organization/harvard-medical-school.html",
    "programme": "/doc/programme/hms-healthcare-ai-executive-certificate.html",
    "run": "/doc/offering/hms-ai-executives-2025.html",
    "work with a contradiction": "/doc/work/gazquez-garcia-2025.html",
    "concept": "/doc/vocab/topic/ethics.html",
    "source": "/doc/source/seed-000.html",
    "sources": "/sources",
    "links": "/doc/vocab/topic/ethics.links.html?property=ca:coversTopic",
    "reasons": "/doc/offering/hms-ai-executives-2025.why.html",
    "ontology": "/ontology.html",
    "shapes": "/shapes.html",
    "scheme": "/vocab/topic.html",
    "about": "/about",
}
RUN = PAGES["run"]


@pytest.fixture(scope="module")
def service(founding: Path, founding_store: LocalStore) -> Iterator[str]:
    atlas = Atlas(founding_store, find_project(str(founding)))
    with served(service_app(InPlace(lambda: atlas))) as address:
        yield address


def outside(page: Page, service: str) -> list[str]:
    return [address for address in page.requests if not address.startswith((service, "data:", "about:"))]


def theme(page: Page) -> str:
    return str(page.run("return getComputedStyle(document.body).backgroundColor"))


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_a_page_has_no_fault_that_keeps_anybody_out(
    page: Page, service: str, faults: Callable[..., list[str]], address: str
) -> None:
    page.open(service + address)
    assert page.errors == []
    assert outside(page, service) == []
    for scheme, size in (("light", (1440, 900)), ("dark", PHONE)):
        page.resize(*size)
        page.show_as(prefers_color_scheme=scheme)
        assert faults(page) == [], (scheme, size)
        assert page.run("return document.documentElement.scrollWidth") == size[0]  # nothing to scroll sideways


def test_a_page_about_a_failure_has_none_either(page: Page, service: str, faults: Callable[..., list[str]]) -> None:
    page.open(f"{service}/doc/organization/harvard-medical-shool.html")
    assert page.run("return document.querySelector('h1').innerText") == "Nothing found"
    assert faults(page) == []
    assert outside(page, service) == []


def test_the_picture_of_a_thing_is_painted(page: Page, service: str) -> None:
    page.open(service + PAGES["organisation"])
    page.run("document.querySelector('.picture img').scrollIntoView(); return 1")
    page.wait(
        "document.querySelector('.picture img').complete && document.querySelector('.picture img').naturalWidth > 0"
    )
    assert page.errors == []


def test_the_interactive_drawing_runs_under_its_own_policy(page: Page, service: str) -> None:
    page.open(f"{service}/doc/organization/harvard-medical-school.graph.html")
    page.wait("document.querySelector('canvas') !== null")
    assert page.errors == []
    assert outside(page, service) == []


def test_a_mark_is_reached_and_opened_by_keyboard_and_closed_by_escape(page: Page, service: str) -> None:
    page.open(service + RUN)
    page.run("document.querySelector('main details.evidence summary').focus(); return 1")
    page.press("Enter")
    assert page.run("return document.querySelectorAll('details.evidence[open]').length") == 1
    page.press("Tab")
    assert "/doc/source/" in page.run("return document.activeElement.href")
    page.press("Escape")
    assert page.run("return document.querySelectorAll('details.evidence[open]').length") == 0


def test_marks_open_without_script(page: Page, service: str) -> None:
    page.ask("Emulation.setScriptExecutionDisabled", value=True)
    page.open(service + RUN)
    page.click("main details.evidence summary")
    page.ask("Emulation.setScriptExecutionDisabled", value=False)
    assert page.run("return document.querySelectorAll('details.evidence[open]').length") == 1
    assert page.run("return document.querySelector('button.theme').hidden")


def test_the_first_stop_of_the_keyboard_leads_to_the_content(page: Page, service: str) -> None:
    page.open(service + RUN)
    page.press("Tab")
    page.press("Enter")
    assert page.run("return document.activeElement.id") == "content"


def test_a_slash_goes_to_the_search(page: Page, service: str) -> None:
    page.open(service + RUN)
    page.press("/")
    assert page.run("return document.activeElement.name") == "text"


def test_the_theme_follows_the_system_until_it_is_chosen_and_then_stays(page: Page, service: str) -> None:
    page.open(service + RUN)
    page.show_as(prefers_color_scheme="dark")
    assert theme(page) == "rgb(20, 24, 31)"
    page.click("button.theme")
    assert theme(page) == "rgb(255, 255, 255)"
    page.open(f"{service}/about")
    assert theme(page) == "rgb(255, 255, 255)"


def test_on_a_phone_an_opened_mark_stays_within_the_screen(new_page: NewPage, service: str) -> None:
    page = new_page(*PHONE, touch=True)
    page.open(service + RUN)
    boxes = page.run(
        "return [...document.querySelectorAll('main details.evidence')].map(one => { one.open = true;"
        " const box = one.querySelector('ul').getBoundingClientRect(); one.open = false;"
        " return [box.left >= 0, box.right <= innerWidth, box.width > 100]; }).flat()"
    )
    assert boxes
    assert all(boxes)


def drawn(page: Page) -> tuple[str, str]:
    """How a drawing is turned over, and the ground that it stands on."""
    ground = page.run("return getComputedStyle(document.querySelector('.picture')).backgroundColor")
    return page.run("return getComputedStyle(document.querySelector('.picture img')).filter"), ground


def test_a_drawing_does_not_glare_in_the_dark_and_is_as_drawn_in_the_light_and_on_paper(
    page: Page, service: str
) -> None:
    page.open(service + PAGES["programme"])
    assert drawn(page) == ("none", "rgb(255, 255, 255)")
    page.show_as(prefers_color_scheme="dark")
    assert drawn(page) == ("invert(0.91) hue-rotate(180deg)", "rgb(23, 23, 23)")
    page.click("button.theme")  # light, whatever the system has
    assert drawn(page) == ("none", "rgb(255, 255, 255)")
    page.click("button.theme")
    page.show_as("print", prefers_color_scheme="dark")
    assert drawn(page) == ("none", "rgb(255, 255, 255)")


def turned(colour: str) -> tuple[float, ...]:
    """A colour after ``invert(.91) hue-rotate(180deg)``, by the matrix of https://www.w3.org/TR/filter-effects-1/."""
    red, green, blue = (0.91 - 0.82 * int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    grey = 2 * (0.213 * red + 0.715 * green + 0.072 * blue)
    return tuple(min(1.0, max(0.0, grey - part)) for part in (red, green, blue))


def brightness(colour: tuple[float, ...]) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("colour", "least"),
    [(INK, 7.0), (QUIET, 4.5), (RULE, 3.0), (WARNING, 4.5), *((one.colour, 3.0) for one in GROUPS.values())],
)
def test_what_is_drawn_stands_out_when_it_is_turned_over(colour: str, least: float) -> None:
    ground = brightness(turned("#ffffff"))
    assert ground < 0.01
    assert (brightness(turned(colour)) + 0.05) / (ground + 0.05) >= least


def test_on_paper_the_frame_is_gone_and_contradictions_are_told(page: Page, service: str) -> None:
    page.open(service + PAGES["work with a contradiction"])
    page.run("dispatchEvent(new Event('beforeprint')); return 1")
    page.show_as("print")
    assert page.run("return getComputedStyle(document.querySelector('header nav')).display") == "none"
    assert page.run("return document.querySelector('details.against').open")
    assert page.pdf().startswith(b"%PDF")
    page.run("dispatchEvent(new Event('afterprint')); return 1")
    assert not page.run("return document.querySelector('details.against').open")


def test_names_that_run_from_right_to_left_and_very_long_ones_fit_a_phone(new_page: NewPage, founding: Path) -> None:
    import pyoxigraph as ox

    name = "العربية " + "Donaudampfschifffahrtsgesellschaft" * 30 + " 👩‍⚕️</script><script>window.broken=1</script>"
    engine = ox.Store()
    thing = ox.NamedNode("https://w3id.org/credatlas/id/programme/x")
    facts = ox.NamedNode("https://w3id.org/credatlas/graph/facts")
    engine.add(ox.Quad(thing, ox.NamedNode("https://schema.org/name"), ox.Literal(name), facts))
    atlas = Atlas(LocalStore(engine, "memory"), find_project(str(founding)))
    page = new_page(*PHONE, touch=True)
    with served(service_app(InPlace(lambda: atlas))) as address:
        page.open(f"{address}/doc/programme/x.html")
        assert page.errors == []
        assert page.run("return document.documentElement.scrollWidth") == PHONE[0]
        assert page.run("return document.querySelector('h1').textContent") == name
        assert page.run("return window.broken === undefined")
