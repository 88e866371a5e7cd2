"""Pages that answer, in a real browser: light and dark, large and small, by keyboard, and without script."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import uvicorn

from browsing import PHONE, NewPage
from chromium import Page
from credatlas.build import Atlas
from credatlas.files import find_project
from credatlas.serve.askers import InPlace
from credatlas.serve.service import service_app
from credatlas.store import LocalStore

HMS = "programme:hms-healthcare-ai-executive-certificate"
STANFORD = "programme:stanford-ai-in-healthcare-certificate"
PAGES = {
    "find": "/find?audience=executives&max_price=9000&currency=USD",
    "find nothing": "/find",
    "compare": f"/compare?thing={HMS}&thing={STANFORD}&on=2026-11-25",
    "compare nothing": "/compare?q=stanford",
    "conflicts": "/conflicts",
    "stale": "/stale?on=2026-11-25",
    "gaps": "/gaps",
    "gaps to fill": "/gaps?by=missing",
    "questions": "/queries",
    "question": "/queries/offerings-by-price?max_price=9000&evidence=1",
    "question to fill": "/queries/organizations-offers",
    "question with boxes": "/queries/entities-without-identifier",
}
WRONG = {
    "find": "/find?max_price=cheap&currency=USD&topic=nonsense",
    "compare": f"/compare?thing={HMS}&thing=organization:stanford-university&on=2026-11-25",
    "question": "/queries/organizations-offers?organization=university",
}


@pytest.fixture(scope="module")
def service(founding: Path, founding_store: LocalStore) -> Iterator[str]:
    """The address of a service that runs in a thread."""
    atlas = Atlas(founding_store, find_project(str(founding)))
    app = service_app(InPlace(lambda: atlas))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://localhost:{port}"
    server.should_exit = True
    thread.join(10)


def looked_at(page: Page, scheme: str) -> None:
    page.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])


def outside(page: Page, service: str) -> list[str]:
    return [address for address in page.requests if not address.startswith((service, "data:", "about:"))]


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_a_page_has_no_fault_that_keeps_anybody_out(
    page: Page, service: str, faults: Callable[..., list[str]], address: str
) -> None:
    page.open(service + address)
    assert page.errors == []
    assert outside(page, service) == []
    for scheme, size in (("light", (1440, 900)), ("dark", (1440, 900)), ("dark", PHONE)):
        page.resize(*size)
        looked_at(page, scheme)
        assert faults(page) == [], (scheme, size)
        # tables scroll within the page, which itself never does sideways
        assert page.run("return document.documentElement.scrollWidth") == size[0]


@pytest.mark.parametrize("address", WRONG.values(), ids=WRONG.keys())
def test_a_form_that_was_refused_has_none_either(
    page: Page, service: str, faults: Callable[..., list[str]], address: str
) -> None:
    page.open(service + address)
    assert faults(page) == []
    assert page.run("return document.querySelectorAll('.mistake').length") > 0


def test_a_search_is_done_by_keyboard_and_leaves_a_clean_address(page: Page, service: str) -> None:
    page.open(f"{service}/find")
    page.run("document.querySelector('main input[name=text]').focus(); return 1")
    page.type("stanford")
    page.press("Enter")
    page.wait("document.querySelectorAll('.hit').length > 0")
    assert page.run("return location.pathname + location.search + location.hash") == "/find?text=stanford#results"


def test_facets_are_opened_and_ticked_by_keyboard(page: Page, service: str) -> None:
    page.open(f"{service}/find")
    page.run(
        "[...document.querySelectorAll('summary')].find(one => one.innerText == 'How one takes part').focus(); return 1"
    )
    page.press("Enter")
    page.press("Tab")
    page.press(" ")  # the only way of taking part that the articles tell of a run is hybrid
    page.press("Enter")
    page.wait("document.querySelectorAll('.hit').length > 0")
    assert unquote(str(page.run("return location.search"))) == "?modality=mode:hybrid"


def test_what_is_ticked_is_compared(page: Page, service: str) -> None:
    page.open(f"{service}/find?text=healthcare&audience=clinicians")
    page.run("for (const box of [...document.querySelectorAll('.tick input')].slice(0, 2)) box.click(); return 1")
    page.run("document.querySelector('.hits').closest('form').querySelector('button').click(); return 1")
    page.wait("document.querySelectorAll('.compared thead th').length == 2")
    assert "&on=" in page.run("return location.search")


def test_without_script_the_same_address_is_reached(page: Page, service: str) -> None:
    page.ask("Emulation.setScriptExecutionDisabled", value=True)
    page.open(f"{service}/find")
    page.click("main input[name=text]")
    page.type("stanford")
    page.press("Enter")
    page.ask("Emulation.setScriptExecutionDisabled", value=False)
    page.wait("document.querySelectorAll('.hit').length > 0")
    assert page.run("return location.search") == "?text=stanford"


def test_the_names_of_rows_stay_in_sight_on_a_phone_while_columns_move(new_page: NewPage, service: str) -> None:
    page = new_page(*PHONE, touch=True)
    page.open(service + PAGES["compare"])
    left = "document.querySelector('.compared tbody th').getBoundingClientRect().left"
    before = page.run(f"return {left}")
    moved = page.run(
        "const box = document.querySelector('.compared'); box.scrollLeft = 90;"
        f" await new Promise(requestAnimationFrame); return [box.scrollLeft, {left}]"
    )
    assert moved == [90, before]


def test_what_a_long_table_is_about_can_be_read_on_a_phone(new_page: NewPage, service: str) -> None:
    page = new_page(*PHONE, touch=True)
    page.open(service + PAGES["stale"])
    assert page.run("return document.querySelector('caption').getBoundingClientRect().right") <= PHONE[0]


def test_on_a_phone_a_link_leads_past_the_form_to_what_was_found(new_page: NewPage, service: str) -> None:
    page = new_page(*PHONE, touch=True)
    page.open(service + PAGES["find"])
    page.click(".onward a")
    assert page.run("return document.querySelector('#results').getBoundingClientRect().top") < PHONE[1] / 2
    page.resize(1440, 900)
    assert not page.run("return document.querySelector('.onward').checkVisibility()")


def test_a_table_that_goes_on_to_the_right_of_a_phone_says_so(new_page: NewPage, service: str) -> None:
    page = new_page(*PHONE)
    page.open(service + PAGES["question"])
    assert page.run("const box = document.querySelector('.wide'); return box.scrollWidth > box.clientWidth")
    # what covers the shade belongs to the table and moves with it, the shade belongs to the frame
    assert page.run("return getComputedStyle(document.querySelector('.wide')).backgroundAttachment") == "local, scroll"


def test_who_says_so_opens_within_its_table_and_is_not_cut_off(new_page: NewPage, service: str) -> None:
    page = new_page(*PHONE)
    page.open(service + PAGES["question"])
    sizes = page.run(
        "const all = [...document.querySelectorAll('details.evidence')], last = all[all.length - 1];"
        "last.querySelector('summary').click();"
        "const box = last.closest('.wide'), list = last.querySelector('ul');"
        "await new Promise(requestAnimationFrame);"
        "return [box.scrollHeight - box.clientHeight, list.getBoundingClientRect().height > 20]"
    )
    assert sizes == [0, True]


def test_on_paper_forms_are_left_out(page: Page, service: str) -> None:
    page.open(service + PAGES["conflicts"])
    page.show_as("print")
    assert page.run("return getComputedStyle(document.querySelector('form.facets')).display") == "none"
    assert page.run("return getComputedStyle(document.querySelector('.case')).display") != "none"
