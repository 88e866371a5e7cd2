"""The server of the protocol: it lists tools and resources, and hands every call to whoever answers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ..errors import CredatlasError, UsageError
from ..version import __version__
from .calling import LISTING
from .model import Answer
from .schema import PARTS, SCHEMA
from .telling import mistake_of, text_of

if TYPE_CHECKING:
    from mcp.server import Server
    from mcp.types import (
        CallToolRequestParams,
        CallToolResult,
        ListResourcesResult,
        ListToolsResult,
        PaginatedRequestParams,
        ReadResourceRequestParams,
        ReadResourceResult,
        Tool,
    )

Ask = Callable[[str, Mapping[str, Any]], Awaitable[Answer]]
"""Whoever answers: given a tool and its arguments it does what :func:`credatlas.mcp.calling.call` does, somewhere."""
ADDRESS: Final = "credatlas://schema/"
"""What the addresses of resources begin with."""
_INSTRUCTIONS: Final = """\
An evidence-backed atlas of healthcare-AI education: programmes, courses, credentials, prices, dates, organizations, \
events, policies and literature, each fact with who says so. Start with find; ids of answers go into show, why and \
compare. Names are understood too; an ambiguous one gives its choices.
In answers: null and "unknown" mean that no source of the atlas says so, which is not no. Only stated_absent says \
that a source states that something does not exist. cites such as 2#fee: place #fee of source 2 in sources; give the \
title and date of the source when you report a fact. conflicts: where sources disagree, the shown value and why. \
today: the day that dates are compared with. more: how to get the rest. Everything is read-only.\
"""


def server_of(ask: Ask) -> Server[Any]:
    """The server, ready to run over any transport.

    Args:
        ask: Who answers.

    Raises:
        UsageError: The extra ``mcp`` is not installed.
    """
    try:
        from mcp.server import Server
    except ImportError as error:
        hint = "install the extra: pip install 'credatlas[mcp]'"
        raise UsageError("tools for models need the library mcp, which is not installed", hint=hint) from error

    async def list_tools(_: Any, __: PaginatedRequestParams | None) -> ListToolsResult:
        from mcp.types import ListToolsResult

        answer = await ask(LISTING, {})
        return ListToolsResult(tools=[_tool(tool) for tool in answer["tools"]])

    async def call_tool(_: Any, params: CallToolRequestParams) -> CallToolResult:
        return await _called(ask, params.name, params.arguments or {})

    async def list_resources(_: Any, __: PaginatedRequestParams | None) -> ListResourcesResult:
        return _resources()

    async def read_resource(_: Any, params: ReadResourceRequestParams) -> ReadResourceResult:
        return await _read(ask, str(params.uri))

    return Server(
        "credatlas",
        version=__version__,
        title="Atlas of healthcare-AI education",
        instructions=_INSTRUCTIONS,
        # no argument is repeated in a header; without this line the library lists all tools at every call to see that
        get_tool_input_schema=lambda _: None,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_read_resource=read_resource,
    )


def _tool(tool: Mapping[str, Any]) -> Tool:
    from mcp.types import Tool, ToolAnnotations

    return Tool(
        name=tool["name"],
        title=tool["title"],
        description=tool["description"],
        input_schema=dict(tool["takes"]),
        output_schema=dict(tool["gives"]),
        annotations=ToolAnnotations(
            read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


async def _called(ask: Ask, name: str, arguments: Mapping[str, Any]) -> CallToolResult:
    """The answer of a tool, or its error: both are results, so that a model reads them and goes on."""
    from mcp.types import CallToolResult, TextContent

    try:
        answer = await ask(name, arguments)
    except CredatlasError as error:
        text = mistake_of(error, await _example(ask, name))
        return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)
    content = [TextContent(type="text", text=text_of(answer))]
    return CallToolResult(content=list(content), structured_content=answer)


async def _example(ask: Ask, name: str) -> str:
    """A call of this tool that works; empty where there is no such tool."""
    try:
        tools = (await ask(LISTING, {"tool": name}))["tools"]
    except CredatlasError:  # what went wrong is told already
        return ""
    return f"{name} {json.dumps(tools[0]['example'], ensure_ascii=False)}" if tools else ""


def _resources() -> ListResourcesResult:
    from mcp.types import ListResourcesResult, Resource

    return ListResourcesResult(
        resources=[
            Resource(uri=f"{ADDRESS}{part}", name=f"schema-{part}", title=what, mime_type="text/markdown")
            for part, what in PARTS.items()
        ]
    )


async def _read(ask: Ask, uri: str) -> ReadResourceResult:
    from mcp.shared.exceptions import MCPError
    from mcp.types import INVALID_PARAMS, ReadResourceResult, TextResourceContents

    part = uri.removeprefix(ADDRESS)
    if part not in PARTS:
        known = ", ".join(f"{ADDRESS}{name}" for name in PARTS)
        raise MCPError(code=INVALID_PARAMS, message=f"there is no resource {uri[:200]}; there are {known}")
    try:
        answer = await ask(SCHEMA.name, {"part": part})
    except CredatlasError as error:
        raise MCPError(code=INVALID_PARAMS, message=mistake_of(error)) from error
    return ReadResourceResult(contents=[TextResourceContents(uri=uri, mime_type="text/markdown", text=answer["text"])])
