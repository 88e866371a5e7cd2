"""What is asked for, facet by facet: from texts and Python values to typed terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import Literal, NamedNode

from ..build.moments import day
from ..errors import AmbiguousError, NotFoundError, UsageError, did_you_mean
from ..names.resolving import Scope, resolve_in
from ..queries.model import Parameter
from ..queries.values import literal_of
from ..store.protocol import Store
from ..terms import BASE, ID, node

if TYPE_CHECKING:
    from decimal import Decimal

UNKNOWN: Final = ("include", "exclude", "only")
_COUNTRY: Final = node("schema:Country")
_KINDS: Final = (("credential-type", "credential type"), ("programme-type", "programme type"))
_MOST_SHOWN: Final = 20
# what people write in place of the code of ISO 3166
_SHORT: Final = {"uk": "gb", "usa": "us", "uae": "ae", "el": "gr"}


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that something may cost; nothing is converted.

    Attributes:
        most: The amount.
        currency: ISO 4217 code; empty where the amount is 0, which every currency has.
        per: What the price is for, a concept of the scheme ``unit``; None for the whole, for one person.
    """

    most: Decimal
    currency: str
    per: NamedNode | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """What is asked for; a facet that is empty or None is not asked.

    Attributes:
        audience: Concepts, one of which must fit.
        modality: Concepts, one of which must fit.
        topic: Concepts, one of which must fit.
        types: For each type asked the concepts that it names: a credential type, a programme type, or one of each.
        country: Countries, one of which must fit.
        ceiling: What it may cost.
        starts_from: First day of the time in which it must start.
        starts_until: Last day of that time.
        open_on: Day on which one must be able to register.
        unknown: Whether things count of which an asked value is not known: ``include``, ``exclude`` or ``only``.
    """

    audience: tuple[NamedNode, ...] = ()
    modality: tuple[NamedNode, ...] = ()
    topic: tuple[NamedNode, ...] = ()
    types: tuple[tuple[NamedNode, ...], ...] = ()
    country: tuple[NamedNode, ...] = ()
    ceiling: Ceiling | None = None
    starts_from: date | None = None
    starts_until: date | None = None
    open_on: date | None = None
    unknown: str = "include"

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return any(getattr(self, field.name) not in ((), None) for field in fields(self) if field.name != "unknown")


def read_facets(store: Store, raw: Mapping[str, Any]) -> Facets:
    """The facets that a caller asks for.

    Args:
        store: Where names are looked up.
        raw: Texts as typed, Python values or terms, lists of them for the facets that take several:
            ``audience``, ``modality``, ``topic``, ``type``, ``country``, ``max_price``, ``currency``, ``per``,
            ``starts_from``, ``starts_until``, ``open_on``, ``unknown``. None and an empty list count as not given.

    Raises:
        UsageError: A facet does not exist, is of the wrong type, or misses what it needs.
        NotFoundError: Nothing goes by a name that was given.
        AmbiguousError: Several things do.
    """
    given = {name: value for name, value in raw.items() if value not in (None, [], ())}
    known = [*_CONCEPTS, "type", "country", "max_price", "currency", "per", *_DAYS, "unknown"]
    for name in given:
        if name not in known:
            raise UsageError(f"there is no facet {name}", hint=did_you_mean(name, known) or f"it is one of {known}")
    first, last, open_on = (_day(name, given[name]) if name in given else None for name in _DAYS)
    if first is not None and last is not None and first > last:
        raise UsageError(f"nothing starts from {first} and until {last}", place="--starts-until")
    facets = Facets(
        audience=_concepts(store, "audience", given.get("audience")),
        modality=_concepts(store, "modality", given.get("modality")),
        topic=_concepts(store, "topic", given.get("topic")),
        types=tuple(_type(store, text) for text in _several("type", given.get("type"))),
        country=tuple(dict.fromkeys(_country(store, text) for text in _several("country", given.get("country")))),
        ceiling=_ceiling(store, given),
        starts_from=first,
        starts_until=last,
        open_on=open_on,
        unknown=_choice(given.get("unknown", "include")),
    )
    if not facets.any and facets.unknown != "include":
        raise UsageError("--unknown chooses among things that facets find, and no facet is asked", place="--unknown")
    return facets


_CONCEPTS: Final = ("audience", "modality", "topic")
_DAYS: Final = ("starts_from", "starts_until", "open_on")


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _several(name: str, value: Any) -> list[str]:
    values: Iterable[Any] = (
        value if isinstance(value, list | tuple | set | frozenset) else () if value is None else [value]
    )
    texts = [one.value if isinstance(one, NamedNode) else one for one in values]
    for text in texts:
        if not isinstance(text, str):
            raise UsageError(f"{text!r} is no name", place=_option(name))
    return texts


def _concepts(store: Store, name: str, value: Any) -> tuple[NamedNode, ...]:
    scope = Scope(scheme=NamedNode(f"{BASE}vocab/{name}"), place=_option(name), noun=name)
    return tuple(dict.fromkeys(resolve_in(store, text, scope) for text in _several(name, value)))


def _type(store: Store, text: str) -> tuple[NamedNode, ...]:
    """The concepts of both schemes that go by the text: what is called a certificate may be either."""
    found: list[NamedNode] = []
    failures: list[NotFoundError] = []
    unclear: list[AmbiguousError] = []
    for scheme, noun in _KINDS:
        try:
            found.append(
                resolve_in(store, text, Scope(scheme=NamedNode(f"{BASE}vocab/{scheme}"), place="--type", noun=noun))
            )
        except AmbiguousError as error:
            unclear.append(error)
        except NotFoundError as error:
            failures.append(error)
        except UsageError as error:  # an id of the other scheme, or of something else
            failures.append(NotFoundError(error.message, place=error.place))
    if unclear:
        raise AmbiguousError(
            unclear[0].message if len(unclear) == 1 else f"“{text}” may be one of several types",
            choices=[choice for error in unclear for choice in error.choices],
            hint=unclear[0].hint,
            place="--type",
        )
    if not found:
        hints = list(dict.fromkeys(error.hint for error in failures if error.hint))
        near = [hint for hint in hints if hint.startswith("did you mean")]
        message = f"no credential type and no programme type goes by “{text}”"
        raise NotFoundError(message, hint=" ".join(near or hints), place="--type")
    return tuple(found)


def _country(store: Store, text: str) -> NamedNode:
    code = _SHORT.get(text.strip().lower(), text.strip().lower())
    if not re.fullmatch(r"[a-z]{2}", code):
        return resolve_in(store, text, Scope(classes=(_COUNTRY,), place="--country", noun="country"))
    place = NamedNode(f"{ID}place/{code}")
    if not store.select(f"SELECT ?k {{ {place} a ?k . FILTER(?k = {_COUNTRY}) }}").rows:
        # never by the beginning of a name: two letters that are no code would be some country by chance
        hint = "write a code of ISO 3166 such as US, or the name"
        raise NotFoundError(f"no country has the code “{text}”", hint=hint, place="--country")
    return place


def _day(name: str, value: Any) -> date:
    """The day that is meant; of a month or year the last one, and the first where a time begins with it."""
    last = day(value, place=_option(name))
    if name != "starts_from" or isinstance(value, date):
        return last
    parts = str(value).strip().count("-")
    return last.replace(day=1) if parts == 1 else last.replace(month=1, day=1) if parts == 0 else last


def _choice(value: Any) -> str:
    if value in UNKNOWN:
        return str(value)
    hint = f"choose one of {', '.join(UNKNOWN)}"
    raise UsageError(f"“{value}” says nothing about unknown values", hint=hint, place="--unknown")


def _ceiling(store: Store, given: Mapping[str, Any]) -> Ceiling | None:
    if "max_price" not in given:
        for name in ("currency", "per"):
            if name in given:
                raise UsageError(f"{_option(name)} belongs to --max-price", hint="add --max-price", place=_option(name))
        return None
    from decimal import Decimal

    most = Decimal(literal_of(Parameter(name="max_price", type="decimal", example="9000"), given["max_price"]).value)
    if most < 0:
        raise UsageError(f"nothing costs less than 0, and {most} is asked", place="--max-price")
    unit = Scope(scheme=NamedNode(f"{BASE}vocab/unit"), place="--per", noun="unit")
    units = _several("per", given.get("per"))
    if len(units) > 1:
        raise UsageError("prices for several units cannot be compared: ask for one", place="--per")
    per = resolve_in(store, units[0], unit) if units else None
    return Ceiling(most, _currency(store, given.get("currency"), needed=most > 0), per)


def _currency(store: Store, value: Any, *, needed: bool) -> str:
    if value is None and not needed:
        return ""
    rows = store.select(f"SELECT DISTINCT ?c {{ ?v {node('schema:priceCurrency')} ?c }} ORDER BY ?c").rows
    known = [row[0].value for row in rows if isinstance(row[0], Literal)]
    listed = f"choose one of {', '.join(known[:_MOST_SHOWN])}{', …' if len(known) > _MOST_SHOWN else ''}"
    hint = listed if known else "the atlas has no price in any currency"
    if value is None:
        raise UsageError("an amount without its currency cannot be compared", hint=hint, place="--currency")
    text = str(value).strip().upper()
    if text not in known:
        raise UsageError(f"no price is known in “{value}”", hint=hint, place="--currency")
    return text
