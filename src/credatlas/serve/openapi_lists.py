"""The lists of the service, each as JSON and as CSV."""

from __future__ import annotations

from typing import Any, Final

from ..terms import CONFLICT_KINDS, CONFLICT_RULES
from .openapi_operation import TEXT, WORD, Operation, Parameters, by
from .openapi_parts import listed

_RECORDS: Final = listed({"type": "object"})
_YES: Final = {"enum": ["1"]}
_DAY: Final = {"type": "string", "format": "date"}
_SEVERAL: Final = listed(WORD)
_THING: Final = by("thing", WORD, "Only of this thing: a name or an id.", example="Harvard Medical School")
_CLASS: Final = by("class", WORD, "Only of things of this class.", example="ca:Course")

_FACETS: Final[Parameters] = (
    by("text", WORD, "Words of a name, a topic, a place.", example="stanford"),
    by("audience", _SEVERAL, "For whom: one of these has to fit.", example=["executives"]),
    by("modality", _SEVERAL, "How one takes part: one of these has to fit.", example=["online"]),
    by("topic", _SEVERAL, "About what: one of these has to fit."),
    by("type", _SEVERAL, "A credential type or a programme type: one of these has to fit."),
    by("country", _SEVERAL, "One of these has to fit."),
    by("max_price", {"type": "number"}, "What it may cost; with `currency`.", example=9000),
    by("currency", WORD, "ISO 4217 code of the price.", example="USD"),
    by("per", WORD, "What the price is for: the whole programme unless this says otherwise."),
    by("starts_from", _DAY, "First day on which it may start."),
    by("starts_until", _DAY, "Last day on which it may start."),
    by("open_on", _DAY, "A day on which one can register."),
    by("unknown", {"enum": ["include", "exclude", "only"]}, "What becomes of things whose value is not known."),
)
_COMPARED: Final[Parameters] = (
    by("thing", {**_SEVERAL, "minItems": 2}, "Names or ids, at least two.", required=True),
    by("on", _DAY, "The day as of which registration and ages are told."),
    by("differences", _YES, "Only rows in which they differ."),
)
_CONFLICTS: Final[Parameters] = (
    _THING,
    by("kind", listed({"enum": list(CONFLICT_KINDS)}), "Only of these kinds."),
    by("rule", listed({"enum": list(CONFLICT_RULES)}), "Only what these rules decided."),
    by("unresolved", _YES, "Only what no rule decided."),
)
_STALE: Final[Parameters] = (_THING, _CLASS, by("on", _DAY, "The day up to which months are counted."))
_GAPS: Final[Parameters] = (
    _THING,
    _CLASS,
    by("by", {"enum": ["class", "property", "entity", "missing"]}, "What is counted by."),
)

_SOURCES: Final[Parameters] = (
    by("text", WORD, "Words of a title, a publisher, an address."),
    by("reliability", WORD, "Only of this class.", example="press"),
)


def _list(name: str, summary: str, parameters: Parameters, json: dict[str, Any] = _RECORDS) -> list[Operation]:
    """A list, as JSON and as CSV."""
    forms: dict[str, dict[str, dict[str, Any]]] = {
        "json": {"application/json": json},
        "csv": {"text/csv": TEXT},
    }
    return [
        Operation(
            f"/{name}.{form}",
            f"/{name}.{form}",
            f"{name}_{form}",
            "lists",
            summary,
            content,
            parameters,
            (303, 404, 409),
        )
        for form, content in forms.items()
    ]


LISTS: Final[tuple[Operation, ...]] = (
    *_list("find", "What fits words and facets, each with the reasons", _FACETS),
    *_list("compare", "Things side by side", _COMPARED, {}),
    *_list("conflicts", "Contradictions between sources, and known issues", _CONFLICTS),
    *_list("stale", "Values that nobody has stated for longer than they keep", _STALE),
    *_list("gaps", "What is known, and what is missing, of what readers ask for", _GAPS),
    *_list("sources", "The sources, and how far they reach", _SOURCES),
)
"""All of them."""
