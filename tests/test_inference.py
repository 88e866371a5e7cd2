"""Five rules of OWL 2 RL conclude what follows from the facts, each new conclusion once."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from credatlas.claims.inference import READS, RULES
from credatlas.terms import PREFIXES

HEAD = " ".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()) + "\n"


def concluded(name: str, facts: str, vocabulary: str = "", inferred: str = "", claims: str = "") -> set[str]:
    """What one rule concludes in one step, as ``subject property value``."""
    store = ox.Store()
    for layer, text in (("facts", facts), ("vocabulary", vocabulary), ("inferred", inferred), ("claims", claims)):
        store.load((HEAD + f"graph:{layer} {{ {text} }}").encode(), format=ox.RdfFormat.TRIG)
    (rule,) = (rule for rule in RULES if rule.name == name)
    rows = store.query(rule.select(), default_graph=list(READS))
    assert isinstance(rows, ox.QuerySolutions)
    return {" ".join(str(row[number]) for number in range(3)) for row in rows}


def statements(text: str) -> set[str]:
    return {
        f"{triple.subject} {triple.predicate} {triple.object}"
        for triple in ox.parse((HEAD + text).encode(), format=ox.RdfFormat.TURTLE)
    }


@pytest.mark.parametrize(
    ("rule", "vocabulary", "facts", "conclusions"),
    [
        (
            "prp-spo1",
            "ca:isHostedBy rdfs:subPropertyOf schema:organizer .",
            "event:x ca:isHostedBy organization:a , organization:b .",
            "event:x schema:organizer organization:a , organization:b .",
        ),
        ("prp-spo1", "ca:a rdfs:subPropertyOf ca:b .", "event:x ca:a 'text'@en .", "event:x ca:b 'text'@en ."),
        (
            "prp-trp",
            "org:subOrganizationOf a owl:TransitiveProperty .",
            "place:a org:subOrganizationOf place:b . place:b org:subOrganizationOf place:c .",
            "place:a org:subOrganizationOf place:c .",
        ),
        ("prp-dom", "ca:hasHub rdfs:domain ca:Event .", "event:x ca:hasHub organization:a .", "event:x a ca:Event ."),
        ("prp-rng", "ca:hasHub rdfs:range ca:Hub .", "event:x ca:hasHub organization:a .", "organization:a a ca:Hub ."),
        ("cax-sco", "ca:Hackathon rdfs:subClassOf ca:Event .", "event:x a ca:Hackathon .", "event:x a ca:Event ."),
    ],
)
def test_each_rule_concludes_what_it_says(rule: str, vocabulary: str, facts: str, conclusions: str) -> None:
    assert concluded(rule, facts, vocabulary) == statements(conclusions)


def test_conclusions_are_drawn_from_conclusions() -> None:
    found = concluded("cax-sco", "", "ca:Event rdfs:subClassOf schema:Event .", inferred="event:x a ca:Event .")
    assert found == statements("event:x a schema:Event .")


@pytest.mark.parametrize("layer", ["facts", "inferred", "vocabulary"])
def test_what_a_layer_holds_already_is_not_concluded_again(layer: str) -> None:
    layers = {
        "facts": "event:x a ca:Hackathon .",
        "inferred": "",
        "vocabulary": "ca:Hackathon rdfs:subClassOf ca:Event .",
    }
    layers[layer] += " event:x a ca:Event ."
    assert concluded("cax-sco", **layers) == set()


def test_claims_are_not_believed() -> None:
    assert concluded("cax-sco", "", "ca:A rdfs:subClassOf ca:B .", claims="event:x a ca:A .") == set()


def test_nothing_is_concluded_about_unnamed_classes() -> None:
    assert concluded("cax-sco", "event:x a ca:A .", "ca:A rdfs:subClassOf [ a owl:Restriction ] .") == set()


def test_rules_bear_the_names_of_the_standard_and_say_in_words_what_they_do() -> None:
    assert [rule.name for rule in RULES] == ["prp-spo1", "prp-trp", "prp-dom", "prp-rng", "cax-sco"]
    assert all(rule.plain for rule in RULES)
