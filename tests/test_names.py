"""What people type finds the thing they mean, or a clear choice."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from credatlas.errors import AmbiguousError, NotFoundError, UsageError
from credatlas.names import Match, kinds, label, labels, name_index, resolve, resolve_class, search
from credatlas.store import LocalStore, memory_store
from credatlas.terms import compact, node, prologue

DATA = """
GRAPH graph:facts {
  organization:harvard-university a ca:University ; schema:name "Harvard University"@en ;
    schema:alternateName "Harvard"@en .
  organization:harvard-medical-school a ca:School ; schema:name "Harvard Medical School"@en ; ca:abbreviation "HMS" .
  organization:harvard-chan-school a ca:School ; schema:name "Harvard T.H. Chan School of Public Health"@en .
  organization:kings-college-london a ca:University ; schema:name "King's College London"@en .
  organization:insead a ca:University ; schema:name "Institut Européen d'Administration"@en ; ca:abbreviation "INSEAD" .
  programme:hms-aim a ca:ProgrammeTrack ; schema:name "AI in Medicine"@en ;
    ca:abbreviation "AIM" ; ca:coversTopic topic:clinical-ai .
  programme:uab-aim a ca:EducationProgramme ; schema:name "MS in AI in Medicine"@en ;
    ca:abbreviation "AIM" ; ca:coversTopic topic:clinical-ai .
  offering:spring a ca:ProgrammeOffering ; schema:name "Spring run"@en .
  course:spring a ca:Course ; schema:name "Spring course"@en .
  <https://w3id.org/credatlas/id/value/aa> a ca:Price .
  organization:old dcterms:isReplacedBy organization:older .
  organization:older dcterms:isReplacedBy organization:harvard-medical-school .
  organization:loop dcterms:isReplacedBy organization:loop .
}
GRAPH graph:inferred {
  organization:harvard-university a ca:Organization . organization:harvard-medical-school a ca:Organization .
  organization:harvard-chan-school a ca:Organization . organization:kings-college-london a ca:Organization .
  organization:insead a ca:Organization . programme:hms-aim a ca:Programme . programme:uab-aim a ca:Programme .
}
GRAPH graph:vocabulary {
  topic:clinical-ai a skos:Concept ; skos:inScheme <https://w3id.org/credatlas/vocab/topic> ;
    skos:prefLabel "Clinical AI"@en ; skos:altLabel "AI at the bedside"@en .
  ca:School rdfs:label "School"@en .
}
"""


@pytest.fixture(scope="module")
def store() -> LocalStore:
    prefixes = prologue().replace("PREFIX", "@prefix").replace(">\n", "> .\n")
    return memory_store(ox.parse((prefixes + DATA).encode(), format=ox.RdfFormat.TRIG))


ORGANIZATION = [node("ca:Organization")]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("https://w3id.org/credatlas/id/organization/harvard-university", "organization:harvard-university"),
        ("<https://w3id.org/credatlas/id/organization/harvard-university>", "organization:harvard-university"),
        ("organization:harvard-medical-school", "organization:harvard-medical-school"),
        ("harvard-medical-school", "organization:harvard-medical-school"),
        ("Harvard Medical School", "organization:harvard-medical-school"),
        ("  harvard MEDICAL school ", "organization:harvard-medical-school"),
        ("HMS", "organization:harvard-medical-school"),
        ("hms", "organization:harvard-medical-school"),
        ("Harvard", "organization:harvard-university"),
        ("harvard med", "organization:harvard-medical-school"),
        ("school of public", "organization:harvard-chan-school"),
        ("institut europeen", "organization:insead"),
        ("kings college", "organization:kings-college-london"),
        ("King\u2019s College London", "organization:kings-college-london"),
        ("organization:old", "organization:harvard-medical-school"),
        ("old", "organization:harvard-medical-school"),
    ],
)
def test_an_organisation_is_found_by(store: LocalStore, typed: str, found: str) -> None:
    assert compact(resolve(store, typed, classes=ORGANIZATION)) == found


def test_without_classes_anything_with_a_name_is_found(store: LocalStore) -> None:
    assert compact(resolve(store, "clinical-ai")) == "topic:clinical-ai"
    assert compact(resolve(store, "ai at the bedside")) == "topic:clinical-ai"


def test_a_name_that_several_things_have_gives_the_choices(store: LocalStore) -> None:
    with pytest.raises(AmbiguousError) as caught:
        resolve(store, "AIM", classes=[node("ca:Programme")], place="--programme")
    assert caught.value.choices == [
        ("programme:hms-aim", "AI in Medicine (ca:ProgrammeTrack)"),
        ("programme:uab-aim", "MS in AI in Medicine (ca:EducationProgramme)"),
    ]
    assert caught.value.place == "--programme"
    assert caught.value.exit_code == 4


def test_beginnings_of_words_that_fit_several_things_give_the_choices(store: LocalStore) -> None:
    with pytest.raises(AmbiguousError) as caught:
        resolve(store, "harv school", classes=ORGANIZATION)
    assert [identifier for identifier, _ in caught.value.choices] == [
        "organization:harvard-chan-school",
        "organization:harvard-medical-school",
    ]


def test_a_slug_of_two_types_gives_the_choices_and_a_class_decides(store: LocalStore) -> None:
    with pytest.raises(AmbiguousError):
        resolve(store, "spring")
    assert compact(resolve(store, "spring", classes=[node("ca:Course")])) == "course:spring"


def test_a_misspelt_name_gives_the_nearest(store: LocalStore) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve(store, "Harvrad Medical Scool", classes=ORGANIZATION)
    assert "“Harvard Medical School” (organization:harvard-medical-school)" in caught.value.hint


def test_a_misspelt_id_gives_the_nearest(store: LocalStore) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve(store, "organization:harvard-medical-schol")
    assert "organization:harvard-medical-school" in caught.value.hint


def test_an_id_without_a_kind_is_not_compared_with_everything(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    query = LocalStore.query
    monkeypatch.setattr(LocalStore, "query", lambda self, text: asked.append(text) or query(self, text))
    for typed in ("https://w3id.org/credatlas/id/", "https://w3id.org/credatlas/id/x", "https://w3id.org/x"):
        with pytest.raises(NotFoundError):
            resolve(store, typed)
    assert asked
    assert not [text for text in asked if "STRSTARTS" in text]


@pytest.mark.parametrize("typed", ["zzz qqq", "!!!", "?o . } DROP ALL", '"', "a\\u0022b", "\\", "nothing:like-this"])
def test_text_that_names_nothing_is_not_found(store: LocalStore, typed: str) -> None:
    with pytest.raises(NotFoundError):
        resolve(store, typed)


@pytest.mark.parametrize("typed", ["", "   ", "\ud800", "a " * 501])
def test_text_that_cannot_be_a_name_is_a_wrong_call(store: LocalStore, typed: str) -> None:
    with pytest.raises(UsageError):
        resolve(store, typed)


def test_an_id_of_another_class_is_a_wrong_call(store: LocalStore) -> None:
    with pytest.raises(UsageError, match="offering:spring is of the kind ca:ProgrammeOffering, not organization"):
        resolve(store, "offering:spring", classes=ORGANIZATION)


def test_tombstones_that_point_at_themselves_end(store: LocalStore) -> None:
    with pytest.raises(NotFoundError):
        resolve(store, "organization:loop")


def test_labels_fall_back_to_the_compact_name(store: LocalStore) -> None:
    nodes = [node("organization:insead"), node("topic:clinical-ai"), node("ca:School"), node("value:aa")]
    assert list(labels(store, nodes).values()) == [
        "Institut Européen d'Administration",
        "Clinical AI",
        "School",
        "value:aa",
    ]
    assert label(store, node("organization:nobody")) == "organization:nobody"
    assert labels(store, []) == {}


def test_labels_of_many_things_are_fetched_in_parts(store: LocalStore) -> None:
    nodes = [node(f"organization:x{number}") for number in range(1000)] + [node("organization:insead")]
    found = labels(store, nodes)
    assert len(found) == 1001
    assert found[nodes[-1]] == "Institut Européen d'Administration"


def test_the_stated_class_wins_over_an_inferred_one(store: LocalStore) -> None:
    nodes = [node("organization:insead"), node("topic:clinical-ai"), node("organization:nobody")]
    assert kinds(store, nodes) == {nodes[0]: "ca:University", nodes[1]: "topic"}


def test_search_puts_whole_names_first(store: LocalStore) -> None:
    assert search(store, "harvard") == [
        Match(node("organization:harvard-university"), "Harvard University", "ca:University", "Harvard"),
        Match(
            node("organization:harvard-medical-school"),
            "Harvard Medical School",
            "ca:School",
            "Harvard Medical School",
        ),
        Match(
            node("organization:harvard-chan-school"),
            "Harvard T.H. Chan School of Public Health",
            "ca:School",
            "Harvard T.H. Chan School of Public Health",
        ),
    ]


def test_search_for_a_topic_gives_the_things_that_cover_it(store: LocalStore) -> None:
    assert [(compact(match.iri), match.matched) for match in search(store, "bedside")] == [
        ("topic:clinical-ai", "AI at the bedside"),
        ("programme:hms-aim", "about: Clinical AI"),
        ("programme:uab-aim", "about: Clinical AI"),
    ]


def test_a_misspelt_word_finds_what_was_meant(store: LocalStore) -> None:
    assert [compact(match.iri) for match in search(store, "harverd")] == [
        compact(match.iri) for match in search(store, "harvard")
    ]
    assert search(store, "harverd")[0].matched.endswith("(near “harverd”)")


@pytest.mark.parametrize("typed", ["hrv", "qqqqqq", "harvard qqqqqq"])
def test_a_word_that_is_near_nothing_finds_nothing(store: LocalStore, typed: str) -> None:
    assert search(store, typed) == []


def test_search_gives_no_more_than_asked_and_nothing_for_nonsense(store: LocalStore) -> None:
    assert len(search(store, "harvard", limit=1)) == 1
    assert search(store, "qqqq") == []


@pytest.mark.parametrize(("text", "limit"), [("", 5), ("?!", 5), ("harvard", 0)])
def test_a_search_for_nothing_is_a_wrong_call(store: LocalStore, text: str, limit: int) -> None:
    with pytest.raises(UsageError):
        search(store, text, limit=limit)


# Names that are kept


def test_an_index_has_every_name_once_with_its_words(store: LocalStore) -> None:
    index = name_index(store)
    assert index is not None
    names = {(compact(one.iri), one.name): one for one in index.names}
    assert len(index) == len(names) == 16  # nine names, four abbreviations, another name, two of the topic
    insead = names["organization:insead", "Institut Européen d'Administration"]
    assert (insead.words, insead.folded) == (
        ("institut", "europeen", "dadministration"),
        "institut europeen dadministration",
    )
    assert "ca:School" not in {thing for thing, _ in names}  # it has a label, and no name
    assert index.shown[node("ca:School")] == "School"
    assert index.words[:4] == ("ai", "aim", "at", "bedside")


@pytest.mark.parametrize(
    "text",
    [
        "harvard", "harvard med", "hms", "aim", "ai", "a", "e", "clinical", "bedside", "Européen", "l'administration",
        "kings", "king’s college", "harvrad univercity", "spring", "run course", "zzzz", "old", "x",
    ],
)  # fmt: skip
def test_with_an_index_a_search_finds_the_same(store: LocalStore, text: str) -> None:
    assert search(store, text, index=name_index(store)) == search(store, text)


class Asked:
    """A store that keeps what it was asked."""

    def __init__(self, store: LocalStore) -> None:
        self.store, self.texts, self.location = store, list[str](), store.location

    def query(self, text: str) -> object:
        """See the store."""
        return self.store.query(text)

    def select(self, text: str) -> object:
        """See the store."""
        self.texts.append(text)
        return self.store.select(text)


@pytest.mark.parametrize("text", ["a", "harvrad"])
def test_with_an_index_no_search_goes_through_all_names_again(store: LocalStore, text: str) -> None:
    asked = Asked(store)
    index = name_index(store)
    assert search(asked, text, index=index)
    assert not [one for one in asked.texts if "CONTAINS" in one or "skos/core#altLabel" in one]


def test_too_many_names_are_not_kept(store: LocalStore) -> None:
    index = name_index(store)
    assert index is not None
    assert name_index(store, most=3) is None
    assert name_index(memory_store([])) is not None
    assert search(store, "harvard", index=name_index(store, most=3)) == search(store, "harvard", index=index)


@pytest.mark.parametrize(("text", "limit"), [("", 5), ("?!", 5), ("harvard", 0)])
def test_an_index_does_not_make_a_wrong_call_right(store: LocalStore, text: str, limit: int) -> None:
    with pytest.raises(UsageError):
        search(store, text, limit=limit, index=name_index(store))


# Compact names


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://schema.org/offers", "schema:offers"),
        ("http://www.w3.org/2004/02/skos/core#prefLabel", "skos:prefLabel"),
        ("https://w3id.org/credatlas/id/organization/uab", "organization:uab"),
        # passages of a source, and of nothing else, are named behind a #
        ("https://w3id.org/credatlas/id/source/seed-000#fee", "source:seed-000#fee"),
        ("https://w3id.org/credatlas/id/organization/uab#fee", "https://w3id.org/credatlas/id/organization/uab#fee"),
        # what cannot stand behind a prefix stays whole
        ("https://schema.org/", "https://schema.org/"),
        ("https://schema.org/a/b", "https://schema.org/a/b"),
        ("https://schema.org/é", "https://schema.org/é"),
        ("https://example.org/offers", "https://example.org/offers"),
        ("urn:x", "urn:x"),
    ],
)
def test_an_iri_is_shortened_where_a_prefix_fits(iri: str, short: str) -> None:
    assert compact(iri) == short
    assert compact(ox.NamedNode(iri)) == short


# A run and a credential that bear the name of their programme.

FAMILY = """
INSERT DATA { GRAPH graph:facts {
  programme:care a ca:EducationProgramme ; schema:name "Master of Care"@en ; ca:awardsCredential credential:care .
  credential:care a ca:Credential ; schema:name "Master of Care"@en .
  offering:care a ca:ProgrammeOffering ; schema:name "Master of Care"@en ; ca:isOfferingOf programme:care .
  programme:other a ca:EducationProgramme ; schema:name "Master of Art"@en .
  credential:apart a ca:Credential ; schema:name "Master of Art"@en .
} }
"""


@pytest.fixture
def family() -> LocalStore:
    engine = ox.Store()
    engine.update(prologue() + FAMILY)
    return LocalStore(engine, "memory")


def test_a_name_means_the_programme_and_not_its_run_or_credential(family: LocalStore) -> None:
    assert compact(resolve(family, "Master of Care")) == "programme:care"
    assert compact(resolve(family, "master of care")) == "programme:care"


def test_where_only_a_credential_is_wanted_its_name_means_it(family: LocalStore) -> None:
    assert compact(resolve(family, "Master of Care", classes=[node("ca:Credential")])) == "credential:care"


def test_things_of_one_name_that_do_not_belong_together_are_a_choice(family: LocalStore) -> None:
    with pytest.raises(AmbiguousError) as caught:
        resolve(family, "Master of Art")
    assert [name for name, _ in caught.value.choices] == ["credential:apart", "programme:other"]


# Classes

KINDS = """
INSERT DATA { GRAPH graph:vocabulary {
  ca:Event a owl:Class ; rdfs:label "event"@en .
  ca:ResearchLab a owl:Class ; rdfs:label "research lab"@en .
  schema:Event a owl:Class ; rdfs:label "Event"@en .
} }
"""


@pytest.fixture
def classes() -> LocalStore:
    engine = ox.Store()
    engine.update(prologue() + KINDS)
    return LocalStore(engine, "memory")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Event", "ca:Event"),
        ("event", "ca:Event"),
        ("schema:Event", "schema:Event"),
        ("ca:ResearchLab", "ca:ResearchLab"),
        ("Research  lab", "ca:ResearchLab"),
        ("researchlab", "ca:ResearchLab"),
        ("<https://w3id.org/credatlas/ontology#Event>", "ca:Event"),
    ],
)
def test_a_class_goes_by_its_name_with_and_without_prefix_and_by_its_label(
    classes: LocalStore, typed: str, meant: str
) -> None:
    assert compact(resolve_class(classes, typed)) == meant


def test_an_unknown_class_is_told_with_the_nearest(classes: LocalStore) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve_class(classes, "Evnt", place="--class")
    assert (caught.value.place, "event" in caught.value.hint) == ("--class", True)


def test_an_empty_name_names_no_class(classes: LocalStore) -> None:
    with pytest.raises(UsageError):
        resolve_class(classes, "  ")
