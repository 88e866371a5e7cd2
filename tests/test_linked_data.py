"""Things, vocabulary and the whole atlas as linked data: ids lead to documents, in the form that a client likes."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import to_isomorphic

from asgi import Client, Reply
from credatlas.build import Atlas
from credatlas.files import find_project
from credatlas.serve.askers import InPlace
from credatlas.serve.rdf import split
from credatlas.serve.service import service_app
from credatlas.store import LocalStore
from credatlas.terms import PREFIXES

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
ID = "https://w3id.org/credatlas/id/"
CA = "https://w3id.org/credatlas/ontology#"
RUN = "offering/hms-ai-executives-2025"
HERE = "http://127.0.0.1:8000"
DATASET = "https://w3id.org/credatlas/dataset"
# what rdflib does inside itself when it reads JSON-LD and TriG
pytestmark = pytest.mark.filterwarnings("ignore:.*(ConjunctiveGraph|Dataset.default_context).*:DeprecationWarning")
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
FORMATS = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
ENGINE = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML}
HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
# a thing that was renamed, a chain of two, scripts and quotes in names
MERGED = """
graph:facts {
  organization:new a ca:Organization ; schema:name "New \\"Lab\\" <b>"@en , "مختبر"@ar ;
    schema:url <https://lab.example/> ; schema:offers value:aaaaaaaaaaaaaaaaaaaa .
  value:aaaaaaaaaaaaaaaaaaaa a ca:Price ; schema:price 0 .
  programme:p schema:name "P"@en ; ca:isOfferedBy organization:new .
}
graph:links { organization:new skos:exactMatch <https://ror.org/042nb2s44> . }
graph:sources {
  organization:old dcterms:isReplacedBy organization:new . organization:older dcterms:isReplacedBy organization:old .
  source:page a ca:SourceSnapshot .
  <https://w3id.org/credatlas/id/source/page#one> a ca:Passage ; oa:hasSource source:page ; ca:startOffset 3 .
  <https://w3id.org/credatlas/links/ror#exact> a void:Linkset ; void:linkPredicate skos:exactMatch ;
    void:objectsTarget <https://ror.org/> ; void:triples 1 .
}
graph:claims {
  claim:c1 a ca:Claim ; rdf:subject organization:old ; rdf:predicate schema:name ; rdf:object "New"@en ;
    ca:claimedBy source:page ; ca:hasEvidence <https://w3id.org/credatlas/id/source/page#one> .
}
graph:conflicts { conflict:k a ca:Conflict ; ca:onSubject organization:new ; ca:onProperty schema:name . }
"""


@pytest.fixture(scope="module")
def client(founding: Path, founding_store: LocalStore) -> Iterator[Client]:
    atlas = Atlas(founding_store, find_project(str(founding)), Path(founding_store.location))
    client = Client(service_app(InPlace(lambda: atlas)))
    yield client
    client.runner.close()


@pytest.fixture(scope="module")
def merged(founding: Path) -> Iterator[Client]:
    engine = ox.Store()
    engine.load(HEADER + MERGED, format=ox.RdfFormat.TRIG)
    atlas = Atlas(LocalStore(engine, "memory"), find_project(str(founding)))
    client = Client(service_app(InPlace(lambda: atlas)))
    yield client
    client.runner.close()


def graph(client: Client, address: str, **headers: str) -> rdflib.Graph:
    """What rdflib reads of a document; what pyoxigraph reads must be as much."""
    reply = client.get(address, **headers)
    assert reply.status == 200, reply.body
    ending = address.rpartition(".")[2]
    ending = ending if ending in FORMATS else "ttl"
    found = rdflib.Graph().parse(data=reply.body, format=FORMATS[ending])
    if ending in ENGINE:
        assert len(set(ox.parse(reply.body, format=ENGINE[ending]))) == len(found)
    return found


def iri(name: str) -> rdflib.URIRef:
    """A term by its prefix."""
    prefix, _, local = name.partition(":")
    return rdflib.URIRef(PREFIXES[prefix] + local)


# Ids


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (BROWSER, "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("application/trig", "trig"),
        ("application/json", "json"),
        ("*/*", "ttl"),
        ("", "ttl"),
        ("text/html;q=0.2, application/rdf+xml;q=0.7, */*;q=0.1", "rdf"),
        ("text/turtle;q=0, application/*", "jsonld"),
    ],
)
def test_an_id_leads_to_the_form_that_a_client_likes_most(client: Client, accept: str, ending: str) -> None:
    for kind in ("id", "doc"):
        reply = client.get(f"/{kind}/{RUN}", accept=accept)
        assert (reply.status, reply.headers["location"], reply.body) == (303, f"/doc/{RUN}.{ending}", b"")
        assert reply.headers["vary"] == "Accept"
        assert reply.headers["access-control-allow-origin"] == "*"


def test_the_other_forms_are_named_beside(client: Client) -> None:
    link = client.get(f"/id/{RUN}").headers["link"]
    assert f'</doc/{RUN}.jsonld>; rel="alternate"; type="application/ld+json"' in link


def test_behind_a_proxy_an_id_leads_below_its_path(founding: Path, founding_store: LocalStore) -> None:
    atlas = Atlas(founding_store, find_project(str(founding)))
    client = Client(service_app(InPlace(lambda: atlas)), mounted="/atlas")
    assert client.get(f"/id/{RUN}").headers["location"] == f"/atlas/doc/{RUN}.ttl"
    assert f"<{HERE}/atlas/doc/{RUN}>" in client.get(f"/doc/{RUN}.ttl").body.decode()
    client.runner.close()


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=1", "text/turtle;q=0"])
def test_a_client_that_takes_no_form_of_a_document_is_told_so(client: Client, accept: str) -> None:
    reply = client.get(f"/id/{RUN}", accept=accept)
    assert reply.status == 406
    assert "text/turtle" in reply.json["hint"]


def test_a_former_id_leads_to_its_successor_for_good(merged: Client) -> None:
    for former in ("old", "older"):
        reply = merged.get(f"/id/organization/{former}")
        assert (reply.status, reply.headers["location"]) == (301, "/id/organization/new")
        reply = merged.get(f"/doc/organization/{former}.trig")
        assert (reply.status, reply.headers["location"]) == (301, "/doc/organization/new.trig")
        assert merged.get(f"/doc/organization/{former}").headers["location"] == "/doc/organization/new"


def test_an_unknown_id_is_not_found_and_the_nearest_are_named(client: Client) -> None:
    for address in ("/id/organization/harvard-medical-scool", "/doc/organization/harvard-medical-scool.ttl"):
        reply = client.get(address)
        assert reply.status == 404
        assert "did you mean organization:harvard-medical-school (Harvard Medical School)" in reply.json["hint"]


def test_what_is_numbered_by_its_content_has_no_near_id(client: Client) -> None:
    for kind in ("claim", "value", "conflict"):  # there are tens of thousands: comparing all of them takes seconds
        assert client.get(f"/id/{kind}/0123456789abcdef0123").json["hint"] == "look at /find"


@pytest.mark.parametrize(
    "address",
    [
        "/id/",
        "/id/organization/",
        "/id/organization",
        "/id/organization/x%20y",
        "/id/organization/%3Cscript%3E",
        "/id/claim/00000000000000000000",
        "/doc/organization/harvard-medical-school.pdf",
        "/doc/organization/x%0Ay.ttl",
        "/doc/../etc/passwd",
        "/doc/vocab/topic/unheard-of.ttl",
        "/vocab/unheard-of",
        "/vocab/audience.pdf",
        "/ontology.pdf",
        "/ontology/9.9.9",
        "/ontology/1.0.0%3E",
        "/shapes.",
        "/query/unheard-of.ttl",
        "/dumps/atlas.nq",
        "/dumps/..%2F..%2Fetc%2Fpasswd",
    ],
)
def test_what_is_not_there_is_a_problem_and_no_breakdown(client: Client, address: str) -> None:
    reply = client.get(address)
    assert reply.status == 404
    assert reply.headers["content-type"].startswith("application/problem+json")


def test_an_ending_is_what_stands_behind_the_last_point_of_a_name() -> None:
    assert split("organization/a.b.ttl", ["ttl"]) == ("organization/a.b", "ttl")
    assert split("organization.x/name", ["ttl"]) == ("organization.x/name", "")


# Documents


def test_a_document_says_what_is_known_of_its_thing(client: Client) -> None:
    found = graph(client, f"/doc/{RUN}.ttl")
    run = rdflib.URIRef(ID + RUN)
    assert (run, iri("ca:registrationCloses"), rdflib.Literal("2025-04-14", datatype=iri("xsd:date"))) in found
    (price,) = found.objects(run, iri("schema:offers"))
    assert (price, iri("schema:price"), rdflib.Literal(8500)) in found
    assert (price, iri("schema:priceCurrency"), rdflib.Literal("USD")) in found


def test_a_document_says_what_refers_to_its_thing_and_what_it_is_called(client: Client) -> None:
    found = graph(client, f"/doc/{RUN}.ttl")
    online = rdflib.URIRef(f"{ID}session/hms-ai-executives-2025-online")
    assert (online, iri("ca:isSessionOf"), rdflib.URIRef(ID + RUN)) in found
    assert (iri("mode:hybrid"), iri("skos:prefLabel"), rdflib.Literal("hybrid", lang="en")) in found


def test_a_document_says_of_itself_whose_part_it_is(client: Client) -> None:
    found = graph(client, f"/doc/{RUN}.ttl")
    document = rdflib.URIRef(f"{HERE}/doc/{RUN}")
    assert (document, iri("foaf:primaryTopic"), rdflib.URIRef(ID + RUN)) in found
    assert (document, iri("dcterms:isPartOf"), rdflib.URIRef(DATASET)) in found
    licence = rdflib.URIRef("https://creativecommons.org/publicdomain/zero/1.0/")
    assert (document, iri("dcterms:license"), licence) in found


@pytest.mark.parametrize("name", [RUN, "organization/harvard-medical-school", "source/seed-000", "vocab/topic/ethics"])
def test_every_form_holds_the_same_statements(client: Client, name: str) -> None:
    first, *others = (to_isomorphic(graph(client, f"/doc/{name}.{ending}")) for ending in FORMATS)
    assert len(first) > 10
    assert all(other == first for other in others)


def test_json_ld_explains_itself(client: Client) -> None:
    document = client.get(f"/doc/{RUN}.jsonld").json
    assert document["@context"]["schema"] == "https://schema.org/"
    assert all(isinstance(value, str) for value in document["@context"].values())


def test_in_trig_a_client_can_follow_the_evidence(client: Client) -> None:
    reply = client.get(f"/doc/{RUN}.trig")
    assert reply.headers["content-type"] == "application/trig; charset=utf-8"
    quads = set(ox.parse(reply.body, format=ox.RdfFormat.TRIG))
    assert len(rdflib.Dataset().parse(data=reply.body, format="trig")) == len(quads)
    store = ox.Store()
    store.extend(quads)
    rows = store.query(
        f"SELECT ?source ?start {{ GRAPH ?g {{ ?claim <{PREFIXES['rdf']}subject> <{ID}{RUN}> ;"
        f" <{PREFIXES['rdf']}predicate> <https://schema.org/offers> ; <{CA}claimedBy> ?source ;"
        f" <{CA}hasEvidence> ?passage }} GRAPH ?h {{ ?passage <{CA}startOffset> ?start }} }}"
    )
    assert isinstance(rows, ox.QuerySolutions)
    ((source, start),) = rows
    assert source.value == f"{ID}source/seed-000"
    assert start.value == "673"  # where the article prints the fee
    assert store.query(f"ASK {{ GRAPH ?g {{ <{ID}source/seed-000> <{CA}reliability> ?class }} }}")


def test_in_trig_statements_stand_in_the_layers_in_which_they_stand(client: Client, founding_store: LocalStore) -> None:
    told = ox.parse(client.get(f"/doc/{RUN}.trig").body, format=ox.RdfFormat.TRIG)
    layered = [quad for quad in told if quad.graph_name != ox.DefaultGraph()]
    assert layered
    assert [quad for quad in layered if quad not in founding_store.engine] == []


def test_claims_under_a_former_id_count_as_evidence(merged: Client) -> None:
    text = merged.get("/doc/organization/new.trig").body.decode()
    assert "claim:c1" in text
    assert "conflict:k" in text
    assert "ca:startOffset 3" in text


def test_a_source_tells_its_passages(merged: Client) -> None:
    assert "ca:startOffset 3" in merged.get("/doc/source/page.ttl").body.decode()


def test_names_in_any_script_come_through(merged: Client) -> None:
    for ending in FORMATS:
        names = set(graph(merged, f"/doc/organization/new.{ending}").objects(None, iri("schema:name")))
        assert rdflib.Literal('New "Lab" <b>', lang="en") in names
        assert rdflib.Literal("مختبر", lang="ar") in names


def test_json_is_the_card(client: Client) -> None:
    reply = client.get(f"/doc/{RUN}.json")
    assert reply.headers["content-type"] == "application/json"
    assert reply.json["id"] == "offering:hms-ai-executives-2025"
    rows = {row["label"]: row["values"] for group in reply.json["groups"] for row in group["rows"]}
    assert [value["text"] for value in rows["registration closes"]] == ["2025-04-14"]


def test_of_very_many_that_refer_to_a_thing_the_first_thousand_are_told(founding: Path) -> None:
    engine = ox.Store()
    facts, topic = ox.NamedNode("https://w3id.org/credatlas/graph/facts"), ox.NamedNode(f"{ID}organization/hub")
    offered = ox.NamedNode(f"{CA}isOfferedBy")
    courses = [ox.NamedNode(f"{ID}course/c{number:05}") for number in range(1001)]
    engine.extend(ox.Quad(course, offered, topic, facts) for course in courses)
    atlas = Atlas(LocalStore(engine, "memory"), find_project(str(founding)))
    client = Client(service_app(InPlace(lambda: atlas)))
    reply = client.get("/doc/organization/hub.nt")
    client.runner.close()
    assert reply.headers["credatlas-truncated"] == "links"
    assert reply.body.count(b"isOfferedBy") == 1000


# Vocabulary


def test_the_ontology_is_one_document_in_every_form(client: Client) -> None:
    first, *others = (to_isomorphic(graph(client, f"/ontology.{ending}")) for ending in FORMATS)
    assert all(other == first for other in others)
    ontology = rdflib.URIRef("https://w3id.org/credatlas/ontology")
    assert (ontology, iri("owl:versionInfo"), rdflib.Literal("1.0.0")) in first
    assert (iri("ca:Hackathon"), iri("rdfs:subClassOf"), iri("ca:Event")) in first
    assert not [term for term in first.subjects() if isinstance(term, rdflib.BNode)]


def test_the_ontology_lacks_nothing_of_its_modules(client: Client, founding: Path) -> None:
    served = graph(client, "/ontology.ttl")
    for module in (founding / "ontology/modules").glob("*.ttl"):
        for subject, _, value in rdflib.Graph().parse(module).triples((None, iri("rdfs:label"), None)):
            if str(subject).startswith(CA):
                assert (subject, iri("rdfs:label"), value) in served


@pytest.mark.parametrize(("address", "accept"), [("/ontology", "text/turtle"), ("/shapes", "*/*")])
def test_parts_of_the_vocabulary_lead_to_their_forms(client: Client, address: str, accept: str) -> None:
    reply = client.get(address, accept=accept)
    assert (reply.status, reply.headers["location"]) == (303, f"{address}.ttl")


def test_the_version_of_the_ontology_leads_to_it(client: Client) -> None:
    reply = client.get("/ontology/1.0.0")
    assert (reply.status, reply.headers["location"]) == (303, "/ontology")
    assert client.get("/ontology/2.0.0").json["hint"] == "there is 1.0.0"


def test_a_scheme_tells_its_concepts_and_no_others(client: Client) -> None:
    assert client.get("/vocab/audience", accept="text/turtle").headers["location"] == "/vocab/audience.ttl"
    found = graph(client, "/vocab/audience.ttl")
    scheme = rdflib.URIRef("https://w3id.org/credatlas/vocab/audience")
    concepts = set(found.subjects(iri("skos:inScheme"), scheme))
    assert iri("audience:healthcare-executives") in concepts
    assert not set(found.subjects(iri("skos:inScheme"), None)) - concepts


def test_a_misspelt_scheme_names_the_nearest(client: Client) -> None:
    assert client.get("/vocab/audiences.ttl").json["hint"] == "did you mean audience?"


def test_shapes_are_read_by_a_validator(client: Client) -> None:
    found = graph(client, "/shapes.ttl")
    shapes = set(found.subjects(iri("rdf:type"), iri("sh:NodeShape")))
    targets = set(found.objects(None, iri("sh:targetClass")))
    assert iri("ca:ProgrammeOffering") in targets
    assert len(shapes) > 20


def test_a_canned_query_is_published_as_rdf(client: Client) -> None:
    found = graph(client, "/query/offerings-by-price.ttl")
    query = rdflib.URIRef("https://w3id.org/credatlas/query/offerings-by-price")
    (text,) = found.objects(query, iri("sh:select"))
    assert "$max_price" in text
    assert set(found.objects(query, iri("sh:parameter"))) == {query + "#max_price", query + "#currency"}
    assert client.get("/query/offerings-by-price", accept=BROWSER).headers["location"] == "/queries/offerings-by-price"


# The whole


def void_number(found: rdflib.Graph, subject: str, name: str) -> int:
    (value,) = found.objects(rdflib.URIRef(subject), rdflib.URIRef(VOID + name))
    return int(value)


def test_void_counts_what_the_graph_holds(client: Client, founding_store: LocalStore) -> None:
    found = graph(client, "/.well-known/void")
    manifest = json.loads((Path(founding_store.location) / "manifest.json").read_text())
    assert void_number(found, DATASET, "triples") == manifest["quads"]
    for layer, quads in manifest["layers"].items():
        assert void_number(found, f"https://w3id.org/credatlas/.well-known/void#{layer}", "triples") == quads


def test_void_counts_the_things_of_each_class(client: Client) -> None:
    found = graph(client, "/.well-known/void")
    own = "https://w3id.org/credatlas/.well-known/void#class-ca-"
    assert void_number(found, f"{own}Hackathon", "entities") == 1  # the one of Harvard, 2025
    assert void_number(found, f"{own}IncubationProgramme", "entities") == 1
    assert void_number(found, f"{own}OfferingSession", "entities") == 2  # one online, one in person
    partitions = set(found.objects(rdflib.URIRef(own.partition("#")[0] + "#facts"), iri("void:classPartition")))
    assert rdflib.URIRef(f"{own}Hackathon") in partitions


def test_void_describes_the_links_to_other_data(merged: Client) -> None:
    found = graph(merged, "/.well-known/void")
    linkset = "https://w3id.org/credatlas/links/ror#exact"
    assert (rdflib.URIRef(DATASET), iri("void:subset"), rdflib.URIRef(linkset)) in found
    assert void_number(found, linkset, "triples") == 1
    (example, *_) = sorted(found.objects(rdflib.URIRef(DATASET), iri("void:exampleResource")))
    assert str(example) == f"{ID}organization/new"


@pytest.mark.parametrize("address", ["/.well-known/void", "/dataset"])
def test_descriptions_come_in_every_form_of_rdf(client: Client, address: str) -> None:
    accepts = {
        "text/turtle": "turtle",
        "application/ld+json": "json-ld",
        "application/n-triples": "nt",
        "application/rdf+xml": "xml",
    }
    found = []
    for accept, form in accepts.items():
        reply = client.get(address, accept=accept)
        assert reply.headers["content-type"].startswith(accept)
        found.append(to_isomorphic(rdflib.Graph().parse(data=reply.body, format=form)))
    assert all(other == found[0] for other in found)
    assert client.get(address, accept="image/png").status == 406


def test_the_dataset_names_licence_publisher_files_and_services(client: Client) -> None:
    found = graph(client, "/dataset")
    dataset = rdflib.URIRef(DATASET)
    assert (dataset, iri("rdf:type"), iri("dcat:Dataset")) in found
    assert (dataset, iri("dcterms:publisher"), iri("organization:credatlas")) in found
    assert (dataset, iri("void:sparqlEndpoint"), rdflib.URIRef(f"{HERE}/sparql")) in found
    (service,) = found.subjects(iri("dcat:endpointURL"), rdflib.URIRef(f"{HERE}/sparql"))
    assert (service, iri("dcat:servesDataset"), dataset) in found
    assert client.get("/dataset", accept=BROWSER).headers["location"] == "/about"


def test_files_have_the_sizes_that_the_dataset_tells(client: Client) -> None:
    found = graph(client, "/dataset")
    files = list(found.objects(rdflib.URIRef(DATASET), iri("dcat:distribution")))
    assert len(files) == 3
    for file in files:
        (address,) = found.objects(file, iri("dcat:downloadURL"))
        (size,) = found.objects(file, iri("dcat:byteSize"))
        reply = client.get(str(address).removeprefix(HERE))
        assert reply.status == 200
        assert reply.headers["content-type"] == "application/gzip"
        assert len(reply.body) == int(size)


def dumped(client: Client, name: str) -> Reply:
    reply = client.get(f"/dumps/{name}")
    assert reply.status == 200
    assert reply.headers["content-disposition"] == f'attachment; filename="{name}"'
    return reply


def test_the_dump_is_the_whole_graph_to_the_byte(client: Client, founding_store: LocalStore) -> None:
    nquads = gzip.decompress(dumped(client, "atlas.nq.gz").body)
    manifest = json.loads((Path(founding_store.location) / "manifest.json").read_text())
    assert hashlib.sha256(nquads).hexdigest() == manifest["digest"]


def test_the_dumps_hold_the_same_statements(client: Client) -> None:
    nquads = set(ox.parse(gzip.decompress(dumped(client, "atlas.nq.gz").body), format=ox.RdfFormat.N_QUADS))
    assert set(ox.parse(gzip.decompress(dumped(client, "atlas.trig.gz").body), format=ox.RdfFormat.TRIG)) == nquads
    facts = {quad.triple for quad in nquads if quad.graph_name.value == "https://w3id.org/credatlas/graph/facts"}
    turtle = ox.parse(gzip.decompress(dumped(client, "facts.ttl.gz").body), format=ox.RdfFormat.TURTLE)
    assert {quad.triple for quad in turtle} == facts


def test_a_dump_is_written_once_for_each_build(
    founding: Path, founding_store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path))
    atlas = Atlas(founding_store, find_project(str(founding)), Path(founding_store.location))
    client = Client(service_app(InPlace(lambda: atlas)))
    first = client.get("/dumps/facts.ttl.gz").body
    (kept,) = tmp_path.glob("dumps/*/facts.ttl.gz")
    assert kept.read_bytes() == first
    kept.write_bytes(b"kept")
    assert client.get("/dumps/facts.ttl.gz").body == b"kept"
    client.runner.close()


def test_files_of_former_builds_make_way(
    founding: Path, founding_store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path))
    for number in range(4):
        (tmp_path / f"dumps/{number}").mkdir(parents=True)
    atlas = Atlas(founding_store, find_project(str(founding)), Path(founding_store.location))
    client = Client(service_app(InPlace(lambda: atlas)))
    assert client.get("/dumps/facts.ttl.gz").status == 200
    client.runner.close()
    assert len(list((tmp_path / "dumps").iterdir())) == 2


def test_without_a_place_to_keep_it_a_dump_is_made_for_whoever_asks(
    founding: Path, founding_store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "file"))
    atlas = Atlas(founding_store, find_project(str(founding)), Path(founding_store.location))
    client = Client(service_app(InPlace(lambda: atlas)))
    assert client.get("/dumps/facts.ttl.gz").status == 200
    client.runner.close()


def test_a_graph_on_a_server_is_described_but_not_dumped(founding: Path, founding_store: LocalStore) -> None:
    class Server:
        """A store that is somewhere else."""

        location = "http://127.0.0.1:1/sparql"
        query = staticmethod(founding_store.query)
        select = staticmethod(founding_store.select)

    client = Client(service_app(InPlace(lambda: Atlas(Server(), find_project(str(founding))))))
    assert client.get("/dumps/atlas.nq.gz").status == 404
    described = client.get("/dataset").body.decode()
    client.runner.close()
    assert "dcat:DataService" in described
    assert "dcat:Distribution" not in described


def test_a_browser_is_told_of_an_unknown_id_on_a_page_and_a_program_by_a_problem(client: Client) -> None:
    browser = client.get("/id/organization/nope", accept="text/html,*/*;q=0.8")
    assert (browser.status, browser.headers["content-type"]) == (404, "text/html; charset=utf-8")
    program = client.get("/id/organization/nope", accept="text/turtle")
    assert (program.status, program.headers["content-type"]) == (404, "application/problem+json")
