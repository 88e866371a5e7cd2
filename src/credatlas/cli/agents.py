"""``mcp``: the tools of the atlas for language models."""

from __future__ import annotations

import click

from .options import Settings, with_settings


@click.command()
@with_settings
def mcp(settings: Settings) -> None:
    """Offer the atlas to a language model: MCP over standard input and output.

    A client (an assistant, an editor) starts this command by itself; docs/agents.md shows how it is told to. Each
    canned query is a tool, besides find, show, why, compare, conflicts, schema and sparql. It ends with its client.
    """
    from ..mcp.house import House
    from ..mcp.stdio import serve

    house = House(settings.open)
    house.newest()  # what is wrong with the graph is said before a client waits for it
    serve(house.ask)
