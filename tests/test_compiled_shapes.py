"""Claims about shapes as queries: they find what the engine of SHACL finds, word for word, in all data and all shapes.

pySHACL is the reference. It also checks what is not compiled, so that a shape of a curator's own always works.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from credatlas.errors import DataError
from credatlas.store import LocalStore
from credatlas.terms import GRAPHS, ID, PREFIXES
from credatlas.validate import CLAIM_LAYERS, FACT_LAYERS, Finding, validate
from credatlas.validate.compiling import compile_shapes
from credatlas.validate.conditions import is_usual
from credatlas.validate.layers import layers_of
from credatlas.validate.reference import results as by_reference
from credatlas.validate.selects import can_be_joined
from credatlas.validate.shapes import Shapes
from credatlas.validate.targets import path_of

ROOT = Path(__file__).resolve().parent.parent
SHAPES = ROOT / "ontology" / "shapes"
FIXTURES = sorted((ROOT / "tests" / "fixtures" / "shapes").glob("*.trig"))
TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
XSD = PREFIXES["xsd"]
PROFILES = {
    "facts": (("core.ttl", "curation.ttl"), FACT_LAYERS),
    "claims": (("claims.ttl",), CLAIM_LAYERS),
    "completeness": (("completeness.ttl",), FACT_LAYERS),
}


@cache
def vocabulary() -> tuple[ox.Quad, ...]:
    paths = (path for path in sorted((ROOT / "ontology").rglob("*.ttl")) if path.parent != SHAPES)
    quads = (quad for path in paths for quad in ox.parse(path=str(path), rename_blank_nodes=True))
    return tuple(ox.Quad(quad.subject, quad.predicate, quad.object, GRAPHS["vocabulary"]) for quad in quads)


@cache
def fixture(section: str) -> tuple[ox.Quad, ...]:
    """One section of all fixtures, each statement in the layer in which it would stand."""
    return tuple(
        ox.Quad(quad.subject, quad.predicate, quad.object, GRAPHS["claims" if path.stem[:6] == "claims" else "facts"])
        for path in FIXTURES
        for quad in ox.parse(path=str(path))
        if quad.graph_name == ox.NamedNode(f"urn:fixture:{section}")
    )


def store_of(*quads: ox.Quad) -> ox.Store:
    store = ox.Store()
    store.extend(vocabulary())
    store.extend(quads)
    return store


def agreed(store: ox.Store, profile: str) -> list[Finding]:
    """What both engines find; complete findings, in their order."""
    names, layers = PROFILES[profile]
    paths = [SHAPES / name for name in names]
    compiled = validate(store, paths, layers=layers, locate=place)
    assert compiled == validate(store, paths, layers=layers, locate=place, by=by_reference)
    return compiled


def place(subject: object, path: object, value: object) -> str:
    """A place for some statements and for others none, the same in every run."""
    return f"a.ttl:{len(str(subject)) % 7}" if path and len(str(value)) % 3 else ""


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("section", ["passing", "failing"])
def test_the_fixtures_are_judged_alike(section: str, profile: str) -> None:
    found = agreed(store_of(*fixture(section)), profile)
    assert len(found) > 20 or section == "passing"


@pytest.mark.parametrize("profile", PROFILES)
def test_the_founding_articles_are_judged_alike(founding_store: LocalStore, profile: str) -> None:
    assert agreed(founding_store.engine, profile)


# Mutations: whatever is done to right data, both engines say the same of it.

ROUNDS, CHANGES = 2, 60
ODD = (
    *(ox.Literal(text) for text in ("", " ", "x\n", "2025-01-31", "Q1\n", "a.b", "é")),
    *(ox.Literal("Name", language=tag) for tag in ("en", "de-AT")),
    *(ox.Literal(text, datatype=ox.NamedNode(f"{XSD}date")) for text in ("2024-02-29", "2023-02-29", "2025-01-31Z")),
    *(ox.Literal(text, datatype=ox.NamedNode(f"{XSD}date")) for text in ("0999-01-01", "12025-01-01", "soon")),
    *(ox.Literal(text, datatype=ox.NamedNode(f"{XSD}gYear")) for text in ("2031", "31", "2031Z")),
    *(ox.Literal(text, datatype=ox.NamedNode(f"{XSD}gYearMonth")) for text in ("2031-07", "2031-13")),
    *(ox.Literal(text, datatype=ox.NamedNode(f"{XSD}integer")) for text in ("0", "-1", "007", "99999999999999999999")),
    *(ox.Literal(text, datatype=ox.NamedNode(f"{XSD}decimal")) for text in ("0.0", "1.50", "-.5", "x")),
    *(ox.Literal(text, datatype=ox.NamedNode(f"{XSD}{kind}")) for kind in ("double", "boolean") for text in ("1", "y")),
    ox.Literal("1", datatype=ox.NamedNode("https://a.example/unknown")),
    ox.NamedNode("https://a.example/page"),
    ox.NamedNode("urn:x"),
    ox.NamedNode(f"{ID}organization/nobody"),
    ox.NamedNode(f"{PREFIXES['topic']}unheard-of"),
    ox.NamedNode(f"{PREFIXES['ca']}Organisation"),
)


def mutated(quads: tuple[ox.Quad, ...], chance: random.Random) -> Iterator[ox.Quad]:
    """The statements with some changed: a value, a property, a type; dropped, doubled, given to another thing."""
    changed = {chance.randrange(len(quads)) for _ in range(CHANGES)}
    kinds = sorted({quad.object for quad in quads if quad.predicate == TYPE}, key=str)
    for number, quad in enumerate(quads):
        other = chance.choice(quads)
        value = chance.choice([chance.choice(ODD), other.object, chance.choice(kinds)])
        change = chance.randrange(6) if number in changed else -1
        subject = other.subject if change == 1 else quad.subject
        predicate = other.predicate if change == 2 else quad.predicate
        made = [(subject, predicate, value if change == 3 else quad.object)] if change else []
        made += [(quad.subject, quad.predicate, value)] if change > 3 else []
        for statement in made:
            # pySHACL ends with a TypeError where a text stands for a class
            if statement[1] != TYPE or isinstance(statement[2], ox.NamedNode):
                yield ox.Quad(*statement, quad.graph_name)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_sixty_random_changes_at_a_time_are_judged_alike(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same changes in every run
    quads = tuple(mutated((*fixture("passing"), *fixture("failing")), chance))
    store = store_of(*quads)
    found = {profile: agreed(store, profile) for profile in PROFILES}
    assert all(found.values())


# What is compiled, and what is not.


@pytest.mark.parametrize("profile", PROFILES)
def test_every_shape_of_the_project_is_compiled(profile: str) -> None:
    names, layers = PROFILES[profile]
    plan = compile_shapes(Shapes.read([SHAPES / name for name in names]), layers_of(store_of(), layers))
    assert plan.left == frozenset()
    assert len(plan.compiled) > 20


def test_sound_data_are_checked_without_the_engine_of_shacl(founding_dump: Path) -> None:
    code = f"""
import sys, pathlib, pyoxigraph
from credatlas.validate import validate_store
store = pyoxigraph.Store()
store.load(path={str(founding_dump)!r}, format=pyoxigraph.RdfFormat.N_QUADS)
found = validate_store(store, pathlib.Path({str(SHAPES)!r}))
assert found and {{finding.severity for finding in found}} == {{"warning"}}
print(*(name for name in ("rdflib", "pyshacl") if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


PREFIXES_OF_SHAPES = """
@prefix a: <https://a.example/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
a:shapes a owl:Ontology ; sh:declare a:prefix .
a:prefix a sh:PrefixDeclaration ; sh:prefix "a" ; sh:namespace "https://a.example/"^^xsd:anyURI .
"""
DATA = """
PREFIX a: <https://a.example/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
INSERT DATA {
  a:Dog rdfs:subClassOf a:Animal .
  a:rex a a:Dog ; a:name "Rex" ; a:age 3 ; a:owner a:ann ; a:says "Wau"@de .
  a:tom a a:Cat ; a:name "Tom", "Tommy" ; a:age -1 ; a:owner a:rex .
  a:ann a a:Person ; a:name 7 .
}
"""


def own(tmp_path: Path, shapes: str) -> tuple[list[Finding], set[str]]:
    """What the shapes of a curator find in the data above, and the names of those that are not compiled."""
    path = tmp_path / "own.ttl"
    path.write_text(PREFIXES_OF_SHAPES + shapes, encoding="utf-8")
    store = ox.Store()
    store.update(DATA)
    found = validate(store, [path])
    assert found == validate(store, [path], by=by_reference)
    left = compile_shapes(Shapes.read([path]), layers_of(store, ())).left
    return found, {str(shape).strip("<>").removeprefix("https://a.example/") for shape in left}


def told(found: list[Finding]) -> list[tuple[str, str]]:
    return [(str(finding.subject).strip("<>").removeprefix("https://a.example/"), finding.message) for finding in found]


COMPILED = {
    # an instance of a class below is an instance
    "a:s a sh:PropertyShape ; sh:targetClass a:Animal ; sh:path a:owner ; sh:class a:Animal": [
        ("rex", "a:s a:ann is not of the class a:Animal")
    ],
    "a:s a sh:PropertyShape ; sh:targetSubjectsOf a:owner ; sh:path a:name ; sh:maxCount 1": [
        ("tom", "has more than one a:s")
    ],
    'a:s a sh:PropertyShape ; sh:targetObjectsOf a:owner ; sh:path a:says ; sh:minCount 1 ; sh:name "cry"': [
        ("ann", "has no cry")
    ],
    "a:s a sh:PropertyShape ; sh:targetNode a:ann, a:nobody ; sh:path [ sh:inversePath a:owner ] ; sh:minCount 1": [
        ("nobody", "has no a:s")
    ],
    "a:s a sh:PropertyShape ; sh:targetSubjectsOf a:name ; sh:path a:age ; sh:minInclusive 0 ; sh:maxExclusive 3": [
        ("rex", 'a:s "3" is not below 3'),
        ("tom", 'a:s "-1" is below 0'),
    ],
    "a:n a sh:NodeShape ; sh:targetNode a:rex ; sh:property a:s . a:s a sh:PropertyShape ; sh:path a:name ; "
    "sh:nodeKind sh:IRI": [("rex", 'a:s "Rex" is not a name for a thing (an IRI)')],
    "a:s a sh:PropertyShape ; sh:targetNode a:ann, a:rex ; sh:path a:name ; sh:node a:Text . "
    'a:Text a sh:NodeShape ; sh:name "text" ; sh:or ( a:Plain a:Marked ) . a:Plain a sh:NodeShape ; '
    'sh:datatype xsd:string . a:Marked a sh:NodeShape ; sh:pattern "^<.*>$"': [("ann", 'a:s "7" is not a text')],
    "a:s a sh:NodeShape ; sh:targetClass a:Cat ; sh:sparql a:q . a:q sh:prefixes a:shapes ; sh:message "
    '"{$this} has {?number} names, {?unheard}" ; sh:select "SELECT $this (COUNT(?name) AS ?number) '
    '{ $this a:name ?name } GROUP BY $this"': [("tom", "https://a.example/tom has 2 names, {?unheard}")],
}
"""Shapes that become queries, each with what it finds."""
LEFT = {
    "a:s a sh:PropertyShape ; sh:targetNode a:tom ; sh:path a:name ; sh:maxLength 3": [("tom", 1)],
    "a:s a sh:PropertyShape ; sh:targetNode a:rex, a:tom ; sh:path a:owner ; sh:not a:d . a:d a sh:NodeShape ; "
    "sh:class a:Dog": [("tom", 1)],
    "a:s a sh:PropertyShape ; sh:targetNode a:rex ; sh:path ( a:owner a:name ) ; sh:datatype xsd:string": [("rex", 1)],
    'a:s a sh:PropertyShape ; sh:targetNode a:rex ; sh:path a:name ; sh:pattern "^\\\\d"': [("rex", 1)],
    "a:s a sh:NodeShape ; sh:targetNode a:rex ; sh:closed true ; sh:ignoredProperties ( a:name a:age a:owner )": [
        ("rex", 2)
    ],
    "a:s a sh:NodeShape ; sh:targetNode a:rex, a:ann ; sh:class a:Person": [("rex", 1)],
    "a:s a sh:PropertyShape ; sh:targetNode a:rex ; sh:path a:age ; sh:sparql a:q . a:q sh:prefixes a:shapes ; "
    'sh:select "SELECT $this ?value { $this $PATH ?value }"': [("rex", 1)],
}
"""Shapes that do not, each with the number of things that it finds."""


COMPONENT = """
a:c a sh:ConstraintComponent ; sh:parameter a:parameter ; sh:propertyValidator a:validator .
a:parameter a sh:Parameter ; sh:path a:knows .
a:validator a sh:SPARQLSelectValidator ; sh:prefixes a:shapes ; sh:select
    "SELECT DISTINCT $this ?value $knows { $this $PATH ?value . FILTER NOT EXISTS { %s } }" .
a:s a sh:PropertyShape ; sh:targetSubjectsOf a:owner ; sh:path a:owner ; a:knows %s .
"""


@pytest.mark.parametrize(
    ("pattern", "parameter", "things", "unread"),
    [
        ("?value a:age $knows", "3", ["rex"], set()),
        ("?value a ?kind ; a:name ?any", '"whatever"', [], set()),
        ("?value a:age ?age FILTER(?age = $knows)", "3", ["rex"], {"s"}),
        ("?value a:owner $this", '"whatever"', ["rex", "tom"], {"s"}),
    ],
)
def test_components_of_a_curators_own_are_compiled_where_they_ask_for_plain_statements(
    tmp_path: Path, pattern: str, parameter: str, things: list[str], unread: set[str]
) -> None:
    found, left = own(tmp_path, COMPONENT % (pattern, parameter))
    assert [thing for thing, _ in told(found)] == things
    assert left == unread


@pytest.mark.parametrize("shapes", COMPILED)
def test_shapes_of_usual_making_become_queries(tmp_path: Path, shapes: str) -> None:
    found, left = own(tmp_path, shapes + " .")
    readable = [
        (thing, message.replace("https://a.example/", "a:").replace("<", "").replace(">", ""))
        for thing, message in told(found)
    ]
    wanted = [
        (thing, message.replace("https://a.example/", "a:").replace("<", "").replace(">", ""))
        for thing, message in COMPILED[shapes]
    ]
    assert readable == wanted
    assert left == set()


@pytest.mark.parametrize("shapes", LEFT)
def test_other_shapes_are_left_to_the_engine_of_shacl(tmp_path: Path, shapes: str) -> None:
    found, left = own(tmp_path, shapes + " .")
    assert [(told([finding])[0][0]) for finding in found] == [
        thing for thing, number in LEFT[shapes] for _ in range(number)
    ]
    assert "s" in left


def test_shapes_of_both_sorts_are_checked_side_by_side(tmp_path: Path) -> None:
    found, left = own(
        tmp_path,
        """
        a:short a sh:PropertyShape ; sh:targetClass a:Cat ; sh:path a:name ; sh:maxLength 4 .
        a:whole a sh:PropertyShape ; sh:targetClass a:Cat, a:Person ; sh:path a:name ; sh:datatype xsd:string .
        a:cried a sh:PropertyShape ; sh:targetClass a:Cat ; sh:path a:says ; sh:minCount 1 .
        """,
    )
    assert left == {"short"}
    assert [(thing, finding.shape.value[18:]) for (thing, _), finding in zip(told(found), found, strict=True)] == [
        ("ann", "whole"),
        ("tom", "cried"),
        ("tom", "short"),
    ]


def test_what_stands_in_values_is_no_pattern_and_no_place_to_fill_in(tmp_path: Path) -> None:
    # pySHACL takes "\\1" for a group of an expression, and refuses to work
    path = tmp_path / "own.ttl"
    path.write_text(
        PREFIXES_OF_SHAPES
        + """
        a:s a sh:NodeShape ; sh:targetSubjectsOf a:name ; sh:sparql a:q .
        a:q sh:message "is called {?value}" ; sh:select "SELECT $this ?value { $this ?named ?value }" .
        """,
        encoding="utf-8",
    )
    store = ox.Store()
    store.update("INSERT DATA { <https://a.example/x> <https://a.example/name> '\\\\1 {?this}' }")
    (found,) = validate(store, [path])
    assert found.message == "is called \\1 {?this}"


@pytest.mark.parametrize(
    "shapes",
    [
        "a:s a sh:PropertyShape ; sh:targetNode a:rex ; sh:minCount 1",
        "a:s a sh:PropertyShape ; sh:path a:name, a:age ; sh:targetNode a:rex",
        "a:s a sh:NodeShape ; sh:path a:name ; sh:targetNode a:rex",
        'a:s a sh:PropertyShape ; sh:path a:name ; sh:targetNode a:rex ; sh:pattern "("',
        'a:s a sh:NodeShape ; sh:targetNode a:rex ; sh:sparql [ sh:select "SELECT $this { MINUS { $this ?p ?o } }" ]',
        'a:s a sh:NodeShape ; sh:targetNode a:rex ; sh:sparql [ sh:select "SELECT $this { $this none:a ?o }" ]',
        'a:s a sh:NodeShape ; sh:targetNode a:rex ; sh:sparql [ sh:select "SELECT $this { $this ?p ?o } } {" ]',
    ],
)
def test_shapes_that_cannot_be_used_are_refused_as_before(tmp_path: Path, shapes: str) -> None:
    path = tmp_path / "bad.ttl"
    path.write_text(f"{PREFIXES_OF_SHAPES}{shapes} .", encoding="utf-8")
    store = ox.Store()
    store.update(DATA)
    with pytest.raises(DataError, match="the shapes cannot be used"):
        validate(store, [path])


@pytest.mark.parametrize(
    "text",
    [
        "ASK { $this ?p ?o }",
        "SELECT ?value { $this ?p ?value }",
        "SELECT * { $this ?p ?value }",
        "SELECT (?x AS ?this) { $this ?p ?x }",
        "SELECT $this { $this ?p ?o } } UNION { { ?this ?p ?o }",
        "SELECT $this { $this ?p ?o MINUS { ?o ?p $this } }",
        "SELECT $this { $this $PATH ?value }",
        "SELECT $this ?failure { $this ?p ?failure }",
        "SELECT $this { { SELECT ?value { $this ?p ?value } } }",
        "SELECT $this FROM <https://a.example/> { $this ?p ?o }",
        "PREFIX a: <https://a.example/> SELECT $this { $this a:p ?o }",
    ],
)
def test_a_query_that_could_mean_something_else_inside_another_is_not_joined(text: str) -> None:
    assert not can_be_joined(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT $this { FILTER NOT EXISTS { $this ?p ?o } }",
        "select distinct ?this ?value { { BIND($this AS ?value) } UNION { $this ?p ?value } } # }",
        "SELECT (COUNT(?o) AS ?n) $this { $this ?p ?o } GROUP BY $this HAVING (COUNT(?o) > 1)",
        "SELECT $this { { SELECT $this (MAX(?o) AS ?most) { $this ?p ?o } GROUP BY $this } }",
    ],
)
def test_a_query_that_hands_out_its_thing_is_joined(text: str) -> None:
    assert can_be_joined(text)


USUAL = {
    "date": ("2024-02-29", "2000-02-29", "2025-12-31"),
    "gYearMonth": ("2025-12",),
    "gYear": ("2025",),
    "integer": ("-5", "0"),
    "decimal": ("1.50", "3"),
    "string": ("", "1\n2"),
}
UNUSUAL = {
    "date": ("2023-02-29", "1900-02-29", "2025-04-31", "2025-12-31Z", "0999-12-31", "2025-12-31\n"),
    "gYearMonth": ("2025-13", "2025-1"),
    "gYear": ("25", "2025Z"),
    "integer": ("+5", "5.0", "٣"),
    "decimal": (".5", "1e0"),
    "double": ("1.5",),
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in USUAL.items() for text in texts])
def test_a_literal_is_usual_when_nobody_writes_it_otherwise(kind: str, text: str) -> None:
    assert is_usual(ox.Literal(text, datatype=ox.NamedNode(f"{XSD}{kind}")))


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in UNUSUAL.items() for text in texts])
def test_a_literal_that_is_none_or_has_other_forms_is_not_usual(kind: str, text: str) -> None:
    assert not is_usual(ox.Literal(text, datatype=ox.NamedNode(f"{XSD}{kind}")))


@pytest.mark.parametrize(
    "path",
    ["[ sh:zeroOrMorePath a:p ]", "( a:p a:q )", "[ sh:alternativePath ( a:p ) ]", "[ sh:inversePath ( a:p a:q ) ]"],
)
def test_paths_that_the_shapes_do_not_use_are_not_compiled(tmp_path: Path, path: str) -> None:
    file = tmp_path / "paths.ttl"
    file.write_text(f"{PREFIXES_OF_SHAPES} a:s sh:path {path} .", encoding="utf-8")
    shapes = Shapes.read([file])
    (found,) = shapes.values(ox.NamedNode("https://a.example/s"), "path")
    assert path_of(shapes, found) is None
