"""Why is this so: claims, contradictions, chains of inference, and the evidence of answers.

The names here are what the surfaces print. What needs rdflib (:func:`derive`) or the texts of the
sources (:mod:`credatlas.evidence.audit`) is imported when it is used.
"""

from typing import TYPE_CHECKING

from ..late import late
from .answering import Answer, answer, answer_text
from .chaining import chain, inferred
from .choosing import Wanted
from .claiming import claims_of, why
from .disputes import conflicts, data_issues
from .explaining import explain
from .footnotes import Footnotes, chain_lines, claim_line, claim_place, footnotes
from .lineage import Lineage, lineage_cache, lineage_of
from .model import (
    CellEvidence,
    ClaimView,
    ConflictValue,
    ConflictView,
    InferredView,
    IssueView,
    Premise,
    RowEvidence,
    SourceView,
    Step,
    Support,
)
from .quoting import quotes, remarks
from .records import as_records, chain_records, conflict_records, evidence_document, issue_records
from .supporting import supports

if TYPE_CHECKING:
    from .deriving import derive

__all__ = [
    "Answer",
    "CellEvidence",
    "ClaimView",
    "ConflictValue",
    "ConflictView",
    "Footnotes",
    "InferredView",
    "IssueView",
    "Lineage",
    "Premise",
    "RowEvidence",
    "SourceView",
    "Step",
    "Support",
    "Wanted",
    "answer",
    "answer_text",
    "as_records",
    "chain",
    "chain_lines",
    "chain_records",
    "claim_line",
    "claim_place",
    "claims_of",
    "conflict_records",
    "conflicts",
    "data_issues",
    "derive",
    "evidence_document",
    "explain",
    "footnotes",
    "inferred",
    "issue_records",
    "lineage_cache",
    "lineage_of",
    "quotes",
    "remarks",
    "supports",
    "why",
]


# rdflib costs a tenth of a second: only a query that is not in the cache needs it
__getattr__ = late(__name__, {"derive": "deriving"})
