"""Every offset points at text that says what is claimed; what does not is found, with its place."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest

from credatlas.errors import DataError, UsageError
from credatlas.evidence.audit import Audit, audit
from credatlas.evidence.stating import Said, normal, says_date, says_name, says_number, says_price, says_text
from credatlas.evidence.texts import Texts
from credatlas.store import LocalStore, memory_store
from credatlas.terms import PREFIXES, Term

HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
ARTICLE = (
    "The *Müller* School asks $8,500 for its four-week course. "
    "It starts on April 14 in Bonn, with hundreds of people; 𝛼 and WHO took part [3]."
)
PASSAGES = {
    "fee": "asks $8,500 for its four-week course",
    "start": "starts on April 14",
    "who": "WHO took part [3]",
    "school": "The *Müller* School",
    "people": "hundreds of people",
}

# how numbers are printed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("a fee of 8,500 dollars", "8500"),
        ("$8500.", "8500"),
        ("$8,500, and more", "8500"),
        ("8,500.00 EUR", "8500"),
        ("costs 99.50 in all", "99.5"),
        ("1,250,000 people", "1250000"),
        ("seventeen hubs", "17"),
        ("17 hubs", "17"),
        ("a four-week course", "4"),
        ("FOUR WEEKS", "4"),
        ("the 5th edition", "5"),
        ("the fifth edition", "5"),
        ("JAMA, 332(1), 15–16", "332"),
        ("JAMA, 332(1), 15–16", "1"),
        ("zero cost", "0"),
    ],
)
def test_a_number_is_found_in_the_forms_that_are_printed(text: str, number: str) -> None:
    assert says_number(Said.of(text), number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("18,500", "8500"),
        ("8,500,000", "8500"),
        ("8,500.75", "8500"),
        ("85000", "8500"),
        ("twenty-one", "21"),
        ("fourteen weeks", "4"),
        ("forty", "40"),
        ("v1.17", "17"),
        ("99.5", "9.5"),
        ("", "1"),
    ],
)
def test_a_part_of_another_number_is_no_number(text: str, number: str) -> None:
    assert not says_number(Said.of(text), number)


@pytest.mark.parametrize(
    ("text", "amount", "currency", "says"),
    [
        ("a fee of $8,500", "8500", "USD", True),
        ("USD 8,500", "8500", "USD", True),
        ("€ 90", "90", "EUR", True),
        ("90 CHF", "90", "CHF", True),
        ("90", "90", "", True),
        ("€ 8,500", "8500", "USD", False),
        ("$ 850", "8500", "USD", False),
    ],
)
def test_a_price_needs_amount_and_currency(text: str, amount: str, currency: str, *, says: bool) -> None:
    assert says_price(Said.of(text), amount, currency) is says


# how dates are printed


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on April 14, 2025", "2025-04-14"),
        ("on 14 April 2025", "2025-04-14"),
        ("on the 14th of April 2025", "2025-04-14"),
        ("Apr. 14th, 2025", "2025-04-14"),
        ("Sept 3, 2025", "2025-09-03"),
        ("2025-04-14", "2025-04-14"),
        ("14/04/2025 and 14.4.2025", "2025-04-14"),
        ("4/14/2025", "2025-04-14"),
        ("April 12–14, 2025", "2025-04-12"),
        ("April 12–14, 2025", "2025-04-14"),
        ("12 to 14 April 2025", "2025-04-12"),
        ("12 to 14 April 2025", "2025-04-14"),
        ("in 2025, on April 14", "2025-04-14"),
        ("(2025)", "2025"),
        ("May/June 2025", "2025-05"),
        ("May/June 2025", "2025-06"),
        ("2025-05", "2025-05"),
    ],
)
def test_a_date_is_found_in_common_english_forms(text: str, date: str) -> None:
    assert says_date(Said.of(text), date)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on April 14", "2025-04-14"),
        ("on April 14, 2024", "2025-04-14"),
        ("April 14, 2024; since 2025", "2025-04-14"),
        ("on April 1, 2025", "2025-04-14"),
        ("on April 141, 2025", "2025-04-14"),
        ("12025", "2025"),
        ("May", "2025-05"),
        ("maybe in 2025", "2025-05"),
    ],
)
def test_another_date_is_not_taken_for_it(text: str, date: str) -> None:
    assert not says_date(Said.of(text), date)


def test_the_year_may_go_without_saying_when_it_is_known() -> None:
    assert says_date(Said.of("on April 14"), "2025-04-14", {2025})
    assert not says_date(Said.of("on April 14, 2024"), "2025-04-14", {2025})
    assert says_date(Said.of("in May"), "2025-05", {2025})


# how names and texts are printed


def test_typography_emphasis_and_case_do_not_matter() -> None:
    assert says_text(Said.of("*“AI in\n the Health Sector”:* Review"), '"ai in the health sector": review.')
    assert normal("A – B  ‘c’") == "A - B 'c'"


def test_a_word_inside_a_word_is_no_name() -> None:
    assert not says_text(Said.of("the Stanfordians"), "Stanford")
    assert says_text(Said.of("Stanford’s course"), "Stanford")


def test_a_short_name_in_capitals_is_no_common_word() -> None:
    assert not says_name(Said.of("those who aim high"), ["WHO", "AIM"])
    assert says_name(Said.of("WHO’s strategy"), ["AIM", "WHO"])
    assert says_name(Said.of("the world health organization"), ["World Health Organization"])


def test_nothing_is_never_said() -> None:
    assert not says_text(Said.of("anything"), " ")
    assert not says_name(Said.of("anything"), [])


# texts


def test_a_text_is_found_by_the_hash_of_its_bytes_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "anything").write_bytes(b"a\r\n\xc3\xa4")
    digest = hashlib.sha256(b"a\r\n\xc3\xa4").hexdigest()
    texts = Texts(tmp_path)
    assert texts.text(digest) == "a\r\nä"
    assert texts.passage(digest, 3, 4) == "ä"
    assert texts.passage("0" * 64, 0, 1) == ""


def test_a_folder_that_is_none_and_a_text_that_is_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        Texts(tmp_path / "nowhere")
    (tmp_path / "latin").write_bytes(b"\xe4")
    with pytest.raises(DataError, match="latin: is not UTF-8"):
        Texts(tmp_path).text(hashlib.sha256(b"\xe4").hexdigest())


# the audit


def world(claims: str = "", passages: str = "", article: str = ARTICLE, source: str = "") -> LocalStore:
    digest = hashlib.sha256(article.encode()).hexdigest()
    places = "".join(
        f"<https://w3id.org/credatlas/id/source/seed#{name}> a ca:Passage ; oa:hasSource source:seed ;"
        f" ca:startOffset {ARTICLE.index(quote)} ; ca:endOffset {ARTICLE.index(quote) + len(quote)} .\n"
        for name, quote in PASSAGES.items()
    )
    trig = f"""{HEADER}
graph:sources {{
  source:seed a ca:SourceSnapshot ; ca:sha256 "{digest}" {source} .
  source:other a ca:SourceSnapshot .
  organization:old dcterms:isReplacedBy organization:school .
  {places} {passages} }}
graph:facts {{
  organization:school schema:name "Müller School"@en . organization:who ca:abbreviation "WHO" .
  reference:three ca:referenceNumber 3 .
  value:fee a ca:Price ; schema:price 8500 ; schema:priceCurrency "USD" ; ca:stated "$8,500" .
  value:wrong a ca:Price ; schema:price 850 ; schema:priceCurrency "USD" ; ca:stated "$8,500" .
  value:plain a ca:Price ; schema:price 8500 ; schema:priceCurrency "USD" .
  value:weeks a ca:Duration ; ca:unit unit:week ; ca:atLeast 4 ; ca:atMost 4 ; ca:stated "four-week" .
  value:bare a ca:Duration ; ca:unit unit:week ; ca:atLeast 4 ; ca:atMost 4 .
  value:people a ca:Count ; ca:countOf count:people ; ca:atLeast 100 ; ca:stated "hundreds" .
  value:free a ca:Price ; schema:price 0 .
}}
graph:claims {{ {claims} }}
graph:vocabulary {{ topic:course skos:prefLabel "training"@en ; skos:altLabel "course"@en . }}"""
    return memory_store(ox.parse(trig, format=ox.RdfFormat.TRIG))


def claim(predicate: str, value: str, *passages: str, basis: str = "") -> str:
    places = " , ".join(f"<https://w3id.org/credatlas/id/source/seed#{name}>" for name in passages)
    more = f" ; ca:basis basis:{basis}" if basis else ""
    return (
        f"claim:c a ca:Claim ; rdf:subject offering:x ; rdf:predicate {predicate} ; rdf:object {value} ;"
        f" ca:claimedBy source:seed ; ca:hasEvidence {places}{more} ."
    )


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    (tmp_path / "000_seed.txt").write_text(ARTICLE, encoding="utf-8", newline="")
    return Texts(tmp_path)


DATED = '; schema:datePublished "2025-04-15"^^xsd:date'


@pytest.mark.parametrize(
    ("predicate", "value", "passage"),
    [
        ("schema:offers", "value:fee", "fee"),
        ("schema:offers", "value:plain", "fee"),
        ("ca:hasDuration", "value:weeks", "fee"),
        ("ca:hasDuration", "value:bare", "fee"),
        ("ca:hasCount", "value:people", "people"),
        ("ca:registrationCloses", '"2025-04-14"^^xsd:date', "start"),
        ("ca:isOfferedBy", "organization:school", "school"),
        ("ca:isOfferedBy", "organization:old", "school"),
        ("ca:isOfferedBy", "organization:who", "who"),
        ("ca:coversTopic", "topic:course", "fee"),
        ("ca:hasReference", "reference:three", "who"),
        ("ca:editionNumber", "4", "fee"),
        ("schema:name", '"the müller school"@en', "school"),
    ],
)
def test_a_value_that_stands_in_its_passage_is_found(texts: Texts, predicate: str, value: str, passage: str) -> None:
    found = audit(world(claim(predicate, value, passage), source=DATED), texts)
    assert (found.findings, found.found, found.missing) == ((), 1, 0)


@pytest.mark.parametrize(
    ("predicate", "value", "passage", "message"),
    [
        ("schema:offers", "value:wrong", "fee", "offering:x schema:offers 850 USD: source:seed#fee does not say so"),
        ("schema:offers", "value:fee", "start", "offering:x schema:offers 8500 USD: source:seed#start does not say so"),
        ("schema:offers", "value:free", "fee", "offering:x schema:offers free: source:seed#fee does not say so"),
        ("ca:hasCount", "value:people", "fee", "ca:hasCount at least 100 people: source:seed#fee does not say so"),
        ("ca:hasDuration", "value:bare", "people", "4 weeks: source:seed#people does not say so"),
        ("schema:startDate", '"2025-04-15"^^xsd:date', "start", "2025-04-15: source:seed#start does not say so"),
        ("ca:isOfferedBy", "organization:who", "school", "organization:who: source:seed#school does not say so"),
        ("ca:isOfferedBy", "organization:nameless", "school", "organization:nameless: source:seed#school does not"),
        ("ca:coversTopic", "topic:course", "who", "topic:course: source:seed#who does not say so"),
        ("schema:url", "<https://example.org/>", "who", "https://example.org/: source:seed#who does not say so"),
    ],
)
def test_a_value_that_its_passage_does_not_say_is_a_finding(
    texts: Texts, predicate: str, value: str, passage: str, message: str
) -> None:
    found = audit(world(claim(predicate, value, passage), source=DATED), texts)
    assert (found.found, found.missing) == (0, 1)
    assert message in found.findings[0].message


def test_one_of_several_passages_is_enough_and_another_may_give_the_year(texts: Texts) -> None:
    date = '"2025-04-14"^^xsd:date'
    assert audit(world(claim("schema:startDate", date, "fee", "start"), source=DATED), texts).missing == 0
    assert audit(world(claim("schema:startDate", date, "fee", "start")), texts).missing == 1


@pytest.mark.parametrize("basis", ["inferred", "curated"])
def test_what_a_curator_concluded_needs_no_words(texts: Texts, basis: str) -> None:
    found = audit(world(claim("ca:isOfferedBy", "organization:who", "fee", basis=basis)), texts)
    assert (found.findings, found.found, found.missing) == ((), 0, 0)


def test_a_name_that_only_another_claim_gives_counts(texts: Texts) -> None:
    named = (
        "claim:n a ca:Claim ; rdf:subject organization:x ; rdf:predicate schema:name ; rdf:object 'Müller School'@en ;"
        " ca:claimedBy source:other ; ca:hasEvidence <https://w3id.org/credatlas/id/source/other#all> ."
    )
    assert audit(world(named + claim("ca:isOfferedBy", "organization:x", "school")), texts).missing == 0


def test_offsets_count_code_points(texts: Texts) -> None:
    assert ARTICLE[ARTICLE.index("WHO") :].encode() != ARTICLE.encode()[ARTICLE.index("WHO") :]
    assert audit(world(claim("ca:isOfferedBy", "organization:who", "who")), texts).missing == 0


BROKEN = (
    "<https://w3id.org/credatlas/id/source/{source}#broken> a ca:Passage ; oa:hasSource source:{source} {offsets} ."
)


@pytest.mark.parametrize(
    ("source", "offsets", "message"),
    [
        ("seed", "; ca:startOffset 3 ; ca:endOffset 9999", "source:seed#broken ends at 9999, beyond the text of 138 "),
        ("seed", "; ca:startOffset 9 ; ca:endOffset 9", "source:seed#broken goes from 9 to 9, which is no passage"),
        ("seed", "; ca:startOffset -1 ; ca:endOffset 9", "source:seed#broken goes from -1 to 9"),
        ("seed", "; ca:startOffset 9", "source:seed#broken has only one offset"),
        ("seed", "", "source:seed#broken has no offsets, though the text of its source is named"),
        ("other", "; ca:startOffset 1 ; ca:endOffset 9", "source:other#broken has offsets into a text that its source"),
    ],
)
def test_wrong_offsets_are_found_with_their_place(texts: Texts, source: str, offsets: str, message: str) -> None:
    def locate(subject: Term, predicate: ox.NamedNode | None, value: Term | None) -> str:
        return "data/sources/seed.trig:12"

    store = world(passages=BROKEN.format(source=source, offsets=offsets))
    (finding,) = audit(store, texts, locate).findings
    assert finding.message.startswith(message)
    assert finding.place == "data/sources/seed.trig:12"
    assert finding.hint
    assert finding.subject == ox.NamedNode(f"https://w3id.org/credatlas/id/source/{source}#broken")


def test_a_text_that_was_edited_is_named_with_the_nearest_file(texts: Texts) -> None:
    found = audit(world(article=ARTICLE + "."), texts)
    (finding,) = found.findings
    assert finding.message == f"no text of source:seed: no file with this hash in {texts.folder}"
    assert finding.hint == "nearest by name: 000_seed.txt; was it edited?"
    assert (found.texts, found.passages) == (0, 0)


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert audit(world(), Texts(tmp_path)).findings[0].hint == "the folder is empty"


def test_the_summary_is_one_line() -> None:
    assert Audit((), 3, 97, 214, 0).summary() == "3 texts, 97 passages, 214 values found, 0 missing"


# the founding articles


def test_every_value_of_the_founding_articles_stands_in_its_passage(founding_store: LocalStore, seeds: Path) -> None:
    found = audit(founding_store, Texts(seeds))
    assert [finding.message for finding in found.findings] == []
    assert found.texts == 3
    assert found.missing == 0
