"""The rules of docs/queries.md for the header of a query file: findings are pairs of line and message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..errors import CredatlasError, did_you_mean
from ..terms import LAYERS, PREFIXES, SCHEME_PREFIXES
from .model import Parameter, Query
from .reading import line_of_key
from .values import literal_of

Finding = tuple[int, str]

_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


def header(query: Query) -> Iterator[Finding]:
    """Findings in the plain keys."""
    if not _NAME.fullmatch(query.name):
        yield 1, "the file's name is not <topic>-<question>.rq in lower-case words"
    line = line_of_key(query.text, "summary")
    if not query.summary:
        yield 1, 'the header has no summary: add #+ summary = "…"'
    elif "\n" in query.summary or query.summary.endswith("."):
        yield line, "the summary is one line without a full stop"
    if not query.topic:
        yield 1, 'the header has no topic: add #+ topic = "…"'
    if query.expected is None:
        yield 1, "the header has no expected rows: add [[expected]] tables, or expected = []"
    for layer in query.reads:
        if layer not in LAYERS:
            hint = did_you_mean(layer, list(LAYERS)) or f"the layers are {', '.join(LAYERS)}"
            yield line_of_key(query.text, "reads"), f"'{layer}' is no layer: {hint}"


def declared_parameters(query: Query) -> Iterator[Finding]:
    """Findings in the tables of the parameters."""
    for parameter in query.parameters:
        table = f"parameters.{parameter.name}"
        line = line_of_key(query.text, table)
        if not parameter.description:
            yield line, f"parameter '{parameter.name}' has no description"
        if not parameter.example:
            yield line, f"parameter '{parameter.name}' has no example"
        if parameter.required and parameter.default is not None:
            yield line, f"parameter '{parameter.name}' is required and has a default: choose one"
        if parameter.scheme and parameter.scheme not in SCHEME_PREFIXES.values():
            hint = did_you_mean(parameter.scheme, list(SCHEME_PREFIXES.values()))
            yield line_of_key(query.text, "scheme", table), f"there is no scheme '{parameter.scheme}' {hint}".rstrip()
        for cls in parameter.classes:
            if cls.partition(":")[0] not in PREFIXES:
                yield line_of_key(query.text, "class", table), f"class '{cls}' has no prefix of the house"
        yield from _fitting_keys(parameter, line)
        for key, value in (("example", parameter.example), ("default", parameter.default)):
            yield from _typed(parameter, value, line_of_key(query.text, key, table))


def _fitting_keys(parameter: Parameter, line: int) -> Iterator[Finding]:
    if parameter.classes and parameter.type != "iri":
        yield line, f"class is for parameters of type iri, '{parameter.name}' is {parameter.type}"
    if parameter.scheme and parameter.type != "concept":
        yield line, f"scheme is for parameters of type concept, '{parameter.name}' is {parameter.type}"
    if parameter.choices and parameter.type != "string":
        yield line, f"choices are for parameters of type string, '{parameter.name}' is {parameter.type}"
    if parameter.choices_from and parameter.type in ("iri", "concept"):
        yield line, f"choices_from is not for parameters of type {parameter.type}: '{parameter.name}' has its own"


def _typed(parameter: Parameter, value: str | tuple[str, ...] | None, line: int) -> Iterator[Finding]:
    if parameter.type in ("iri", "concept") or not value:
        return
    for one in (value,) if isinstance(value, str) else value:
        try:
            literal = literal_of(parameter, one)
        except CredatlasError as error:
            yield line, f"{error.message}"
        else:
            if parameter.choices and literal.value not in parameter.choices:
                yield line, f"“{one}” is not among the choices of '{parameter.name}'"


def example(query: Query) -> Iterator[Finding]:
    """Findings in the example call."""
    line = line_of_key(query.text, "example")
    for name, value in query.example.items():
        parameter = query.parameter(name)
        if parameter is None:
            known = [parameter.name for parameter in query.parameters]
            yield line, f"the example gives '{name}', which is no parameter {did_you_mean(name, known)}".rstrip()
        else:
            yield from _typed(parameter, value, line_of_key(query.text, name, "example"))
    for parameter in query.parameters:
        if parameter.required and parameter.name not in query.example:
            yield line, f"the example does not give '{parameter.name}', which is required"
    if query.parameters and not query.example:
        yield line, "the header has no example call: add an [example] table"
