"""Reads what a text states of dates, durations, numbers, prices and credits, as values of the ontology."""

from .counts import Counts, counts_of, read_counts
from .credits import read_credits
from .dates import read_date, read_dates, start_year
from .durations import read_duration
from .editions import read_edition
from .numbers import read_number
from .prices import Prices, read_money, read_prices
from .reading import Reading, Unread

__all__ = [
    "Counts",
    "Prices",
    "Reading",
    "Unread",
    "counts_of",
    "read_counts",
    "read_credits",
    "read_date",
    "read_dates",
    "read_duration",
    "read_edition",
    "read_money",
    "read_number",
    "read_prices",
    "start_year",
]
