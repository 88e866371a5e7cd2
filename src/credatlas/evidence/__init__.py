"""Why is this so: claims, contradictions, chains of inference, and the evidence of answers.

The names here are what the surfaces print. What needs rdflib (:func:`derive`) or the texts of the
sources (:mod:`credatlas.evidence.audit`) is imported when it is used.
"""

from .chaining import chain, inferred
from .claiming import claims_of, why
from .disputes import conflicts, data_issues
from .explaining import explain
from .model import ClaimView, ConflictValue, ConflictView, InferredView, IssueView, Premise, SourceView, Step
from .records import as_records, conflict_records, issue_records

__all__ = [
    "ClaimView",
    "ConflictValue",
    "ConflictView",
    "InferredView",
    "IssueView",
    "Premise",
    "SourceView",
    "Step",
    "as_records",
    "chain",
    "claims_of",
    "conflict_records",
    "conflicts",
    "data_issues",
    "explain",
    "inferred",
    "issue_records",
    "why",
]
