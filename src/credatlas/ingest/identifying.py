"""Identifiers in cells: only what has the form of one identifies anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from ..validate.check_digits import iso7064_mod11_2, issn_mod11, ror_mod97

# how a cell may write each identifier; the group is what the atlas keeps
_FORMS: Final[Mapping[str, str]] = {
    "bibo:doi": r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/[^\s<>\"]+)",
    "bibo:pmid": r"(?:PMID:?\s*)?([1-9]\d{0,8})",
    "ca:rorId": r"(?:https?://)?(?:ror\.org/)?(0[a-z0-9]{8})/?",
    "ca:orcidId": r"(?:https?://)?(?:orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?",
    "ca:isni": r"(?:https?://)?(?:isni\.org/isni/)?(\d{4} ?\d{4} ?\d{4} ?\d{3}[\dX])",
    "ca:wikidataId": r"(?:https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)?(Q[1-9]\d*)",
    "schema:issn": r"(?:ISSN:?\s*)?(\d{4}-\d{3}[\dX])",
}
_CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "ca:rorId": ror_mod97,
    "ca:orcidId": iso7064_mod11_2,
    "ca:isni": iso7064_mod11_2,
    "schema:issn": issn_mod11,
}


def identifier(name: str, text: str) -> str | None:
    """An identifier as the atlas keeps it; None for what is not one: ``n/a`` in two rows would make one of two things.

    Args:
        name: Its property, such as ``bibo:doi``.
        text: The cell.

    Example:
        >>> identifier("bibo:doi", "https://doi.org/10.1001/jama.2024.12630")
        '10.1001/jama.2024.12630'
        >>> identifier("bibo:doi", "n/a")
    """
    match = re.fullmatch(_FORMS.get(name, r"(\S+)"), text, re.IGNORECASE)
    if match is None:
        return None
    value = match[1]
    if name in _CHECKS and not _CHECKS[name](value):
        return None
    if name == "ca:isni":  # in groups of four, as the registry prints it
        plain = value.replace(" ", "").upper()
        return " ".join(plain[at : at + 4] for at in range(0, 16, 4))
    if name == "ca:rorId":
        return f"https://ror.org/{value.lower()}"
    return value.lower() if name == "bibo:doi" else value  # which know no case
