"""JSON-LD with the prefixes of the house in its context."""

from __future__ import annotations

import json
from typing import Any, Final

from ..terms import PREFIXES, compact

_RDF_TYPE: Final = PREFIXES["rdf"] + "type"


def compacted(expanded: bytes) -> bytes:
    """The engine's expanded JSON-LD with compact names and a context that explains them.

    Values keep the forms of expanded JSON-LD (typed values, arrays), so that reading it gives the
    same statements; see `JSON-LD 1.1, section 4.1.5 <https://www.w3.org/TR/json-ld11/#compact-iris>`_.
    """
    names = _Names()
    graph = [names.of_node(node) for node in json.loads(expanded)]
    # an IRI whose scheme is one of our prefixes (event:…) would be read as a compact name
    if names.used & names.schemes:
        return expanded + b"\n"
    context = {prefix: PREFIXES[prefix] for prefix in sorted(names.used)}
    document = {"@context": context, "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


class _Names:
    """Shortens IRIs, and remembers the prefixes and the schemes of those that stay."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self.schemes: set[str] = set()

    def of_node(self, node: dict[str, Any]) -> dict[str, Any]:
        """A node object, with the nodes of a named graph in it."""
        shortened: dict[str, Any] = {}
        for name, value in node.items():
            if name == "@id":
                shortened[name] = self._short(value)
            elif name == "@graph":
                shortened[name] = [self.of_node(part) for part in value]
            elif name == _RDF_TYPE and all("@id" in part for part in value):
                shortened["@type"] = [self._short(part["@id"]) for part in value]
            else:
                shortened[self._short(name)] = [self._of_value(part) for part in value]
        return shortened

    def _of_value(self, value: dict[str, str]) -> dict[str, str]:
        return {name: self._short(text) if name in ("@id", "@type") else text for name, text in value.items()}

    def _short(self, iri: str) -> str:
        short = compact(iri)
        if short != iri:
            self.used.add(short.partition(":")[0])
        elif not iri.startswith("_:"):
            self.schemes.add(iri.partition(":")[0])
        return short
