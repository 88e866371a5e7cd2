"""The protocol over standard input and output, as clients that start a program speak it."""

from __future__ import annotations

import asyncio
import sys

from ..errors import UsageError
from .server import Ask, server_of


def serve(ask: Ask) -> None:
    """Answers until standard input ends; nothing but the protocol is written to standard output.

    Args:
        ask: Who answers.

    Raises:
        UsageError: The extra ``mcp`` is not installed, or there is no standard input or output.
    """
    server = server_of(ask)
    if sys.stdin is None or sys.stdout is None:
        raise UsageError("a client speaks over standard input and output, and one of them is closed")
    from mcp.server.stdio import stdio_server

    async def run() -> None:
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    asyncio.run(run())
