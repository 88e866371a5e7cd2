"""Which things of outside data are things that the atlas has: keys, identifiers and full names say so, nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from credatlas.build.parsing import parse_project
from credatlas.claims import Authored, collect
from credatlas.errors import DataError
from credatlas.files import find_project
from credatlas.ingest.doubts import claimants, doubts
from credatlas.ingest.ids import extended, read_ids, register_text
from credatlas.ingest.known import Known, known_of, learn
from credatlas.ingest.matching import Matches, match
from credatlas.ingest.minting import mint, slug, slug_of_key
from credatlas.ingest.model import Outside, Question, Snapshot, Spot, Thing
from credatlas.terms import compact, node

DOI, ROR = node("bibo:doi"), node("ca:rorId")


def thing(key: str, name: str = "", kind: str = "organization", **more: Any) -> Thing:
    """A thing of an input, in a row of its own."""
    return Thing(key, kind, (), name, "src-x", Spot("rows.csv", 2, "name"), **more)


def came(known: Known, *things: Thing, snapshots: tuple[Snapshot, ...] = ()) -> dict[str, str]:
    """The ids that things get, as short names."""
    return {key: compact(iri) for key, iri in met(known, *things, snapshots=snapshots).ids.items()}


def met(known: Known, *things: Thing, snapshots: tuple[Snapshot, ...] = ()) -> Matches:
    return match(Outside("x", snapshots, things), known)


def asked(known: Known, *things: Thing) -> list[Question]:
    """What a person is asked about things."""
    return doubts(things, met(known, *things).ids, known)


def atlas(**names: str) -> Known:
    """An atlas of organizations, each with a full name."""
    known = Known()
    for last, name in names.items():
        known.ids.add(node(f"organization:{last}").value)
        known.name(node(f"organization:{last}"), name)
    return known


@pytest.fixture(scope="module")
def founding_claims(founding: Path) -> Authored:
    """What the founding project says."""
    return collect(parse_project(find_project(founding)).data)


@pytest.fixture
def founding_known(founding: Path, founding_claims: Authored) -> Known:
    """What the founding project knows; matching adds to it."""
    return known_of(founding_claims, read_ids(founding / "data/ids.tsv", "data/ids.tsv"), ())


# What matches


def test_the_key_of_an_earlier_row_names_its_thing_whatever_it_is_called_now() -> None:
    known = atlas(alpha="Alpha University")
    known.keys["org-7"] = node("organization:alpha")
    assert came(known, thing("org-7", "Omega University")) == {"org-7": "organization:alpha"}


def test_a_key_goes_before_a_name() -> None:
    known = atlas(alpha="Alpha University", beta="Beta University")
    known.keys["org-7"] = node("organization:alpha")
    assert came(known, thing("org-7", "Beta University")) == {"org-7": "organization:alpha"}


def test_a_doi_names_a_work_under_another_title_and_in_other_letters() -> None:
    known = Known()
    known.identify(node("work:ratwani-2024"), DOI, "10.1001/jama.2024.12630")
    found = met(known, thing("ref-1", "Other Title", "work", identifiers=((DOI, "10.1001/JAMA.2024.12630"),)))
    assert [(compact(one.iri), one.why) for one in found.matched] == [
        ("work:ratwani-2024", "same doi 10.1001/JAMA.2024.12630")
    ]


def test_a_ror_id_names_an_organization() -> None:
    known = Known()
    known.identify(node("organization:uab"), ROR, "https://ror.org/008s83205")
    row = thing("org-1", "Univ. of Alabama (Birmingham)", identifiers=((ROR, "https://ror.org/008s83205"),))
    assert came(known, row) == {"org-1": "organization:uab"}


def test_an_identifier_of_a_thing_of_quite_another_name_is_asked_about_and_matches_nothing() -> None:
    known = atlas(uab="University of Alabama at Birmingham")
    known.identify(node("organization:uab"), ROR, "https://ror.org/008s83205")
    row = thing("org-1", "Nordhaven Fishery", identifiers=((ROR, "https://ror.org/008s83205"),))
    found = met(known, row)
    assert compact(found.ids["org-1"]) == "organization:nordhaven-fishery"
    assert found.refused == {("org-1", ROR): node("organization:uab")}
    (question,) = claimants([row], found)
    assert question.choices == ("organization:uab",)


def test_an_identifier_that_two_things_bear_names_neither() -> None:
    known = Known()
    for one in ("work:a", "work:b"):
        known.identify(node(one), DOI, "10.1/x")
    assert came(known, thing("ref-1", "A Third Title", "work", identifiers=((DOI, "10.1/x"),))) == {
        "ref-1": "work:third-title"
    }


@pytest.mark.parametrize(
    "name", ["École Normale de Médecine", "ecole normale de medecine", "Ecole  Normale de Médecine "]
)
def test_a_full_name_matches_without_regard_to_accents_case_and_blanks(name: str) -> None:
    assert came(atlas(enm="École normale de médecine"), thing("org-1", name)) == {"org-1": "organization:enm"}


def test_another_full_name_of_the_row_matches_too() -> None:
    row = thing("org-1", "Universitetet i Nordhaven", others=("Nordhaven University",))
    assert came(atlas(nord="Nordhaven University"), row) == {"org-1": "organization:nord"}


def test_two_rows_of_one_full_name_are_one_thing_with_two_keys() -> None:
    found = met(Known(), thing("org-1", "Apex AI Institute"), thing("org-2", "APEX AI Institute"))
    assert {key: compact(iri) for key, iri in found.ids.items()} == {
        "org-1": "organization:apex-ai-institute",
        "org-2": "organization:apex-ai-institute",
    }
    assert found.new == ("org-1",)


def test_one_address_is_one_source_and_a_fragment_makes_another() -> None:
    pages = tuple(
        Snapshot(key, url)
        for key, url in [
            ("src-one", "https://x.example/p"),
            ("src-two", "https://x.example/p"),
            ("src-old", "https://x.example/p#2"),
        ]
    )
    assert came(Known(), snapshots=pages) == {
        "src-one": "source:one",
        "src-two": "source:one",
        "src-old": "source:old",
    }


def test_a_key_of_a_thing_that_was_merged_means_the_one_that_took_its_place(project: Path) -> None:
    data = project / "data"
    with (data / "ids.tsv").open("a") as register:
        register.write("https://w3id.org/credatlas/id/organization/alabama-birmingham\torg-old\n")
    (data / "tombstones.ttl").write_text(
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix organization: <https://w3id.org/credatlas/id/organization/> .\n"
        "organization:alabama-birmingham owl:deprecated true ; dcterms:isReplacedBy organization:uab .\n"
    )
    found = find_project(project)
    known = known_of(collect(parse_project(found).data), read_ids(data / "ids.tsv", "data/ids.tsv"), ())
    assert came(known, thing("org-old", "Alabama at Birmingham")) == {"org-old": "organization:uab"}


# What does not match


@pytest.mark.parametrize(
    ("short", "full", "other"),
    [
        ("UAB", "University of Alabama at Birmingham", "Universitat Autonoma de Barcelona"),
        ("NTU", "Nanyang Technological University", "National Taiwan University"),
        ("GMU", "Gulf Medical University", "George Mason University"),
    ],
)
def test_a_short_form_is_asked_about_and_never_matches(short: str, full: str, other: str) -> None:
    known = atlas(first=full)
    known.abbreviate(node("organization:first"), short)
    rows = [thing("org-2", other, abbreviations=(short,)), thing("org-3", short)]
    ids = met(known, *rows).ids
    assert node("organization:first") not in ids.values()
    questions = doubts(rows, ids, known)
    told = [(one.about, one.text) for one in questions if "organization:first" in one.choices]
    assert [about for about, _ in told] == ["org-2", "org-3"]
    assert f"shares the short form “{short}” with organization:first “{full}”" in told[0][1]
    assert f"is called “{short}”, the short form of organization:first" in told[1][1]


def test_aim_names_none_of_the_three_things_that_are_called_so(founding_known: Known) -> None:
    row = thing("off-new", "AIM", "programme")
    found = came(founding_known, row)["off-new"]
    assert found not in {"programme:hms-aim-phd-track", "programme:uab-ms-aim", "programme:louisville-ms-aim"}


def test_a_certificate_of_one_harvard_school_is_not_that_of_the_other(founding_known: Known) -> None:
    rows = [
        thing("org-hms", "Harvard Medical School"),
        thing("org-hsph", "Harvard T.H. Chan School of Public Health"),
        thing("off-1", "AI in Health Care Certificate of Specialization", "programme", within="org-hms"),
        thing("off-2", "AI in Health Care", "programme", within="org-hsph"),
    ]
    found = came(founding_known, *rows)
    assert found["org-hms"] == "organization:harvard-medical-school"
    assert not {found["off-1"], found["off-2"]} & {
        "programme:harvard-chan-ai-certificate-of-specialization",
        "programme:hms-healthcare-ai-executive-certificate",
    }


def test_letters_that_changed_places_are_asked_about(founding_known: Known) -> None:
    (question,) = asked(
        founding_known, thing("org-1", "Health Insights and Systems Laboratory", abbreviations=("HISL",))
    )
    assert "has the short form “HISL”, nearly that of organization:hsil" in question.text
    assert question.choices == ("organization:hsil",)


def test_the_same_name_in_another_country_is_another_body_and_no_question() -> None:
    known = atlas(trinity="Trinity College of Physicians")
    known.countries[node("organization:trinity")].add("ie")
    rows = [thing("org-us", "Trinity College of Physicians", country="US")]
    ids = met(known, *rows).ids
    assert compact(ids["org-us"]) == "organization:trinity-college-physicians"
    assert doubts(rows, ids, known) == []


def test_the_same_name_in_the_same_country_is_the_same_body() -> None:
    known = atlas(trinity="Trinity College of Physicians")
    known.countries[node("organization:trinity")].add("ie")
    assert came(known, thing("org-ie", "Trinity College of Physicians", country="IE")) == {
        "org-ie": "organization:trinity"
    }


def test_a_name_that_two_bodies_have_matches_neither_and_is_asked_about() -> None:
    known = atlas(one="Royal College of Nurses", two="Royal College of Nurses")
    rows = [thing("org-3", "Royal College of Nurses")]
    ids = met(known, *rows).ids
    assert compact(ids["org-3"]) not in {"organization:one", "organization:two"}
    (question,) = doubts(rows, ids, known)
    assert question.choices == ("organization:one", "organization:two")


def test_one_name_at_two_providers_is_two_programmes_and_at_one_it_is_one() -> None:
    known = atlas(alpha="Alpha University", beta="Beta University")
    rows = [
        thing("org-a", "Alpha University"),
        thing("org-b", "Beta University"),
        thing("off-a", "Clinical AI Leadership Programme", "programme", within="org-a"),
        thing("off-b", "Clinical AI Leadership Programme", "programme", within="org-b"),
        thing("off-c", "Clinical AI leadership programme", "programme", within="org-a"),
    ]
    found = came(known, *rows)
    assert found["off-a"] == found["off-c"] != found["off-b"]


def test_a_programme_without_a_provider_matches_no_other_of_its_name() -> None:
    rows = [
        thing("off-a", "Master of Health Informatics", "programme"),
        thing("off-b", "Master of Health Informatics", "programme"),
    ]
    found = came(Known(), *rows)
    assert found["off-a"] != found["off-b"]


@pytest.mark.parametrize(("body", "expected"), [("org-a", "policy:one"), ("org-b", "policy:code-practice-ai")])
def test_a_policy_of_one_title_is_the_same_only_of_the_body_that_issued_it(body: str, expected: str) -> None:
    known = atlas(alpha="Alpha Ministry of Health", beta="Beta Ministry of Health")
    known.ids.add(node("policy:one").value)
    known.name(node("policy:one"), "Code of Practice for AI")
    learn(known, [(node("policy:one"), node("ca:isIssuedBy"), node("organization:alpha"))])
    rows = [
        thing("org-a", "Alpha Ministry of Health"),
        thing("org-b", "Beta Ministry of Health"),
        thing("pol-1", "Code of Practice for AI", "policy", within=body),
    ]
    assert came(known, *rows)["pol-1"] == expected


def test_a_town_is_not_the_country_of_the_same_name() -> None:
    known = Known()
    known.name(node("place:sg"), "Singapore")
    town = Thing("city:SG:singapore", "place", (node("schema:City"),), "Singapore", "src-x", Spot("rows.csv", 2))
    country = Thing("land", "place", (node("schema:Country"),), "Singapore", "src-x", Spot("rows.csv", 3))
    assert came(known, town, country) == {"city:SG:singapore": "place:singapore", "land": "place:sg"}


def test_a_person_is_not_the_organization_of_the_same_name() -> None:
    assert came(atlas(dinc="Rasit Dinc Digital Health"), thing("p-1", "Rasit Dinc Digital Health", "person")) == {
        "p-1": "person:rasit-dinc-digital-health"
    }


def test_one_key_for_two_things_is_refused_with_its_place() -> None:
    with pytest.raises(DataError, match="the key org-1 means two things") as raised:
        came(Known(), thing("org-1", "Alpha University"), thing("org-1", "Beta University"))
    assert raised.value.place == "rows.csv:2 name"
    assert raised.value.hint


# What is asked, and what is not


def test_names_that_differ_in_a_letter_are_asked_about() -> None:
    (question,) = asked(
        atlas(nihp="National Institute of Health Policy"), thing("org-1", "National Institute of Health Policies")
    )
    assert "has nearly the name of organization:nihp" in question.text
    assert str(question.spot) == "rows.csv:2 name"


def test_words_in_another_order_are_asked_about() -> None:
    (question,) = asked(atlas(aihn="AI in Health African Network"), thing("org-1", "African Network of AI in Health"))
    assert question.choices == ("organization:aihn",)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Health Hackathon 2025", "Health Hackathon 2024"),
        ("IX Hackathon Salud", "VI Hackathon Salud"),
        ("Computing for Nurses II", "Computing for Nurses III"),
    ],
)
def test_editions_with_other_numbers_are_not_asked_about(name: str, other: str) -> None:
    known = Known()
    known.name(node("event:other"), other)
    assert asked(known, thing("ev-1", name, "event")) == []


def test_a_part_and_its_whole_are_not_asked_about() -> None:
    known = atlas(uf="University of Florida")
    known.abbreviate(node("organization:uf"), "UF")
    rows = [
        thing("org-uf", "University of Florida"),
        thing("org-com", "UF College", abbreviations=("UF",), within="org-uf"),
    ]
    assert asked(known, *rows) == []


def test_a_pair_is_asked_about_once() -> None:
    rows = [
        thing("org-1", "Gulf Medical University", abbreviations=("GMU",)),
        thing("org-2", "George Mason University", abbreviations=("GMU",)),
    ]
    assert [question.about for question in asked(Known(), *rows)] == ["org-1"]


def test_what_is_asked_does_not_depend_on_whether_an_input_came_before() -> None:
    rows = [
        thing("org-1", "AIMed", abbreviations=("AIM",)),
        thing("org-2", "AIMED"),
        thing("org-3", "Gulf Medical University", abbreviations=("GMU",)),
        thing("org-4", "George Mason University", abbreviations=("GMU",)),
    ]
    known = Known()
    first = met(known, *rows)
    known.keys.update(first.ids)
    told = [(one.about, one.choices) for one in doubts(rows, first.ids, known)]
    assert told == [("org-1", ("organization:2",)), ("org-3", ("organization:george-mason-university",))]
    again = met(known, *rows)
    assert [(one.about, one.choices) for one in doubts(rows, again.ids, known)] == told


# Ids


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("École polytechnique fédérale de Lausanne (EPFL)", "ecole-polytechnique-federale-lausanne-epfl"),
        ("The University of the West", "university-west"),
        ("AI & Health: what's next?", "ai-health-whats-next"),
        ("東京大学", ""),
        ("", ""),
    ],
)
def test_an_id_is_made_of_plain_words(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize("text", ["word " * 40, "x" * 500])
def test_an_id_is_short_and_ends_with_a_whole_word(text: str) -> None:
    assert 0 < len(slug(text)) <= 64
    assert not slug(text).endswith("-")


@pytest.mark.parametrize(
    ("key", "expected"),
    [("src-w2-hee-dhlp-c7", "hee-dhlp-c7"), ("org-nord", "nord"), ("seed-000", "seed-000"), ("off-w3-x", "x")],
)
def test_the_prefix_of_a_table_is_no_part_of_an_id(key: str, expected: str) -> None:
    assert slug_of_key(key) == expected


def test_an_id_that_was_ever_minted_is_not_given_again() -> None:
    taken = {f"https://w3id.org/credatlas/id/work/{last}" for last in ("a", "a-2", "b")}
    assert mint("work", ["a", "b", "c"], taken, lambda: "z").endswith("/work/c")
    assert mint("work", ["", "a"], taken, lambda: "z").endswith("/work/a-3")
    assert mint("work", [""], taken, lambda: "z").endswith("/work/z")


def test_a_registered_id_of_which_nothing_is_said_is_still_taken() -> None:
    known = Known()
    known.ids.add(node("organization:alpha-university").value)
    assert came(known, thing("org-9", "Alpha University")) == {"org-9": "organization:9"}


def test_a_name_without_latin_letters_gets_its_id_from_its_key() -> None:
    assert came(Known(), thing("org-utokyo", "東京大学")) == {"org-utokyo": "organization:utokyo"}


names = some.sampled_from(
    [
        "Alpha University",
        "alpha university",
        "Beta Institute",
        "AIM",
        "GMU",
        "Trinity College",
        "東京大学",
        "École de Santé",
        "",
    ]
)
rows_of_names = some.lists(
    some.tuples(names, some.sampled_from(["", "US", "IE"]), some.sampled_from(["organization", "person", "programme"])),
    max_size=8,
)


@given(rows_of_names)
def test_whatever_comes_twice_is_all_known_the_second_time(rows: list[tuple[str, str, str]]) -> None:
    things = [thing(f"k-{n}", name, kind, country=country) for n, (name, country, kind) in enumerate(rows)]
    known = Known()
    first = met(known, *things)
    known.keys.update(first.ids)
    second = match(Outside("x", (), tuple(things)), known)
    assert second.ids == first.ids
    assert second.new == ()


@given(rows_of_names)
def test_the_ids_of_two_kinds_or_two_countries_are_never_one(rows: list[tuple[str, str, str]]) -> None:
    things = [thing(f"k-{n}", name, kind, country=country) for n, (name, country, kind) in enumerate(rows)]
    ids = met(Known(), *things).ids
    for one in things:
        for other in things:
            if one.kind != other.kind or (one.country and other.country and one.country != other.country):
                assert ids[one.key] != ids[other.key], (one, other)


# The register


def test_the_register_keeps_old_lines_and_grows_by_new_ones() -> None:
    register = {"https://w3id.org/credatlas/id/work/a": ("ref-2", "ref-1"), "https://w3id.org/credatlas/id/work/b": ()}
    ids = {"ref-9": node("work:b"), "ref-1": node("work:a"), "journal:the lancet": node("journal:lancet")}
    assert register_text(extended(register, ids, ids)).splitlines() == [
        "iri\tkeys",
        "https://w3id.org/credatlas/id/journal/lancet\t",
        "https://w3id.org/credatlas/id/work/a\tref-2 ref-1",
        "https://w3id.org/credatlas/id/work/b\tref-9",
    ]


def test_a_register_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read_ids(tmp_path / "ids.tsv", "data/ids.tsv") == {}


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"iri\tkeys\nno line of a register\n", "data/ids.tsv:2"),
        (b"iri\tkeys\nhttps://w3id.org/credatlas/id/work/a\t\nwork:b\tref-1\n", "data/ids.tsv:3"),
        (b"iri\tkeys\nhttps://elsewhere.example/id/work/a\tref-1\n", "data/ids.tsv:2"),
        (b"\xff\xfei\x00r\x00i\x00", "data/ids.tsv"),
    ],
)
def test_a_damaged_register_is_refused_with_its_line(content: bytes, place: str, tmp_path: Path) -> None:
    path = tmp_path / "ids.tsv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=re.escape(place)) as raised:
        read_ids(path, "data/ids.tsv")
    assert raised.value.place == place
    assert raised.value.hint


# What is known before


def test_the_atlas_knows_a_country_by_the_place_and_by_the_town(atlas: Path) -> None:
    source = atlas / "data/sources/towns.trig"
    source.write_text(
        "@prefix ca: <https://w3id.org/credatlas/ontology#> .\n@prefix oa: <http://www.w3.org/ns/oa#> .\n"
        "@prefix schema: <https://schema.org/> .\n@prefix place: <https://w3id.org/credatlas/id/place/> .\n"
        "@prefix organization: <https://w3id.org/credatlas/id/organization/> .\n"
        "@prefix source: <https://w3id.org/credatlas/id/source/> .\n"
        "source:towns a ca:SourceSnapshot .\n"
        "<https://w3id.org/credatlas/id/source/towns#a> a ca:Passage ; oa:hasSource source:towns .\n"
        "GRAPH <https://w3id.org/credatlas/id/source/towns#a> {\n"
        "  place:bergen-no schema:containedInPlace place:no .\n"
        "  organization:uab schema:location place:bergen-no . organization:mit schema:location place:us .\n}\n"
    )
    project = find_project(atlas)
    known = known_of(collect(parse_project(project).data), {}, [node("source:towns")])
    assert known.countries[node("organization:uab")] == {"no"}
    assert known.countries[node("organization:mit")] == {"us"}
    assert known.kept == {node("source:towns")}


def test_the_atlas_knows_founding_things_by_name_short_form_identifier_and_address(founding_known: Known) -> None:
    uab = node("organization:uab")
    assert uab in founding_known.names["organization", "university of alabama at birmingham"]
    assert uab in founding_known.short["organization", "uab"]
    assert founding_known.identifiers[ROR, "https://ror.org/008s83205"] == {uab}
    assert founding_known.keys["org-uab"] == uab
    assert list(founding_known.pages["https://doi.org/10.5281/zenodo.17997722"]) == [node("source:seed-002")]
    assert node("programme:uab-ms-aim").value in founding_known.ids
