"""The catalogue of canned queries as statements that others can find and run."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from credatlas.queries import read
from credatlas.queries.executables import executables

QUERY = """\
#+ summary = "Offerings that cost at most a given amount"
#+ description = "Unknown prices stay."
#+ question = [2, 3]
#+ topic = "offerings"
#+
#+ [parameters.max_price]
#+ type = "decimal"
#+ description = "The most that one pays"
#+ required = true
#+ example = 9000
#+
#+ [parameters.kinds]
#+ type = "concept"
#+ scheme = "level"
#+ list = true
#+ description = "Levels"
#+ example = "executive"
#+
#+ [example]
#+ max_price = 9000

PREFIX ca: <https://w3id.org/credatlas/ontology#>
PREFIX schema: <https://schema.org/>

SELECT ?offering { ?offering a ca:ProgrammeOffering ; schema:price ?price FILTER(?price <= $max_price) }
"""
BASE = "https://w3id.org/credatlas/query/"
SH = "http://www.w3.org/ns/shacl#"


def catalogue_in(folder: Path) -> ox.Store:
    path = folder / "offerings-by-price.rq"
    path.write_text(QUERY, encoding="utf-8")
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in executables([read(path)]))
    return store


def values(store: ox.Store, subject: str, predicate: str) -> set[str]:
    found = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None)
    return {quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode | ox.Literal)}


def test_a_query_is_an_executable_with_its_text(tmp_path: Path) -> None:
    store = catalogue_in(tmp_path)
    iri = f"{BASE}offerings-by-price"
    assert values(store, iri, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type") == {
        f"{SH}SPARQLExecutable",
        f"{SH}SPARQLSelectExecutable",
    }
    assert values(store, iri, f"{SH}select") == {QUERY.partition("\n\n")[2].strip()}
    assert values(store, iri, "https://w3id.org/credatlas/ontology#answersQuestion") == {"2", "3"}
    assert values(store, iri, "http://www.w3.org/2000/01/rdf-schema#comment") == {"Unknown prices stay."}


def test_the_prefixes_that_are_used_are_declared(tmp_path: Path) -> None:
    store = catalogue_in(tmp_path)
    (declarations,) = values(store, f"{BASE}offerings-by-price", f"{SH}prefixes")
    declared = {
        (*values(store, one, f"{SH}prefix"), *values(store, one, f"{SH}namespace"))
        for one in values(store, declarations, f"{SH}declare")
    }
    assert declared == {("ca", "https://w3id.org/credatlas/ontology#"), ("schema", "https://schema.org/")}


def test_a_parameter_says_what_it_takes(tmp_path: Path) -> None:
    store = catalogue_in(tmp_path)
    iri = f"{BASE}offerings-by-price"
    assert values(store, iri, f"{SH}parameter") == {f"{iri}#max_price", f"{iri}#kinds"}
    price, kinds = f"{iri}#max_price", f"{iri}#kinds"
    assert values(store, price, f"{SH}datatype") == {"http://www.w3.org/2001/XMLSchema#decimal"}
    assert (values(store, price, f"{SH}minCount"), values(store, price, f"{SH}maxCount")) == ({"1"}, {"1"})
    assert values(store, kinds, "https://w3id.org/credatlas/shapes#scheme") == {
        "https://w3id.org/credatlas/vocab/level"
    }
    assert (values(store, kinds, f"{SH}minCount"), values(store, kinds, f"{SH}maxCount")) == ({"0"}, set())


def test_the_catalogue_stands_in_the_vocabulary_of_a_build(founding_store: object, repo: Path) -> None:
    from credatlas.store import LocalStore

    assert isinstance(founding_store, LocalStore)
    asked = (
        f"SELECT ?q {{ GRAPH <https://w3id.org/credatlas/graph/vocabulary> {{ ?q a <{SH}SPARQLSelectExecutable> ;"
        f" <{SH}select> ?text }} }}"
    )
    names = {str(row[0].value).removeprefix(BASE) for row in founding_store.select(asked) if row[0] is not None}
    assert names == {path.stem for path in (repo / "queries").glob("*.rq")}
