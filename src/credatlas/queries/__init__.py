"""Canned queries: read, bind typed parameters, run, compare with the expected rows.

The lint stands in :mod:`credatlas.queries.linting`, imported by those who check.
"""

from .answers import expected_diff
from .binding import Bound, bind
from .model import Parameter, Query
from .reading import catalogue, load, read
from .running import run
from .values import choices, parse_values

__all__ = [
    "Bound",
    "Parameter",
    "Query",
    "bind",
    "catalogue",
    "choices",
    "expected_diff",
    "load",
    "parse_values",
    "read",
    "run",
]
