"""Claims about pages: what their JSON-LD says, what is left out, and what nobody can do to us with one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credatlas.errors import CredatlasError, DataError, UsageError
from credatlas.ingest.model import Key, Outside, Said, Thing, Value
from credatlas.ingest.pages import load, read_page
from credatlas.ingest.pages.plain import NotPlainError, plain_text
from credatlas.terms import compact, show
from outside import LABELS, published

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests/fixtures/pages"
ADDRESS = "https://www.example.edu/programs/ai"


def script(name: str = "One") -> str:
    """A script with a course in it."""
    course = json.dumps({"@context": "https://schema.org", "@type": "Course", "name": name}, ensure_ascii=False)
    return f'<script type="application/ld+json">{course}</script>'


Reader = Callable[..., Outside]


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of schema.org's own examples; the test is skipped where they are not at hand."""
    return published("schemaorg-examples", "the examples of schema.org")


def read(data: bytes | str, name: str = "page.html", url: str = ADDRESS, **options: Any) -> Outside:
    """What a page says."""
    return read_page(data.encode() if isinstance(data, str) else data, name, url, lookup=LABELS, **options)


def saved(name: str, url: str = "") -> Outside:
    """What a page of the fixtures says."""
    return read((FIXTURES / name).read_bytes(), name, url)


def described(node: dict[str, Any], url: str = ADDRESS) -> Outside:
    """What JSON-LD of schema.org says."""
    return read(json.dumps({"@context": "https://schema.org", **node}), "page.json", url)


def facts(outside: Outside, about: str = "") -> set[tuple[str, ...]]:
    """Property and value of each statement; of a value node its fields, of another thing its name."""
    names = {thing.key: thing.name for thing in outside.things}
    return {
        (compact(said.predicate), *_shown(said, names))
        for said in outside.statements
        if not about or names.get(said.subject) == about or said.subject == about
    }


def _shown(said: Said, names: dict[str, str]) -> tuple[str, ...]:
    if isinstance(said.object, Value):
        return tuple(f"{compact(name).partition(':')[2]} {show(term)}" for name, term in said.object.fields)
    if isinstance(said.object, Key):
        return (f"→ {names.get(said.object.key, said.object.key)}",)
    return (show(said.object),)


def kinds(outside: Outside) -> list[tuple[str, str, str]]:
    """Kind, class and name of each thing."""
    return [(thing.kind, compact(thing.classes[0]), thing.name) for thing in outside.things]


def thing(outside: Outside, name: str, kind: str = "") -> Thing:
    """The one thing of that name."""
    (found,) = [one for one in outside.things if one.name == name and kind in ("", one.kind)]
    return found


def reasons(outside: Outside) -> dict[str, str]:
    """Why each text was left out."""
    return {one.text: one.reason for one in outside.left_out}


# A programme, as a university describes it


@pytest.fixture(scope="module")
def programme() -> Outside:
    """The page of a programme on the site of who offers it."""
    return saved("programme.html")


def test_a_programme_comes_with_its_provider_award_and_run(programme: Outside) -> None:
    name = "Master of Science in Clinical AI & Data"
    assert kinds(programme) == [
        ("place", "schema:City", "Springfield"),
        ("organization", "ca:University", "Example University"),
        ("programme", "ca:EducationProgramme", name),
        ("credential", "ca:Credential", name),
        ("offering", "ca:ProgrammeOffering", name),
    ]


def test_what_stands_for_all_runs_stays_with_the_programme(programme: Outside) -> None:
    assert facts(programme, "https://www.example.edu/programs/clinical-ai#program") == {
        ("schema:url", "https://www.example.edu/programs/clinical-ai"),
        ("ca:isOfferedBy", "→ Example University"),
        ("ca:hasModality", "mode:online"),
        ("ca:hasDuration", "unit unit:year", "atLeast 2", "atMost 2", "stated P2Y"),
        (
            "ca:carriesCredits",
            "countOf count:total-credits",
            "atLeast 60",
            "atMost 60",
            "unit unit:ects-credit",
            "stated 60 ECTS",
        ),
        ("ca:hasCount", "countOf count:places", "atLeast 40", "atMost 40", "stated 40"),
        ("ca:awardsCredential", "→ Master of Science in Clinical AI & Data"),
        ("ca:minimumDegree", "ctype:bachelors-degree"),
        ("schema:inLanguage", "en"),
        ("ca:targetsAudience", "audience:physicians"),
        ("ca:statedAudience", "physicians"),
        ("ca:coversTopic", "topic:machine-learning"),
        ("ca:statedTopic", "machine learning"),
        ("ca:statedTopic", "clinical poetry"),
    }


def test_dates_and_prices_go_to_a_run(programme: Outside) -> None:
    run = "https://www.example.edu/programs/clinical-ai#program#run"
    price = next(fact for fact in facts(programme, run) if fact[0] == "schema:offers")
    assert price[:4] == ("schema:offers", "price 18500", "priceCurrency USD", "priceTier tier:resident")
    assert facts(programme, run) - {price} == {
        ("ca:isOfferingOf", "→ Master of Science in Clinical AI & Data"),
        ("ca:registrationCloses", "2026-06-15"),
        ("schema:startDate", "2026-09-01"),
    }


def test_an_award_is_typed_and_keeps_its_words(programme: Outside) -> None:
    award = "https://www.example.edu/programs/clinical-ai#program#award"
    assert facts(programme, award) == {
        ("ca:hasCredentialType", "ctype:masters-degree"),
        ("ca:statedAward", "Master of Science"),
    }


def test_a_provider_comes_with_identifiers_short_form_and_place(programme: Outside) -> None:
    university = thing(programme, "Example University")
    assert university.key == "https://www.example.edu/#organization"
    assert university.abbreviations == ("EXU",)
    assert [(compact(name), value) for name, value in university.identifiers] == [
        ("ca:wikidataId", "Q999999999"),
        ("ca:rorId", "https://ror.org/0xex4mp19"),
    ]
    assert university.country == "US"
    assert facts(programme, "Example University") == {
        ("schema:url", "https://www.example.edu/"),
        ("schema:location", "→ country:US"),
        ("schema:location", "→ Springfield"),
    }


def test_a_page_tells_what_it_is_as_a_source(programme: Outside) -> None:
    (snapshot,) = programme.snapshots
    data = (FIXTURES / "programme.html").read_bytes()
    assert snapshot.url == "https://www.example.edu/programs/clinical-ai"
    assert snapshot.key.startswith("example-edu-programs-clinical-ai-")
    assert snapshot.title == "Master of Science in Clinical AI & Data | Example University"
    assert snapshot.publisher == "Example University"
    assert show(snapshot.published) == "2026-03-02"
    assert show(snapshot.reliability) == "rel:issuer"
    assert snapshot.sha256 == hashlib.sha256(data).hexdigest()


def test_what_a_page_says_besides_is_left_out_with_its_reason(programme: Outside) -> None:
    assert reasons(programme) == {
        "A long text of the site that nobody may copy.": "sentences of others are not copied",
        "clinical poetry": "no concept of the scheme topic; the words are kept",
        "Application fee: 75 USD": "it is not what the offering itself costs",
        "https://www.example.edu/logo.png": "the atlas does not keep it",
        "BreadcrumbList": "the atlas has nothing of this type",
    }


def test_things_come_behind_what_they_belong_to(programme: Outside) -> None:
    keys = [one.key for one in programme.things]
    for one in programme.things:
        assert one.within not in keys[keys.index(one.key) :]


def test_the_same_page_gives_the_same_keys_again(programme: Outside) -> None:
    again = saved("programme.html")
    assert (again.things, again.statements) == (programme.things, programme.statements)


# A course in a directory, an event, an article


def test_a_course_in_a_directory_has_the_run_that_the_page_describes() -> None:
    course = saved("course.html", "https://courses.example.com/ai-for-nurses")
    assert [kind for kind, _, _ in kinds(course)] == ["organization", "course", "offering"]
    run = thing(course, "AI for Nurses", "offering")
    found = facts(course, run.key)
    assert ("schema:offers", "price 249", "priceCurrency EUR", "stated 249 EUR; Paid") in found
    assert {fact for fact in found if fact[0] != "schema:offers"} == {
        ("ca:isOfferingOf", "→ AI for Nurses"),
        ("ca:hasModality", "mode:hybrid"),
        ("ca:workloadHours", "22"),
        ("ca:statedPlace", "Main hall, Utrecht"),
        ("schema:startDate", "2026-10-05"),
        ("schema:endDate", "2026-11-27"),
    }


def test_a_page_on_the_site_of_somebody_else_is_a_mirror() -> None:
    (snapshot,) = saved("course.html", "https://courses.example.com/ai-for-nurses").snapshots
    assert show(snapshot.reliability) == "rel:mirror"


def test_a_broken_script_beside_a_good_one_is_left_out_with_its_line() -> None:
    course = saved("course.html", "https://courses.example.com/ai-for-nurses")
    (broken,) = course.left_out
    assert str(broken.spot) == "course.html:25"
    assert "is not JSON" in broken.reason


def test_a_cancelled_hackathon_keeps_its_facts_with_its_dates_withdrawn() -> None:
    hackathon = saved("hackathon.jsonld")
    assert ("event", "ca:Hackathon", "Clinic Hack 2026") in kinds(hackathon)
    assert facts(hackathon, "Clinic Hack 2026") == {
        ("ca:hasEventKind", "ekind:hackathon"),
        ("ca:hasModality", "mode:hybrid"),
        ("ca:hasCount", "countOf count:places", "atLeast 150", "atMost 150", "stated 150"),
        ("ca:isHostedBy", "→ Clinic Hack Foundation"),
        ("ca:isPartOfSeries", "→ Clinic Hack"),
        ("schema:location", "→ country:NL"),
        ("schema:location", "→ Utrecht"),
        ("ca:statedPlace", "Old Hospital, Utrecht, NL"),
        ("schema:startDate", "2026-04-10"),
        ("schema:endDate", "2026-04-12"),
    }
    withdrawn = {compact(said.predicate) for said in hackathon.statements if show(said.status) == "status:withdrawn"}
    assert withdrawn == {"schema:startDate", "schema:endDate"}


def test_an_article_comes_with_authors_in_order_and_its_journal() -> None:
    article = saved("article.jsonld")
    assert facts(article, "Teaching clinicians to read models") == {
        ("schema:datePublished", "2025-05"),
        ("schema:pagination", "101-110"),
        ("schema:author", "→ Zora Zimmer"),
        ("schema:author", "→ Ada Abel"),
        ("ca:authorList", "Zora Zimmer; Ada Abel"),
        ("schema:volumeNumber", "12"),
        ("schema:issueNumber", "2"),
        ("schema:isPartOf", "→ Journal of Examples"),
    }
    work = thing(article, "Teaching clinicians to read models")
    assert [(compact(name), value) for name, value in work.identifiers] == [("bibo:doi", "10.5555/ex.2025.7")]


def test_an_identifier_with_wrong_check_digits_is_left_out() -> None:
    article = saved("article.jsonld")
    assert thing(article, "Zora Zimmer").identifiers != ()
    assert thing(article, "Ada Abel").identifiers == ()
    assert reasons(article) == {"https://orcid.org/0000-0002-1825-0098": "its check digits are wrong"}


# The examples of schema.org itself


def test_the_programme_of_issue_2289_has_three_tuitions_and_no_room_and_board(examples: Path) -> None:
    outside = read((examples / "issue-2289-examples.txt").read_bytes(), "issue-2289-examples.txt", "")
    assert {name for _, _, name in kinds(outside)} == {
        "ACME Community College",
        "International Brotherhood of Electrical Workers",
        "Undergraduate CS degree from ACME College",
        "IBEW Apprenticeship",
        "Bachelor of Science in Computer Science",
        "Electrical workers license",
    }
    prices = {fact[1:4] for fact in facts(outside) if fact[0] == "schema:offers"}
    assert {price[:2] for price in prices} == {
        ("price 16278", "priceCurrency USD"),
        ("price 37344", "priceCurrency USD"),
        ("price 35599", "priceCurrency USD"),
    }
    assert {price[2] for price in prices} >= {"priceTier tier:resident", "priceTier tier:non-resident"}
    assert reasons(outside)["Room and Board: 13588 USD"] == "it is not what the offering itself costs"
    assert ("ca:prerequisite", "High school diploma") in facts(outside)
    assert ("ca:hasDuration", "unit unit:year", "atLeast 4", "atMost 4", "stated P4Y") in facts(outside)


def test_the_accreditation_that_a_college_holds_is_no_credential_that_it_awards(examples: Path) -> None:
    outside = read((examples / "issue-2289-examples.txt").read_bytes(), "issue-2289-examples.txt", "")
    assert "Accreditation" not in {one.name for one in outside.things}
    assert "Accrediting Commission of Career Schools and Colleges" not in {one.name for one in outside.things}
    assert "what the organization itself holds" in " ".join(reasons(outside).values())


def test_the_programme_of_issue_2419_has_its_application_window_and_places(examples: Path) -> None:
    outside = read((examples / "issue-2419-examples.txt").read_bytes(), "issue-2419-examples.txt", "")
    assert {fact for fact in facts(outside) if fact[0] != "ca:isOfferingOf"} == {
        ("ca:carriesCredits", "countOf count:total-credits", "atLeast 32", "atMost 32", "stated 32"),
        ("ca:hasCount", "countOf count:places", "atLeast 100", "atMost 100", "stated 100"),
        ("ca:registrationOpens", "2019-09-01"),
        ("ca:registrationCloses", "2019-12-31"),
    }
    assert set(reasons(outside)) == {"full-time", "P4M", "2", "4"}


def test_the_credentials_of_issue_1779_are_typed(examples: Path) -> None:
    outside = read((examples / "issue-1779-examples.txt").read_bytes(), "issue-1779-examples.txt", "")
    assert kinds(outside) == [
        ("credential", "ca:Credential", "HNC Facilities Management"),
        ("credential", "ca:Credential", "Certified Safety Professional"),
    ]
    assert ("ca:hasCredentialType", "ctype:certificate") in facts(outside, "HNC Facilities Management")
    assert ("ca:hasCredentialType", "ctype:certification") in facts(outside, "Certified Safety Professional")
    assert reasons(outside)["Occupation"] == "the atlas has nothing of this type"


@pytest.mark.parametrize("number", [2294, 2681])
def test_a_job_that_asks_for_a_degree_offers_none(examples: Path, number: int) -> None:
    name = f"issue-{number}-examples.txt"
    outside = read((examples / name).read_bytes(), name, "")
    assert (outside.things, outside.statements) == ((), ())
    assert reasons(outside) == {"JobPosting": "the atlas has nothing of this type"}


# Forms of JSON-LD


@pytest.mark.parametrize(
    "context",
    [
        "https://schema.org",
        "http://schema.org/",
        "https://www.schema.org",
        "HTTP://Schema.Org/",
        "schema.org",
        "//schema.org/",
        "https://schema.org/docs/jsonldcontext.jsonld",
        ["https://schema.org", {"@language": "en"}],
        {"@vocab": "http://www.schema.org/"},
    ],
)
def test_schema_org_is_understood_however_it_is_named(context: Any) -> None:
    outside = read(json.dumps({"@context": context, "@type": "Course", "name": "One"}), "x.json")
    assert kinds(outside) == [("course", "ca:Course", "One")]
    assert outside.left_out == ()


@pytest.mark.parametrize(
    "document",
    [
        {"@context": "https://schema.org", "@graph": [{"@type": "Course", "name": "One"}]},
        [{"@context": "https://schema.org", "@type": ["Course"], "name": "One"}],
        {"@context": "https://schema.org", "type": "Course", "name": "One"},
        {"@context": {"s": "http://schema.org/"}, "@type": "s:Course", "s:name": {"@value": "One"}},
        {"@type": "https://schema.org/Course", "http://schema.org/name": "One"},
        {"@context": "https://schema.org", "@type": "WebPage", "mainEntity": {"@type": "Course", "name": "One"}},
        {
            "@context": "https://schema.org",
            "@type": "ItemList",
            "itemListElement": [{"@type": "ListItem", "item": {"@type": "Course", "name": "One"}}],
        },
    ],
)
def test_a_course_is_found_wherever_it_stands(document: Any) -> None:
    assert kinds(read(json.dumps(document), "x.json")) == [("course", "ca:Course", "One")]


def test_nodes_of_several_scripts_are_one_graph() -> None:
    course = '{"@context": "https://schema.org", "@type": "Course", "name": "One", "provider": {"@id": "#org"}}'
    org = '{"@context": "https://schema.org", "@type": "Organization", "@id": "#org", "name": "Two"}'
    scripts = "".join(f'<script type="application/ld+json">{text}</script>' for text in (course, org))
    assert ("ca:isOfferedBy", "→ Two") in facts(read(scripts))


def test_the_same_organization_named_twice_without_an_id_is_one() -> None:
    nodes = [{"@type": "Course", "name": n, "provider": {"@type": "Organization", "name": "Two"}} for n in ("A", "B")]
    assert [name for kind, _, name in kinds(described({"@graph": nodes})) if kind == "organization"] == ["Two"]


def test_an_english_name_goes_first_and_others_are_kept() -> None:
    names = [{"@value": "Kurs", "@language": "de"}, {"@value": "Course", "@language": "en"}]
    (course,) = described({"@type": "Course", "name": names}).things
    assert (course.name, course.others) == ("Course", ("Kurs",))


def test_an_award_of_several_is_named_after_award_and_programme() -> None:
    awards = ["Master of Science", {"@type": "EducationalOccupationalCredential", "credentialCategory": "certificate"}]
    node = {"@type": "EducationalOccupationalProgram", "name": "AI", "educationalCredentialAwarded": awards}
    assert {n for kind, _, n in kinds(described(node)) if kind == "credential"} == {
        "Master of Science, AI",
        "certificate, AI",
    }


def test_dates_of_a_course_with_several_runs_stay_apart() -> None:
    runs = [{"@type": "CourseInstance", "@id": f"#{n}", "startDate": f"2026-0{n}-01"} for n in (3, 9)]
    outside = described(
        {"@type": "Course", "@id": "#c", "name": "One", "hasCourseInstance": runs, "offers": {"price": 9}}
    )
    starts = {
        (said.subject, show(said.object))  # type: ignore[arg-type]
        for said in outside.statements
        if compact(said.predicate) == "schema:startDate"
    }
    assert starts == {(f"{ADDRESS}#3", "2026-03-01"), (f"{ADDRESS}#9", "2026-09-01")}
    (offer,) = [said.subject for said in outside.statements if compact(said.predicate) == "schema:offers"]
    assert offer == f"{ADDRESS}#c", "nobody says that the price is that of one of the runs"


def test_a_date_with_a_time_is_a_day_in_another_form() -> None:
    outside = described({"@type": "Event", "name": "One day", "startDate": "2026-03-03T09:00:00-05:00"})
    (start,) = [said for said in outside.statements if compact(said.predicate) == "schema:startDate"]
    assert (show(start.object), show(start.basis)) == ("2026-03-03", "basis:normalised")  # type: ignore[arg-type]


def test_something_free_has_the_price_nothing() -> None:
    outside = described({"@type": "Course", "name": "One", "offers": {"@type": "Offer", "category": "Free"}})
    (price,) = [fact for fact in facts(outside) if fact[0] == "schema:offers"]
    assert price[1] == "price 0"


def test_a_page_of_a_news_site_is_press() -> None:
    news = {"@type": "NewsArticle", "headline": "A course opens", "datePublished": "2026-02-01"}
    course = {"@type": "Course", "name": "One", "provider": {"@type": "Organization", "name": "Two"}}
    (snapshot,) = described({"@graph": [news, course]}).snapshots
    assert (show(snapshot.reliability), show(snapshot.published)) == ("rel:press", "2026-02-01")
    assert snapshot.title == "A course opens"


@pytest.mark.parametrize(
    ("page", "home", "reliability"),
    [
        ("https://online.example.edu/ai", "https://www.example.edu/", "rel:issuer"),
        ("https://example.edu/ai", "https://medicine.example.edu/", "rel:issuer"),
        ("https://notexample.edu/ai", "https://example.edu/", "rel:mirror"),
        ("https://example.edu.evil.example/ai", "https://example.edu/", "rel:mirror"),
        ("", "https://example.edu/", "rel:low"),
    ],
)
def test_a_page_is_its_issuers_own_only_on_the_issuers_host(page: str, home: str, reliability: str) -> None:
    provider = {"@type": "Organization", "name": "Two", "url": home}
    (snapshot,) = described({"@type": "Course", "name": "One", "provider": provider}, page).snapshots
    assert show(snapshot.reliability) == reliability


def test_two_addresses_that_share_their_words_are_two_sources() -> None:
    pages = ["https://e.example/ai-for-nurses", "https://e.example/ai/nurses", "https://e.example/ai-nurses"]
    keys = {described({"@type": "Course", "name": "One"}, page).snapshots[0].key for page in pages}
    assert len(keys) == 3


def test_a_page_says_when_it_was_read() -> None:
    (today,) = described({"@type": "Course", "name": "One"}).snapshots
    (then,) = read('{"@type": "https://schema.org/Course"}', "x.json", retrieved=date(2026, 1, 2)).snapshots
    assert show(today.retrieved) == date.today().isoformat()
    assert show(then.retrieved) == "2026-01-02"


# Values that are none


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        ({"offers": {"price": "about 100", "priceCurrency": "USD"}}, "is not one amount of money"),
        ({"offers": {"price": "-5", "priceCurrency": "USD"}}, "is not one amount of money"),
        ({"offers": {"price": 100, "priceCurrency": "ZZZ"}}, "ZZZ"),
        ({"offers": {"price": "8.500", "priceCurrency": "EUR"}}, "decimal point or with a separator of thousands"),
        ({"offers": {"lowPrice": 100, "highPrice": 900, "priceCurrency": "USD"}}, "a price is one amount"),
        ({"offers": {"price": "1e999999999", "priceCurrency": "USD"}}, "is not one amount of money"),
        ({"startDate": "soon"}, "there is no date in it"),
        ({"startDate": "2026-11-31"}, "there is no such day"),
        ({"startDate": "2026-02-30T10:00"}, "there is no such day"),
        ({"timeRequired": "a while"}, ""),
        ({"timeRequired": "P1DT3H"}, "it is no length in one unit"),
        ({"numberOfCredits": "many"}, "it is not one exact number"),
        ({"numberOfCredits": "9" * 400}, "it is not one exact number"),
        ({"inLanguage": "the language of love"}, "it is no language code"),
        ({"url": "javascript:alert(1)"}, "it is no http or https address"),
        ({"educationalLevel": "fourth dan"}, "no concept of the scheme level"),
        ({"provider": {"@type": "Person", "name": "Ada Abel"}}, "organization is asked for"),
        ({"provider": {"@id": "#nobody"}}, "it points at nothing on the page"),
        ({"hasCourseInstance": "https://example.org/run"}, "this page describes no such thing"),
    ],
)
def test_a_value_that_cannot_be_read_is_left_out_and_the_rest_stays(node: dict[str, Any], reason: str) -> None:
    outside = described({"@type": "Course", "@id": "#c", "name": "One", **node}, "")
    assert ("course", "ca:Course", "One") in kinds(outside)
    assert any(reason in one for one in reasons(outside).values())
    assert {fact[0] for fact in facts(outside)} <= {"ca:isOfferingOf"}


def test_a_day_that_does_not_exist_is_asked_about() -> None:
    (question,) = described({"@type": "Event", "name": "One day", "startDate": "2026-11-31"}).questions
    assert "2026-11-31 is no day of the calendar" in question.text


def test_a_price_without_a_currency_has_none() -> None:
    outside = described({"@type": "Course", "name": "One", "offers": {"@type": "Offer", "price": 120}})
    (price,) = [fact for fact in facts(outside) if fact[0] == "schema:offers"]
    assert price[1] == "price 120"
    assert not any(part.startswith("priceCurrency") for part in price)


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "AI <b>for</b> nurses",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
        "AI\u202egnp.exe",
        "AI\u0000",
        "x" * 400,
    ],
)
def test_a_name_with_a_script_in_it_names_nothing(name: str) -> None:
    outside = described({"@graph": [{"@type": "Course", "name": name}, {"@type": "Course", "name": "Two words"}]})
    assert kinds(outside) == [("course", "ca:Course", "Two words")]
    assert any("by hand" in reason for reason in reasons(outside).values())
    assert "it has no name that can be kept" in reasons(outside).values()
    assert not any("\u202e" in text or "\x00" in text for text in reasons(outside))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  Arts \n &amp;\tSciences ", "Arts & Sciences"),
        ("p < 0.05 and n > 30", "p < 0.05 and n > 30"),
        ("École d’été – été", "École d’été – été"),
        ("人工智能医学", "人工智能医学"),
        ("&amp;amp;", "&"),
    ],
)
def test_ordinary_texts_are_kept_as_they_are(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize("text", ["a<br/>b", "<!-- x -->", "</p>", "a\u200bb", "a\ue000b", "\ud800"])
def test_texts_with_markup_or_hidden_signs_are_refused(text: str) -> None:
    with pytest.raises(NotPlainError, match="by hand"):
        plain_text(text)


def test_a_thing_without_a_name_is_left_out() -> None:
    outside = described({"@type": "Course", "url": "https://www.example.edu/x"})
    assert outside.things == ()
    assert reasons(outside) == {"Course": "it has no name that can be kept"}


def test_things_of_other_kinds_are_listed_once_for_each_type() -> None:
    nodes = [{"@type": "Recipe", "name": n} for n in ("A", "B")] + [{"@type": "Person", "name": "Ada Abel"}]
    outside = described({"@graph": nodes})
    assert outside.things == ()
    assert reasons(outside) == {
        "Recipe": "the atlas has nothing of this type",
        "Person": "people are kept as authors of articles only",
    }


# Pages that are none


def refused(data: bytes | str, name: str = "page.html", **options: Any) -> CredatlasError:
    """What a page is refused with."""
    with pytest.raises(DataError) as caught:
        read(data, name, **options)
    assert caught.value.hint
    assert caught.value.place.startswith(name)
    return caught.value


def test_html_without_json_ld_says_what_to_do() -> None:
    error = refused("<html><title>A course</title><p>AI for nurses</p></html>")
    assert "has no JSON-LD" in error.message
    assert "by hand" in error.hint


def test_json_ld_in_a_comment_is_none() -> None:
    script = '<script type="application/ld+json">{"@type": "https://schema.org/Course"}</script>'
    assert "has no JSON-LD" in refused(f"<body><!-- {script} --><textarea>{script}</textarea>").message


@pytest.mark.parametrize("data", [b"", b"   \n\t ", b"\r\n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refused(data).message == "is empty"


def test_broken_json_is_refused_with_line_and_column() -> None:
    error = refused('{\n  "@context": "https://schema.org",\n  "name": "One",,\n}', "course.json")
    assert error.place == "course.json:3:17"
    assert "is not JSON" in error.message


def test_a_broken_script_is_refused_with_its_place_in_the_page() -> None:
    error = refused('<html>\n<head>\n<script type="application/ld+json">\n{"a": 1,}\n</script>')
    assert error.place == "page.html:4:9"


@pytest.mark.parametrize("name", ["course.json", "course.jsonld"])
def test_a_file_of_json_that_is_none_is_refused(name: str) -> None:
    assert "is not JSON" in refused("See our site for courses.", name).message


@pytest.mark.parametrize("document", ["[]", "{}", '{"@context": "https://schema.org"}', '"text"', "17"])
def test_json_that_describes_nothing_is_refused(document: str) -> None:
    assert refused(document, "x.json").message


def test_a_context_at_another_site_is_not_fetched_and_named() -> None:
    error = refused('{"@context": "https://evil.example/context.jsonld", "@type": "Course", "name": "One"}', "x.json")
    assert "https://evil.example/context.jsonld" in error.message
    assert "never fetched" in error.message


@pytest.mark.parametrize(
    "context",
    [
        ["https://schema.org", "https://evil.example/c.jsonld"],
        ["https://schema.org", {"@import": "https://evil.example/c.jsonld"}],
        ["https://schema.org", {"x": {"@id": "https://x.example/x", "@context": "https://evil.example/c.jsonld"}}],
    ],
)
def test_the_rest_of_a_page_with_a_context_at_another_site_is_read(context: Any) -> None:
    outside = read(json.dumps({"@context": context, "@type": "Course", "name": "One"}), "x.json")
    assert kinds(outside) == [("course", "ca:Course", "One")]
    assert list(reasons(outside)) == ["https://evil.example/c.jsonld"]


def test_bytes_that_are_no_utf_8_are_refused_with_their_line() -> None:
    error = refused("<html>\n<title>École</title>".encode("latin-1"))
    assert error.place == "page.html:2"
    assert "0xC9" in error.message


def test_a_declared_encoding_is_believed() -> None:
    text = f'<meta charset="windows-1252">{script("École")}'
    assert kinds(read(text.encode("windows-1252"))) == [("course", "ca:Course", "École")]


def test_the_encoding_of_the_server_goes_before_that_of_the_page() -> None:
    text = f'<meta charset="utf-8">{script("École")}'
    assert kinds(read(text.encode("iso-8859-1"), charset="iso-8859-1")) == [("course", "ca:Course", "École")]


@pytest.mark.parametrize("charset", ["klingon", "rot13", "base64"])
def test_an_encoding_that_nobody_knows_is_refused(charset: str) -> None:
    assert charset in refused(f'<meta charset="{charset}"><p>x').message


def test_json_in_utf_16_is_refused() -> None:
    assert "is UTF-16" in refused('{"@type": "Course"}'.encode("utf-16"), "x.json").message


def test_a_byte_order_mark_does_no_harm() -> None:
    data = b'\xef\xbb\xbf{"@context": "https://schema.org", "@type": "Course", "name": "One"}'
    assert kinds(read(data, "x.json")) == [("course", "ca:Course", "One")]


def test_a_page_of_200_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(DataError) as caught:
        load(path)
    assert "200.0 MB" in caught.value.message
    assert "20 MB" in caught.value.message
    with pytest.raises(DataError, match="20 MB"):
        read(b"<p>" + b" " * 20_000_000)


def test_a_file_that_never_ends_is_refused() -> None:
    with pytest.raises(DataError, match="20 MB"):
        load(Path("/dev/zero"))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        load(tmp_path / "none.html")


@pytest.mark.parametrize(
    "document",
    [
        "[" * 100_000,
        '{"a":' * 5000 + "1" + "}" * 5000,
        '{"@context": "https://schema.org", "@type": "Course", "name": "x", "provider": ' * 70 + "1" + "}" * 70,
        '{"@context":' * 80 + '"x"' + "}" * 80,
    ],
)
def test_json_that_is_nested_without_end_is_refused(document: str) -> None:
    assert "nested deeper than 64 levels" in refused(document, "x.json").message


def test_json_with_more_things_than_a_page_has_is_refused() -> None:
    many = json.dumps({"@context": "https://schema.org", "@type": "Course", "keywords": ["x"] * 100_001})
    assert "more than 100,000" in refused(many, "x.json").message


def test_a_text_that_the_parser_cannot_hold_is_refused() -> None:
    assert refused(json.dumps({"@type": "https://schema.org/Course", "x": "y" * 17_000_000}), "x.json").message


@pytest.mark.parametrize(
    "piece", ["<!--", "<", "<a ", "<a x=", "</", "<div>", "<b>", "<table><tr><td>", "<svg>", "&amp"]
)
def test_hostile_html_costs_no_more_than_its_bytes(piece: str) -> None:
    """Half a megabyte of unclosed tags takes hours in a parser that looks back."""
    assert kinds(read(script() + piece * (500_000 // len(piece)))) == [("course", "ca:Course", "One")]


def test_a_long_chain_of_organizations_does_not_overflow() -> None:
    nodes = [
        {"@type": "Organization", "@id": f"#{n}", "name": f"O {n}", "parentOrganization": {"@id": f"#{n + 1}"}}
        for n in range(3000)
    ]
    outside = described({"@graph": nodes})
    assert [one.name for one in outside.things] == [f"O {n}" for n in range(2999, -1, -1)]


def test_organizations_that_contain_each_other_do_not_loop() -> None:
    nodes = [
        {"@type": "Organization", "@id": "#a", "name": "A a", "parentOrganization": {"@id": "#b"}},
        {"@type": "Organization", "@id": "#b", "name": "B b", "parentOrganization": {"@id": "#a"}},
        {"@type": "Course", "name": "One", "provider": {"@id": "#a"}},
    ]
    assert {name for _, _, name in kinds(described({"@graph": nodes}))} == {"A a", "B b", "One"}


def test_an_id_that_is_no_iri_does_not_hide_its_thing() -> None:
    outside = described({"@type": "Course", "@id": "http://[broken", "name": "One"})
    assert kinds(outside) == [("course", "ca:Course", "One")]
    assert "its @id is no IRI" in reasons(outside)["http://[broken"]


def test_half_a_character_does_no_harm() -> None:
    outside = read('{"@context": "https://schema.org", "@type": "Course", "name": "a\\ud800b c"}', "x.json")
    assert [one.name for one in outside.things] == ["a?b c"]


def test_lists_that_bite_their_tails_end() -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    tail = {"@id": "#l", f"{rdf}first": "One", f"{rdf}rest": {"@id": "#l"}}
    outside = described({"@graph": [{"@type": "Course", "name": {"@id": "#l"}}, tail]})
    assert [one.name for one in outside.things] == ["One"]


def test_without_lxml_html_is_refused_and_json_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "lxml.etree", None)
    with pytest.raises(UsageError) as caught:
        read("<html>")
    assert "credatlas[ingest]" in caught.value.hint
    assert described({"@type": "Course", "name": "One"}).things


TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["2026-11-31", "P2Y", "<b>", "https://schema.org/", "#a", "USD", "100", "", "a, b", "_:b"]),
    st.integers(-5, 5000),
    st.none(),
    st.booleans(),
)
NAMES = st.sampled_from(
    "@type @id @list @graph name provider offers price priceCurrency startDate endDate hasCourseInstance author "
    "educationalCredentialAwarded location address addressCountry keywords audience parentOrganization eventStatus "
    "sameAs identifier courseWorkload numberOfCredits inLanguage isPartOf organizer superEvent publisher".split()
)
TYPES = st.sampled_from(
    "Course Event Organization Person EducationalOccupationalProgram ScholarlyArticle Offer Place".split()
)
NODES = st.recursive(
    TEXTS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.builds(lambda kind, rest: {**rest, "@type": kind}, TYPES, st.dictionaries(NAMES, inner, max_size=6)),
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES, NODES, max_size=6), TYPES)
def test_whatever_a_page_says_it_is_read_or_plainly_refused(node: dict[str, Any], kind: str) -> None:
    document = {"name": "One", **node, "@context": "https://schema.org", "@type": kind}
    try:
        outside = read(json.dumps(document), "x.json", "")
    except DataError:
        return
    keys = {one.key for one in outside.things}
    assert {said.subject for said in outside.statements} <= keys
    assert all(one.name and plain_text(one.name) == one.name for one in outside.things)
