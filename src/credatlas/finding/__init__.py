"""What one can take: programmes, courses and credentials by what people ask for, unknown values kept in sight."""

from .counting import counts
from .facets import Ceiling, Facets, read_facets
from .looking import Findings, find
from .model import Found, Reason, Run

__all__ = ["Ceiling", "Facets", "Findings", "Found", "Reason", "Run", "counts", "find", "read_facets"]
