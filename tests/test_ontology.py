"""Claims about the ontology: complete, well formed, inside OWL 2 RL and DL, consistent, and used."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY = ROOT / "ontology"
DATA = ROOT / "data"
FILES = sorted(ONTOLOGY.rglob("*.ttl"))
OWN_FILES = [path for path in FILES if "shapes" not in path.parts]

ONT = "https://w3id.org/credatlas/ontology"
CA = f"{ONT}#"
VOCAB = "https://w3id.org/credatlas/vocab/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEMA = "https://schema.org/"
ORG = "http://www.w3.org/ns/org#"
DCTERMS = "http://purl.org/dc/terms/"
VANN = "http://purl.org/vocab/vann/"
STATUS = "http://www.w3.org/2003/06/sw-vocab-status/ns#term_status"

PREFIXES = {
    "ca": CA,
    "schema": SCHEMA,
    "org": ORG,
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "cito": "http://purl.org/spar/cito/",
    "bibo": "http://purl.org/ontology/bibo/",
    "skos": SKOS,
}

# DATA-MODEL section 4: class -> all its asserted superclasses; a bare name is one of ours.
SUPERCLASSES = {
    "Organization": "org:Organization schema:Organization prov:Organization",
    "EducationalInstitution": "Organization",
    "University": "EducationalInstitution schema:CollegeOrUniversity",
    "AcademicUnit": "Organization org:OrganizationalUnit",
    "School": "AcademicUnit",
    "Department": "AcademicUnit",
    "ContinuingEducationUnit": "AcademicUnit",
    "ResearchUnit": "AcademicUnit",
    "ResearchLab": "ResearchUnit",
    "ResearchCenter": "ResearchUnit",
    "CertificationBoard": "Organization",
    "ProfessionalBody": "Organization",
    "PublicAuthority": "Organization",
    "RegulatoryAuthority": "PublicAuthority",
    "IntergovernmentalOrganization": "Organization",
    "Company": "Organization",
    "HealthcareProvider": "Organization",
    "InnovationHub": "Organization",
    "Collaborative": "Organization org:OrganizationalCollaboration",
    "Person": "schema:Person",
    "Programme": "schema:EducationalOccupationalProgram",
    "EducationProgramme": "Programme",
    "ProgrammeTrack": "EducationProgramme",
    "IncubationProgramme": "Programme",
    "Course": "schema:Course",
    "Credential": "schema:EducationalOccupationalCredential",
    "ProgrammeOffering": "schema:CourseInstance",
    "OfferingSession": "",
    "Event": "schema:Event",
    "Hackathon": "Event schema:Hackathon",
    "Conference": "Event",
    "Competition": "Event",
    "DiscussionEvent": "Event",
    "EventSeries": "schema:EventSeries",
    "Partnership": "",
    "PolicyInstrument": "",
    "Strategy": "PolicyInstrument",
    "RegulatoryFramework": "PolicyInstrument",
    "Guidance": "PolicyInstrument",
    "Publication": "",
    "ScholarlyArticle": "Publication schema:ScholarlyArticle",
    "SystematicReview": "ScholarlyArticle",
    "NewsArticle": "Publication",
    "BlogPost": "Publication",
    "WebPage": "Publication",
    "Journal": "schema:Periodical",
    "Reference": "cito:Citation",
    "Price": "schema:Offer",
    "Count": "",
    "Duration": "",
    "Period": "",
    "Detail": "",
    "AbsenceStatement": "",
    "SourceSnapshot": "prov:Entity",
    "Passage": "oa:SpecificResource",
    "Claim": "",
    "Conflict": "",
    "DataIssue": "",
    "Decision": "",
    "CurationActivity": "prov:Activity",
}

# DATA-MODEL sections 3 and 5: every property by the kind of its values.
OBJECT_PROPERTIES = """
isOfferedBy awardsCredential isAwardedBy isTrackOf isOfferingOf isSessionOf hasPeriod hasDuration hasCount
targetsAudience coversTopic developsSkill hasCredentialType hasProgrammeType hasModality hasLevel
hasOrganizationType hasEventKind minimumDegree carriesCredits hasBursary isHostedBy isPartOfSeries hasHub
recruitsFrom hasPartner alignsWith isIssuedBy regulates hasJurisdiction succeeds refersTo namesBarrier
describesPathway priceTier pricePer countOf unit snapshotOf reliability laterThan basis status claimedBy hasEvidence
onSubject onProperty hasClaim shownClaim rule conflictKind isConvenedBy absenceOf hasScope hasReference
offersThrough decidedSource onShape issueStatus hasDetail
""".split()
DATATYPE_PROPERTIES = """
registrationOpens registrationCloses submissionOpens submissionCloses workloadHours prerequisite
minimumExperienceMonths firstOffered editionNumber adoptedOn appliesFrom abbreviation referenceNumber
authorList rorId wikidataId orcidId isni ctid cohort stated atLeast atMost edtf startsNotBefore endsNotAfter
retrievedOn sha256 startOffset endOffset validFrom validUntil statedOn onKey asOf citedHost citedTitle
citedAuthors reason rankOrder aspect publisherName statedAudience statedTopic statedAward statedPlace
statedStatus targetStatus targetDigest
""".split()
ANNOTATION_PROPERTIES = "answersQuestion singleValuedPer shelfLifeMonths decidedValue onValue".split()

SINGLE_VALUED = {
    **dict.fromkeys(
        """schema:startDate schema:endDate schema:datePublished schema:volumeNumber schema:issueNumber schema:pagination
        schema:foundingDate bibo:doi bibo:pmid ca:registrationOpens ca:registrationCloses ca:submissionOpens
        ca:submissionCloses ca:hasPeriod ca:authorList ca:isOfferingOf ca:isSessionOf ca:isTrackOf ca:editionNumber
        ca:firstOffered ca:adoptedOn ca:appliesFrom ca:workloadHours ca:hasCredentialType ca:referenceNumber
        ca:rorId ca:wikidataId ca:orcidId ca:isni ca:ctid""".split(),
        "ca:subject",
    ),
    "schema:name": "ca:subject ca:language",
    "ca:hasDuration": "ca:subject ca:cohort",
    "ca:hasCount": "ca:countOf ca:cohort",
    "ca:hasDetail": "ca:aspect ca:cohort",
    "ca:carriesCredits": "ca:countOf",
    "schema:offers": "ca:priceTier ca:pricePer ca:cohort schema:priceCurrency",
    "ca:hasBursary": "ca:priceTier ca:pricePer ca:cohort schema:priceCurrency",
}
# Months after which a value should have been stated anew.
SHELF_LIVES = {
    **dict.fromkeys(
        "schema:offers ca:hasBursary schema:startDate schema:endDate ca:hasPeriod ca:registrationOpens "
        "ca:registrationCloses ca:submissionOpens ca:submissionCloses ca:statedStatus".split(),
        "12",
    ),
    **dict.fromkeys(
        "ca:hasModality ca:hasDuration ca:workloadHours ca:prerequisite ca:minimumDegree ca:minimumExperienceMonths "
        "ca:hasCount schema:url".split(),
        "24",
    ),
    **dict.fromkeys("ca:isOfferedBy ca:isAwardedBy ca:carriesCredits schema:recognizedBy".split(), "36"),
}

SCHEMES = """credential-type programme-type level modality audience topic skill barrier pathway organization-type
event-kind count-of unit price-tier reliability basis status conflict-kind rule issue-status scope""".split()

# What people write in other languages stands beside the English labels.
LANGUAGES = ("de", "es", "fr", "it", "nl", "pt")

ALLOWED_PREDICATES = {
    *(f"{RDF}{name}" for name in ("type", "first", "rest")),
    *(f"{RDFS}{name}" for name in "subClassOf subPropertyOf domain range label comment isDefinedBy".split()),
    *(f"{OWL}{name}" for name in "versionIRI versionInfo members".split()),
}
ALLOWED_TYPES = {
    *(f"{OWL}{name}" for name in "Ontology Class ObjectProperty DatatypeProperty AnnotationProperty".split()),
    *(f"{OWL}{name}" for name in "TransitiveProperty NamedIndividual AllDisjointClasses".split()),
    f"{SKOS}Concept",
    f"{SKOS}ConceptScheme",
}

Graph = dict[str, dict[str, list[Any]]]


def iri(curie: str) -> str:
    """The IRI of a compact name; a bare name is a term of ours."""
    prefix, colon, local = curie.partition(":")
    return PREFIXES[prefix] + local if colon else CA + prefix


def name(term: object) -> str:
    """The text of an IRI, blank node or literal."""
    return str(getattr(term, "value", ""))


def parse(path: Path) -> list[ox.Quad]:
    formats = {".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG}
    return list(ox.parse(path=str(path), format=formats[path.suffix]))


@cache
def quads() -> tuple[ox.Quad, ...]:
    """Every statement of the ontology without its shapes."""
    return tuple(quad for path in OWN_FILES for quad in parse(path))


@cache
def graph() -> Graph:
    """Subject → predicate → objects, all IRIs as text."""
    found: Graph = defaultdict(lambda: defaultdict(list))
    for quad in quads():
        found[name(quad.subject)][quad.predicate.value].append(quad.object)
    return found


def values(subject: str, predicate: str) -> list[str]:
    return [term.value for term in graph().get(subject, {}).get(predicate, [])]


def of_type(kind: str) -> list[str]:
    return sorted(subject for subject in graph() if kind in values(subject, f"{RDF}type"))


def own_terms() -> list[str]:
    """Every term of our namespace that has a description."""
    return sorted(subject for subject in graph() if subject.startswith(CA))


def english(subject: str, predicate: str) -> list[str]:
    return [term.value for term in graph()[subject][predicate] if getattr(term, "language", None) == "en"]


def tool(name: str) -> str:
    """The path of a command of the virtual environment; skips the test where it is missing."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is missing: pip install {name}")
    return found


# Form


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ONTOLOGY).as_posix())
def test_two_engines_read_the_same_graph_from_each_file(path: Path) -> None:
    from rdflib import Graph as RdflibGraph
    from rdflib.compare import to_canonical_graph

    ours = RdflibGraph().parse(path, format="turtle")
    theirs = RdflibGraph().parse(data=b"".join(_line(quad) for quad in parse(path)), format="nt")
    assert len(ours) == len(theirs) == len(set(parse(path))) > 0
    assert set(to_canonical_graph(ours)) == set(to_canonical_graph(theirs))


def _line(quad: ox.Quad) -> bytes:
    return f"{quad.subject} {quad.predicate} {quad.object} .\n".encode()


def test_turtlefmt_finds_nothing_to_change() -> None:
    run = subprocess.run([tool("turtlefmt"), "--check", str(ONTOLOGY)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_words_are_spelt_right() -> None:
    command = [tool("codespell"), "-L", "ehr,atleast,atmost,zar,beng,certificat,profissional", str(ONTOLOGY)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_schema_org_is_always_https() -> None:
    for path in ONTOLOGY.rglob("*.*"):
        assert "http://schema.org" not in path.read_text(encoding="utf-8"), path
        assert "www.schema.org" not in path.read_text(encoding="utf-8"), path


def test_blank_nodes_stand_only_in_the_two_disjointness_axioms() -> None:
    heads = {quad.subject for quad in quads() if isinstance(quad.subject, ox.BlankNode)}
    axioms = {quad.subject for quad in quads() if quad.object == ox.NamedNode(f"{OWL}AllDisjointClasses")}
    cells = {quad.subject for quad in quads() if quad.predicate == ox.NamedNode(f"{RDF}first")}
    assert len(axioms) == 2
    assert heads == axioms | cells


def test_nothing_is_imported_and_no_truth_value_is_used() -> None:
    assert not [quad for quad in quads() if quad.predicate.value == f"{OWL}imports"]
    datatypes = {quad.object.datatype.value for quad in quads() if isinstance(quad.object, ox.Literal)}
    assert datatypes == {
        f"{RDF}langString",
        *(f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("string", "integer", "date")),
    }


def test_language_tags_are_lower_case_and_other_languages_only_give_further_labels() -> None:
    assert {q.object.language for q in quads() if isinstance(q.object, ox.Literal)} == {None, "en", *LANGUAGES}
    spoken = {q.predicate.value for q in quads() if isinstance(q.object, ox.Literal) and q.object.language in LANGUAGES}
    assert spoken == {f"{SKOS}altLabel", f"{SKOS}hiddenLabel"}


# Header


def test_header_is_complete() -> None:
    expected = {
        f"{RDF}type": [f"{OWL}Ontology"],
        f"{OWL}versionIRI": [f"{ONT}/1.0.0"],
        f"{OWL}versionInfo": ["1.0.0"],
        f"{DCTERMS}license": ["https://creativecommons.org/publicdomain/zero/1.0/"],
        f"{VANN}preferredNamespacePrefix": ["ca"],
        f"{VANN}preferredNamespaceUri": [CA],
    }
    assert {predicate: values(ONT, predicate) for predicate in expected} == expected
    for name in ("title", "description", "creator", "created", "modified"):
        assert len(values(ONT, DCTERMS + name)) == 1, name


def test_header_says_that_the_base_is_not_registered() -> None:
    assert "not yet registered" in values(ONT, f"{RDFS}comment")[0]


# Terms


def test_superclasses_are_those_of_the_data_model() -> None:
    asserted = {term: set(values(term, f"{RDFS}subClassOf")) for term in of_type(f"{OWL}Class") if term.startswith(CA)}
    assert asserted == {iri(name): {iri(above) for above in text.split()} for name, text in SUPERCLASSES.items()}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("ObjectProperty", OBJECT_PROPERTIES),
        ("DatatypeProperty", DATATYPE_PROPERTIES),
        ("AnnotationProperty", ANNOTATION_PROPERTIES),
    ],
)
def test_properties_are_those_of_the_data_model(kind: str, names: list[str]) -> None:
    assert [term for term in of_type(OWL + kind) if term.startswith(CA)] == sorted(CA + name for name in names)


def test_subject_and_language_are_individuals() -> None:
    assert of_type(f"{OWL}NamedIndividual") == [f"{CA}language", f"{CA}subject"]


@pytest.mark.parametrize("term", own_terms(), ids=lambda term: term.removeprefix(CA))
def test_own_term_is_described(term: str) -> None:
    assert len(english(term, f"{RDFS}label")) == 1
    assert len(english(term, f"{SKOS}example")) == 1
    assert values(term, f"{RDFS}isDefinedBy") == [ONT]
    assert values(term, STATUS)[0] in ("stable", "testing")
    (definition,) = english(term, f"{SKOS}definition")
    assert definition.endswith(".")
    assert definition[0].isupper()
    questions = [int(text) for text in values(term, f"{CA}answersQuestion")]
    assert questions
    assert all(1 <= number <= 38 for number in questions)


def test_every_competency_question_has_its_terms() -> None:
    needed = {int(text) for term in own_terms() for text in values(term, f"{CA}answersQuestion")}
    assert needed == set(range(1, 39)) - {37}  # 37 compares versions: it needs no term of its own


def test_every_own_term_that_a_file_names_is_declared() -> None:
    declared = set(own_terms())
    for path in [*FILES, *DATA.rglob("*.ttl"), *DATA.rglob("*.trig")]:
        for quad in parse(path):
            for term in (quad.subject, quad.predicate, quad.object):
                if isinstance(term, ox.NamedNode) and term.value.startswith(CA):
                    assert term.value in declared, f"{path.relative_to(ROOT)}: {term}"


def code_terms() -> set[str]:
    """Terms of ours that the package names, as ``ca:name`` or ``ca("name")``."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src").rglob("*.py")))
    return {CA + found for pair in re.findall(r'\bca:(\w+)|\bca\("(\w+)"\)', code) for found in pair if found}


def test_every_own_term_that_the_code_names_is_declared() -> None:
    draft_mark = {f"{CA}quote"}  # stands in drafts only: the offset tool replaces it
    assert code_terms() - set(own_terms()) - draft_mark == set()


def test_every_term_of_others_that_a_statement_uses_has_a_stub_with_source_and_version() -> None:
    builtin = (RDF, RDFS, OWL, CA)
    used = {quad.predicate.value for quad in quads() if not quad.predicate.value.startswith(builtin)}
    used |= {name(quad.object) for quad in quads() if quad.predicate.value == f"{RDFS}subClassOf"}
    for term in sorted(used):
        if term.startswith(builtin):
            continue
        assert values(term, f"{DCTERMS}source"), term
        assert values(term, f"{OWL}versionInfo"), term
        assert values(term, f"{RDFS}label"), term


def test_single_valued_properties_are_those_agreed() -> None:
    found = {term: set(values(term, f"{CA}singleValuedPer")) for term in graph()}
    expected = {iri(name): {iri(part) for part in text.split()} for name, text in SINGLE_VALUED.items()}
    assert {term: parts for term, parts in found.items() if parts} == expected


def test_what_changes_with_each_intake_keeps_a_year_and_other_things_longer() -> None:
    found = {term: values(term, f"{CA}shelfLifeMonths") for term in graph()}
    expected = {iri(name): [months] for name, months in SHELF_LIVES.items()}
    assert {term: months for term, months in found.items() if months} == expected


def test_closures_are_transitive_properties_above_the_authored_ones() -> None:
    pairs = {
        f"{ORG}subOrganizationOf": f"{ORG}transitiveSubOrganizationOf",
        f"{SKOS}broader": f"{SKOS}broaderTransitive",
    }
    for narrow, wide in pairs.items():
        assert values(narrow, f"{RDFS}subPropertyOf") == [wide]
    assert of_type(f"{OWL}TransitiveProperty") == sorted(pairs.values())


# Profile


def test_only_constructs_of_owl_2_rl_appear() -> None:
    for quad in quads():
        if quad.predicate.value.startswith((RDF, RDFS, OWL)):
            assert quad.predicate.value in ALLOWED_PREDICATES, quad
        if quad.predicate.value == f"{RDF}type":
            assert name(quad.object) in ALLOWED_TYPES, quad


def test_no_name_is_two_kinds_of_property_or_class() -> None:
    for term in graph():
        kinds = set(values(term, f"{RDF}type")) & {
            f"{OWL}{name}" for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
        }
        assert len(kinds) <= 1, term


def test_domains_and_ranges_are_single_own_classes_and_also_given_as_annotations() -> None:
    classes = {CA + name for name in SUPERCLASSES}
    for term in own_terms():
        for strict, loose in (("domain", "domainIncludes"), ("range", "rangeIncludes")):
            found = values(term, RDFS + strict)
            assert len(found) <= 1, term
            assert set(found) <= classes, term
            if found:
                assert values(term, SCHEMA + loose) == found, term


def test_external_terms_get_no_domain_or_range_of_ours() -> None:
    for term in graph():
        if not term.startswith(CA):
            assert not values(term, f"{RDFS}domain") + values(term, f"{RDFS}range"), term


def closure_errors(*facts: str) -> list[str]:
    """What owlrl objects to in the vocabulary, with some facts added in Turtle."""
    owlrl = pytest.importorskip("owlrl", reason="owlrl is missing: pip install owlrl")
    from rdflib import Graph as RdflibGraph

    logical = {f"{RDF}{name}" for name in ("type", "first", "rest")} | {f"{OWL}members", f"{SKOS}broader"}
    logical |= {RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")}
    lines = [_line(quad) for path in OWN_FILES for quad in parse(path) if quad.predicate.value in logical]
    world = RdflibGraph().parse(data=b"".join(lines), format="nt")
    for fact in facts:
        world.parse(data=f"@prefix ca: <{CA}> . @prefix : <https://example.org/> . {fact}", format="turtle")
    closure = owlrl.DeductiveClosure(owlrl.OWLRL_Semantics)
    closure.expand(world)
    errors = "http://www.daml.org/2002/03/agents/agent-ont#error"
    return [str(value) for _, predicate, value in world if str(predicate) == errors]


def test_vocabulary_and_data_are_consistent_together() -> None:
    """Every triple that a source states counts, so that no reading of the claims can be inconsistent.

    Data take nothing back: were the vocabulary inconsistent by itself, so it would be with them.
    """
    sources = sorted(DATA.rglob("*.trig"))
    # the reasoner takes a minute for all of them: those written by hand, and every fortieth of the others
    by_hand = [path for path in sources if not path.read_text(encoding="utf-8").startswith("# Written by")]
    files = [*DATA.rglob("*.ttl"), *by_hand, *sources[::40]]
    stated = [quad for path in files for quad in parse(path) if isinstance(quad.object, ox.NamedNode)]
    if not stated:
        pytest.skip("data/ is empty")
    assert closure_errors("".join(_line(quad).decode() for quad in stated)) == []


def test_a_thing_of_two_top_kinds_is_found_at_once_and_through_a_domain_and_nothing_else_is() -> None:
    """All in one world, for the reasoner goes through the whole vocabulary each time."""
    found = closure_errors(
        ":two-kinds a ca:Person , ca:University .",
        ":wrong-subject a ca:Event ; ca:isAwardedBy :y .",
        ":policy a ca:Guidance , ca:Publication .",  # it may be both
    )
    assert sorted(message.rpartition("/")[2] for message in found) == ["two-kinds", "wrong-subject"]


# Concepts


def concepts() -> list[str]:
    return of_type(f"{SKOS}Concept")


def test_there_is_one_file_for_each_scheme() -> None:
    assert sorted(path.stem for path in (ONTOLOGY / "schemes").glob("*.ttl")) == sorted(SCHEMES)
    assert of_type(f"{SKOS}ConceptScheme") == sorted(VOCAB + name for name in SCHEMES)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_scheme_is_described(scheme: str) -> None:
    for name in ("title", "description", "license"):
        assert len(values(VOCAB + scheme, DCTERMS + name)) == 1
    assert values(VOCAB + scheme, f"{CA}answersQuestion")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_concepts_are_labelled_defined_and_in_their_scheme(scheme: str) -> None:
    members = [concept for concept in concepts() if concept.startswith(f"{VOCAB}{scheme}#")]
    assert members
    for concept in members:
        assert values(concept, f"{SKOS}inScheme") == [VOCAB + scheme]
        assert len(english(concept, f"{SKOS}prefLabel")) == 1, concept
        (definition,) = english(concept, f"{SKOS}definition")
        assert definition.endswith("."), concept
        assert re.fullmatch(r"[a-z][a-z0-9-]*", concept.partition("#")[2]), concept


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_two_concepts_of_a_scheme_answer_to_one_label(scheme: str) -> None:
    bearers = defaultdict(set)
    for concept in concepts():
        if concept.startswith(f"{VOCAB}{scheme}#"):
            for kind in ("prefLabel", "altLabel", "hiddenLabel"):
                for text in values(concept, SKOS + kind):
                    bearers[text.casefold()].add(concept)
    assert {label: found for label, found in bearers.items() if len(found) > 1} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_concept_has_a_label_twice_in_one_language(scheme: str) -> None:
    for concept in concepts():
        if concept.startswith(f"{VOCAB}{scheme}#"):
            labels = Counter(
                (label.value.casefold(), label.language)
                for kind in ("prefLabel", "altLabel", "hiddenLabel")
                for label in graph()[concept][SKOS + kind]
            )
            assert [label for label, times in labels.items() if times > 1] == [], concept


def test_a_concept_is_at_the_top_or_has_something_broader_in_its_own_scheme() -> None:
    for concept in concepts():
        scheme = concept.partition("#")[0]
        broader = values(concept, f"{SKOS}broader")
        assert values(concept, f"{SKOS}topConceptOf") == ([] if broader else [scheme]), concept
        for above in broader:
            assert above in graph(), f"{concept} has the unknown broader concept {above}"
            assert above.startswith(f"{scheme}#"), concept


def test_broader_has_no_cycle() -> None:
    def above(concept: str, path: tuple[str, ...]) -> None:
        assert concept not in path, path
        for wider in values(concept, f"{SKOS}broader"):
            above(wider, (*path, concept))

    for concept in concepts():
        above(concept, ())


def ordered(scheme: str) -> list[str]:
    ranks = {concept: values(concept, f"{CA}rankOrder") for concept in concepts()}
    members = [(int(rank[0]), concept) for concept, rank in ranks.items() if concept.startswith(f"{VOCAB}{scheme}#")]
    assert all(first[0] < second[0] for first, second in pairwise(sorted(members)))
    return [concept.partition("#")[2] for _, concept in sorted(members)]


def test_reliability_rules_and_statuses_stand_in_their_order() -> None:
    assert ordered("reliability") == ["issuer", "regulator", "scholarly", "press", "mirror", "low"]
    assert ordered("rule") == [
        "curator-decision",
        "status",
        "valid-time",
        "newer-snapshot",
        "issuer-over-others",
        "reliability",
        "later-statement",
        "more-sources",
        "unresolved",
    ]
    assert ordered("status") == ["asserted", "provisional", "planned", "withdrawn"]


@pytest.mark.parametrize(
    ("scheme", "names"),
    [
        ("basis", "stated normalised inferred curated"),
        ("conflict-kind", "naming internal time-varying factual"),
        ("issue-status", "open accepted resolved"),
        ("modality", "online online-live online-self-paced in-person hybrid"),
    ],
)
def test_closed_schemes_hold_exactly_what_the_data_model_names(scheme: str, names: str) -> None:
    found = {concept.partition("#")[2] for concept in concepts() if concept.startswith(f"{VOCAB}{scheme}#")}
    assert found == set(names.split())


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("topic#deep-learning", "topic#artificial-intelligence"),
        ("topic#informed-consent", "topic#ethics"),
        ("topic#ai-in-clinical-practice", "topic#digital-health"),
        ("audience#chief-medical-officers", "audience#healthcare-leaders"),
        ("credential-type#educational-certification", "credential-type#certification"),
        ("pathway#vendor-neutral-certificate", "pathway#professional-certificate"),
        ("programme-type#phd-track", "programme-type#degree-programme"),
    ],
)
def test_narrower_concepts_are_found_under_the_wide_ones(narrow: str, wide: str) -> None:
    reached, waiting = set(), [VOCAB + narrow]
    while waiting:
        concept = waiting.pop()
        reached.add(concept)
        waiting += values(concept, f"{SKOS}broader")
    assert VOCAB + wide in reached


@pytest.mark.parametrize(
    ("typed", "concept"),
    [
        ("execs", "audience#healthcare-executives"),
        ("C-suite", "audience#c-level-executives"),
        ("doctors", "audience#physicians"),
        ("PhD", "credential-type#doctorate"),
        ("micro-credential", "credential-type#microcredential"),
        ("EHR", "topic#electronic-health-records"),
        ("NLP", "topic#natural-language-processing"),
        ("blended", "modality#hybrid"),
        ("exec ed", "programme-type#executive-education"),
    ],
)
def test_what_people_type_is_a_label(typed: str, concept: str) -> None:
    assert typed in english(VOCAB + concept, f"{SKOS}altLabel")


# Use


def test_terms_that_nothing_uses_are_marked_testing() -> None:
    used = {
        term.value
        for path in [*DATA.rglob("*.ttl"), *DATA.rglob("*.trig")]
        for quad in parse(path)
        for term in (quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode)
    }
    if not used:
        pytest.skip("data/ is empty")
    used |= {quad.predicate.value for quad in quads()} | {name(quad.object) for quad in quads() if _is_key(quad)}
    used |= code_terms()
    unused = [term for term in own_terms() if term not in used and values(term, STATUS) != ["testing"]]
    assert unused == []


def _is_key(quad: ox.Quad) -> bool:
    return quad.predicate.value == f"{CA}singleValuedPer"


def test_concepts_that_the_data_names_exist() -> None:
    for path in [*DATA.rglob("*.ttl"), *DATA.rglob("*.trig")]:
        for quad in parse(path):
            for term in (quad.subject, quad.object):
                if isinstance(term, ox.NamedNode) and term.value.startswith(VOCAB):
                    assert term.value in graph(), f"{path.relative_to(ROOT)}: {term}"


def test_no_ten_words_in_a_row_come_from_the_articles() -> None:
    folder = ROOT.parent / "shared/seeds"
    articles = sorted(folder.glob("*.txt"))
    if not articles:
        pytest.skip("the founding articles are not here: put them into ../shared/seeds")
    taken = {run for path in articles for run in _runs(path.read_text(encoding="utf-8"))}
    for quad in quads():
        if isinstance(quad.object, ox.Literal):
            assert not taken.intersection(_runs(name(quad.object))), quad


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + 10]) for start in range(len(words) - 9)}
