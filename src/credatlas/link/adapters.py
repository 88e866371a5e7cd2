"""The sources by name: each a module with the same three functions, imported when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from ..errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from ..fetch import Web
    from .index import Index
    from .model import Record


class Adapter(Protocol):
    """What a module of ``link/sources`` offers."""

    def search(self, web: Web, words: str, limit: int = 10) -> Sequence[Record]:
        """Records that go by some words, those that the source finds best first."""

    def fetch(self, web: Web, identifier: str) -> Record:
        """One record, by its IRI or what people write for it."""

    def index(self, dump: Path) -> Index:
        """The index of a dump of the source."""


ADAPTERS: Final = ("ror", "wikidata", "doi", "orcid", "issn", "dbpedia", "credential-registry")
"""The names of the sources."""

INDEXED: Final = ("ror",)
"""Those whose dump is indexed here; the others are asked for one record at a time."""


def adapter(name: str, *, place: str = "--to") -> Adapter:
    """The source of that name.

    Raises:
        UsageError: There is none.
    """
    match name:
        case "ror":
            from .sources import ror

            return ror
        case "wikidata":
            from .sources import wikidata

            return wikidata
        case "doi":
            from .sources import doi

            return doi
        case "orcid":
            from .sources import orcid

            return orcid
        case "issn":
            from .sources import journals

            return journals
        case "dbpedia":
            from .sources import dbpedia

            return dbpedia
        case "credential-registry":
            from .sources import credential_registry

            return credential_registry
    hint = did_you_mean(name, list(ADAPTERS)) or f"the sources are {', '.join(ADAPTERS)}"
    raise UsageError(f"there is no source '{name}'", hint=hint, place=place)
