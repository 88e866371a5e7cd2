"""What nobody has said yet, counted per class, property and thing, on every engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import credatlas as ca
from credatlas.build import Atlas
from credatlas.errors import NotFoundError
from credatlas.files import Project
from credatlas.history.gaps import Gap
from credatlas.history.paths import readable
from credatlas.history.tallies import by_class, by_property, by_thing, to_look_for
from credatlas.store import LocalStore
from credatlas.terms import PREFIXES, compact, node

Command = Callable[..., Any]

# Of the two universities of the small project alpha has a price of 900 USD, beta has none; nothing else is known.
PROFILE = """@prefix ca: <https://w3id.org/credatlas/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shapes: <https://w3id.org/credatlas/shapes#> .

shapes:CompleteUniversity a sh:NodeShape ;
    sh:targetClass ca:University ;
    sh:property shapes:known-fee , shapes:known-amount , shapes:known-page , shapes:known-award , shapes:known-kin .
"""
ENTRY = """
shapes:{name} a sh:PropertyShape ;
    sh:path {path} ;
    sh:name "{called}" ;
    sh:description "What one asks." ;
    sh:message "Look for the {called}." ;
    sh:severity sh:Info ;
    sh:group shapes:Names ;
    sh:order {order} ;
    sh:minCount 1 .
"""
ENTRIES = [
    ("known-fee", "schema:offers", "fee"),
    ("known-amount", "( schema:offers schema:price )", "amount"),
    ("known-page", "[ sh:alternativePath ( schema:url ca:isni ) ]", "page"),
    ("known-award", "[ sh:inversePath ca:isAwardedBy ]", "award"),
    ("known-kin", "[ sh:alternativePath ( schema:offers [ sh:inversePath schema:offers ] ) ]", "kin"),
]


@pytest.fixture
def asked(small: Path) -> Path:
    """The small project with a profile of what readers ask for."""
    entries = (
        ENTRY.format(name=name, path=path, called=called, order=number)
        for number, (name, path, called) in enumerate(ENTRIES, 10)
    )
    declared = "ca:isni a owl:DatatypeProperty . ca:isAwardedBy a owl:ObjectProperty ."
    terms = f"@prefix ca: <{PREFIXES['ca']}> .\n@prefix owl: <{PREFIXES['owl']}> .\n{declared}\n"
    (small / "ontology/terms.ttl").write_text(terms, encoding="utf-8")
    (small / "ontology/shapes/completeness.ttl").write_text(PROFILE + "".join(entries), encoding="utf-8")
    return small


@pytest.fixture
def store(founding_store: LocalStore, founding: Path) -> Atlas:
    return Atlas(founding_store, Project(founding))


def counted(found: list[Gap]) -> dict[str, tuple[int, int]]:
    return {gap.name: (gap.known, gap.of) for gap in found}


# Counting


def test_each_property_is_counted_over_the_things_of_its_class(asked: Path) -> None:
    found = ca.gaps(ca.open(project=asked))
    assert [(gap.name, gap.known, gap.of) for gap in found] == [
        ("fee", 1, 2),
        ("amount", 1, 2),
        ("page", 0, 2),
        ("award", 0, 2),
        ("kin", 1, 2),
    ]
    assert found[0].missing == {node("organization:beta")}
    assert found[0].kind == node("ca:University")


def test_paths_are_asked_as_they_are_meant(asked: Path) -> None:
    found = ca.gaps(ca.open(project=asked))
    assert [readable(gap.path) for gap in found] == [
        "schema:offers",
        "schema:offers/schema:price",
        "schema:url|ca:isni",
        "^ca:isAwardedBy",
        "schema:offers|^schema:offers",
    ]


def test_what_shacl_finds_is_what_is_missing(founding: Path, store: Atlas) -> None:
    report = ca.check(founding, completeness=True)
    by_shacl = {
        (str(finding.subject), finding.shape.value) for finding in report.findings if finding.severity == "info"
    }
    ours = {(str(thing), gap.rule.value) for gap in ca.gaps(store) for thing in gap.missing}
    assert len(ours) > 50
    assert ours == by_shacl


def test_of_the_one_run_of_the_founding_articles_all_is_known(store: Atlas) -> None:
    # seed-000: 8,500 USD, from 14 April 2025, registration until 14 April 2025
    found = ca.gaps(store, kind="ca:ProgrammeOffering")
    assert counted(found) == {"price": (1, 1), "dates": (1, 1), "registration closes": (1, 1)}
    assert [gap.missing for gap in found] == [frozenset()] * 3


def test_a_narrower_class_is_counted_by_what_is_asked_of_the_broader(store: Atlas) -> None:
    # seed-000: ended on 12 April 2025, 17 hubs, a host; no page is given
    found = ca.gaps(store, kind="ca:Hackathon")
    assert counted(found) == {"dates": (1, 1), "host": (1, 1), "numbers": (1, 1), "web page": (0, 1)}


def test_a_thing_is_looked_at_with_its_parts(store: Atlas) -> None:
    found = ca.gaps(store, "organization:harvard-chan-school")
    looked_at = {compact(thing) for gap in found for thing in gap.things}
    assert looked_at == {
        "organization:harvard-chan-school",
        "programme:harvard-chan-ai-certificate-of-specialization",
        "credential:harvard-chan-ai-certificate-of-specialization",
    }
    both = ca.gaps(store, "organization:harvard-chan-school", kind="ca:Credential")
    assert {compact(thing) for gap in both for thing in gap.things} == {
        "credential:harvard-chan-ai-certificate-of-specialization"
    }


def test_what_was_not_known_then_is_missing_then(asked: Path) -> None:
    page = asked / "data/sources/page.trig"
    text = page.read_text(encoding="utf-8")
    dated = 'source:page a ca:SourceSnapshot ; ca:retrievedOn "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> ;'
    page.write_text(text.replace("source:page a ca:SourceSnapshot ;", dated), encoding="utf-8")
    assert counted(ca.gaps(ca.open(project=asked, known_by="2020")))["fee"] == (1, 2)
    assert ca.gaps(ca.open(project=asked, known_by="2019")) == []


def test_a_server_engine_gives_the_same(store: Atlas, founding: Path, oxigraph_server: str) -> None:
    there = ca.open(oxigraph_server, project=founding)
    assert ca.gaps(there) == ca.gaps(store)
    assert ca.gaps(there, "organization:harvard-chan-school") == ca.gaps(store, "organization:harvard-chan-school")


# Ways of counting


def test_classes_with_most_things_come_first_and_in_them_what_is_missing_most(store: Atlas) -> None:
    records = by_class(store, ca.gaps(store))
    sizes = [record["of"] for record in records]
    assert sizes == sorted(sizes, reverse=True)
    credential = [(record["property"], record["known"]) for record in records if record["kind"] == "credential"]
    assert credential == [("web page", 0), ("topics", 9)]
    assert all(record["known"] + record["missing"] == record["of"] for record in records)


def test_a_property_is_counted_over_all_classes(asked: Path) -> None:
    store = ca.open(project=asked)
    records = by_property(store, ca.gaps(store))
    assert [(record["property"], record["missing"], record["of"]) for record in records] == [
        ("award", 2, 2),
        ("page", 2, 2),
        ("amount", 1, 2),
        ("fee", 1, 2),
        ("kin", 1, 2),
    ]


def test_things_with_most_missing_come_first(asked: Path) -> None:
    store = ca.open(project=asked)
    records = by_thing(store, ca.gaps(store))
    assert [(record["name"], record["known"], record["of"]) for record in records] == [
        ("Beta College", 0, 5),
        ("Alpha University", 3, 5),
    ]
    assert records[1]["missing"] == "page; award"


def test_of_a_thing_each_missing_property_comes_with_what_to_do(asked: Path) -> None:
    store = ca.open(project=asked)
    records = to_look_for(store, ca.gaps(store, "organization:alpha"))
    assert [(record["property"], record["what_to_do"]) for record in records] == [
        ("page", "Look for the page."),
        ("award", "Look for the award."),
    ]


# The command


def test_the_command_counts_by_class(founding: Path, credatlas: Command) -> None:
    done = credatlas("--project", str(founding), "gaps", "--class", "ca:ProgrammeOffering")
    assert [line.split() for line in done.stdout.splitlines()[2:]] == [
        ["programme", "offering", "dates", "1", "1", "0"],
        ["programme", "offering", "price", "1", "1", "0"],
        ["programme", "offering", "registration", "closes", "1", "1", "0"],
    ]


def test_the_command_lists_what_is_missing_of_a_thing(asked: Path, credatlas: Command) -> None:
    done = credatlas("--project", str(asked), "gaps", "alpha", "--format", "json")
    assert [row["what_to_do"] for row in json.loads(done.stdout)] == ["Look for the page.", "Look for the award."]
    counted_by = credatlas("--project", str(asked), "gaps", "alpha", "--by", "property", "--format", "csv")
    assert counted_by.stdout.splitlines()[0] == "property,path,known,of,missing,share,kinds"


def test_of_many_entities_some_are_shown_and_the_rest_is_counted(asked: Path, credatlas: Command) -> None:
    done = credatlas("--project", str(asked), "gaps", "--by", "entity", "--limit", "1")
    assert ("Beta College" in done.stdout, "Alpha University" in done.stdout) == (True, False)
    assert done.stderr == "1 of 2 rows; --limit 2 shows all\n"


def test_where_nothing_is_missing_that_is_said(founding: Path, credatlas: Command) -> None:
    done = credatlas("--project", str(founding), "gaps", "--class", "ca:ProgrammeOffering", "--by", "entity")
    assert (done.code, done.stdout, done.stderr) == (0, "", "nothing is missing that readers ask for\n")


def test_a_project_without_a_profile_asks_nothing(small: Path, credatlas: Command) -> None:
    assert ca.gaps(ca.open(project=small)) == []
    done = credatlas("--project", str(small), "gaps")
    assert (done.code, done.stdout) == (0, "")
    assert done.stderr == "the completeness profile asks nothing of these things\n"
    assert credatlas("--project", str(small), "gaps", "--format", "json").stdout == "[]\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--class", "ca:Hackaton"), 4, "error: --class: "),
        (("--class", "organization:fda"), 4, "error: --class: "),
        (("--by", "country"), 2, "error: "),
        (("--limit", "none"), 2, "error: --limit: "),
        (("nobody-knows-this",), 4, "error: THING: "),
        (("AIM",), 4, "error: THING: “AIM” may be one of 3"),
    ],
)
def test_wrong_words_are_refused(
    founding: Path, credatlas: Command, words: tuple[str, ...], code: int, said: str
) -> None:
    done = credatlas("--project", str(founding), "gaps", *words)
    assert (done.code, done.stdout) == (code, "")
    assert done.stderr.startswith(said)


def test_in_python_wrong_names_are_errors(store: Atlas) -> None:
    with pytest.raises(NotFoundError):
        ca.gaps(store, "nobody-knows-this")
    with pytest.raises(NotFoundError) as caught:
        ca.gaps(store, kind="organization:fda")
    assert caught.value.place == "kind"
