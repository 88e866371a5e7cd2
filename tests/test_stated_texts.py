"""Whatever stands in a cell: the readers of stated texts never fail, and what they read is well formed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credatlas.ingest.model import Value
from credatlas.ingest.stated import (
    Reading,
    read_counts,
    read_credits,
    read_date,
    read_dates,
    read_duration,
    read_edition,
    read_money,
    read_number,
    read_prices,
)
from credatlas.terms import compact

PIECES = """
1 2,000 2019 2024-25 2025-04-14 31/11/2026 50% two three hundred million half dozen hundreds several about
over nearly up to at least - to or and of in per each for the year years months weeks hours semester full-time
part-time ( ) , ; : / + plus . EUR USD $ pesos XYZ free fee no resident international members students cohort
7 teams countries credits ECTS CME elective by end sixth within after before winter fall Q2 second quarter May
April draft expected first edition ſix ٣ é 999999999999999999999 99/99/2020 1.5.5 bursary stipend exam retake
renewal whole programme window
""".split()


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(["", " "]))
def test_no_text_breaks_a_reader_and_no_range_is_upside_down(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    prices = read_prices("100", "EUR", text)
    found = [
        *(reading for reading in (read_number(text), read_date(text)) if isinstance(reading, Reading)),
        *(reading for _, reading in (*read_dates(text), *read_counts(text))),
        *(one for many in (read_duration(text), read_credits(text)) if isinstance(many, list) for one in many),
        *(*prices.prices, *prices.bursaries, *read_money(text, "EUR", text)),
    ]
    read_edition(text)
    for reading in found:
        if isinstance(reading.value, Value):
            fields = {compact(name): term.value for name, term in reading.value.fields}
            assert len(fields) == len(reading.value.fields), "a field is given once"
            assert float(fields.get("ca:atLeast", 0)) <= float(fields.get("ca:atMost", "inf"))
            assert fields.get("ca:startsNotBefore", "") <= fields.get("ca:endsNotAfter", "9")


@pytest.mark.parametrize(
    "piece", ["about ", "1 ", "1-", "(", "two of ", "May ", "2024-", "half a ", "1,000", "$", "of up to five "]
)
def test_a_text_that_repeats_itself_is_read_in_time(piece: str) -> None:
    """Measured at half a second at most on a busy machine; a pattern that backtracks would take minutes."""
    text = (piece * 600)[:600]
    begun = time.process_time()
    read_counts(text), read_date(text), read_duration(text), read_prices("", "", text), read_credits(text)
    assert time.process_time() - begun < 20


def test_what_a_caller_does_with_readings_changes_no_later_reading() -> None:
    for read in (read_duration, read_credits, read_counts):
        text = "60 ECTS credits" if read is read_credits else "2 years for 40 people"
        first = read(text)
        assert isinstance(first, list)
        assert len(first) == 1
        first.clear()
        again = read(text)
        assert isinstance(again, list)
        assert len(again) == 1
