"""A real ``credatlas serve`` in a process of its own, and a plain client for it."""

from __future__ import annotations

import http.client
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

PROGRAM = Path(sys.executable).with_name("credatlas")
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def is_problem(self) -> bool:
        """Whether it is an error that a program can read, and says the same as the status line."""
        told = self.headers["content-type"].startswith("application/problem+json")
        return told and bool(self.json["status"] == self.status)


@dataclass
class Service:
    """A service that runs.

    Attributes:
        process: Its process.
        port: Where it listens, at 127.0.0.1.
        told: What it wrote to standard error so far.
    """

    process: subprocess.Popen[bytes]
    port: int
    told: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it is, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def send(self, method: str, path: str, body: bytes = b"", *, timeout: float = 60, **headers: str) -> Answer:
        """The answer to a request, over a connection of its own."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body or None, named)
            reply = connection.getresponse()
            read = reply.read()
        finally:
            connection.close()
        found = {name.lower(): value for name, value in reply.getheaders()}
        return Answer(reply.status, found, read, time.monotonic() - begun)

    def get(self, path: str, **headers: str) -> Answer:
        """The answer to a GET."""
        return self.send("GET", path, **headers)

    def ask(self, query: str, **headers: str) -> Answer:
        """The answer to a query in the address."""
        return self.get(f"/sparql?query={quote(query)}", **headers)

    def post(self, query: str, **headers: str) -> Answer:
        """The answer to a query in a form."""
        return self.send("POST", "/sparql", urlencode({"query": query}).encode(), content_type=FORM, **headers)

    def workers(self) -> list[int]:
        """The numbers of all processes below that of the service."""
        return [child for nursery in children(self.process.pid) for child in (nursery, *children(nursery))]

    def memory(self) -> int:
        """Bytes of memory that the service and all below it hold."""
        return sum(resident(pid) for pid in (self.process.pid, *self.workers()))

    def stop(self, number: int = signal.SIGTERM, within: float = 20) -> int:
        """Its exit code, after it was sent a signal."""
        self.process.send_signal(number)
        return self.process.wait(within)


@contextmanager
def serving(*words: str, environment: dict[str, str] | None = None, before: tuple[str, ...] = ()) -> Iterator[Service]:
    """A service on any free port, ready to be asked; gone at the end.

    Args:
        *words: What else stands on its command line.
        environment: More variables of its environment.
        before: A command that runs it.
    """
    command = [*before, str(PROGRAM), "serve", "--port", "0", *words]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, **(environment or {})})
    told: list[str] = []
    try:
        port = _port(process, told)
        yield Service(process, port, told)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        assert process.stderr is not None
        told.append(process.stderr.read().decode())
        process.stderr.close()


def _port(process: subprocess.Popen[bytes], told: list[str]) -> int:
    assert process.stderr is not None
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if select.select([process.stderr], [], [], 1.0)[0]:
            line = process.stderr.readline().decode()
            told.append(line)
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            if found:
                return int(found[1])
            if not line:
                break
    raise AssertionError(f"the service did not start: {''.join(told)}")


def children(pid: int) -> list[int]:
    """The numbers of the processes whose parent is ``pid``."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(words[1]) == pid and words[0] != "Z":
            found.append(int(path.parent.name))
    return sorted(found)


def is_gone(pid: int) -> bool:
    """Whether there is no such process any more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def resident(pid: int) -> int:
    """Bytes of memory that a process holds; 0 for one that is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def eventually(holds: Any, within: float = 10) -> bool:
    """Whether something becomes true in time."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return bool(holds())
