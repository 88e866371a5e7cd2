"""The services that may be asked, and how often: nothing else is, unless somebody names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ..errors import UsageError
from .addresses import read_address, says_private


@dataclass(frozen=True, slots=True)
class Service:
    """How one service wants to be asked. What its answers say of its limits narrows this further.

    Attributes:
        requests: How many requests it takes …
        seconds: … in so many seconds.
        parallel: How many at the same time.
        private: Whether it stands on this machine or its network; somebody named it, then.
    """

    requests: int
    seconds: float
    parallel: int = 1
    private: bool = False


# As the services published it in 2026, or less where they leave it open. An origin is scheme, host and port.
SERVICES: Final[Mapping[str, Service]] = MappingProxyType(
    {
        "https://api.ror.org": Service(50, 300),
        "https://www.wikidata.org": Service(60, 60, parallel=3),
        "https://query.wikidata.org": Service(30, 60, parallel=3),
        "https://doi.org": Service(5, 1),
        "https://api.crossref.org": Service(5, 1),
        "https://data.crossref.org": Service(5, 1),
        "https://data.crosscite.org": Service(5, 1),
        "https://api.datacite.org": Service(500, 300),
        "https://pub.orcid.org": Service(8, 1),
        "https://orcid.org": Service(8, 1),
        "https://dbpedia.org": Service(5, 1),
        "https://lookup.dbpedia.org": Service(5, 1),
        "https://credentialengineregistry.org": Service(2, 1),
        "https://zenodo.org": Service(60, 60),
    }
)
ENDPOINTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wikidata": "https://query.wikidata.org/sparql",
        "dbpedia": "https://dbpedia.org/sparql",
    }
)
"""The SPARQL endpoints that canned queries may be completed from, by name."""

_NAMED: Final = Service(2, 1)
_OWN: Final = Service(100, 1, parallel=8, private=True)


def origin_of(url: str) -> str:
    """Scheme, host and port of an address.

    Raises:
        NetworkError: It is no http or https address.

    Example:
        >>> origin_of("https://API.ror.org/v2/organizations/03vek6s52")
        'https://api.ror.org'
    """
    return read_address(url).origin


def also(services: Mapping[str, Service], url: str) -> Mapping[str, Service]:
    """These services and the one of an address that somebody named, for two requests a second.

    A service on this machine or its network is asked as often as we like, and may be asked without encryption.

    Raises:
        UsageError: It is on the internet, and would be asked without encryption.
        NetworkError: It is no http or https address.
    """
    origin, private = origin_of(url), says_private(url)
    if origin.startswith("http:") and not private:
        raise UsageError("a service is asked over https only", hint=f"try https:{url.partition(':')[2]}", place=url)
    return {origin: _OWN if private else _NAMED, **services}
