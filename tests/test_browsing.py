"""The test bed itself: it notices what a page does wrong, or no test in a browser would mean anything."""

from __future__ import annotations

import base64
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from browsing import PHONE, NewPage, outside, shown
from chromium import Chromium, ChromiumError, Page, find

HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>{}</head><body>{}</body></html>'
VIEWPORT = '<meta name="viewport" content="width=device-width">'


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def write(body: str, head: str = "") -> Path:
        path = tmp_path / "page.html"
        path.write_text(HEAD.format(head, body), encoding="utf-8")
        return path

    return write


def test_a_quiet_page_says_nothing_and_asks_for_nothing(page: Page, file: Callable[..., Path]) -> None:
    page.open(file("<h1>Héllo مرحبا</h1>"))
    assert page.run("return [document.title, document.querySelector('h1').innerText]") == ["A page", "Héllo مرحبا"]
    assert (page.console, page.errors, outside(page)) == ([], [], [])


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("<script>throw new Error('boom')</script>", "boom"),
        ("<script>console.error('not', 'well')</script>", "not well"),
        ("<script>Promise.reject(new Error('later'))</script>", "later"),
        ("<script>let a = ;</script>", "Unexpected token"),
        ("<img src='missing.png' alt=''>", "ERR_FILE_NOT_FOUND"),
    ],
)
def test_what_goes_wrong_in_a_page_is_heard(body: str, error: str, page: Page, file: Callable[..., Path]) -> None:
    page.open(file(body))
    page.listen_for(0.2)
    assert len(page.errors) == 1
    assert error in page.errors[0]


def test_what_a_policy_forbids_is_heard(page: Page, file: Callable[..., Path]) -> None:
    policy = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
    page.open(file("<script>document.title = 'changed'</script>", policy))
    page.listen_for(0.2)
    assert page.run("return document.title") == "A page"
    assert "Content Security Policy" in page.errors[0]


@pytest.mark.parametrize(
    "body",
    [
        "<script src='https://cdn.example/x.js'></script>",
        "<script>fetch('https://cdn.example/x.js').catch(() => 0)</script>",
        "<link rel='stylesheet' href='https://cdn.example/x.js'>",
        "<iframe sandbox='allow-scripts' srcdoc=\"<img src='https://cdn.example/x.js'>\"></iframe>",
    ],
)
def test_what_a_page_asks_the_network_for_is_heard_and_refused(
    body: str, page: Page, file: Callable[..., Path]
) -> None:
    page.open(file(body))
    page.listen_for(0.3)
    assert outside(page) == ["https://cdn.example/x.js"]
    assert "ERR_NAME_NOT_RESOLVED" in page.errors[0]


def test_a_hand_clicks_types_and_presses(page: Page, file: Callable[..., Path]) -> None:
    page.open(file("<button onclick='this.innerText = \"done\"'>do</button> <input>"))
    page.click("button")
    page.click("input")
    page.type("R&D ü/")
    page.press("Backspace")
    assert shown(page, "button") == ["done"]
    assert page.run("return document.querySelector('input').value") == "R&D ü"


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("", "nothing matches button"),
        ("<button style='display: none'>x</button>", "button is not to be seen"),
        ("<button>x</button><div style='position: fixed; inset: 0'></div>", "button is covered by <div"),
    ],
)
def test_a_hand_cannot_click_what_is_not_there(
    body: str, complaint: str, page: Page, file: Callable[..., Path]
) -> None:
    page.open(file(body))
    with pytest.raises(ChromiumError, match=complaint):
        page.click("button")


def test_hidden_elements_are_not_shown(page: Page, file: Callable[..., Path]) -> None:
    page.open(
        file("<p>a</p><p hidden>b</p><p style='visibility: hidden'>c</p><div style='display: none'><p>d</p></div>")
    )
    assert shown(page, "p") == ["a"]


def test_a_page_is_seen_on_a_desk_on_a_phone_in_the_dark_and_on_paper(
    new_page: NewPage, file: Callable[..., Path]
) -> None:
    path = file("", VIEWPORT)
    desk, phone = new_page(), new_page(*PHONE, touch=True)
    desk.open(path)
    phone.open(path)
    look = "return [innerWidth, innerHeight, matchMedia('(pointer: coarse)').matches]"
    assert desk.run(look) == [1440, 900, False]
    assert phone.run(look) == [390, 844, True]
    dark = "return ['(prefers-color-scheme: dark)', 'print'].map(one => matchMedia(one).matches)"
    assert desk.run(dark) == [False, False]
    desk.show_as(prefers_color_scheme="dark")
    assert desk.run(dark) == [True, False]
    desk.show_as("print")
    assert desk.run(dark) == [False, True]
    assert desk.pdf().startswith(b"%PDF-")


def test_a_screenshot_has_the_size_of_the_view(page: Page, file: Callable[..., Path], tmp_path: Path) -> None:
    page.open(file("<p style='height: 2000px'>x"))
    # the width and height stand in the first chunk of a PNG
    assert struct.unpack(">II", page.screenshot(tmp_path / "a.png")[16:24]) == (1440, 900)
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert struct.unpack(">II", page.screenshot(whole=True)[16:24])[1] > 2000


def test_what_a_page_lets_one_save_can_be_read(page: Page, file: Callable[..., Path]) -> None:
    content = base64.b64encode(b"\x00saved").decode()
    page.open(file(f"<a download='a.bin' href='data:application/octet-stream;base64,{content}'>save</a>"))
    saved = page.downloaded(lambda: page.click("a"))
    assert saved.read_bytes() == b"\x00saved"
    with pytest.raises(ChromiumError, match="nothing was downloaded"):
        page.downloaded(lambda: None, seconds=0.2)


def test_frames_of_a_sandbox_are_looked_into(page: Page, file: Callable[..., Path]) -> None:
    inner = "<p>inside</p><script>console.error(`frame of ${location.origin}`)</script>"
    page.open(file(f"<iframe sandbox='allow-scripts' srcdoc=\"{inner}\"></iframe>"))
    page.listen_for(0.2)
    (frame,) = page.frames
    assert shown(frame, "p") == ["inside"]
    assert page.errors == ["frame of null"]


def test_waiting_ends_with_what_the_console_said(page: Page, file: Callable[..., Path]) -> None:
    page.open(file("<script>setTimeout(() => document.title = 'late', 100); console.log('busy')</script>"))
    assert page.wait("document.title === 'late'") is True
    with pytest.raises(ChromiumError, match=r"not in time: document\.never; log: busy"):
        page.wait("document.never", seconds=0.2)


def test_waiting_goes_on_in_the_page_that_comes(page: Page, file: Callable[..., Path], tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_text("<title>other</title>")
    page.open(file("<title>one</title>"))
    leave = f"(location.href = '{other.as_uri()}', new Promise(() => {{}}))"  # it is asked, and gone before it answers
    assert page.wait(f"document.title === 'other' || {leave}") is True


def test_pages_share_nothing(new_page: NewPage, file: Callable[..., Path]) -> None:
    path, pages = file(""), [new_page(), new_page()]
    for page in pages:
        page.open(path)
        assert page.run("const seen = localStorage.seen; localStorage.seen = 'yes'; return seen ?? 'never'") == "never"


def test_axe_finds_what_is_out_of_reach(
    page: Page, file: Callable[..., Path], faults: Callable[..., list[str]]
) -> None:
    page.open(file("<main><h1>Fine</h1><p style='color: #bbb'>pale</p><input></main>"))
    found = {fault.partition(":")[0] for fault in faults(page)}
    assert found == {"color-contrast", "label"}


def test_axe_is_content_with_a_plain_page(
    page: Page, file: Callable[..., Path], faults: Callable[..., list[str]]
) -> None:
    page.open(file("<main><h1>Fine</h1><label>Name <input></label></main>"))
    assert faults(page) == []


def test_a_browser_that_does_not_start_says_why(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho no display today >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(ChromiumError, match="Chromium ended: no display today"):
        Chromium(str(program))


def test_a_machine_without_a_browser_has_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find() is None
    shutil.copyfile("/bin/sh", tmp_path / "chromium-browser")
    (tmp_path / "chromium-browser").chmod(0o755)
    assert find() == str(tmp_path / "chromium-browser")
