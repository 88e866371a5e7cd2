"""Drives a headless Chromium over the pipe of its DevTools protocol, for tests and for ``make bench``.

Nothing but Chromium itself is needed: no driver, no library, no port. Every page has a profile of its own and keeps
what its console said and which addresses it asked for, frames and all. The protocol:
https://chromedevtools.github.io/devtools-protocol/.

    >>> with Chromium("/usr/bin/chromium") as chromium:  # doctest: +SKIP
    ...     page = chromium.page(width=390, height=844)
    ...     page.open(Path("atlas.html"))
    ...     page.run("return document.title"), page.errors
    ('The atlas', [])
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
"""What Chromium is called on one system or another."""

_SECONDS: Final = 60.0  # a busy machine is slow to start it
_FLAGS: Final = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --no-default-browser-check
    --disable-background-networking --disable-component-update --disable-sync --disable-extensions
    --disable-dev-shm-usage --hide-scrollbars --force-color-profile=srgb --font-render-hinting=none
    --site-per-process --enable-features=IsolateSandboxedIframes --remote-debugging-pipe
    --disable-features=SpareRendererForSitePerProcess
""".split()
# Chromium reads from descriptor 3 and writes to 4, which only the process itself can arrange
_START: Final = """
import fcntl, os, sys
into, out = (fcntl.fcntl(int(word), fcntl.F_DUPFD, 10) for word in sys.argv[1:3])
os.dup2(into, 3); os.dup2(out, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_KEYS: Final = {  # keys that are more than their letter: the code, the number that Windows gives them, their text
    "Enter": ("Enter", 13, "\r"),
    "Tab": ("Tab", 9, ""),
    "Escape": ("Escape", 27, ""),
    "Backspace": ("Backspace", 8, ""),
    "ArrowLeft": ("ArrowLeft", 37, ""),
    "ArrowUp": ("ArrowUp", 38, ""),
    "ArrowRight": ("ArrowRight", 39, ""),
    "ArrowDown": ("ArrowDown", 40, ""),
    "Home": ("Home", 36, ""),
    "End": ("End", 35, ""),
    " ": ("Space", 32, " "),
}
_GONE: Final = "Inspected target navigated or closed"
"""What Chromium says where a page leads to another one before a script has ended."""
_MODIFIERS: Final = {"Alt": 1, "Control": 2, "Meta": 4, "Shift": 8}


class ChromiumError(Exception):
    """Chromium ended, does not answer, or what it was asked to do failed; the message is what it said."""


def find() -> str | None:
    """Where Chromium is on this machine; None where there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Chromium:
    """One running browser, to be used by one thread.

    Args:
        program: Where Chromium is, see :func:`find`.

    Raises:
        ChromiumError: It does not start.
    """

    def __init__(self, program: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="credatlas-chromium-"))
        theirs_in, self._into = os.pipe()
        self._from, theirs_out = os.pipe()
        self._said = (self.folder / "chromium.log").open("wb")
        # no name leads anywhere, so that what a page asks for in vain is an error on its console
        alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"
        flags = [*_FLAGS, alone, f"--user-data-dir={self.folder / 'profile'}"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(theirs_in), str(theirs_out), program, *flags],
            pass_fds=(theirs_in, theirs_out),
            stdout=self._said,
            stderr=self._said,
            env={**os.environ, "HOME": str(self.folder)},
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._unread = b""
        self._asked = 0
        self._answers: dict[int, dict[str, Any]] = {}
        self._listeners: dict[str, Callable[[str, dict[str, Any]], None]] = {}
        try:
            self.version = str(self.ask("Browser.getVersion")["product"])
        except ChromiumError:
            self.close()
            raise

    def __enter__(self) -> Chromium:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def page(self, *, width: int = 1440, height: int = 900) -> Page:
        """An empty page in a profile that no other page has."""
        context = self.ask("Target.createBrowserContext")["browserContextId"]
        target = self.ask("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, str(session), str(context))
        page.resize(width, height)
        return page

    def ask(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Sends one command of the protocol and returns its result.

        Raises:
            ChromiumError: It failed, or no answer came within a minute.
        """
        self._asked += 1
        number = self._asked
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        try:
            while data:
                data = data[os.write(self._into, data) :]
        except BrokenPipeError as error:
            raise ChromiumError(f"Chromium ended: {self._last_words()}") from error
        ends = time.monotonic() + _SECONDS
        while number not in self._answers:  # an event that is heard meanwhile may ask for more
            self.hear(ends - time.monotonic())
            if time.monotonic() > ends:
                raise ChromiumError(f"no answer to {method} within {_SECONDS:.0f} seconds")
        answer = self._answers.pop(number)
        if "error" in answer:
            raise ChromiumError(f"{method}: {answer['error'].get('message')}")
        return dict(answer["result"])

    def listen(self, session: str, listener: Callable[[str, dict[str, Any]], None]) -> None:
        """Calls ``listener(event, parameters)`` for the events of a session."""
        self._listeners[session] = listener

    def hear(self, seconds: float) -> None:
        """Waits for one message, and tells an event to whoever listens.

        Raises:
            ChromiumError: Chromium ended.
        """
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._from], [], [], max(0.0, seconds))
            if not ready:
                return
            read = os.read(self._from, 1 << 20)
            if not read:
                raise ChromiumError(f"Chromium ended: {self._last_words()}")
            self._unread += read
        text, _, self._unread = self._unread.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        listener = self._listeners.get(message.get("sessionId", ""))
        if "id" in message:
            self._answers[message["id"]] = message
        elif listener is not None:
            listener(message["method"], message["params"])

    def close(self) -> None:
        """Ends the browser and removes its profile."""
        os.close(self._into)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._from)
        self._said.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _last_words(self) -> str:
        self._said.flush()
        return (self.folder / "chromium.log").read_text(errors="replace").strip()[-2000:] or "without a word"


class Page:
    """One page with the frames in it.

    Attributes:
        console: What was said on the console, in order: ``warning: …``, ``error: …``, ``log: …``.
        errors: What should not be: uncaught exceptions, errors on the console, blocked or failed requests.
        requests: Every address that was asked for, the page itself included.
        frames: The frames that run in a process of their own, as sandboxed ones do; each is a page.
        downloads: The folder into which the page downloads.
    """

    def __init__(self, chromium: Chromium, session: str, context: str, within: Page | None = None) -> None:
        self.console: list[str] = within.console if within else []
        self.errors: list[str] = within.errors if within else []
        self.requests: list[str] = within.requests if within else []
        self.frames: list[Page] = []
        self.downloads = chromium.folder / f"downloads-{context}"
        self._chromium, self._session, self._context = chromium, session, context
        self._loaded = 0
        chromium.listen(session, self._event)
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")
        # a frame begins when it is listened to
        self.ask("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True)
        self.ask("Runtime.runIfWaitingForDebugger")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Sends one command of the protocol to this page; see :meth:`Chromium.ask`."""
        return self._chromium.ask(method, self._session, **parameters)

    # What it is shown, and how.

    def open(self, where: Path | str, fragment: str = "") -> None:
        """Opens a file from disk, or an address, and waits until it is loaded.

        Raises:
            ChromiumError: It cannot be opened.
        """
        address = where.resolve().as_uri() if isinstance(where, Path) else where
        loaded = self._loaded
        answer = self.ask("Page.navigate", url=address + (f"#{fragment}" if fragment else ""))
        if answer.get("errorText"):
            raise ChromiumError(f"{where}: {answer['errorText']}")
        if "loaderId" in answer:  # else only the fragment is another one
            self._until(lambda: self._loaded > loaded, _SECONDS, f"{where} is not loaded")

    def resize(self, width: int, height: int, *, touch: bool = False, sharpness: float = 1.0) -> None:
        """Sets the size of the view in CSS pixels, for instance 390 × 844 with ``touch`` for a phone."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=sharpness,
            mobile=touch,
        )
        self.ask("Emulation.setTouchEmulationEnabled", enabled=touch)

    def show_as(self, media: str = "", **features: str) -> None:
        """Shows the page as ``print`` or in other media, with features such as ``prefers_color_scheme="dark"``."""
        named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.ask("Emulation.setEmulatedMedia", media=media, features=named)

    # What it is asked.

    def run(self, script: str, *arguments: Any) -> Any:
        """Runs the body of a function in the page; ``arguments`` are its arguments, promises are waited for.

        Returns:
            What it returns, as far as JSON can say it.

        Raises:
            ChromiumError: The script failed.
        """
        called = f"(async (...args) => {{ {script} }})(...{json.dumps(arguments)})"
        answer = self.ask("Runtime.evaluate", expression=called, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise ChromiumError(f"{_exception(answer['exceptionDetails'])} in: {script}")
        return answer["result"].get("value")

    def wait(self, condition: str, seconds: float = 15.0) -> Any:
        """Waits until an expression is true in the page, or in the one that it leads to; returns what it is then.

        Raises:
            ChromiumError: It does not become true in time; the message has what the console said.
        """

        def found() -> Any:
            try:
                return self.run(f"return {condition}")
            except ChromiumError as error:
                if _GONE not in str(error):
                    raise
                return None  # it is asked again in the page that comes

        return self._until(found, seconds, f"not in time: {condition}")

    def listen_for(self, seconds: float) -> None:
        """Lets the page do what it does for a while, and hears what it says."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self._chromium.hear(left)

    def add_script(self, file: Path) -> None:
        """Runs a file in the page as it is, whatever the page's policy says of scripts."""
        answer = self.ask("Runtime.evaluate", expression=file.read_text(encoding="utf-8"))
        if "exceptionDetails" in answer:
            raise ChromiumError(f"{file.name}: {_exception(answer['exceptionDetails'])}")

    # What a hand does.

    def click(self, selector: str, *, double: bool = False) -> None:
        """Clicks into the middle of the first element that a CSS selector finds; it is scrolled into view first.

        Raises:
            ChromiumError: There is none, it is hidden, or something lies over it.
        """
        self.click_at(*self.run(_MIDDLE, selector), double=double)

    def click_at(self, x: float, y: float, *, double: bool = False) -> None:
        """Clicks at a point of the view."""
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for count in (1, 2) if double else (1,):
            for kind in ("mousePressed", "mouseReleased"):
                self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=count)

    def type(self, text: str) -> None:
        """Types a text into whatever has the focus, letter by letter."""
        for letter in text:
            self.press(letter)

    def press(self, key: str, *held: str) -> None:
        """Presses a key, such as ``Enter`` or ``/``, while ``Shift``, ``Control`` … are held."""
        # the numbers of letters and digits are those of ASCII; a sign has none that would be the same on all keyboards
        code, number, text = _KEYS.get(key) or ("", ord(key.upper()) if key.isascii() and key.isalnum() else 0, key)
        modifiers = sum(_MODIFIERS[name] for name in held)
        named: Mapping[str, Any] = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers}
        typed = {"text": text} if text and not modifiers & 7 else {}
        self.ask("Input.dispatchKeyEvent", type="keyDown" if typed else "rawKeyDown", **named, **typed)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **named)

    # What it gives.

    def screenshot(self, file: Path | None = None, *, whole: bool = False) -> bytes:
        """The view as PNG, or the whole length of the page; also written to a file where one is named."""
        picture = base64.b64decode(self.ask("Page.captureScreenshot", captureBeyondViewport=whole)["data"])
        if file is not None:
            file.write_bytes(picture)
        return picture

    def pdf(self) -> bytes:
        """What printing gives, as PDF on A4."""
        printed = self.ask("Page.printToPDF", paperWidth=8.27, paperHeight=11.69, printBackground=True)
        return base64.b64decode(printed["data"])

    def downloaded(self, act: Callable[[], object], seconds: float = 15.0) -> Path:
        """Does something that downloads a file, and returns the file.

        Raises:
            ChromiumError: No file came in time.
        """
        self.downloads.mkdir(exist_ok=True)
        before = set(self.downloads.iterdir())
        self._chromium.ask(
            "Browser.setDownloadBehavior",
            behavior="allow",
            browserContextId=self._context,
            downloadPath=str(self.downloads),
        )
        act()

        def finished() -> Path | None:
            new = set(self.downloads.iterdir()) - before
            # a file that is still being written has another ending, or a name for the time being beside it
            return next(iter(new)) if len(new) == 1 and not any(_is_partial(path) for path in new) else None

        found: Path = self._until(finished, seconds, "nothing was downloaded")
        return found

    def close(self) -> None:
        """Closes the page and forgets its profile."""
        self._chromium.ask("Target.disposeBrowserContext", browserContextId=self._context)

    def _until(self, condition: Callable[[], Any], seconds: float, complaint: str) -> Any:
        ends = time.monotonic() + seconds
        while not (found := condition()):
            if time.monotonic() > ends:
                raise ChromiumError("; ".join([complaint, *self.console, *self.errors]))
            self._chromium.hear(0.05)
        return found

    def _event(self, event: str, parameters: dict[str, Any]) -> None:
        if event == "Page.loadEventFired":
            self._loaded += 1
        elif event == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif event == "Runtime.consoleAPICalled":
            text = " ".join(str(one.get("value", one.get("description", ""))) for one in parameters["args"])
            self._say(parameters["type"], text)
        elif event == "Runtime.exceptionThrown":
            self._say("error", _exception(parameters["exceptionDetails"]))
        elif event == "Log.entryAdded":
            entry = parameters["entry"]
            self._say(entry["level"], " ".join(filter(None, (entry["text"], entry.get("url")))))
            if entry["source"] == "network" and entry.get("url") not in self.requests:
                self.requests.append(entry["url"])  # of a frame that asked before it was listened to
        elif event == "Target.attachedToTarget":
            self.frames.append(Page(self._chromium, parameters["sessionId"], self._context, self))

    def _say(self, level: str, text: str) -> None:
        self.console.append(f"{level}: {text}")
        if level in ("error", "assert"):
            self.errors.append(text)


_MIDDLE: Final = """
    const found = document.querySelector(args[0]);
    if (!found) throw new Error(`nothing matches ${args[0]}`);
    found.scrollIntoView({block: "nearest", inline: "nearest", behavior: "instant"});
    const box = found.getBoundingClientRect();
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    if (!box.width || !box.height) throw new Error(`${args[0]} is not to be seen`);
    const top = document.elementFromPoint(x, y);
    if (!top || !(found.contains(top) || top.contains(found)))
        throw new Error(`${args[0]} is covered by ${top ? top.outerHTML.slice(0, 80) : "nothing"}`);
    return [x, y];
"""


def _exception(details: Mapping[str, Any]) -> str:
    thrown = details.get("exception", {})
    return str(thrown.get("description") or thrown.get("value") or details.get("text"))


def _is_partial(path: Path) -> bool:
    return path.suffix == ".crdownload" or path.name.startswith(".")
