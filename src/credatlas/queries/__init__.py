"""Canned queries: read, bind typed parameters, run, compare with the expected rows.

The lint stands in :mod:`credatlas.queries.linting`, imported by those who check.
"""

from typing import TYPE_CHECKING

from ..late import late
from .adhoc import sparql, typed
from .binding import Bound, bind
from .model import Parameter, Query
from .reading import catalogue, load, read
from .running import run, select
from .values import choices, parse_values

if TYPE_CHECKING:
    from .answers import expected_diff

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
    "select",
    "sparql",
    "typed",
]


# comparing answers is for checks: a call on the command line does not load it
__getattr__ = late(__name__, {"expected_diff": "answers"})
