"""What a row of an outside table is: a programme, a course, a credential, an event, an organization or a policy.

The mapping from the words of a table to classes and concepts is data: ``mappings/natures.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import pyoxigraph as ox

from ..claims.model import BASES
from ..errors import nearest
from ..terms import compact, node
from .concepts import Lookup, mapping, says

_NORMALISED, _INFERRED = BASES[1], BASES[2]
_DEGREE, _DUAL, _CERTIFICATION = node("ctype:degree"), node("ctype:dual-degree"), node("ctype:certification")

_CONDITIONS: Final = frozenset({"name", "duration", "parent"})


@dataclass(frozen=True, slots=True)
class Award:
    """One credential that a row awards or is.

    Attributes:
        text: Its words in the table; empty where only the kind of the row tells the type.
        type: Its concept of the scheme ``credential-type``.
        basis: ``basis:normalised`` where the words are a label of the type, else ``basis:inferred``.
    """

    text: str
    type: ox.NamedNode
    basis: ox.NamedNode


@dataclass(frozen=True, slots=True)
class Nature:
    """What a row is.

    Attributes:
        kind: The type of thing, as in its id: ``programme``, ``course``, ``credential``, ``event``, ``organization``
            or ``policy``.
        classes: Its classes.
        types: Its concepts of programme-type, organization-type or event-kind.
        awards: The credentials that it awards, as far as the table states one; of a credential, its own types.
        levels: Its levels of education.
        basis: ``basis:normalised`` where the award confirms the kind, or the kind is not in doubt; else
            ``basis:inferred``.
        hub: The class of the hub that the row speaks of besides, if it does.
        reason: Why it is not what the table calls it; empty where it is.
    """

    kind: str
    classes: tuple[ox.NamedNode, ...]
    types: tuple[ox.NamedNode, ...] = ()
    awards: tuple[Award, ...] = ()
    levels: tuple[ox.NamedNode, ...] = ()
    basis: ox.NamedNode = _NORMALISED
    hub: ox.NamedNode | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """What rows of a kind are of which something more is asked.

    Attributes:
        conditions: What their cells must say.
        rule: The entry of the mapping, with what this case changes.
        nature: What they are by it.
    """

    conditions: Mapping[str, Any]
    rule: Mapping[str, Any]
    nature: Nature


@dataclass(frozen=True, slots=True)
class UnknownKind:
    """A word for a kind that the mapping does not have.

    Attributes:
        what: ``offering``, ``organization``, ``event`` or ``policy``.
        kind: The word.
        known: The words that the mapping has.
    """

    what: str
    kind: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        near = nearest(self.kind, list(self.known), limit=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        return f"unknown kind '{self.kind}' of {self.what}{meant}; known are {', '.join(self.known)}"


def offering_nature(
    lookup: Lookup, kind: str, award: str = "", duration_text: str = "", name: str = ""
) -> Nature | UnknownKind:
    """What a row of offerings is: its award first, then its duration and name, then the kind that the table says.

    Degrees, certificate and executive programmes and fellowships are programmes, tracks are tracks of one, courses
    are courses; board and professional certifications are credentials and nothing else.

    Args:
        lookup: The labels of the concept schemes.
        kind: What the table calls it, such as ``masters``.
        award: What one gets, as the table states it; several are separated by ``|``.
        duration_text: How long it takes, in words.
        name: Its name.
    """
    case = _case("offering", kind, name=name, duration=duration_text)
    if isinstance(case, UnknownKind):
        return case
    usual = node(case.rule["credential"]) if case.rule.get("credential") else None
    awards, unread = _awards(lookup, award, usual)
    nature = replace(case.nature, awards=awards) if awards else case.nature
    degree = any(lookup.is_within(one.type, _DEGREE) for one in awards)
    if nature.kind == "credential" and not degree:
        own = awards or ((Award("", usual, _INFERRED),) if usual else ())
        return replace(nature, awards=own, basis=_confirmed(lookup, own, _CERTIFICATION))
    if usual == _DUAL and len(awards) > 1:
        nature = replace(nature, basis=_NORMALISED)
    elif degree and (usual is None or not lookup.is_within(usual, _DEGREE)):
        nature = _with_degree(lookup, nature, kind)
    elif usual is None or any(_kin(lookup, one.type, usual) for one in awards):
        nature = replace(nature, basis=_confirmed(lookup, awards, usual))
    elif awards and not unread:
        nature = _by_award(nature, kind)
    return replace(nature, levels=_levels(case.rule, awards, usual))


def organization_nature(type_: str, name: str = "", parent: str = "") -> Nature | UnknownKind:
    """What an organization is; its name tells kinds of schools apart, and what has no parent is no unit.

    Args:
        type_: What the table calls it, such as ``university``.
        name: Its name.
        parent: What it belongs to, in whatever form; empty where it stands alone.
    """
    case = _case("organization", type_, name=name, parent=parent)
    return case if isinstance(case, UnknownKind) else case.nature


def event_nature(kind: str, name: str = "") -> Nature | UnknownKind:
    """What a row of events is: an event, or a programme where ventures are supported over months."""
    case = _case("event", kind, name=name)
    return case if isinstance(case, UnknownKind) else case.nature


def policy_nature(kind: str) -> Nature | UnknownKind:
    """What a row of policies is: a strategy, a regulatory framework, guidance, or another policy instrument."""
    case = _case("policy", kind)
    return case if isinstance(case, UnknownKind) else case.nature


def _case(what: str, kind: str, *, name: str = "", duration: str = "", parent: str = "") -> _Case | UnknownKind:
    """The first case of a kind that fits a row."""
    for case in _cases(what, kind):
        asked = case.conditions
        if (
            ("name" not in asked or says(name, asked["name"]))
            and ("duration" not in asked or says(duration, asked["duration"]))
            and ("parent" not in asked or bool(parent) == asked["parent"])
        ):
            return case
    return UnknownKind(what, kind, tuple(sorted(mapping("natures")[what])))


@cache
def _cases(what: str, kind: str) -> tuple[_Case, ...]:
    """The cases of a kind, that which asks for nothing last; none where the mapping does not have the kind."""
    known = mapping("natures")[what].get(kind)
    if known is None:
        return ()
    usual = {key: value for key, value in known.items() if key != "when"}
    found = []
    for case in (*known.get("when", ()), {}):
        conditions = {key: value for key, value in case.items() if key in _CONDITIONS}
        rule = usual | {key: value for key, value in case.items() if key not in _CONDITIONS}
        found.append(_Case(conditions, rule, _nature(what, rule)))
    return tuple(found)


def _nature(what: str, rule: Mapping[str, Any]) -> Nature:
    kind, basis = ("programme", _INFERRED) if what == "offering" else (what, _NORMALISED)
    return Nature(
        kind=rule.get("kind", kind),
        classes=(node(rule["class"]),),
        types=tuple(node(name) for name in rule.get("types", ())),
        basis=basis,
        hub=node(rule["hub"]) if "hub" in rule else None,
    )


def _awards(lookup: Lookup, text: str, usual: ox.NamedNode | None) -> tuple[tuple[Award, ...], list[str]]:
    """The awards of a cell, and the phrases that name no type: those get the usual type of the row's kind."""
    awards: list[Award] = []
    unread: list[str] = []
    for part in text.split("|"):  # one by one: two awards of one type stay two
        found, missed = lookup.find_concepts("credential-type", part)
        awards += [Award(hit.phrase, hit.concept, _NORMALISED if hit.exact else _INFERRED) for hit in found]
        unread += missed
        if usual is not None:
            awards += [Award(phrase, usual, _INFERRED) for phrase in missed]
    return tuple(awards), unread


def _kin(lookup: Lookup, one: ox.NamedNode, other: ox.NamedNode) -> bool:
    return lookup.is_within(one, other) or lookup.is_within(other, one)


def _confirmed(lookup: Lookup, awards: tuple[Award, ...], usual: ox.NamedNode | None) -> ox.NamedNode:
    """Normalised where a stated award is of the usual type, or of a kind of it."""
    return (
        _NORMALISED
        if usual is not None and any(lookup.is_within(one.type, usual) and one.basis == _NORMALISED for one in awards)
        else _INFERRED
    )


def _by_award(nature: Nature, kind: str) -> Nature:
    """The nature that the awards tell, where they are at odds with the kind."""
    types = _types_of(nature.awards)
    if not types or set(types) & set(nature.types):
        return nature
    if any(one.type == _DUAL for one in nature.awards):  # a joint degree is still the degree that the kind names
        types = tuple(dict.fromkeys((*nature.types, *types)))
    return replace(nature, types=types, reason=_called(kind, nature.awards))


def _with_degree(lookup: Lookup, nature: Nature, kind: str) -> Nature:
    """What is no degree programme by its kind, but awards a degree: a programme, of both types."""
    types = _types_of(tuple(one for one in nature.awards if lookup.is_within(one.type, _DEGREE)))
    return replace(
        nature,
        kind="programme",
        classes=nature.classes if nature.kind == "programme" else (node("ca:EducationProgramme"),),
        types=tuple(dict.fromkeys((*nature.types, *types))),
        reason=_called(kind, nature.awards),
    )


def _called(kind: str, awards: tuple[Award, ...]) -> str:
    return f"called {kind}, but awards {', '.join(dict.fromkeys(compact(one.type) for one in awards))}"


def _types_of(awards: tuple[Award, ...]) -> tuple[ox.NamedNode, ...]:
    told = (_award(one.type).get("type") for one in awards)
    return tuple(dict.fromkeys(node(name) for name in told if name))


def _levels(rule: Mapping[str, Any], awards: tuple[Award, ...], usual: ox.NamedNode | None) -> tuple[ox.NamedNode, ...]:
    """The levels of the awards; without any the level of the kind, or of what the kind usually awards."""
    names = [_award(one.type).get("level") for one in awards]
    if not any(names):
        names = [rule.get("level"), _award(usual).get("level") if usual else None]
    return tuple(dict.fromkeys(node(name) for name in names if name))


def _award(type_: ox.NamedNode) -> Mapping[str, str]:
    table: Mapping[str, Mapping[str, str]] = mapping("natures")["award"]
    return table.get(type_.value.partition("#")[2], {})
