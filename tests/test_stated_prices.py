"""Prices in a cell and its note: for whom, per what, since when; and amounts that are no price."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from credatlas.claims.agreement import Agreement
from credatlas.claims.model import RDF_TYPE, Vocabulary
from credatlas.ingest.model import Value
from credatlas.ingest.stated import Prices, Reading, lengths, money, qualifiers, read_money, read_prices
from credatlas.ingest.stated.credits import _PARTS
from credatlas.terms import compact, node

HANDBOOK = (
    "application fee only: 60 USD; 2018 tuition 248 USD per semester hour resident and 864 non-resident; per semester "
    "credit hour, Texas resident, from fall 2022 and unchanged from fall 2023; non-resident 868"
)
ONTOLOGY = Path(__file__).resolve().parent.parent / "ontology"


def value_of(reading: Reading) -> dict[str, str]:
    """The fields of a price by their short names."""
    assert isinstance(reading.value, Value)
    assert compact(reading.value.kind) == "ca:Price"
    return {compact(name): term.value.rpartition("#")[2] or term.value for name, term in reading.value.fields}


def told(readings: Iterable[Reading]) -> list[str]:
    """``12600 GBP resident full-time /year from 2026``: amount, currency, tier, cohort, unit, time."""
    words = []
    for reading in readings:
        fields = value_of(reading)
        names = ("schema:price", "schema:priceCurrency", "ca:priceTier", "ca:cohort")
        parts = [fields[name] for name in names if name in fields]
        parts += [f"/{fields['ca:pricePer']}"] if "ca:pricePer" in fields else []
        parts += [f"from {reading.valid_from.value}"] if reading.valid_from else []
        parts += [f"until {reading.valid_until.value}"] if reading.valid_until else []
        words.append(" ".join(parts))
    return words


def reasons(prices: Prices) -> list[str]:
    return [one.reason for one in prices.unread]


@pytest.mark.parametrize(
    ("amount", "currency", "note", "price"),
    [
        ("8500", "USD", "", "8500 USD"),
        ("8,500", "USD", "", "8500 USD"),
        ("1.234,56", "EUR", "", "1234.56 EUR"),
        ("10909.47", "CAD", "domestic tuition per directory", "10909.47 CAD resident"),
        ("100", "usd", "", "100 USD"),
        ("100", "€", "", "100 EUR"),
        ("96000", "USD", "entire programme, July 2024 matriculants", "96000 USD /programme from 2024-07"),
        ("27240", "AUD", "first year, 2023 entry", "27240 AUD /year from 2023"),
        ("4500", "GBP", "home fee per year", "4500 GBP resident /year"),
        ("363", "EUR", "per semester", "363 EUR /semester"),
        ("5400", "SGD", "per course before GST; SSG funding possible", "5400 SGD /module"),
        ("500", "USD", "test fee", "500 USD /exam"),
        ("250", "GBP", "membership fee to become a Fellow in 2018", "250 GBP /membership from 2018"),
        ("65596", "SGD", "international fee from a directory (src-d)", "65596 SGD non-resident"),
        ("3800", "EUR", "full fee, EU and non-EU", "3800 EUR /programme"),
        (
            "9000",
            "EUR",
            "whole course 2019-2021, EU programme countries",
            "9000 EUR resident /programme from 2019 until 2021",
        ),
        ("695", "AUD", "registration fee for non-members incl. exam and learning materials", "695 AUD non-member"),
        ("0", "", "free; 1,000 places", "0"),
        ("0", "KRW", "free, board and lodging included", "0 KRW"),
        ("0", "", "tuition of national and European students fully paid by a grant", "0 resident"),
        ("40000", "", "40,000 pesos (which peso is not printed); 30 percent scholarship", "40000"),
        ("", "", "fully funded, paid post at a hospital", "0"),
        ("", "", "application fee only: 70 USD", "70 USD /application"),
        ("", "", "no application fee; tuition not in the text read", "0 /application"),
    ],
)
def test_a_note_says_what_the_amount_is_for(amount: str, currency: str, note: str, price: str) -> None:
    assert told(read_prices(amount, currency, note).prices) == [price]


@pytest.mark.parametrize(
    ("amount", "currency", "note", "prices"),
    [
        (
            "12600",
            "GBP",
            "UK full-time fee 2026; international 28,600 GBP; part-time 6,300 / 14,300",
            [
                "12600 GBP resident full-time from 2026",
                "28600 GBP non-resident full-time from 2026",
                "6300 GBP resident part-time from 2026",
                "14300 GBP non-resident part-time from 2026",
            ],
        ),
        (
            "3600",
            "HKD",
            "per credit, local students, January 2021 entry; non-local 4,800; September 2019 entry 3,500 and 4,670",
            [
                "3600 HKD resident /credit from 2021-01",
                "4800 HKD non-resident /credit from 2021-01",
                "3500 HKD resident /credit from 2019-09",
                "4670 HKD non-resident /credit from 2019-09",
            ],
        ),
        (
            "260",
            "USD",
            HANDBOOK,
            [
                "260 USD resident /credit from 2022-08",
                "60 USD /application",
                "248 USD resident /credit from 2018",
                "864 USD non-resident /credit from 2018",
                "868 USD non-resident /credit from 2022-08",
            ],
        ),
        (
            "695",
            "AUD",
            "fee for non-members; 495 for members of ACHI/HISA or HIMAA; older page, bare dollar sign",
            ["695 AUD non-member", "495 AUD member"],
        ),
        (
            "500",
            "USD",
            "test fee; retake 250 USD; annual renewal 70 USD (src-x)",
            ["500 USD /exam", "250 USD retake /exam", "70 USD /renewal"],
        ),
        (
            "77000",
            "AUD",
            "2025 indicative full fee; first year 49,000; CSP 14,500 in total",
            [
                "77000 AUD /programme from 2025",
                "49000 AUD /year from 2025",
                "14500 AUD subsidised-place /programme from 2025",
            ],
        ),
        (
            "3800",
            "EUR",
            "full fee; Springboard+ funded places 380 EUR for the employed, free for the unemployed",
            [
                "3800 EUR /programme",
                "380 EUR subsidised-place employed /programme",
                "0 EUR subsidised-place unemployed /programme",
            ],
        ),
        (
            "300",
            "EUR",
            "100 EUR per ECTS; free for students of EIT Health partners",
            ["300 EUR", "100 EUR /ects-credit", "0 EUR students of EIT Health partners"],
        ),
        ("3500", "EUR", "plus 250 EUR enrolment", ["3500 EUR", "250 EUR /enrolment"]),
        ("6000", "INR", "200 USD for international students", ["6000 INR", "200 USD non-resident"]),
        (
            "15000",
            "JPY",
            "13,000 JPY for those with passes from 2015 or 2016",
            ["15000 JPY", "13000 JPY those with passes from 2015 or 2016"],
        ),
        ("1500", "USD", "early bird 1,200 until 1 May 2025", ["1500 USD", "1200 USD early-bird until 2025-05-01"]),
        ("49", "USD", "certificate; course free to audit", ["49 USD certificate-track", "0 USD audit"]),
        (
            "3000",
            "EUR",
            "3,000 EUR for EU, 6,000 EUR for non-EU students",
            ["3000 EUR resident", "6000 EUR non-resident"],
        ),
        (
            "",
            "",
            "12,000 USD in-state, 24,000 USD out-of-state per year",
            ["12000 USD resident /year", "24000 USD non-resident /year"],
        ),
        ("1200", "EUR", "per module; students 600 EUR", ["1200 EUR /module", "600 EUR student /module"]),
    ],
)
def test_further_amounts_of_a_note_are_prices_of_their_own(
    amount: str, currency: str, note: str, prices: list[str]
) -> None:
    assert told(read_prices(amount, currency, note).prices) == prices


@pytest.mark.parametrize(
    ("note", "bursaries"),
    [
        ("bursary up to 15,000 GBP to the employer", ["15000 GBP"]),
        ("participants receive a 5,000 USD stipend", ["5000 USD"]),
        ("four scholarships of 8,400 EUR each for students from Europe, South America and Mexico", ["8400 EUR"]),
        ("scholarships 2021-22 of 7,387 GBP each, as fee waiver only", ["7387 GBP from 2021 until 2022"]),
        (
            "stipend 19,919 GBP outside London and 22,278 GBP in London in year 1; home fees paid",
            ["19919 GBP outside London", "22278 GBP in London in year 1"],
        ),
        (
            "15 awards of up to 100,000 USD; up to 10 second-phase awards of up to 150,000 USD",
            ["100000 USD", "150000 USD second-phase awards"],
        ),
    ],
)
def test_what_takers_are_given_is_a_bursary_and_no_price(note: str, bursaries: list[str]) -> None:
    found = read_prices("", "", note)
    assert told(found.bursaries) == bursaries
    assert found.prices == ()


def test_what_is_not_final_is_provisional() -> None:
    (price,) = read_prices("37000", "AUD", "2025 indicative full fee").prices
    assert compact(price.status) == "status:provisional"


def test_a_price_keeps_its_words() -> None:
    price, other = read_prices("3600", "HKD", "per credit, local students; non-local 4,800").prices
    assert value_of(price)["ca:stated"] == "3600 HKD; per credit, local students"
    assert value_of(other)["ca:stated"] == "non-local 4,800"
    assert [compact(one.basis) for one in (price, other)] == ["basis:stated", "basis:normalised"]


@pytest.mark.parametrize(
    ("amount", "currency", "note", "words"),
    [
        ("100", "XYZ", "", "no code of a currency"),
        ("100", "$", "", "no code of a currency"),
        ("abc", "USD", "", "not one amount"),
        ("-5", "USD", "", "not one amount"),
        ("5000-6000", "EUR", "", "not one amount"),
        ("", "", "500-700 EUR", "range"),
        ("", "", "from 500 EUR", "where prices begin"),
        ("", "", "$500", "several currencies"),
        ("", "", "scholarships", "no amount"),
        ("", "", "funded centrally", "no amount"),
        ("", "", "30 percent of students may be exempted from fees", "no amount"),
        ("", "", "non-local 4,800", "no currency"),
        ("", "", "tariff 54.54 + 111.62 EUR per enrolment", "to be added"),
        ("", "", "100 USD more for candidates living outside the USA; fees non-refundable", "added to another price"),
        ("", "", f"500 EUR {'x' * 700}", "longer than 600"),
    ],
)
def test_what_is_no_certain_price_is_unread_with_its_reason(amount: str, currency: str, note: str, words: str) -> None:
    found = read_prices(amount, currency, note)
    assert (found.prices, found.bursaries) == ((), ())
    assert any(words in reason for reason in reasons(found)), found.unread


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("$500 deposit applied to tuition", "part of the price"),
        ("payable in 3 instalments of 350 USD", "part of the price"),
        ("per semester, plus 25.20 student union fee", "added to another price"),
        ("non-resident supplement 12,245 a year on top", "added to another price"),
        ("estimated total cost of attendance 55,796", "more than what is asked"),
        ("another 700 USD", "nothing tells 700 apart"),
        ("courses are free in summer", "says free"),
    ],
)
def test_other_amounts_of_a_note_leave_the_price_of_the_cell_alone(note: str, words: str) -> None:
    found = read_prices("1000", "USD", note)
    assert [value_of(price)["schema:price"] for price in found.prices] == ["1000"]
    assert "ca:priceTier" not in value_of(found.prices[0])
    assert any(words in reason for reason in reasons(found)), found.unread


def test_an_application_fee_never_passes_for_the_tuition() -> None:
    found = read_prices("", "", "application fee only: 50 USD; tuition not in the excerpt")
    assert told(found.prices) == ["50 USD /application"]


def test_a_pair_of_amounts_is_not_told_apart_without_two_tiers_before() -> None:
    found = read_prices("12600", "GBP", "full-time fee; part-time 6,300 / 14,300")
    assert told(found.prices) == ["12600 GBP full-time"]
    assert len(found.unread) == 2


def test_words_with_a_number_that_is_not_understood_give_the_cell_no_tier() -> None:
    assert told(read_prices("1500", "USD", "early bird 1,200 sharp").prices) == ["1500 USD"]


@pytest.mark.parametrize("note", ["residents and fellows in training", "free for the medical resident physician", ""])
def test_a_doctor_in_training_is_no_resident_of_a_state(note: str) -> None:
    prices = read_prices("100", "USD", note).prices
    assert all(value_of(price).get("ca:priceTier") != "resident" for price in prices)


@pytest.mark.parametrize(
    ("text", "currency", "note", "prices"),
    [
        ("96000 USD (July 2024 matriculants)", "", "", ["96000 USD from 2024-07"]),
        ("up to 15,000 GBP", "", "bursary", ["15000 GBP"]),
        ("2.9 million USD", "", "", ["2900000 USD"]),
        ("two billion KRW per university over three years", "", "", ["2000000000 KRW"]),
        ("284,214", "CAD", "", ["284214 CAD"]),
        ("US$ 300", "", "", ["300 USD"]),
        ("248 USD", "", "resident tuition per semester credit hour", ["248 USD resident /credit"]),
        ("60 USD", "", "application fee", ["60 USD /application"]),
        ("284,214", "", "", []),
        ("$500", "", "", []),
        ("500 XYZ", "", "", []),
        ("no money", "CAD", "", []),
    ],
)
def test_money_is_read_where_amount_and_currency_are_certain(
    text: str, currency: str, note: str, prices: list[str]
) -> None:
    assert told(read_money(text, currency, note)) == prices


def agree(one: str, other: str) -> bool:
    values = {}
    for name, text in (("value:a", one), ("value:b", other)):
        value = read_money(text)[0].value
        assert isinstance(value, Value)
        values[node(name)] = {RDF_TYPE: (value.kind,), **{field: (term,) for field, term in value.fields}}
    return Agreement(node("ca:hasBursary"), values, Vocabulary({}, {}, {})).agree(node("value:a"), node("value:b"))


def test_up_to_an_amount_agrees_with_it_and_not_with_another() -> None:
    assert agree("15,000 GBP", "up to 15,000 GBP")
    assert not agree("up to 50,000 CHF", "up to 100,000 CHF")


def concepts() -> ox.Store:
    store = ox.Store()
    for name in ("unit", "price-tier", "count-of"):
        store.bulk_load(path=str(ONTOLOGY / f"schemes/{name}.ttl"), format=ox.RdfFormat.TURTLE)
    return store


def test_every_tier_and_unit_that_words_are_read_into_is_a_concept() -> None:
    store = concepts()
    used = [concept for concept, _ in (*qualifiers._COMPILED_TIERS, *qualifiers._COMPILED_PERS)]
    used += [concept for concept, _ in _PARTS] + [node(f"unit:{name}") for name in lengths._UNITS]
    assert len(used) > 40
    assert [compact(one) for one in used if not any(store.quads_for_pattern(one, node("skos:prefLabel"), None))] == []


def test_every_currency_that_is_read_passes_the_shape_of_prices() -> None:
    shapes = (ONTOLOGY / "shapes/core.ttl").read_text(encoding="utf-8")
    codes = re.search(r'sh:path schema:priceCurrency.*?sh:pattern "\^\((?P<codes>[A-Z|]+)\)', shapes, re.DOTALL)
    assert codes is not None
    assert money.CURRENCIES - set(codes["codes"].split("|")) == set()
    assert {"USD", "EUR", "GBP", "KRW", "HKD"} < money.CURRENCIES
