"""What a text means in a source: names, identifiers, sites and affiliations, and when nothing is said."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credatlas.errors import UsageError
from credatlas.link import likeness
from credatlas.link.index import Index
from credatlas.link.indexing import in_memory
from credatlas.link.matching import match
from credatlas.link.model import Proposal
from credatlas.link.profiles import atlas_index
from credatlas.link.sources import ror
from credatlas.link.texts import read_text
from credatlas.store import LocalStore
from registry import organisation

LEEDS, BECKETT, MIT = "https://ror.org/01eeds012", "https://ror.org/0becket12", "https://ror.org/0mass0012"
REGISTRY = (
    organisation("01eeds012", "University of Leeds", country="GB", town="Leeds", site="https://leeds.ac.uk"),
    organisation("0becket12", "Leeds Beckett University", country="GB", town="Leeds"),
    organisation("0mass0012", "Massachusetts Institute of Technology", other={"MIT": "acronym"}, town="Cambridge"),
    organisation("0manvka12", "Manukau Institute of Technology", other={"MIT": "acronym"}, country="NZ"),
    organisation("0f1stat12", "Florida State University", town="Tallahassee"),
    organisation("01rv1ne02", "University of California, Irvine", town="Irvine"),
    organisation("0ca1sys02", "University of California System", other={"University of California": "alias"}),
    organisation("0nwvs0012", "Northwestern University", town="Evanston"),
    organisation("0nwph0012", "Northwestern University", country="PH", town="Laoag"),
    organisation("0pek1ng12", "Peking University", other={"北京大学": "label"}, country="CN", town="Beijing"),
    organisation("0zvr1ch12", "Universität Zürich", country="CH", town="Zurich"),
    organisation("0sa1ern12", "Università degli Studi di Salerno", country="IT", town="Fisciano"),
    organisation("0pf1zer12", "Pfizer (United States)", kinds=["company"], town="New York"),
    organisation("0pf1zer22", "Pfizer (Germany)", kinds=["company"], country="DE", town="Berlin"),
    organisation("0tha1fd12", "Food and Drug Administration", kinds=["government"], country="TH", town="Nonthaburi"),
    organisation("0hea1th02", "Department of Public Health", kinds=["government"], country="US", town="Pago"),
    organisation("0cnrs0012", "Centre National de la Recherche", other={"CNRS": "acronym"}, country="FR", town="Paris"),
    organisation("0ja1st012", "Japan Advanced Institute of Science and Technology", country="JP", town="Nomi"),
    organisation("0med1ca12", "Leeds Medical School", country="GB", status="withdrawn", successor="01eeds012"),
    organisation("0c10sed02", "Chester Training College", country="GB", status="inactive"),
    organisation("01ancet02", "Lancet Laboratories", kinds=["facility"], country="ZA", town="Johannesburg"),
    organisation("0w0r1d012", "World Health Organization", kinds=["other"], country="CH", ids={"wikidata": "Q7817"}),
)


@pytest.fixture(scope="module")
def registry() -> Index:
    return in_memory((ror.to_record(one) for one in REGISTRY), source="ror", version="v1")


@pytest.fixture(scope="module")
def small_dump(linking: Path) -> Index:
    return ror.index(linking / "ror-data-small-1500.zip")


def meant(found: Proposal) -> list[str]:
    """The ends of the ids of what is surely meant."""
    return [one.record.id.removeprefix("https://ror.org/") for one in found.candidates if found.decision == "auto"]


@pytest.mark.parametrize(
    "text",
    [
        "University of Leeds",
        "UNIVERSITY OF LEEDS",
        "The University of Leeds",
        "Univ. of Leeds",
        "Univ of Leeds, UK",
        "U. of Leeds",
        "University Leeds",
        "1 University of Leeds, Leeds LS2 9JT, England",
        "a  University of Leeds",
        "School of Medicine, University of Leeds, Leeds, UK",
        "Department of Physics and Astronomy University of Leeds Leeds LS2 9JT United Kingdom",
        "Dept. of Chemistry, Univ. of Leeds. Electronic address: a.b@gmail.com.",
        "https://leeds.ac.uk",
        "www.leeds.ac.uk",
        "https://ror.org/01eeds012",
        "ROR.org/01EEDS012",
    ],
)
def test_a_body_is_found_however_it_is_written(registry: Index, text: str) -> None:
    assert meant(match(registry, text)) == ["01eeds012"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Department of Chemistry, University of California, Irvine, California 92697", ["01rv1ne02"]),
        ("University of California at Irvine", ["01rv1ne02"]),
        ("Universitaet Zuerich, Switzerland", ["0zvr1ch12"]),
        ("Università di Salerno, Italy", ["0sa1ern12"]),
        ("北京大学化学学院, 北京, 中国", ["0pek1ng12"]),
        ("Pfizer Inc., New York, USA", ["0pf1zer12"]),
        ("Pfizer, Berlin, Germany", ["0pf1zer22"]),
        ("Japan Adv. Inst. of Science and Tech.", ["0ja1st012"]),
        ("Northwestern University, Evanston, IL, USA", ["0nwvs0012"]),
        ("Northwestern University, Philippines", ["0nwph0012"]),
        ("University of Leeds; Peking University, Beijing, China", ["01eeds012", "0pek1ng12"]),
        ("University of Leeds and Peking University", ["01eeds012", "0pek1ng12"]),
        ("CNRS, Paris, France", ["0cnrs0012"]),
        ("Unit of Optics, CNRS, France", ["0cnrs0012"]),
        ("Unit of Optics, CNRS UMR 6230, F-44000 Nantes, France", ["0cnrs0012"]),
        ("Food and Drug Administration, Nonthaburi, Thailand", ["0tha1fd12"]),
        ("Leeds Medical School, Department of Surgery, Leeds, UK", ["01eeds012"]),
    ],
)
def test_an_affiliation_gives_all_that_it_names(registry: Index, text: str, ids: list[str]) -> None:
    assert meant(match(registry, text)) == ids


@pytest.mark.parametrize(
    "text",
    [
        "MIT",
        "MIT, USA",
        "WHO",
        "Northwestern University",  # two of them
        "Pfizer",
        "Food and Drug Administration",  # words that many have, of the agency of one country
        "U.S. Food and Drug Administration",
        "Department of Public Health, Boston, USA",
        "South Florida State University",
        "University of Leeds Beckett",
        "Metropolitan University, Leeds, UK",
        "Peking University of Posts, China",
        "Hyde University of Leeds",
        "University of Leeds, Toronto, Canada",
        "Leeds Medical School",
        "Leeds Medical School, Leeds, UK",
        "University of Leeds School of Medicine",
        "Chester Training College",
        "The Lancet Digital Health",
        "Leeds",
        "Leeds, United Kingdom",
        "United Kingdom",
        "LS2 9JT",
        "Editor",
        "unrelated.example.org",
        "Univrsity of Leds",
        "",
        "   ",
        "???",
        "\x00",
    ],
)
def test_what_is_unsure_is_never_linked(registry: Index, text: str) -> None:
    assert match(registry, text).decision in ("review", "none")


def test_a_withdrawn_record_leads_to_its_successor_as_something_broader(registry: Index) -> None:
    found = match(registry, "Leeds Medical School")
    assert found.decision == "review"
    assert [(one.record.id, one.relation) for one in found.candidates] == [(LEEDS, "broad")]
    assert "withdrawn" in found.reason


def test_a_part_of_a_body_is_not_the_body(registry: Index) -> None:
    found = match(registry, "University of Leeds School of Medicine")
    assert [(one.record.id, one.relation) for one in found.candidates] == [(LEEDS, "broad")]
    assert found.reason == "the text names a part of this body"


def test_a_slip_of_the_pen_is_shown_to_a_person(registry: Index) -> None:
    found = match(registry, "Leeds Becket University")
    assert (found.decision, found.candidates[0].record.id) == ("review", BECKETT)
    assert "alike" in found.reason


def test_a_country_decides_between_two_of_one_name_and_may_come_as_a_hint(registry: Index) -> None:
    assert meant(match(registry, "Northwestern University", hints=[("country", "US")])) == ["0nwvs0012"]
    assert meant(match(registry, "Northwestern University", hints=[("country", "Philippines")])) == ["0nwph0012"]
    assert meant(match(registry, "Northwestern University", hints=[("place", "Evanston")])) == ["0nwvs0012"]


def test_an_identifier_as_a_hint_decides_alone(registry: Index) -> None:
    found = match(registry, "some words", hints=[("wikidata", "Q7817")])
    assert meant(found) == ["0w0r1d012"]
    assert found.reason == "the same identifier: wikidata Q7817"


def test_only_records_of_the_kinds_asked_for_are_meant(registry: Index) -> None:
    assert meant(match(registry, "Pfizer, Berlin, Germany", kinds=["company"])) == ["0pf1zer22"]
    assert match(registry, "Pfizer, Berlin, Germany", kinds=["education"]).decision == "none"


def test_a_part_of_a_site_belongs_to_something_broader(registry: Index) -> None:
    found = match(registry, "medicine.leeds.ac.uk")
    assert (found.decision, found.candidates[0].record.id, found.candidates[0].relation) == ("review", LEEDS, "broad")


def test_no_more_candidates_come_than_were_asked_for(registry: Index) -> None:
    assert len(match(registry, "MIT").candidates) == 2
    assert len(match(registry, "MIT", limit=1).candidates) == 1


def test_a_text_longer_than_any_address_is_not_read(registry: Index) -> None:
    found = match(registry, "University of Leeds " * 1_000)
    assert (found.decision, found.reason) == ("none", "a text of 19,999 letters is neither name nor address")


def test_a_dump_with_other_bodies_does_not_answer_for_the_one_that_is_missing() -> None:
    index = in_memory((ror.to_record(one) for one in REGISTRY if one["id"] != LEEDS), source="ror")
    assert match(index, "School of Medicine, University of Leeds, Leeds, UK").decision == "none"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_text_at_all_gets_an_answer(text: str) -> None:
    index = in_memory((ror.to_record(one) for one in REGISTRY[:5]), source="ror")
    found = match(index, text)
    assert found.decision in ("auto", "review", "none")
    assert bool(found.candidates) == (found.decision != "none")
    assert found.reason


def test_without_rapidfuzz_sure_names_are_found_and_others_say_what_to_install(
    registry: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    assert meant(match(registry, "University of Leeds")) == ["01eeds012"]
    with pytest.raises(UsageError, match="rapidfuzz") as caught:
        match(registry, "Unversity of Leeds")
    assert "credatlas[link]" in caught.value.hint


def test_rapidfuzz_is_imported_only_when_names_are_compared() -> None:
    code = "import sys, credatlas.link.matching, credatlas.link.proposing; assert 'rapidfuzz' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_words_that_differ_by_a_letter_are_found() -> None:
    assert likeness.nearest_words("havard", ["harvard", "hartford", "howard"]) == ("harvard",)


# Reading a text


def test_the_countries_of_a_text_are_read_from_names_and_states() -> None:
    assert read_text("Dept of Physics, Univ, Boston, MA 02115").countries == {"US"}
    assert read_text("Institute, Beijing 100190, P. R. China").countries == {"CN"}
    assert read_text("P.O. Box 22700, 1100 DE Amsterdam, Netherlands").countries == {"NL"}
    assert read_text("Tbilisi, Georgia").countries == {"US", "GE"}
    assert read_text("YOKOWO CO., LTD.").countries == frozenset()
    assert read_text("University of New Mexico").countries == {"US"}


def test_mail_addresses_and_sites_are_taken_out_of_a_text() -> None:
    found = read_text("University of Leeds, a.b@leeds.ac.uk, http://www.leeds.ac.uk/x")
    assert found.domains == ("leeds.ac.uk",)
    assert [part.raw for part in found.parts] == ["University of Leeds"]


# The labelled examples


def wrong_links(index: Index, linking: Path) -> list[str]:
    wrong = []
    with (linking / "gold-organisations.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found = match(index, row["name"])
            exact = [one.record.id for one in found.candidates if one.relation == "exact"]
            if found.decision == "auto" and exact != [row["expected_exact"]]:
                wrong.append(f"{row['name']}: {exact}")
    return wrong


def test_no_name_round_the_founding_articles_is_linked_wrongly(small_dump: Index, linking: Path) -> None:
    assert wrong_links(small_dump, linking) == []


@pytest.mark.parametrize(
    ("name", "successor"),
    [
        ("Harvard Medical School", "https://ror.org/03vek6s52"),
        ("Stanford University School of Medicine", "https://ror.org/00f54p054"),
        ("Johns Hopkins University School of Medicine", "https://ror.org/037zgn354"),
    ],
)
def test_withdrawn_schools_lead_to_what_came_after_them(small_dump: Index, name: str, successor: str) -> None:
    found = match(small_dump, name)
    assert found.decision == "review"
    assert (found.candidates[0].record.id, found.candidates[0].relation) == (successor, "broad")


@pytest.mark.parametrize("text", ["HMS", "MIT", "UAB", "NTU", "WHO", "FDA", "EMA", "JHU", "JAMA"])
def test_a_bare_abbreviation_is_never_linked(small_dump: Index, text: str) -> None:
    assert match(small_dump, text).decision != "auto"


def labelled(linking: Path) -> list[tuple[str, set[str]]]:
    with (linking / "gold-affiliations.tsv").open(encoding="utf-8", newline="") as file:
        return [
            (row["affiliation"], {one for one in row["ror_ids"].split("|") if one.startswith("http")})
            for row in csv.DictReader(file, delimiter="\t")
        ]


def measured(index: Index, texts: list[tuple[str, set[str]]]) -> tuple[float, float]:
    """Precision over all answers, and recall."""
    right = answers = wanted = 0
    for text, expected in texts:
        found = match(index, text)
        given_ids = {one.record.id for one in found.candidates} if found.decision == "auto" else set()
        right += len(given_ids & expected)
        answers += len(given_ids)
        wanted += len(expected)
    return right / answers, right / wanted


def test_real_affiliations_are_found_with_few_mistakes(small_dump: Index, linking: Path) -> None:
    precision, recall = measured(small_dump, labelled(linking))
    assert precision >= 0.95
    assert recall >= 0.85


def _without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


VARIATIONS: dict[str, Callable[[str, str, str], str]] = {
    "department before": lambda name, town, land: f"Department of Surgery, {name}, {town}, {land}",
    "no commas": lambda name, town, land: f"Department of Physics {name} {town} {land}",
    "capitals": lambda name, town, land: f"{name}, {town}, {land}".upper(),
    "accents lost": lambda name, town, land: f"{_without_accents(name)}, {town}, {land}",
    "mail behind": lambda name, town, land: f"1 {name}, {town}, {land}. Email: someone@example.org",
    "address": lambda name, town, land: f"{name}, 12 Long Street, {town} 12345, {land}.",
    "short words": lambda name, town, land: f"Dept. of Chem., {name.replace('University', 'Univ.')}, {town}, {land}",
    "town first": lambda name, town, land: f"{town}, {name}, {land}",
}


@pytest.mark.parametrize("variation", VARIATIONS)
def test_records_that_the_index_lacks_are_not_mistaken_for_others(linking: Path, variation: str) -> None:
    dice = random.Random(20261125)  # noqa: S311 - chance is wanted to be the same every time
    records = list(ror.records(linking / "ror-data-small-1500.zip"))
    there = [one for one in records if dice.random() < 0.7]
    index, known = in_memory(there, source="ror"), {one.id for one in there}
    texts: list[tuple[str, set[str]]] = []
    lands = {"US": "USA", "GB": "UK", "CN": "China", "DE": "Germany", "FR": "France", "JP": "Japan", "CA": "Canada"}
    for record in records:
        if record.status == "active" and record.countries and record.countries[0] in lands and record.places:
            name = record.name.partition(" (")[0]
            text = VARIATIONS[variation](name, record.places[0], lands[record.countries[0]])
            texts.append((text, {record.id} & known))
    precision, recall = measured(index, texts)
    assert precision >= 0.95, precision
    assert recall >= 0.70, recall


# The atlas as a source


@pytest.fixture(scope="module")
def atlas(founding_store: LocalStore) -> Index:
    return atlas_index(founding_store)


def test_things_of_the_atlas_are_found_by_name_and_identifier(atlas: Index) -> None:
    harvard = "https://w3id.org/credatlas/id/organization/harvard-university"
    for text in ("Harvard University", "https://ror.org/03vek6s52", harvard):
        found: Any = match(atlas, text)
        assert (found.decision, [one.record.id for one in found.candidates]) == ("auto", [harvard]), text


def test_a_profile_holds_what_the_graph_says(atlas: Index) -> None:
    (number,) = atlas.numbers_of("id", "https://w3id.org/credatlas/id/organization/harvard-medical-school")
    record = atlas.record(number)
    assert record.name == "Harvard Medical School"
    assert {"School", "AcademicUnit", "Organization"} <= set(record.kinds)
    assert record.parents == ("https://w3id.org/credatlas/id/organization/harvard-university",)
    assert ("HMS", "acronym") in {(name.text, name.kind) for name in record.names}
