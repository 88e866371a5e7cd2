"""Names in a text that look like that of a record, and are those of another body."""

from __future__ import annotations

from typing import Any

import pytest

from credatlas.link.deciding import decide
from credatlas.link.index import Index
from credatlas.link.indexing import in_memory
from credatlas.link.matching import match
from credatlas.link.model import Record, RecordName
from credatlas.link.sources import ror
from registry import organisation

REGISTRY = (
    organisation("0ff009612", "Office of Energy", other={"E-Tech": "alias"}, town="Washington"),
    organisation("0ff009712", "St. Thomas University", country="CA", town="Fredericton"),
    organisation("0ff009812", "St. Thomas University", country="JP", town="Amagasaki", status="inactive"),
    organisation("0ff009912", "Ministry of Economy", country="MK", town="Skopje", kinds=["government"]),
    organisation("0ff010012", "United Nations", town="New York", kinds=["other"]),
    organisation("0ff010112", "United Nations Office for Project Services", country="CH", status="withdrawn"),
    organisation("0ff009112", "Mercy Hospital", town="Miami", kinds=["healthcare"]),
    organisation("0ff009212", "Chinese University of Hong Kong", country="HK", town="Hong Kong"),
    organisation("0ff009312", "Shenzhen University", country="CN", town="Shenzhen"),
    organisation("0ff009412", "Drury University", country="US", town="Springfield"),
    organisation("0ff009512", "Miami Heart College", country="US", town="Miami"),
    organisation("0ff000112", "École Normale Supérieure", country="BI", town="Bujumbura"),
    organisation("0ff000212", "Rennes School of Business", country="FR", town="Rennes"),
    organisation("0ff000312", "Institute of Microelectronics", country="CN", town="Beijing"),
    organisation("0ff000412", "Institute of Economics", country="RU", town="Moscow"),
    organisation("0ff000512", "Emerging Technology", country="JP", town="Tokyo", kinds=["company"]),
    organisation("0ff000612", "Federal Medical Centre", country="NG", town="Umuahia", kinds=["healthcare"]),
    organisation("0ff000712", "Imo State University", country="NG", town="Owerri"),
    organisation("0ff000812", "Pathologisches Institut", other={"Institute of Pathology": "alias"}, country="DE"),
    organisation("0ff000912", "Charité - Universitätsmedizin Berlin", country="DE", town="Berlin"),
    organisation("0ff001012", "Universidad de Santander", country="CO", town="Bucaramanga"),
    organisation("0ff001112", "Universidad de Panamá", country="PA", town="Panama City"),
    organisation("0ff001212", "Blodgett Hospital", other={"Spectrum Health": "alias"}, town="Grand Rapids"),
    organisation("0ff001312", "Spectrum Health", status="inactive", successor="0ff001412", town="Grand Rapids"),
    organisation("0ff001412", "Corewell Health", town="Grand Rapids"),
    organisation("0ff001512", "Newer College", other={"Older College": "alias"}, town="Ithaca"),
    organisation("0ff001612", "Older College", status="withdrawn", successor="0ff001512", town="Ithaca"),
    organisation("0ff001712", "Columbia University", other={"King's College": "alias"}, town="New York"),
    organisation("0ff001812", "Wilkes University", town="Wilkes-Barre"),
    organisation("0ff001912", "Environmental Protection Agency", other={"U.S. EPA": "alias"}, town="Washington"),
    organisation("0ff002012", "RTI International", town="Research Triangle Park"),
    organisation("0ff002112", "Universidade de São Paulo", country="BR", town="São Paulo"),
    organisation("0ff002312", "University of Leeds", country="GB", town="Leeds"),
)


@pytest.fixture(scope="module")
def registry() -> Index:
    return in_memory((ror.to_record(one) for one in REGISTRY), source="ror", version="v1")


def sure(index: Index, text: str) -> list[str]:
    """The names of the records that a text surely means."""
    found = match(index, text)
    return [one.record.name for one in found.candidates] if found.decision == "auto" else []


@pytest.mark.parametrize(
    "text",
    [
        "École Normale Supérieure de Rennes",
        "Department of Medicine, École Normale Supérieure de Rennes, Rennes",
        "Institute of Microelectronics and Photonics, Beijing, China",
        "Russian Research Institute of Economics, Moscow, Russia",
        "Bio and Emerging Technology Institute, Tokyo, Japan",
        "Department of Law, Quantic School of Business and Technology, Washington",
    ],
)
def test_a_name_that_goes_on_is_not_the_shorter_one(registry: Index, text: str) -> None:
    assert sure(registry, text) == []


def test_a_general_name_is_not_the_body_of_another_town(registry: Index) -> None:
    assert sure(registry, "Federal Medical Centre, Owerri, Nigeria") == []
    assert sure(registry, "Federal Medical Centre, Umuahia, Nigeria") == ["Federal Medical Centre"]


def test_a_subject_beside_a_body_is_not_the_institute_of_another(registry: Index) -> None:
    text = "Institute of Pathology, Charité - Universitätsmedizin Berlin, 10117 Berlin, Germany"
    assert sure(registry, text) == ["Charité - Universitätsmedizin Berlin"]


def test_a_town_in_another_country_speaks_against_a_name(registry: Index) -> None:
    assert sure(registry, "Departamento de Física, Universidad de Santander, Panama City") == []
    assert sure(registry, "Departamento de Física, Universidad de Santander, Bucaramanga") == [
        "Universidad de Santander"
    ]


def test_a_town_of_the_next_body_does_not_speak_against_the_one_before(registry: Index) -> None:
    text = "University of Leeds, and Universidad de Santander, Bucaramanga"
    assert sure(registry, text) == ["University of Leeds", "Universidad de Santander"]


def test_another_name_is_not_the_body_that_had_it_as_its_own(registry: Index) -> None:
    assert sure(registry, "Spectrum Health") == []
    assert sure(registry, "Older College") == ["Newer College"]  # which came after it


def test_another_name_counts_less_where_the_text_names_another_town(registry: Index) -> None:
    assert sure(registry, "King's College, Wilkes-Barre, PA, USA") == []
    assert sure(registry, "King's College, New York, NY, USA") == ["Columbia University"]
    assert sure(registry, "Office of Research, U.S. EPA, Research Triangle Park, NC 27711, USA") == [
        "Environmental Protection Agency"
    ]


def test_a_town_behind_a_name_that_ends_with_it_is_seen(registry: Index) -> None:
    assert sure(registry, "Departamento de Física, Universidade de São Paulo, São Paulo, Brasil") == [
        "Universidade de São Paulo"
    ]


def test_a_hospital_of_a_usual_name_is_in_the_town_of_the_text_or_another_one(registry: Index) -> None:
    assert sure(registry, "Mercy Hospital, Springfield, MO") == []
    assert sure(registry, "Mercy Hospital, Miami, FL") == ["Mercy Hospital"]
    assert sure(registry, "Miami Heart College, Springfield, MO") == ["Miami Heart College"]  # its name says which


def test_a_town_tells_parts_of_a_country_apart(registry: Index) -> None:
    assert sure(registry, "Chinese University of Hong Kong, Shenzhen, Guangdong, China") == []
    assert sure(registry, "Chinese University of Hong Kong, Hong Kong, China") == ["Chinese University of Hong Kong"]


@pytest.mark.parametrize(
    ("known", "decision"),
    [({}, "review"), ({"countries": ("US",)}, "auto"), ({"countries": ("IE",)}, "review")],
)
def test_a_thing_of_a_usual_name_is_linked_only_with_its_country(
    registry: Index, known: dict[str, Any], decision: str
) -> None:
    thing = Record(id="thing", source="atlas", name="Mercy Hospital", names=(RecordName("Mercy Hospital"),), **known)
    assert decide(registry, thing, {}).decision == decision


def test_a_body_that_is_gone_is_not_the_one_of_its_name_elsewhere(registry: Index) -> None:
    assert sure(registry, "St. Thomas University, Amagasaki") == []
    assert sure(registry, "St. Thomas University, Fredericton") == ["St. Thomas University"]


def test_a_list_of_subjects_belongs_to_the_name(registry: Index) -> None:
    assert sure(registry, "Ministry of Economy, Industry and Competitiveness, North Macedonia") == []
    assert sure(registry, "Ministry of Economy, Skopje, North Macedonia") == ["Ministry of Economy"]


def test_a_shorter_name_inside_that_of_a_body_that_is_gone_is_not_meant(registry: Index) -> None:
    assert sure(registry, "United Nations Office for Project Services") == []
    assert sure(registry, "United Nations, New York") == ["United Nations"]
