"""What is known of a thing, and who says so, for programs that know it by a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..cards import card
from ..errors import UsageError, did_you_mean
from ..evidence import as_records
from ..evidence import why as explain
from ..names import resolve, resolve_property
from ..pages.keeping import remembering
from .exchange import Asked, Reply, json_of
from .query_calls import flag

if TYPE_CHECKING:
    from ..build import Atlas

_OF_WHY: Final = ("thing", "property", "inferred")


def show(atlas: Atlas, asked: Asked) -> Reply:
    """The card of a thing, as ``credatlas show --format json`` prints it.

    Raises:
        NotFoundError: Nothing goes by that name.
        AmbiguousError: Several things do.
        UsageError: There is a parameter, and there are none.
    """
    _refuse_unknown(asked, ())
    return json_of(card(atlas, resolve(remembering(atlas), asked.parts["name"], place="name")).to_dict())


def why(atlas: Atlas, asked: Asked) -> Reply:
    """The claims on a thing, as ``credatlas why --format json`` prints them.

    Raises:
        NotFoundError: Nothing goes by one of the names.
        AmbiguousError: Several things do.
        UsageError: No thing is named, or a parameter is unknown.
    """
    _refuse_unknown(asked, _OF_WHY)
    named, by = asked.parameters.one("thing"), asked.parameters.one("property")
    if not named:
        raise UsageError("no thing is named", hint="for example ?thing=Harvard+Medical+School", place="thing")
    thing = resolve(remembering(atlas), named, place="thing")
    property_ = resolve_property(atlas, by, place="property") if by else None
    return json_of(as_records(explain(atlas, thing, property_, include_inferred=flag(asked.parameters, "inferred"))))


def _refuse_unknown(asked: Asked, known: tuple[str, ...]) -> None:
    for name, _ in asked.parameters.pairs:
        if name not in known:
            hint = did_you_mean(name, list(known)) or (f"there are {', '.join(known)}" if known else "there are none")
            raise UsageError(f"there is no parameter {name[:100]}", hint=hint, place=name[:100])
