"""Applications that the service holds besides its own pages: what other layers make, put together here."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ..errors import CredatlasError, UsageError
from ..files import Project
from ..serve.exchange import Asked, Reply, json_of
from ..serve.routes import Route

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from ..build import Atlas
    from ..serve.askers import Asker

TOOLS: Final = "/mcp"
"""Where language models ask."""
_WORK: Final = ".cli.mounting:tool"
_HOUSE: Final = Route(TOOLS, _WORK, ("POST",), deadline=10.0, kept=False)
_STRANGERS: Final = Route(TOOLS, _WORK, ("POST",), lane="strangers", kept=False)


def mounts(asker: Asker, host: str, origins: Sequence[str] = ()) -> dict[str, ASGIApp]:
    """The applications by the path below which they answer.

    Args:
        asker: Who answers: tools run where pages do, queries of models where those of strangers do.
        host: The address at which the service listens; one of this machine is asked by this machine alone.
        origins: Addresses under which the service is reached besides, such as ``https://atlas.example.org``.
    """
    from ..mcp.http import ASKING, LOOPBACK, host_of, http_app
    from ..serve.lines import Leaving
    from ..serve.requests import whose

    async def ask(tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        from ..mcp.calling import is_stranger
        from ..mcp.house import problem_of

        route = _STRANGERS if is_stranger(tool) else _HOUSE
        body = json.dumps({"tool": tool, "arguments": dict(arguments)}).encode()
        receive, client = ASKING.get()
        asked = Asked("POST", TOOLS, "", media="application/json", body=body)
        reply = await asker.ask(route, asked, Leaving(receive, whose(client)))
        answer: dict[str, Any] = json.loads(reply.body)
        if reply.status != 200:
            raise problem_of(answer)
        return answer

    names = LOOPBACK | {host_of(origin) for origin in origins} if host in LOOPBACK else None
    return {TOOLS: http_app(ask, names=names, origins=origins)}


def review_mount(project: Project) -> dict[str, ASGIApp]:
    """The page on which links are judged; see :func:`credatlas.serve.judging.review_app` for who may.

    Raises:
        UsageError: The project is the atlas inside the package, which nobody may write.
    """
    from ..serve.judging import PATH, review_app

    if not os.access(project.data, os.W_OK):
        hint = "name a folder that you may write with --project"
        raise UsageError(f"judgements cannot be kept in {project.data}", hint=hint, place="--review")
    return {PATH: review_app(project, os.environ.get("CREDATLAS_REVIEW_TOKEN", ""))}


def tool(atlas: Atlas, asked: Asked) -> Reply:
    """The answer of a tool; the body names it and its arguments. What models ask for in vain is a problem, as ever."""
    from ..mcp.calling import call
    from ..mcp.wording import in_arguments

    told = json.loads(asked.body)
    try:
        return json_of(call(atlas, told["tool"], told["arguments"]))
    except CredatlasError as error:  # before it is told as on the web: a model has tools and no pages
        error.hint = in_arguments(error.hint)
        raise
