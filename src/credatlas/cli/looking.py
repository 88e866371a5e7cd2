"""``show``: what is known of a thing."""

from __future__ import annotations

import click

from .options import Settings, output_options, with_settings
from .writing import Writing, width


@click.command()
@click.argument("thing", nargs=-1, required=True)
@output_options("text", "json", "turtle", "ntriples", "jsonld", what="a card")
@with_settings
def show(settings: Settings, *, thing: tuple[str, ...], writing: Writing) -> None:
    """Show what is known of THING: its card, what links to it, and what is not known.

    THING is a name, an alternate name, an abbreviation or an id. In JSON-LD the records of other sources that are about
    the same thing also come as schema:sameAs.
    """
    from ..cards import card, card_lines, statements_about
    from ..names import resolve

    store = settings.open()
    iri = resolve(store, " ".join(thing), place="THING")
    if writing.form == "text":
        writing.text(card_lines(card(store, iri), width=width()))
    elif writing.form == "json":
        writing.json(card(store, iri).to_dict())
    else:
        writing.result(statements_about(store, iri, same_as=writing.form == "jsonld"))
