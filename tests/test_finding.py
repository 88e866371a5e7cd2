"""`find` with facets: what one can take, unknown values kept in sight, every row with its reasons."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import credatlas as ca
from credatlas.cards.registering import days_of, registration_state
from credatlas.errors import AmbiguousError, CredatlasError, NotFoundError, UsageError
from credatlas.finding import Findings, counts, find, read_facets
from credatlas.names import name_index
from credatlas.store import LocalStore
from credatlas.terms import GRAPHS, compact, node, prologue

Ask = Callable[..., Any]
ID = "https://w3id.org/credatlas/id/"

# Invented providers and programmes. Alpha is in the US by its parent, Beta in Singapore, of Gamma nobody says where.
WORLD = """
place:us a schema:Country ; schema:name "United States"@en .
place:sg a schema:Country ; schema:name "Singapore"@en .
place:gb a schema:Country ; schema:name "United Kingdom"@en .
place:ua a schema:Country ; schema:name "Ukraine"@en .
place:boston-us a schema:City ; schema:name "Boston"@en ; schema:containedInPlace place:us .

organization:alpha a ca:University , ca:Organization ; schema:name "Alpha University"@en ;
  schema:location place:boston-us .
organization:alpha-school a ca:School , ca:Organization ; schema:name "Alpha School"@en ;
  org:subOrganizationOf organization:alpha .
organization:beta a ca:University , ca:Organization ; schema:name "Beta University"@en ; schema:location place:sg .
organization:gamma a ca:Company , ca:Organization ; schema:name "Gamma"@en .

programme:cert a ca:EducationProgramme , ca:Programme ; schema:name "Imaging AI Certificate"@en ;
  ca:isOfferedBy organization:alpha-school ; ca:targetsAudience audience:c-level-executives ;
  ca:coversTopic topic:medical-imaging ; ca:awardsCredential credential:cert .
credential:cert a ca:Credential ; schema:name "Certificate of Alpha"@en ; ca:hasCredentialType ctype:certificate .
offering:spring a ca:ProgrammeOffering ; ca:isOfferingOf programme:cert ; ca:hasModality mode:online-live ;
  schema:startDate "2026-03-01"^^xsd:date ; ca:registrationCloses "2026-02-01"^^xsd:date ;
  schema:offers value:usd900 , value:usd700 .
offering:autumn a ca:ProgrammeOffering ; ca:isOfferingOf programme:cert ; ca:hasModality mode:in-person ;
  ca:registrationOpens "2026-05-01"^^xsd:date ; ca:registrationCloses "2026-08-01"^^xsd:date ;
  schema:startDate "2026-09-01"^^xsd:date ; schema:offers value:usd2000 .
value:usd900 a ca:Price ; schema:price 900 ; schema:priceCurrency "USD" ; ca:pricePer unit:programme .
value:usd700 a ca:Price ; schema:price 700 ; schema:priceCurrency "USD" ;
  ca:pricePer unit:person ; ca:priceTier tier:member .
value:usd2000 a ca:Price ; schema:price 2000 ; schema:priceCurrency "USD" .

programme:master a ca:EducationProgramme , ca:Programme ; schema:name "Master of Medical AI"@en ;
  ca:isOfferedBy organization:beta ; ca:targetsAudience audience:physicians ; ca:hasModality mode:online ;
  ca:coversTopic topic:ethics , topic:machine-learning ; ca:hasProgrammeType ptype:masters-programme .
offering:master a ca:ProgrammeOffering ; ca:isOfferingOf programme:master ; schema:startDate "2026"^^xsd:gYear ;
  ca:registrationCloses "2026-06"^^xsd:gYearMonth ; schema:offers value:credit .
value:credit a ca:Price ; schema:price 400 ; schema:priceCurrency "USD" ; ca:pricePer unit:ects-credit .

course:open a ca:Course ; schema:name "Open Course on AI"@en ; ca:isOfferedBy organization:gamma ;
  ca:hasModality mode:online-self-paced ; ca:coversTopic topic:machine-learning .
offering:open a ca:ProgrammeOffering ; ca:isOfferingOf course:open ; ca:hasPeriod value:weeks ;
  schema:offers value:free .
value:weeks a ca:Period ; ca:startsNotBefore "2026-02-15"^^xsd:date ;
  ca:endsNotAfter "2026-04-15"^^xsd:date .
value:free a ca:Price ; schema:price 0 .

programme:paris a ca:EducationProgramme , ca:Programme ; schema:name "Diplôme Euro"@en ;
  ca:isOfferedBy organization:gamma .
offering:paris a ca:ProgrammeOffering ; ca:isOfferingOf programme:paris ; schema:endDate "2025-12-31"^^xsd:date ;
  schema:offers value:eur .
value:eur a ca:Price ; schema:price 650 ; schema:priceCurrency "EUR" ; ca:pricePer unit:programme .

credential:board a ca:Credential ; schema:name "Board Examination"@en ; ca:isAwardedBy organization:beta ;
  ca:hasCredentialType ctype:board-certification ; ca:targetsAudience audience:healthcare-professionals .
"""
# Two sources give the spring run another deadline; the later one is shown.
DISPUTE = """
conflict:x ca:onSubject offering:spring ; ca:onProperty ca:registrationCloses ;
  ca:shownClaim claim:x .
claim:x rdf:object "2026-02-01"^^xsd:date .
"""
ALL = {"programme:cert", "programme:master", "course:open", "programme:paris", "credential:board"}


def stored(founding_store: LocalStore, facts: str, conflicts: str = "") -> LocalStore:
    """Invented facts over the vocabulary of the atlas."""
    engine = ox.Store()
    engine.extend(founding_store.engine.quads_for_pattern(None, None, None, GRAPHS["vocabulary"]))
    broader = node("skos:broaderTransitive")
    engine.extend(founding_store.engine.quads_for_pattern(None, broader, None, GRAPHS["inferred"]))
    houses = prologue() + "".join(f"PREFIX {name}: <{ID}{name}/>\n" for name in ("place", "value"))
    for text, layer in ((facts, "facts"), (conflicts, "conflicts")):
        triples = ox.parse(houses + text, format=ox.RdfFormat.TURTLE)
        engine.extend(ox.Quad(one.subject, one.predicate, one.object, GRAPHS[layer]) for one in triples)
    return LocalStore(engine, "memory")


@pytest.fixture(scope="module")
def store(founding_store: LocalStore) -> LocalStore:
    """The invented world."""
    return stored(founding_store, WORLD, DISPUTE)


def look(store: LocalStore, words: str = "", /, *, limit: int = 20, **facets: Any) -> Findings:
    return find(store, words, read_facets(store, facets), limit=limit)


def listed(findings: Findings) -> list[str]:
    return [found.to_dict()["id"] for found in findings.found]


def why(findings: Findings) -> dict[str, str]:
    return {found.to_dict()["id"]: found.why for found in findings.found}


# Audience, modality, topic, type


def test_an_audience_is_met_by_a_part_of_it_and_by_a_wider_group(store: LocalStore) -> None:
    found = look(store, audience="execs", unknown="exclude")
    assert why(found) == {"programme:cert": "for C-level executives, a part of healthcare executives"}
    found = look(store, audience="doctors", unknown="exclude")
    assert why(found) == {
        "programme:master": "for physicians",
        "credential:board": "for healthcare professionals, who include physicians",
    }


def test_what_is_for_others_is_left_out_and_what_is_unknown_comes_last(store: LocalStore) -> None:
    found = look(store, audience="physicians")
    assert listed(found) == ["programme:master", "credential:board", "programme:paris", "course:open"]
    assert (found.total, found.certain, found.missed_by) == (4, 2, {"audience": 1})
    assert [one.certain for one in found.found] == [True, True, False, False]
    assert why(found)["course:open"] == "audience unknown"


def test_unknown_values_can_be_left_out_or_asked_for_alone(store: LocalStore) -> None:
    assert listed(look(store, audience="physicians", unknown="exclude")) == ["programme:master", "credential:board"]
    found = look(store, audience="physicians", unknown="only")
    assert listed(found) == ["programme:paris", "course:open"]
    assert found.left_out == 2


def test_a_run_says_how_one_takes_part_in_it_and_the_programme_speaks_where_it_does_not(store: LocalStore) -> None:
    found = look(store, modality="online", unknown="exclude")
    assert why(found) == {
        "programme:master": "online",
        "course:open": "online self-paced, a kind of online",
        "programme:cert": "online live, a kind of online",
    }
    runs = {one.to_dict()["id"]: [run.iri.value.rpartition("/")[2] for run in one.runs] for one in found.found}
    assert runs["programme:cert"] == ["spring"]


def test_narrower_topics_count_and_the_exact_one_goes_first(store: LocalStore) -> None:
    found = look(store, topic=["health data", "ethics"], unknown="exclude")
    assert why(found) == {
        "programme:master": "covers ethics",
        "programme:cert": "covers medical imaging, a part of health data",
    }


def test_what_meets_more_of_the_values_asked_goes_first(store: LocalStore) -> None:
    found = look(store, topic=["machine learning", "ethics"], unknown="exclude")
    assert listed(found) == ["programme:master", "course:open"]
    assert listed(look(store, topic="machine learning", unknown="exclude")) == ["programme:master", "course:open"]


def test_a_wider_topic_is_no_fit(store: LocalStore) -> None:
    assert "programme:master" not in listed(look(store, topic="ethics of AI"))


def test_a_type_is_one_of_the_credential_or_of_the_programme(store: LocalStore) -> None:
    assert why(look(store, type="certificate", unknown="exclude")) == {"programme:cert": "certificate"}
    assert why(look(store, type="masters", unknown="exclude")) == {"programme:master": "master's programme"}
    found = look(store, type="certification", unknown="exclude")
    assert why(found) == {"credential:board": "board certification, a kind of certification"}


def test_a_type_of_which_only_one_half_is_known_stays_unknown(store: LocalStore) -> None:
    # no source says what the master's programme awards: it may be a certificate besides
    assert why(look(store, type="certificate"))["programme:master"] == "type unknown"
    assert "programme:cert" not in listed(look(store, type="ctype:masters-degree"))


# Country


def test_the_country_is_that_of_the_provider_or_of_the_nearest_body_above_it(store: LocalStore) -> None:
    found = look(store, country="US")
    assert why(found) == {
        "programme:cert": "in United States, where Alpha University is",
        "programme:paris": "country unknown",
        "course:open": "country unknown",
    }
    assert why(look(store, country="singapore", unknown="exclude")) == {
        "credential:board": "in Singapore",
        "programme:master": "in Singapore",
    }


def test_what_people_write_for_a_country_means_that_country(store: LocalStore) -> None:
    (kingdom,) = read_facets(store, {"country": "UK"}).country
    assert kingdom.value.endswith("/place/gb"), "and not Ukraine, whose name begins so"
    assert read_facets(store, {"country": ["USA", "us", "united states"]}).country == (node("<" + ID + "place/us>"),)


def test_several_countries_ask_for_one_of_them(store: LocalStore) -> None:
    found = look(store, country=["sg", "us"], unknown="exclude")
    assert set(listed(found)) == {"programme:cert", "programme:master", "credential:board"}


# Price


def test_the_lowest_price_that_can_be_compared_decides(store: LocalStore) -> None:
    found = look(store, max_price=1000, currency="USD")
    assert why(found) == {
        "course:open": "free",
        "programme:cert": "700 USD per person (member)",
        "credential:board": "price unknown",
        "programme:paris": "650 EUR: not comparable with USD",
        "programme:master": "400 USD per ECTS credit: not comparable with a price for the whole",
    }
    assert [one.certain for one in found.found] == [True, True, False, False, False]


def test_a_ceiling_below_every_price_rules_out_what_costs_more(store: LocalStore) -> None:
    found = look(store, max_price=Decimal("699.99"), currency="usd", unknown="exclude")
    assert listed(found) == ["course:open"]
    assert found.missed_by == {"price": 1}


def test_prices_per_credit_are_compared_with_each_other_only(store: LocalStore) -> None:
    found = look(store, max_price=500, currency="USD", per="credit")
    assert why(found)["programme:master"] == "400 USD per ECTS credit"
    # of runs that fit alike the one that starts last is shown
    assert why(found)["programme:cert"] == "2000 USD: not comparable with a price per credit"


def test_a_ceiling_of_nothing_needs_no_currency_and_finds_what_is_free(store: LocalStore) -> None:
    found = look(store, max_price=0)
    assert why(found)["course:open"] == "free"
    assert "programme:paris" not in listed(found), "650 EUR are more than nothing"


# Dates


def test_a_start_must_lie_in_the_time_as_far_as_it_is_known(store: LocalStore) -> None:
    found = look(store, starts_from="2026-02-01", starts_until="2026-04-30")
    assert why(found) == {
        "programme:cert": "starts 2026-03-01",
        "course:open": "starts 2026-02-15 to 2026-04-15",
        "credential:board": "start unknown",
        "programme:paris": "start unknown",
        "programme:master": "starts 2026, which may be in that time or not",
    }
    assert found.certain == 2


def test_an_open_end_of_the_time_asked_is_no_bound(store: LocalStore) -> None:
    assert "programme:master" in listed(look(store, starts_from="2026-01-01", unknown="exclude"))
    assert "programme:master" not in listed(look(store, starts_from="2027-01-01"))
    assert listed(look(store, starts_until=date(2025, 12, 31), unknown="exclude")) == []


def test_registration_is_open_until_the_last_day(store: LocalStore) -> None:
    found = look(store, open_on="2026-02-01", unknown="exclude")
    assert why(found) == {
        "programme:master": "registration open until 2026-06",
        "programme:cert": "registration open until 2026-02-01 (≠ sources disagree)",
    }
    found = look(store, open_on="2026-02-02")
    assert "programme:cert" not in listed(found), "the spring run is closed and the autumn run not yet open"
    assert "programme:paris" not in listed(found), "it has ended"


def test_a_deadline_in_a_month_leaves_the_days_of_that_month_unknown(store: LocalStore) -> None:
    reasons = why(look(store, open_on="2026-06-10"))
    assert reasons["programme:master"] == "registration closes 2026-06: unknown whether it is open"
    assert reasons["programme:cert"] == "registration open until 2026-08-01"
    assert reasons["course:open"] == "registration unknown"


@pytest.mark.parametrize(
    ("opens", "closes", "ends", "day", "state"),
    [
        ("", "2026-02-01", "", "2026-02-01", "open"),
        ("", "2026-02-01", "", "2026-02-02", "closed"),
        ("", "2026-02", "", "2026-02-28", "unknown"),
        ("", "2026-02", "", "2026-03-01", "closed"),
        ("", "2026", "", "2025-12-31", "open"),
        ("2026-01-10", "2026-02-01", "", "2026-01-09", "opens later"),
        ("2026-01", "2026-02-01", "", "2026-01-09", "unknown"),
        ("2026-01-01", "", "", "2026-01-09", "unknown"),
        ("", "", "2026-01-08", "2026-01-09", "closed"),
        ("", "", "2026-01-09", "2026-01-09", "unknown"),
        ("", "", "", "2026-01-09", "unknown"),
        ("", "soon", "", "2026-01-09", "unknown"),
    ],
)
def test_the_state_of_registration_follows_from_its_dates(
    opens: str, closes: str, ends: str, day: str, state: str
) -> None:
    kind = {10: "date", 7: "gYearMonth", 4: "gYear"}
    first, last, over = (
        [ox.Literal(text, datatype=node(f"xsd:{kind[len(text)]}"))] if text and text != "soon" else []
        for text in (opens, closes, ends)
    )
    assert registration_state(first, last, over, date.fromisoformat(day)) == state


def test_a_date_that_does_not_exist_means_no_day() -> None:
    assert days_of(ox.Literal("2026-11-31", datatype=node("xsd:date"))) is None
    assert days_of(ox.Literal("2026")) is None
    assert days_of(None) is None


# Together


def test_one_run_must_fit_all_that_is_asked(store: LocalStore) -> None:
    # the spring run is cheap, the autumn run is in person: neither is both
    found = look(store, max_price=1000, currency="USD", modality="in person", unknown="exclude")
    assert listed(found) == []
    # the free course and the master's programme, whose price is per credit, are online only
    assert found.missed_by == {"price": 1, "modality": 3}
    assert listed(look(store, max_price=2000, currency="USD", modality="in person")) == [
        "programme:cert",
        "credential:board",
        "programme:paris",
    ]


def test_fewer_unknown_values_go_before_more(store: LocalStore) -> None:
    found = look(store, topic="machine learning", max_price=10, currency="USD", audience="physicians")
    assert [(one.to_dict()["id"], len(one.unknown)) for one in found.found] == [
        ("programme:master", 1),
        ("course:open", 1),
        ("credential:board", 2),
        ("programme:paris", 3),
    ]


def test_words_and_facets_combine_over_names_providers_and_topics(store: LocalStore) -> None:
    assert why(look(store, "imaging alpha", type="certificate")) == {
        "programme:cert": "certificate; “imaging alpha” in its name",
    }
    assert why(look(store, "ethic beta", audience="physicians")) == {
        "programme:master": "for physicians; “ethic” in the topic ethics, “beta” in the provider Beta University",
    }
    assert listed(look(store, "diplome", modality="online")) == ["programme:paris"]
    assert listed(look(store, "zeppelin", modality="online")) == []


def test_a_name_goes_before_a_provider_and_a_provider_before_a_topic(founding_store: LocalStore) -> None:
    # the names are in the reverse of the order that is expected
    store = stored(
        founding_store,
        """
        organization:ethics a ca:Organization ; schema:name "Centre for Ethics"@en .
        course:a a ca:Course ; schema:name "A"@en ; ca:coversTopic topic:ethics .
        course:b a ca:Course ; schema:name "B"@en ; ca:coversTopic topic:data-science ;
          ca:isOfferedBy organization:ethics .
        course:c a ca:Course ; schema:name "C of Ethics"@en ; ca:coversTopic topic:data-science .
        course:d a ca:Course ; schema:name "Ethics D"@en ; ca:coversTopic topic:data-science .
        course:e a ca:Course ; schema:name "Ethics"@en ; ca:coversTopic topic:data-science .
        """,
    )
    asked = ["ethics", "data science"]
    assert listed(look(store, "ethics", topic=asked)) == ["course:e", "course:d", "course:c", "course:b", "course:a"]


def test_words_of_a_source_are_found_though_no_concept_has_them(founding_store: LocalStore) -> None:
    store = stored(
        founding_store,
        """
        course:a a ca:Course ; schema:name "A"@en ; ca:statedTopic "quantum leeches" ; ca:statedAudience "midwives" .
        course:b a ca:Course ; schema:name "B"@en .
        """,
    )
    found = look(store, "leech", open_on="2026-11-25")
    assert why(found) == {"course:a": "registration unknown; “leech” in the words of a source"}
    assert listed(look(store, "leeches midwives", open_on="2026-11-25")) == ["course:a"]


def test_misspelt_words_are_taken_for_the_nearest_and_that_is_said(store: LocalStore) -> None:
    found = look(store, "certificat imagng", topic="imaging")
    assert why(found) == {
        "programme:cert": "covers medical imaging; “certificat imaging” in its name (near “certificat imagng”)"
    }


@pytest.mark.parametrize(
    "words", ["", "a", "imaging", "certificat imagng", "alpha university", "Ünïversity", "zzz", "gamma"]
)
def test_names_that_are_kept_change_nothing(store: LocalStore, words: str) -> None:
    facets = read_facets(store, {"modality": ["online"]})
    assert find(store, words, facets, index=name_index(store)) == find(store, words, facets)


def test_a_limit_keeps_the_best_and_the_total_tells_the_rest(store: LocalStore) -> None:
    found = look(store, modality="online", limit=2)
    assert (len(found.found), found.total) == (2, 5)


def test_the_order_is_the_same_each_time(store: LocalStore) -> None:
    assert len({tuple(listed(look(store, modality="online"))) for _ in range(3)}) == 1


# Bad input


@pytest.mark.parametrize(
    ("facets", "error", "message"),
    [
        ({"audience": "wizards"}, NotFoundError, "--audience: no audience goes by “wizards”"),
        ({"audience": ""}, UsageError, "--audience: an empty name names no audience"),
        ({"audience": 5}, UsageError, "--audience: 5 is no name"),
        ({"modality": "topic:ethics"}, UsageError, "--modality: topic:ethics is of the kind topic, not modality"),
        ({"type": "spaceship"}, NotFoundError, "--type: no credential type and no programme type goes by “spaceship”"),
        ({"type": "degree"}, AmbiguousError, "--type: “degree” may be one of"),
        ({"country": "XX"}, NotFoundError, "--country: no country has the code “XX”"),
        ({"country": "fr"}, NotFoundError, "--country: no country has the code “fr”"),
        ({"country": "Narnia"}, NotFoundError, "--country: no country goes by “Narnia”"),
        ({"max_price": 9000}, UsageError, "--currency: an amount without its currency cannot be compared"),
        ({"max_price": 9000, "currency": "XAU"}, UsageError, "--currency: no price is known in “XAU”"),
        ({"max_price": -1, "currency": "USD"}, UsageError, "--max-price: nothing costs less than 0"),
        ({"max_price": "9,000", "currency": "USD"}, UsageError, "--max-price: “9,000” is not a number"),
        ({"currency": "USD"}, UsageError, "--currency: --currency belongs to --max-price"),
        ({"per": "credit"}, UsageError, "--per: --per belongs to --max-price"),
        ({"max_price": 1, "currency": "USD", "per": "parsec"}, NotFoundError, "--per: no unit goes by “parsec”"),
        ({"max_price": 1, "currency": "USD", "per": ["credit", "year"]}, UsageError, "--per: prices for several units"),
        ({"starts_from": "soon"}, UsageError, "--starts-from: “soon” is no date"),
        ({"open_on": "2026-02-30"}, UsageError, "--open-on: there is no day 2026-02-30"),
        (
            {"starts_from": "2026-05-01", "starts_until": "2026-04-01"},
            UsageError,
            "--starts-until: nothing starts from 2026-05-01 and until 2026-04-01",
        ),
        ({"audience": "execs", "unknown": "maybe"}, UsageError, "--unknown: “maybe” says nothing"),
        ({"unknown": "only"}, UsageError, "--unknown: --unknown chooses among things that facets find"),
        ({"colour": "red"}, UsageError, "there is no facet colour"),
        ({}, UsageError, "there is nothing to look for"),
    ],
)
def test_bad_input_is_named_with_its_option(
    store: LocalStore, facets: dict[str, Any], error: type[CredatlasError], message: str
) -> None:
    with pytest.raises(error) as caught:
        look(store, **facets)
    assert str(caught.value).startswith(message)


def test_hints_lead_on(store: LocalStore) -> None:
    with pytest.raises(UsageError, match="choose one of EUR, USD"):
        look(store, max_price=5)
    with pytest.raises(NotFoundError, match="did you mean “certificate”"):
        look(store, type="certficate")
    with pytest.raises(UsageError, match="did you mean audience"):
        look(store, audienc="execs")
    with pytest.raises(UsageError, match="give a word of a name"):
        look(store, "***", topic="ethics")
    with pytest.raises(UsageError, match="--limit: the limit is at least 1"):
        look(store, topic="ethics", limit=0)


def test_no_text_of_a_caller_becomes_a_part_of_a_query(store: LocalStore) -> None:
    for text in ('x" } ?s ?p ?o #', "> } UNION { ?s ?p ?o }", "\\", "x\u0000"):
        for call in ({"audience": text}, {"country": text}, {"type": text}, {"max_price": 1, "currency": text}):
            with pytest.raises((NotFoundError, UsageError)):
                look(store, **call)
        assert listed(look(store, f"zeppelin {text}", topic="ethics")) == []


# The founding articles, the command line, Python


@pytest.fixture(scope="module")
def ask(credatlas: Ask, founding: Path, founding_store: LocalStore) -> Ask:
    place = ("--project", str(founding), "--store", str(Path(founding_store.location).parent))
    return lambda *words: credatlas(*place, "find", *words)


HMS = {
    "id": "programme:hms-healthcare-ai-executive-certificate",
    "name": "Harvard Medical School certificate program for healthcare executives (name not printed)",
    "kind": "ca:EducationProgramme",
    "provider": "Harvard Medical School",
    "fits": "certain",
    "why": "for healthcare executives; hybrid; 8500 USD; registration open until 2025-04-14",
    "unknown": [],
    "starts": "2025-04-14",
    "registration_closes": "2025-04-14",
    "price": "8500 USD",
    "reasons": [
        {"facet": "audience", "fits": "yes", "text": "for healthcare executives", "conflict": False},
        {"facet": "modality", "fits": "yes", "text": "hybrid", "conflict": False},
        {"facet": "price", "fits": "yes", "text": "8500 USD", "conflict": False},
        {
            "facet": "registration",
            "fits": "yes",
            "text": "registration open until 2025-04-14",
            "conflict": False,
        },
    ],
    "offerings": [
        {
            "id": "offering:hms-ai-executives-2025",
            "starts": "2025-04-14",
            "registration_closes": "2025-04-14",
            "prices": ["8500 USD"],
            "certain": True,
            "iri": "https://w3id.org/credatlas/id/offering/hms-ai-executives-2025",
        }
    ],
    "providers": ["https://w3id.org/credatlas/id/organization/harvard-medical-school"],
    "credentials": ["https://w3id.org/credatlas/id/credential/hms-healthcare-ai-executive-certificate"],
    "iri": "https://w3id.org/credatlas/id/programme/hms-healthcare-ai-executive-certificate",
}
ASKED = ("--audience", "executives", "--modality", "hybrid", "--max-price", "9000", "--currency", "USD")
OPEN = ("--open-on", "2025-04-01")


def test_the_programme_of_the_founding_article_is_found_with_all_that_is_asked(ask: Ask) -> None:
    done = ask(*ASKED, *OPEN, "--unknown", "exclude", "--format", "json")
    assert (done.code, json.loads(done.stdout)) == (0, [HMS])


def test_the_masters_programmes_are_found_by_a_wider_topic(ask: Ask) -> None:
    done = ask("--topic", "data science", "--type", "masters", "--unknown", "exclude", "--format", "json")
    assert [(one["id"], one["why"]) for one in json.loads(done.stdout)] == [
        (
            "programme:louisville-ms-aim",
            "covers analysis of biomedical data, a part of data science; master's degree",
        ),
        ("programme:uab-ms-aim", "covers analysis of biomedical data, a part of data science; master's degree"),
    ]


def test_a_table_marks_what_only_perhaps_fits(ask: Ask) -> None:
    done = ask(*ASKED, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["fits"] for row in rows] == ["certain", *["perhaps"] * (len(rows) - 1)]
    assert rows[1]["unknown"]
    lines = ask(*ASKED, "--limit", "1").stdout.splitlines()
    assert lines[0].split() == ["id", "name", "provider", "fits", "why"]
    done = ask(*ASKED, "--limit", "1", "--format", "markdown")
    assert done.stdout.startswith("| id | name | provider | fits | why |\n")
    assert done.stderr.startswith("1 of ")
    assert "1 fit for certain" in done.stderr


def test_nothing_that_fits_says_what_stands_in_the_way(ask: Ask) -> None:
    done = ask("--max-price", "8000", "--currency", "USD", "--unknown", "exclude")
    assert (done.code, done.stdout) == (4, "")
    assert done.stderr.startswith("nothing fits; the price alone rules out 1; --unknown leaves out ")
    done = ask("--max-price", "8000", "--currency", "USD", "--unknown", "exclude", "--format", "json")
    assert (done.code, json.loads(done.stdout)) == (4, [])


def test_without_anything_to_look_for_nothing_is_found(ask: Ask) -> None:
    done = ask()
    assert done.code == 2
    assert "there is nothing to look for" in done.stderr
    assert "--audience" in done.stderr


def test_python_takes_facets_and_still_takes_words_alone(founding_store: LocalStore) -> None:
    (found,) = ca.find(founding_store, audience="executives", modality=["hybrid"], unknown="exclude")
    assert found.iri.value == HMS["iri"]
    assert found.matched == "for healthcare executives; hybrid"
    assert ca.find(founding_store, "HSIL", limit=1)[0].name == "Health Systems Innovation Lab"
    with pytest.raises(UsageError, match="there is nothing to look for"):
        ca.find(founding_store)
    with pytest.raises(UsageError, match="there is no facet colour"):
        ca.find(founding_store, colour="red")


# How many things a value of a facet fits


def test_a_value_is_counted_by_what_it_is_known_to_fit(store: LocalStore) -> None:
    found = {
        facet: {compact(iri): number for iri, number in counted.items()} for facet, counted in counts(store).items()
    }
    # cert is in the US by its parent, master and the board examination in Singapore
    assert found["country"] == {"place:us": 1, "place:sg": 2}
    # live and self-paced are kinds of online, and only the autumn run is in person
    assert (found["modality"]["mode:online"], found["modality"]["mode:in-person"]) == (3, 1)
    # imaging is a part of health data; two things are about machine learning
    assert (found["topic"]["topic:machine-learning"], found["topic"]["topic:health-data"]) == (2, 1)
    # the board examination is for healthcare professionals, who include physicians
    assert found["audience"]["audience:physicians"] == 2
    assert (found["type"]["ctype:certificate"], found["type"]["ctype:certification"]) == (1, 1)


def test_what_fits_nothing_is_not_counted(store: LocalStore) -> None:
    found = counts(store)
    assert node("place:gb") not in found["country"]
    assert node("topic:ethics-of-ai") not in found["topic"]  # what is about ethics need not be about that


def test_a_count_is_what_the_facet_finds_for_certain(store: LocalStore) -> None:
    for facet, counted in counts(store).items():
        for iri, number in counted.items():
            assert look(store, **{facet: iri}).certain == number, (facet, iri)
