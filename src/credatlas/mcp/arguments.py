"""The arguments of a call, held to what the tool takes; what is wrong is said so that the next call is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..errors import UsageError, did_you_mean

LONGEST: Final = 500
"""Characters that a name or a few words may have."""
_NOUNS: Final = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list of texts",
}


def read(schema: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with defaults filled in; what is null counts as not given.

    Args:
        schema: What the tool takes: an object whose properties are texts, numbers, truth values or lists of texts.
        given: What came. A text counts as a list of one, ``"20"`` as 20, ``"true"`` as true: models write such.

    Raises:
        UsageError: An argument is unknown, missing or of the wrong type.
    """
    properties = schema["properties"]
    for name in given:
        if name not in properties:
            known = ", ".join(properties) or "no arguments"
            hint = did_you_mean(name, list(properties)) or f"it takes {known}"
            raise UsageError(f"there is no argument {name[:60]}", hint=hint, place=name[:60])
    found = {name: _read(name, properties[name], value) for name, value in given.items() if value is not None}
    for name in schema.get("required", ()):
        if name not in found:
            raise UsageError(f"{name} is missing", hint=_hint(properties[name]), place=name)
    return {name: one["default"] for name, one in properties.items() if "default" in one} | found


def _read(name: str, schema: Mapping[str, Any], value: Any) -> Any:
    kind = schema["type"]
    converted = _CONVERTERS[kind](value)
    if converted is None:
        raise UsageError(f"{str(value)[:60]!r} is not {_NOUNS[kind]}", hint=_hint(schema), place=name)
    if isinstance(converted, str):
        refuse_long(name, converted, schema.get("maxLength", LONGEST))
    if "enum" in schema and converted not in schema["enum"]:
        near = did_you_mean(str(converted), schema["enum"])
        listed = f"choose one of {', '.join(schema['enum'])}"
        raise UsageError(
            f"“{str(converted)[:60]}” is not among the choices", hint=f"{near} {listed}".strip(), place=name
        )
    if converted < schema.get("minimum", converted) or converted > schema.get("maximum", converted):
        least, most = schema.get("minimum"), schema.get("maximum")
        range_ = f"from {least} to {most}" if most is not None else f"of at least {least}"
        raise UsageError(f"{converted} is not a number {range_}", place=name)
    return converted


def refuse_long(name: str, value: str, most: int = LONGEST) -> None:
    """Refuses a text that is longer than any name.

    Raises:
        UsageError: It is.
    """
    if len(value) > most:
        raise UsageError(f"this has {len(value)} characters, and {most} are the most", place=name)


def _hint(schema: Mapping[str, Any]) -> str:
    examples = schema.get("examples")
    return f"for example {examples[0]}" if examples else str(schema.get("description", ""))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _integer(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str):
        digits = value.strip()
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
    return value if isinstance(value, int) else None


def _number(value: Any) -> Any:
    # a text stays one: whoever knows the type reads it, and says what is wrong with it
    return None if isinstance(value, bool) or not isinstance(value, int | float | str) else value


def _boolean(value: Any) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def _texts(value: Any) -> list[str] | None:
    several = value if isinstance(value, list) else [value]
    return several if all(isinstance(one, str) for one in several) else None


_CONVERTERS: Final = {
    "string": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "array": _texts,
}
