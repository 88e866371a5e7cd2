"""Programmes, courses, credentials and runs side by side: what is known of each, who says so, and what is unknown."""

from .making import compare
from .model import Cell, Comparison, Part, Row, Thing, Value
from .printing import comparison_lines, comparison_markdown

__all__ = [
    "Cell",
    "Comparison",
    "Part",
    "Row",
    "Thing",
    "Value",
    "compare",
    "comparison_lines",
    "comparison_markdown",
]
