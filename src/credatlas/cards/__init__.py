"""What is known of one thing: names, facts in the order of its shapes, what links to it, what is not known."""

from .making import card, nothing_known
from .model import Card, Dispute, Group, Incoming, Link, Row, Unknown, Value
from .printing import card_lines
from .stating import statements_about

__all__ = [
    "Card",
    "Dispute",
    "Group",
    "Incoming",
    "Link",
    "Row",
    "Unknown",
    "Value",
    "card",
    "card_lines",
    "nothing_known",
    "statements_about",
]
