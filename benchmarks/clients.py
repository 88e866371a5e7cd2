"""Servers as they are measured: processes with their children, asked over one connection that stays open."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TICK: Final = 1 / os.sysconf("SC_CLK_TCK")
_PATIENCE: Final = 60.0
_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs.

    Attributes:
        pid: Its process.
        port: Where it listens, at 127.0.0.1.
    """

    pid: int
    port: int

    def seconds(self) -> float:
        """CPU time, user and system, of the process, its children, and theirs, since they began."""
        return sum(map(_seconds_of, [self.pid, *_below(self.pid)]))


@contextmanager
def running(command: Sequence[str], port: int, environment: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """A server, as soon as it listens; it is stopped at the end.

    Raises:
        RuntimeError: It does not listen in time.
    """
    process = subprocess.Popen(
        command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + _PATIENCE
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{' '.join(command)} does not listen")
            time.sleep(0.005)
        yield Server(process.pid, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)


def free_port() -> int:
    """A port at which nobody listens at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Client:
    """Asks over one connection, one request after the other, and reads whole answers.

    Args:
        server: Whom.
    """

    def __init__(self, server: Server) -> None:
        self._host = f"127.0.0.1:{server.port}"
        self._socket = socket.create_connection(("127.0.0.1", server.port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str, accept: str = "application/sparql-results+json", host: str = "") -> bytes:
        """The body of an answer.

        Args:
            path: What is asked for.
            accept: In which form.
            host: The name that the server has for this client; answers are kept for each of its names.

        Raises:
            RuntimeError: The status is not 200.
        """
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {host or self._host}\r\nAccept: {accept}\r\n\r\n".encode())
        read = b""
        while b"\r\n\r\n" not in read:
            read += self._more()
        head, _, body = read.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if length is None:  # in chunks
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more()
            body = _joined(body)
        while length is not None and len(body) < int(length[1]):
            body += self._more()
        if b" 200 " not in head[:16]:
            raise RuntimeError(f"{path[:200]}: {head[:100]!r} {body[:300]!r}")
        return body

    def close(self) -> None:
        """Ends the connection."""
        self._socket.close()

    def _more(self) -> bytes:
        data = self._socket.recv(1 << 18)
        if not data:
            raise RuntimeError("the server closed the connection")
        return data


def _joined(chunks: bytes) -> bytes:
    body = b""
    while True:
        size, _, chunks = chunks.partition(b"\r\n")
        count = int(size, 16)
        if not count:
            return body
        body, chunks = body + chunks[:count], chunks[count + 2 :]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _below(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        words = _stat(int(path.parent.name))
        if words:
            parents.setdefault(int(words[1]), []).append(int(path.parent.name))
    found, todo = [], [pid]
    while todo:
        below = parents.get(todo.pop(), [])
        found += below
        todo += below
    return found


def _seconds_of(pid: int) -> float:
    words = _stat(pid)
    return (int(words[11]) + int(words[12])) * _TICK if words else 0.0


def _stat(pid: int) -> list[str]:
    """What Linux says of a process behind its name: state, parent …, see proc(5); nothing for one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
