"""Wholes that lead back to their parts: none of such a circle can stand, and a person says which is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..terms import node
from .model import Key, LeftOut, Question, Said
from .rows import Collected

_PARENT: Final = node("org:subOrganizationOf")


def break_circles(out: Collected) -> None:
    """Takes out what makes something a part of itself, directly or through others, and asks about it."""
    wholes: dict[str, set[str]] = {}
    for said in out.statements:
        if said.predicate == _PARENT and isinstance(said.object, Key):
            wholes.setdefault(said.subject, set()).add(said.object.key)
    circular = {part for part in wholes if part in _above(part, wholes)}
    wrong = [said for said in out.statements if _closes(said, circular, wholes)]
    for said in wrong:
        out.statements.remove(said)
        key = said.object.key if isinstance(said.object, Key) else ""
        out.left_out.append(LeftOut(said.spot, key, "it would be a part of itself in the end"))
        text = f"{said.subject} is a part of {key}, which is a part of it in turn: which of them is wrong?"
        out.questions.append(Question(said.spot, said.subject, text, (), "reading"))


def _closes(said: Said, circular: set[str], wholes: Mapping[str, set[str]]) -> bool:
    if said.predicate != _PARENT or not isinstance(said.object, Key) or said.subject not in circular:
        return False
    return said.object.key == said.subject or said.subject in _above(said.object.key, wholes)


def _above(part: str, wholes: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = list(wholes.get(part, ()))
    while todo:
        whole = todo.pop()
        if whole not in found:
            found.add(whole)
            todo.extend(wholes.get(whole, ()))
    return found
