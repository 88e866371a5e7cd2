"""Checks a built graph against the shapes, and the shapes files themselves."""

from .engine import CLAIM_LAYERS, FACT_LAYERS, LINK_LAYERS, validate, validate_store
from .findings import Finding, Severity, in_order

__all__ = [
    "CLAIM_LAYERS",
    "FACT_LAYERS",
    "LINK_LAYERS",
    "Finding",
    "Severity",
    "in_order",
    "validate",
    "validate_store",
]
