"""``find``: from words to things, and from what somebody looks for to what one can take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click

from ..formats import RECORD_FORMATS
from .kinds import Completer, whole_number
from .options import Settings, output_options, with_settings
from .writing import Writing, aside, folded

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ..finding import Findings
    from ..names import Match

_SCHEMES: Final = {
    "audience": ("audience",),
    "modality": ("modality",),
    "topic": ("topic",),
    "type": ("credential-type", "programme-type"),
    "per": ("unit",),
}
_FACET_WORDS: Final = {
    "audience": "the audience",
    "modality": "the modality",
    "topic": "the topic",
    "type": "the type",
    "country": "the country",
    "price": "the price",
    "start": "the start",
    "registration": "the registration",
}


def _completer(name: str) -> Completer:
    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from ..queries import Parameter
        from .completing import values

        declared = [Parameter(name=name, type="concept", scheme=scheme) for scheme in _SCHEMES[name]]
        return [item for one in declared for item in values(one, context, incomplete)]

    return complete


def _facet(name: str, metavar: str, text: str, *, several: bool = False) -> Callable[..., Any]:
    return click.option(
        f"--{name}",
        metavar=metavar,
        multiple=several,
        help=text,
        shell_complete=_completer(name) if name in _SCHEMES else None,
    )


@click.command()
@click.argument("words", nargs=-1)
@_facet("audience", "CONCEPT", "For whom; a part of the group or a wider group fits too.", several=True)
@_facet("modality", "CONCEPT", "How one takes part: online, hybrid …", several=True)
@_facet("topic", "CONCEPT", "What it covers; narrower topics fit too.", several=True)
@_facet("type", "CONCEPT", "Type of the credential or of the programme, narrower ones too.", several=True)
@_facet("country", "CC", "Where the provider is: ISO 3166 code or name.", several=True)
@_facet("max-price", "NUMBER", "The most that it may cost; needs --currency.")
@_facet("currency", "CODE", "ISO 4217 code of --max-price; nothing is converted.")
@_facet("per", "UNIT", "What --max-price is for: credit, semester …; without it the whole.")
@_facet("starts-from", "DATE", "First day on which it may start.")
@_facet("starts-until", "DATE", "Last day on which it may start.")
@_facet("open-on", "DATE", "Day on which one can register; today is a day too.")
@_facet(
    "unknown",
    "include|exclude|only",
    "What to do with things of which an asked value is not known, by default include: after the others.",
)
@click.option(
    "--limit", metavar="N", default="20", callback=whole_number(least=1), help="At most so many, by default 20."
)
@output_options(*RECORD_FORMATS, what="a list of things")
@with_settings
def find(settings: Settings, *, words: tuple[str, ...], limit: int, writing: Writing, **facets: Any) -> int:
    """Find things by WORDS of their names, alternate names, abbreviations and topics, best first.

    With facets such as --audience: the programmes, courses and credentials that fit all of them, each with the
    reasons. An option that may be given several times asks for one of its values. What is not known is listed too,
    after what is known to fit: unknown is not no.

    Ends with exit code 4 when nothing fits.
    """
    text = " ".join(words)
    given = {name: list(value) if isinstance(value, tuple) else value for name, value in facets.items()}
    if any(value not in (None, []) for value in given.values()) or not text:
        return _by_facets(settings, text, given, limit, writing)
    from ..names import search

    found = search(settings.open(), text, limit=limit)
    _write_matches(found, writing)
    if not found:
        aside(f"nothing goes by “{text}”, and nothing is about it")
    return 0 if found else 4


def _write_matches(found: list[Match], writing: Writing) -> None:
    from ..terms import compact

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


def _unless(text: str, said: str) -> str:
    return "" if text == said else text


def _by_facets(settings: Settings, text: str, given: dict[str, Any], limit: int, writing: Writing) -> int:
    from ..finding import find as look
    from ..finding import read_facets

    store = settings.open()
    findings = look(store, text, read_facets(store, given), limit=limit)
    records = [found.to_dict() for found in findings.found]
    if records or not writing.is_for_people:
        writing.records(records, brief=("id", "name", "provider", "fits", "why"))
    if findings.total > len(findings.found):
        aside(folded(f"{len(findings.found)} of {findings.total} are listed, {findings.certain} fit for certain"))
    if not findings.found:
        aside(folded(_nothing(findings)))
    return 0 if findings.found else 4


def _nothing(findings: Findings) -> str:
    """That nothing fits, and what stands in the way of something."""
    near = sorted(findings.missed_by.items(), key=lambda pair: (-pair[1], pair[0]))
    reasons = [f"{_FACET_WORDS[facet]} alone rules out {count}" for facet, count in near]
    if findings.left_out:
        reasons.append(f"--unknown leaves out {findings.left_out}")
    return "; ".join(["nothing fits", *reasons])
