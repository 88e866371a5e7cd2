"""Where a thing belongs, as its id and its statements tell: its kind, the body that answers for it, its whole."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from ..terms import ID, node

TO_BODY: Final = tuple(
    node(f"ca:{name}") for name in "isOfferedBy isAwardedBy isHostedBy isConvenedBy isIssuedBy".split()
)
"""The properties that lead from a thing to a body that answers for it."""

OFFERING_OF: Final = node("ca:isOfferingOf")
TO_WHOLE: Final = (OFFERING_OF, *(node(f"ca:{name}") for name in "isSessionOf isTrackOf isPartOfSeries".split()))
"""The properties that lead from a run, a session, a track or an edition to what it is one of."""


def kind_of(iri: NamedNode) -> str:
    """The kind that an id tells: ``organization`` of ``…/id/organization/uab``; empty for anything else.

    Example:
        >>> kind_of(NamedNode("https://w3id.org/credatlas/id/organization/uab"))
        'organization'
    """
    return iri.value.removeprefix(ID).partition("/")[0] if iri.value.startswith(ID) else ""
