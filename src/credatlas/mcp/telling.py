"""An answer as text, for clients that show a model nothing else: all that it says, in few characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import AmbiguousError, CredatlasError
from .model import Answer
from .wording import in_arguments

_SPECIAL = ("things", "columns", "rows", "cites", "names", "sources", "text", "truth")


def text_of(answer: Answer) -> str:
    """The whole answer as lines: what it says, then its sources, what contradicts it, and how to get more."""
    return "\n".join(_lines(answer))


def _lines(answer: Answer) -> Iterator[str]:
    if "text" in answer:
        yield answer["text"]
    if "truth" in answer:
        yield str(answer["truth"]).lower()
    if "columns" in answer:
        yield from _table(answer)
    elif "rows" in answer:
        yield from _comparison(answer)
    for name, value in answer.items():
        if name not in _SPECIAL and value not in ([], {}):
            yield from _told(name, value)
    yield from (f"[{number}] {', '.join(_source(source))}" for number, source in answer.get("sources", {}).items())


def _table(answer: Answer) -> Iterator[str]:
    columns, cites = answer["columns"], answer.get("cites", ())
    yield " | ".join(columns)
    for number, row in enumerate(answer["rows"]):
        cells = " | ".join("?" if row[name] is None else _inline(row[name]) for name in columns)
        yield cells + (f" [{' '.join(cites[number])}]" if number < len(cites) and cites[number] else "")
    if any(cell is None for row in answer["rows"] for cell in row.values()):
        yield "? is unknown: not in the atlas, which is not no"
    if answer.get("names"):
        yield "names: " + "; ".join(f"{id_} = {_inline(name)}" for id_, name in answer["names"].items())


def _comparison(answer: Answer) -> Iterator[str]:
    """A line for each property: what it is, then a cell for each of the things, in their order."""
    yield " | ".join(["", *(f"{thing['name']} <{thing['id']}>" for thing in answer["things"])]).strip()
    for row in answer["rows"]:
        yield " | ".join([row["label"], *(_cell(cell) for cell in row["cells"])])
    if any(cell["text"] is None for row in answer["rows"] for cell in row["cells"]):
        yield "? is unknown: not in the atlas, which is not no"


def _cell(cell: Mapping[str, Any]) -> str:
    notes = f" (others say: {_inline(cell['others_say'])})" if cell.get("others_say") else ""
    cites = f" [{' '.join(cell['cites'])}]" if cell.get("cites") else ""
    return "?" if cell["text"] is None else _inline(cell["text"]) + notes + cites


def _told(name: str, value: Any) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{name}: {_inline(value)}"
    elif not any(isinstance(one, dict | list) for one in value) and name not in ("conflicts", "notes", "statements"):
        yield f"{name}: {'; '.join(map(_inline, value))}"
    else:
        yield f"{name}:"
        yield from (f"- {_inline(one)}" for one in value)


def _inline(value: Any) -> str:
    """A value on one line; cites stand in brackets behind what they support."""
    if isinstance(value, Mapping) and "values" in value and "label" in value:
        told = "; ".join(_valued(one) for one in value["values"])
        return f"{value['label']} ({value['property']}): {told}" + (
            f"; {value['more']} more" if "more" in value else ""
        )
    if isinstance(value, Mapping):
        parts = [f"{name}: {_inline(one)}" for name, one in value.items() if name != "cites" and one not in ([], {})]
        cites = f" [{' '.join(value['cites'])}]" if value.get("cites") else ""
        return "; ".join(parts) + cites
    if isinstance(value, list):
        braced = any(isinstance(one, dict) for one in value)
        return ", ".join(f"({_inline(one)})" if braced else _inline(one) for one in value)
    return "unknown" if value is None else " ".join(str(value).split())


def _valued(value: Mapping[str, Any]) -> str:
    """A value of a card: its text, its id in angle brackets, what one should know of it, its cites."""
    notes = [value["status"]] if "status" in value else []
    notes += ["inferred"] if "inferred" in value else []
    notes += [f"others say: {_inline(value['others_say'])}"] if "others_say" in value else []
    parts = [_inline(value["text"])]
    parts += [f"<{value['id']}>"] if "id" in value else []
    parts += [f"({'; '.join(notes)})"] if notes else []
    parts += [f"[{' '.join(value['cites'])}]"] if value.get("cites") else []
    return " ".join(parts)


def _source(source: Mapping[str, str]) -> Iterator[str]:
    for name, value in source.items():
        yield f"{name} {value}" if name in ("by", "stated", "read", "class") else value


def mistake_of(error: CredatlasError, example: str = "") -> str:
    """An error as a model reads it: what happened, the choices, what to do next, a call that works.

    Args:
        error: What happened.
        example: A call that works, as text; empty for none.
    """
    place = in_arguments(error.place)
    lines = [f"{place}: {in_arguments(error.message)}" if place else in_arguments(error.message)]
    if isinstance(error, AmbiguousError):
        lines += [f"- {id_}: {name}" for id_, name in error.choices]
    lines += [in_arguments(error.hint)] if error.hint else []
    return "\n".join([*lines, *([f"A call that works: {example}"] if example else [])])
