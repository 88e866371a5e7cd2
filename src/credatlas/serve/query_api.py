"""Canned queries over HTTP: what they are, and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..queries import catalogue
from .exchange import Asked, Reply, json_of

if TYPE_CHECKING:
    from ..build import Atlas


def listing(atlas: Atlas, asked: Asked) -> Reply:
    """The canned queries, sorted by name, each as :meth:`Query.to_dict <credatlas.queries.Query.to_dict>` has it."""
    return json_of([query.to_dict() for query in catalogue(atlas.project.queries)])
