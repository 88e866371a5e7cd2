"""Claims about how phrases of tables become concepts, and rows become things of a class."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from credatlas.ingest.concept_natures import (
    Nature,
    UnknownKind,
    event_nature,
    offering_nature,
    organization_nature,
    policy_nature,
)
from credatlas.ingest.concepts import Lookup, lookup, mapping
from credatlas.terms import BASE, compact, node

SKOS = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . "
NORMALISED, INFERRED = node("basis:normalised"), node("basis:inferred")


@pytest.fixture(scope="module")
def labels(repo: Path) -> Lookup:
    """The labels of the schemes of the checkout."""
    files = sorted((repo / "ontology/schemes").glob("*.ttl"))
    return lookup(quad for path in files for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


def small(turtle: str) -> Lookup:
    """The labels of a few concepts ``t:…`` of the scheme ``topic``."""
    prefix = f"@prefix t: <{BASE}vocab/topic#> . "
    return lookup(ox.parse(SKOS + prefix + turtle, format=ox.RdfFormat.TURTLE))


def named(labels: Lookup, scheme: str, cell: str) -> list[str]:
    """The compact names of what a cell names; those that are not exact with a tilde."""
    return [f"{'' if hit.exact else '~'}{compact(hit.concept)}" for hit in labels.find_concepts(scheme, cell)[0]]


# Phrases


@pytest.mark.parametrize(
    ("scheme", "cell", "concepts"),
    [
        ("audience", "physicians", ["audience:physicians"]),
        ("audience", "PHYSICIAN", ["audience:physicians"]),
        ("audience", "nurses and physicians", ["audience:nurses", "audience:physicians"]),
        ("audience", "nurses|physicians", ["audience:nurses", "audience:physicians"]),
        ("audience", "health care executives", ["audience:healthcare-executives"]),
        ("audience", "licensed physicians", ["~audience:physicians"]),
        ("topic", "machine-learning", ["topic:machine-learning"]),
        ("topic", "AI", ["topic:artificial-intelligence"]),
        ("topic", "AI and machine learning", ["topic:artificial-intelligence", "topic:machine-learning"]),
        ("topic", "ethics, law", ["topic:ethics", "topic:regulation"]),
        ("credential-type", "diplome universitaire", ["ctype:university-diploma"]),
        ("credential-type", "Diplôme Universitaire", ["ctype:university-diploma"]),
        (
            "credential-type",
            "MSc|PGDip|PGCert",
            ["ctype:masters-degree", "ctype:graduate-diploma", "ctype:graduate-certificate"],
        ),
        ("audience", "medical students|étudiants en médecine", ["audience:medical-students"]),
        ("audience", "Singapore citizens and permanent residents", []),
        ("audience", "undergraduates of any major", ["~audience:undergraduate-students"]),
        ("topic", "artificial intelligence in health care", ["topic:healthcare-ai"]),
        ("topic", "EU AI Act and MDR", ["topic:ai-regulation", "topic:medical-device-regulation"]),
        ("topic", "AI procurement rules", ["~topic:ai-implementation"]),
        ("topic", "AI for dentists", ["~topic:artificial-intelligence"]),
        ("topic", "health informatics", ["topic:health-informatics"]),
        ("topic", "inteligência artificial", ["topic:artificial-intelligence"]),
        ("credential-type", "MSc in Applied Computing", ["~ctype:masters-degree"]),
        ("credential-type", "BIT (Hons)", ["~ctype:bachelors-degree"]),
        ("credential-type", "maestria", ["ctype:masters-degree"]),
        ("credential-type", "mestrado profissional", ["ctype:masters-degree"]),
        ("credential-type", "diplomado", ["ctype:university-diploma"]),
        ("credential-type", "especializacao (lato sensu)", ["~ctype:graduate-certificate"]),
        ("credential-type", "Zertifikat", ["ctype:certificate"]),
        ("credential-type", "bachelor-na-bachelor", ["ctype:bachelors-degree"]),
        ("count-of", "member organisations", ["count:members"]),
        ("count-of", "competitors from overseas", ["~count:participants"]),
        ("count-of", "companies in the first class", ["~count:ventures"]),
        ("count-of", "registered doctors", ["count:applicants"]),
        ("credential-type", "MD and PhD", ["ctype:medical-degree", "ctype:doctorate"]),
        ("modality", "online|in-person", ["mode:online", "mode:in-person"]),
    ],
)
def test_a_cell_names_its_concepts(labels: Lookup, scheme: str, cell: str, concepts: list[str]) -> None:
    assert named(labels, scheme, cell) == concepts


@pytest.mark.parametrize(
    ("scheme", "cell"),
    [
        ("topic", "AIM"),
        ("topic", "the moon"),
        ("audience", "non-physicians"),
        ("audience", "not for nurses"),
        ("audience", "everybody except students"),
        ("audience", "nurse managers"),
        ("audience", "publicans"),
        ("topic", "medicinal baths"),
        ("topic", "law of large numbers"),
        ("audience", "radiology trainee managers"),
        ("audience", "non-clinicians"),
        ("audience", "Penn and CHOP affiliates: faculty, students, full-time staff, fellows"),
        ("credential-type", "bachelor's degree with path to master's and doctorate"),
        ("credential-type", "master class"),
        ("credential-type", "CPHIMS"),
    ],
)
def test_a_phrase_that_names_no_concept_is_handed_back(labels: Lookup, scheme: str, cell: str) -> None:
    assert labels.find_concepts(scheme, cell) == ([], [cell])


@pytest.mark.parametrize("cell", ["", "  ", "|", " | "])
def test_an_empty_cell_names_nothing_and_misses_nothing(labels: Lookup, cell: str) -> None:
    assert labels.find_concepts("topic", cell) == ([], [])


def test_nothing_is_found_in_a_scheme_that_is_not_there(labels: Lookup) -> None:
    assert labels.find_concept("colour", "blue") is None


def test_a_label_of_two_concepts_names_neither() -> None:
    two = small('t:one skos:prefLabel "one"@en ; skos:altLabel "Both"@en . t:two skos:prefLabel "two"@en , "both"@en .')
    assert two.find_concept("topic", "both") is None
    assert two.find_concept("topic", "one") is not None


def test_the_longest_label_wins_and_a_tie_gives_none() -> None:
    some = small(
        't:care skos:prefLabel "patient care"@en . t:plan skos:prefLabel "care plan"@en .'
        't:all skos:prefLabel "patient care in homes"@en .'
    )
    found = some.find_concept("topic", "good patient care in homes of the old")
    assert found is not None
    assert (compact(found.concept), found.exact, found.matched) == ("topic:all", False, "patient care in homes")
    assert some.find_concept("topic", "the patient care plan") is None


def test_a_short_form_is_found_alone_and_never_inside_a_phrase() -> None:
    some = small('t:law skos:prefLabel "regulation"@en ; skos:altLabel "law"@en .')
    assert some.find_concept("topic", "Law") is not None
    assert some.find_concept("topic", "law of large numbers") is None


def test_labels_in_other_languages_count() -> None:
    some = small('t:health skos:prefLabel "health"@en ; skos:altLabel "santé"@fr .')
    assert named(some, "topic", "Sante") == ["topic:health"]


def test_what_stands_in_several_parts_is_named_once_and_exactly_if_it_can_be(labels: Lookup) -> None:
    found, missed = labels.find_concepts("audience", "licensed physicians|physicians|unicorns")
    assert [(compact(hit.concept), hit.exact, hit.phrase) for hit in found] == [
        ("audience:physicians", True, "physicians")
    ]
    assert missed == ["unicorns"]


# Rows of offerings


def offering(labels: Lookup, *cells: str) -> Nature:
    nature = offering_nature(labels, *cells)
    assert isinstance(nature, Nature), str(nature)
    return nature


def told(nature: Nature) -> tuple[str, str, list[str], list[str], list[str]]:
    """Kind, class, types, types of credential, levels; as compact names."""
    (class_,) = nature.classes
    lists = [[compact(one) for one in part] for part in (nature.types, [a.type for a in nature.awards], nature.levels)]
    return nature.kind, compact(class_), lists[0], lists[1], lists[2]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            ("masters", "MSc"),
            (
                "programme",
                "ca:EducationProgramme",
                ["ptype:masters-programme"],
                ["ctype:masters-degree"],
                ["level:masters"],
            ),
        ),
        (
            ("masters", "", "one year", "Master in health informatics"),
            ("programme", "ca:EducationProgramme", ["ptype:masters-programme"], [], ["level:masters"]),
        ),
        (
            ("phd-track", "PhD in Biomedical Informatics", "", "AI in Medicine (AIM) PhD track"),
            ("programme", "ca:ProgrammeTrack", ["ptype:phd-track"], ["ctype:doctorate"], ["level:doctoral"]),
        ),
        (
            ("phd-track", "PhD", "", "PhD in Computational Biology"),
            ("programme", "ca:EducationProgramme", ["ptype:phd-programme"], ["ctype:doctorate"], ["level:doctoral"]),
        ),
        (
            ("short-course", "", "two days", "AI in Clinical Medicine"),
            ("course", "ca:Course", ["ptype:short-course"], [], []),
        ),
        (
            ("course", "", "two years", "Applied AI"),
            ("programme", "ca:EducationProgramme", ["ptype:training-programme"], [], []),
        ),
        (
            ("professional-certification", "CPHIMS"),
            ("credential", "ca:Credential", [], ["ctype:professional-certification"], []),
        ),
        (("board-certification", ""), ("credential", "ca:Credential", [], ["ctype:board-certification"], [])),
        (
            ("board-certification", "educational certification", "two-day course"),
            ("credential", "ca:Credential", [], ["ctype:educational-certification"], []),
        ),
        (
            ("dual-degree", "MD and PhD"),
            (
                "programme",
                "ca:EducationProgramme",
                ["ptype:dual-degree-programme"],
                ["ctype:medical-degree", "ctype:doctorate"],
                ["level:doctoral"],
            ),
        ),
        (
            ("undergraduate-certificate", "minor", "", "Health Informatics Minor"),
            ("programme", "ca:ProgrammeTrack", ["ptype:elective-track"], [], []),
        ),
    ],
)
def test_a_row_is_what_its_award_duration_and_name_say(
    labels: Lookup, cells: tuple[str, ...], expected: tuple[str, str, list[str], list[str], list[str]]
) -> None:
    assert told(offering(labels, *cells)) == expected


def test_an_award_that_is_at_odds_with_the_kind_decides_and_says_so(labels: Lookup) -> None:
    nature = offering(labels, "graduate-certificate", "PGDip")
    assert [compact(one) for one in nature.types] == ["ptype:diploma-programme"]
    assert nature.reason == "called graduate-certificate, but awards ctype:graduate-diploma"
    assert nature.basis == INFERRED


def test_a_course_that_awards_a_degree_is_a_programme(labels: Lookup) -> None:
    nature = offering(labels, "short-course", "MSc")
    assert told(nature)[:2] == ("programme", "ca:EducationProgramme")
    assert told(nature)[2] == ["ptype:short-course", "ptype:masters-programme"]


def test_a_professional_degree_is_no_certification_whatever_the_table_calls_it(labels: Lookup) -> None:
    nature = offering(labels, "board-certification", "MD (specialist in health informatics)")
    assert told(nature)[:4] == (
        "programme",
        "ca:EducationProgramme",
        ["ptype:medical-programme"],
        ["ctype:medical-degree"],
    )
    assert nature.reason == "called board-certification, but awards ctype:medical-degree"


def test_a_joint_degree_is_still_a_masters_programme(labels: Lookup) -> None:
    types = [compact(one) for one in offering(labels, "masters", "joint degree").types]
    assert types == ["ptype:masters-programme", "ptype:dual-degree-programme"]


def test_an_award_without_a_type_of_its_own_takes_that_of_the_kind(labels: Lookup) -> None:
    (award,) = offering(labels, "professional-certification", "CAHIMS").awards
    assert (award.text, compact(award.type), award.basis) == ("CAHIMS", "ctype:professional-certification", INFERRED)
    assert offering(labels, "curriculum-initiative", "recognised by the ministry").awards == ()


def test_each_of_several_awards_keeps_its_words(labels: Lookup) -> None:
    awards = offering(labels, "masters", "BS and MS").awards
    assert [(award.text, compact(award.type), award.basis) for award in awards] == [
        ("BS", "ctype:bachelors-degree", NORMALISED),
        ("MS", "ctype:masters-degree", NORMALISED),
    ]


def test_two_awards_of_one_type_stay_two(labels: Lookup) -> None:
    awards = offering(labels, "masters", "MSc|MA").awards
    assert [(award.text, compact(award.type)) for award in awards] == [
        ("MSc", "ctype:masters-degree"),
        ("MA", "ctype:masters-degree"),
    ]


def test_an_award_confirms_the_kind_or_leaves_it_in_doubt(labels: Lookup) -> None:
    assert offering(labels, "masters", "MSc").basis == NORMALISED
    assert offering(labels, "masters", "").basis == INFERRED
    assert offering(labels, "professional-certificate", "certificate").basis == INFERRED


@pytest.mark.parametrize("kind", ["", "Masters", "degree"])
def test_an_unknown_kind_is_told_with_those_that_are_known(labels: Lookup, kind: str) -> None:
    answer = offering_nature(labels, kind)
    assert isinstance(answer, UnknownKind)
    assert str(answer).startswith(f"unknown kind '{kind}' of offering")
    assert "masters" in answer.known


def test_a_near_kind_is_offered() -> None:
    assert "did you mean hackathon?" in str(event_nature("hackaton"))


# Organizations, events, policies


@pytest.mark.parametrize(
    ("cells", "class_", "type_"),
    [
        (("university",), "ca:University", "otype:university"),
        (("school", "Duke-NUS Medical School"), "ca:School", "otype:medical-school"),
        (("school", "UNAM Facultad de Medicina"), "ca:School", "otype:medical-school"),
        (("school", "School of Engineering", "a"), "ca:School", "otype:school"),
        (("lab", "Health Systems Innovation Lab", "org-hsph"), "ca:ResearchLab", "otype:research-lab"),
        (("lab", "Shanghai Artificial Intelligence Laboratory"), "ca:Organization", "otype:research-lab"),
        (("board", "American Board of Pathology"), "ca:CertificationBoard", "otype:certification-board"),
        (("association", "Coalition for Health AI"), "ca:Collaborative", "otype:collaborative"),
        (("association", "American Medical Association"), "ca:ProfessionalBody", "otype:professional-body"),
        (("regulator", "European Medicines Agency"), "ca:RegulatoryAuthority", "otype:regulator"),
    ],
)
def test_an_organization_is_what_its_type_name_and_parent_say(cells: tuple[str, ...], class_: str, type_: str) -> None:
    nature = organization_nature(*cells)
    assert isinstance(nature, Nature)
    assert ([compact(one) for one in nature.classes], [compact(one) for one in nature.types]) == ([class_], [type_])


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("hackathon", "", ("event", "ca:Hackathon", ["ekind:hackathon"])),
        ("hackathon-hub", "", ("event", "ca:Hackathon", ["ekind:hackathon-round"])),
        ("accelerator", "", ("programme", "ca:IncubationProgramme", ["ptype:accelerator"])),
        ("incubation-programme", "", ("programme", "ca:IncubationProgramme", ["ptype:incubator"])),
        ("conference", "AMIA 2024 Annual Symposium", ("event", "ca:Conference", ["ekind:symposium"])),
        ("workshop", "WMA webinar", ("event", "ca:DiscussionEvent", ["ekind:discussion"])),
    ],
)
def test_an_event_is_an_event_or_a_venture_programme(
    kind: str, name: str, expected: tuple[str, str, list[str]]
) -> None:
    nature = event_nature(kind, name)
    assert isinstance(nature, Nature)
    assert told(nature)[:3] == expected
    assert (nature.hub == node("ca:InnovationHub")) == (kind == "hackathon-hub")


@pytest.mark.parametrize(
    ("kind", "class_"),
    [
        ("strategy", "ca:Strategy"),
        ("statute", "ca:RegulatoryFramework"),
        ("draft-guidance", "ca:Guidance"),
        ("agreement", "ca:PolicyInstrument"),
    ],
)
def test_a_policy_has_its_class(kind: str, class_: str) -> None:
    nature = policy_nature(kind)
    assert isinstance(nature, Nature)
    assert told(nature)[:2] == ("policy", class_)


def test_the_mapping_names_classes_and_concepts_that_exist(repo: Path) -> None:
    known = {
        quad.subject
        for path in sorted((repo / "ontology").rglob("*.ttl"))
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    }
    named = {
        text
        for what, kinds in mapping("natures").items()
        for kind, table in kinds.items()
        for rule in (table, *table.get("when", ()))
        for key in ("class", "credential", "level", "hub", "type")
        if (text := rule.get(key))
    } | {
        text
        for kinds in mapping("natures").values()
        for table in kinds.values()
        for rule in (table, *table.get("when", ()))
        for text in rule.get("types", ())
    }
    assert len(named) > 60
    assert sorted(text for text in named if node(text) not in known) == []
    awards = {f"ctype:{kind}" for kind in mapping("natures")["award"]}
    assert sorted(text for text in awards if node(text) not in known) == []
