"""``find`` and ``show``: from words to things, and what is known of them."""

from __future__ import annotations

import click

from ..formats import RECORD_FORMATS
from .kinds import whole_number
from .options import Settings, output_options, with_settings
from .writing import Writing, aside, width


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit", metavar="N", default="20", callback=whole_number(least=1), help="At most so many, by default 20."
)
@output_options(*RECORD_FORMATS, what="a list of things")
@with_settings
def find(settings: Settings, *, words: tuple[str, ...], limit: int, writing: Writing) -> int:
    """Find things by WORDS of their names, alternate names, abbreviations and topics, best first.

    Ends with exit code 4 when nothing fits.
    """
    from ..names import search
    from ..terms import compact

    found = search(settings.open(), " ".join(words), limit=limit)
    records = [
        {
            "id": compact(match.iri),
            "name": match.name,
            "kind": match.kind,
            "matched": match.matched,
            "iri": match.iri.value,
        }
        for match in found
    ]
    if writing.is_for_people:
        # a table has room for what is new: most things are found by their names
        records = [{**record, "matched": _unless(record["matched"], record["name"])} for record in records]
    if records or not writing.is_for_people:
        writing.records(records, brief=("id", "name", "kind", "matched"))
    if not found:
        aside(f"nothing goes by “{' '.join(words)}”, and nothing is about it")
    return 0 if found else 4


def _unless(text: str, said: str) -> str:
    return "" if text == said else text


@click.command()
@click.argument("thing", nargs=-1, required=True)
@output_options("text", "json", "turtle", "ntriples", "jsonld", what="a card")
@with_settings
def show(settings: Settings, *, thing: tuple[str, ...], writing: Writing) -> None:
    """Show what is known of THING: its card, what links to it, and what is not known.

    THING is a name, an alternate name, an abbreviation or an id.
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
        writing.result(statements_about(store, iri))
