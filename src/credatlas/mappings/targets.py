"""The sources that the atlas links to: how their identifiers look, and what they are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ..errors import UsageError, did_you_mean


@dataclass(frozen=True, slots=True)
class Target:
    """A source that links point into.

    Attributes:
        name: Its short name, as in ``data/links/<name>.sssom.tsv``.
        title: Its name for people.
        prefix: The prefix of compact names of its records.
        namespace: What the IRIs of its records begin with.
        form: A regular expression for what follows; empty where the source gives no form.
        example: An identifier that has this form.
    """

    name: str
    title: str
    prefix: str
    namespace: str
    form: str = ""
    example: str = ""

    def fits(self, iri: str) -> bool:
        """Whether an IRI is one of the records of this source, as far as its form tells.

        Example:
            >>> TARGETS["ror"].fits("https://ror.org/03vek6s52"), TARGETS["ror"].fits("https://ror.org/harvard")
            (True, False)
        """
        local = iri.removeprefix(self.namespace)
        return local != iri and re.fullmatch(self.form or r"\S+", local) is not None

    def iri_of(self, identifier: str) -> str:
        """The IRI of a record from whatever people write for it: the id alone, a compact name, an address.

        Raises:
            UsageError: It is no identifier of this source.

        Example:
            >>> TARGETS["wikidata"].iri_of("https://www.wikidata.org/wiki/Q13371")
            'http://www.wikidata.org/entity/Q13371'
        """
        local = identifier.strip()
        for start in (self.namespace, *_OTHER_FORMS.get(self.name, ()), f"{self.prefix}:"):
            for written in (start, start.replace("https://", "http://"), start.partition("://")[2]):
                if written and local.lower().startswith(written.lower()):
                    local = local[len(written) :]
        iri = self.namespace + (local.lower() if self.name in ("ror", "doi") else local)
        if not self.fits(iri):
            hint = f"write it like {self.example}" if self.example else f"its records begin with {self.namespace}"
            raise UsageError(f"'{identifier}' is no identifier of {self.title}", hint=hint, place="TARGET")
        return iri


_ORCID_FORM: Final = r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]"
_OTHER_FORMS: Final = {
    "wikidata": ("https://www.wikidata.org/wiki/", "https://www.wikidata.org/entity/"),
    "doi": ("https://dx.doi.org/",),
    "dbpedia": ("https://dbpedia.org/page/",),
}
TARGETS: Final = {
    target.name: target
    for target in (
        Target("ror", "ROR", "ror", "https://ror.org/", r"0[0-9a-hj-km-np-tv-z]{6}[0-9]{2}", "03vek6s52"),
        Target("wikidata", "Wikidata", "wikidata", "http://www.wikidata.org/entity/", r"Q[1-9][0-9]*", "Q13371"),
        Target("doi", "DOI", "doi", "https://doi.org/", r"10\.[0-9]{4,9}/[^\s|]+", "10.1186/s12909-025-06719-5"),
        Target("orcid", "ORCID", "orcid", "https://orcid.org/", _ORCID_FORM, "0000-0002-1825-0097"),
        Target(
            "issn",
            "ISSN Portal",
            "issn",
            "https://portal.issn.org/resource/ISSN/",
            r"[0-9]{4}-[0-9]{3}[0-9X]",
            "0028-0836",
        ),
        Target("isni", "ISNI", "isni", "https://isni.org/isni/", r"[0-9]{15}[0-9X]", "0000000121032683"),
        Target("dbpedia", "DBpedia", "dbpedia", "http://dbpedia.org/resource/", r"[^\s|]+", "Harvard_University"),
        Target(
            "credential-registry",
            "Credential Registry",
            "ctid",
            "https://credentialengineregistry.org/resources/",
            r"ce-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
            "ce-0c1d9f6e-1d3f-4d0e-9c53-5a6d6f1b1a11",
        ),
    )
}
"""The sources that are known here, by name."""


def target(name: str, *, place: str = "--to") -> Target:
    """The source of that name.

    Raises:
        UsageError: There is none.
    """
    if name not in TARGETS:
        hint = did_you_mean(name, list(TARGETS)) or f"links are kept for {', '.join(TARGETS)}"
        raise UsageError(f"there is no source '{name}'", hint=hint, place=place)
    return TARGETS[name]
