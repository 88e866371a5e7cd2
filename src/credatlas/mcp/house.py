"""Who answers over stdio: this process where the query is ours, a process of its own where a model wrote it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ..build.generations import current_name
from ..errors import AmbiguousError, CredatlasError, QueryError, StoreError
from .calling import call, is_stranger
from .model import Answer

if TYPE_CHECKING:
    from ..build import Atlas

DEADLINE: Final = 10.0
"""Seconds in which a query of a model has to end."""
MEMORY: Final = 2 * 1024**3
"""Bytes of addresses that it may use."""
_STARTING: Final = 5.0  # seconds for a process to start and to open the store
_MAIN: Final = "from credatlas.mcp.child import main; main()"


@dataclass(slots=True)
class House:
    """Answers the calls of the clients of this process.

    Attributes:
        open_atlas: Opens the graph; asked again after a build.
        deadline: Seconds for a query that a model wrote.
        atlas: The open graph.
    """

    open_atlas: Callable[[], Atlas]
    deadline: float = DEADLINE
    atlas: Atlas | None = None
    _turn: asyncio.Lock | None = None

    async def ask(self, tool: str, arguments: Mapping[str, Any]) -> Answer:
        """What :func:`credatlas.mcp.calling.call` answers; in this process one call after the other.

        Raises:
            CredatlasError: As there; or the query of a model took too long, or too much memory.
        """
        if self._turn is None:  # a lock belongs to the loop that is running
            self._turn = asyncio.Lock()
        async with self._turn:
            atlas = await asyncio.to_thread(self.newest)
            if not is_stranger(tool) or atlas.generation is None:
                return await asyncio.to_thread(call, atlas, tool, arguments)
        return await apart(atlas, tool, arguments, self.deadline)

    def newest(self) -> Atlas:
        """The open graph, opened anew when another build has been published."""
        atlas = self.atlas
        if atlas is None or (
            atlas.generation is not None and current_name(atlas.generation.parent) not in (None, atlas.generation.name)
        ):
            atlas = self.atlas = self.open_atlas()
        return atlas


async def apart(atlas: Atlas, tool: str, arguments: Mapping[str, Any], deadline: float) -> Answer:
    """The answer of a process that lives for this call, with a deadline and a limit of memory.

    Raises:
        CredatlasError: What it raised.
        QueryError: It took too long or too much memory, or the engine broke down.
    """
    assert atlas.generation is not None
    asked = {
        "store": str(atlas.generation),
        "project": str(atlas.project.root),
        "tool": tool,
        "arguments": dict(arguments),
        "memory": MEMORY,
        "deadline": deadline,
    }
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _MAIN),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # what native code says when it breaks down is for nobody
    )
    try:
        sent = json.dumps(asked).encode()
        answered, _ = await asyncio.wait_for(child.communicate(sent), deadline + _STARTING)
    except TimeoutError as error:
        raise _too_long(deadline) from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        raise _too_long(deadline) if child.returncode == -_ALARM else _broken(child.returncode)
    answer: Answer = json.loads(answered)
    if "problem" in answer:
        raise problem_of(answer["problem"])
    return answer


_ALARM: Final = 14  # SIGALRM: the child's own clock, which starts when its store is open


def _too_long(deadline: float) -> QueryError:
    return QueryError(
        f"the query was ended after {deadline:g} seconds", hint="ask for less: add patterns, or a LIMIT", place="query"
    )


def _broken(code: int) -> QueryError:
    return QueryError(
        f"the engine broke down on this query, or ran out of memory (code {code})",
        hint="ask it in another way, or for less",
        place="query",
    )


def problem_of(told: Mapping[str, Any]) -> CredatlasError:
    """An error that crossed the border of a process: ``detail``, ``hint``, ``place`` and ``choices``."""
    words = {name: str(told.get(name, "")) for name in ("hint", "place")}
    message = str(told.get("detail", ""))
    if told.get("choices"):
        return AmbiguousError(message, choices=[(one["id"], one["name"]) for one in told["choices"]], **words)
    kind = StoreError if int(told.get("status", 0)) >= 500 else QueryError
    return kind(message, **words)


def problem_from(error: CredatlasError) -> dict[str, Any]:
    """What :func:`problem_of` reads."""
    told: dict[str, Any] = {"detail": error.message, "hint": error.hint, "place": error.place}
    told["status"] = error.http_status
    if isinstance(error, AmbiguousError):
        told["choices"] = [{"id": id_, "name": name} for id_, name in error.choices]
    return told
