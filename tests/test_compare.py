"""`compare`: things side by side, each cell with who says so and how old it is; unknown is said, never left empty."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import credatlas as ca
from credatlas.comparing import Comparison, compare, comparison_lines, comparison_markdown
from credatlas.comparing.ages import age, age_in_days
from credatlas.errors import AmbiguousError, CredatlasError, NotFoundError, UsageError
from credatlas.formats import text_width
from credatlas.store import LocalStore
from credatlas.terms import prologue

Ask = Callable[..., Any]
TODAY = date(2026, 11, 25)
HMS = "programme:hms-healthcare-ai-executive-certificate"
STANFORD = "programme:stanford-ai-in-healthcare-certificate"
LOUISVILLE = "programme:louisville-ms-aim"
UAB = "programme:uab-ms-aim"
FOUR = (HMS, STANFORD, LOUISVILLE, UAB)
UNKNOWN = "unknown"


def compared(store: LocalStore, *things: str, on: date = TODAY) -> Comparison:
    return compare(store, things, on=on)


def texts(found: Comparison) -> dict[str, list[str]]:
    """What the cells of each row say, without the marks of sources."""
    return {row["label"]: [cell["text"] for cell in row["cells"]] for row in found.to_dict()["rows"]}


# The founding articles


def test_the_four_founding_programmes_stand_side_by_side(founding_store: LocalStore) -> None:
    found = texts(compared(founding_store, *FOUR))
    assert found["kind"] == [
        "certificate programme; executive education",
        "certificate programme",
        "master's programme",
        "master's programme",
    ]
    assert found["price (USD)"] == ["8500 USD", UNKNOWN, UNKNOWN, UNKNOWN]
    assert found["start"] == ["2025-04-14; 2025-05-11", UNKNOWN, UNKNOWN, UNKNOWN]
    assert found["register until"] == ["2025-04-14", UNKNOWN, UNKNOWN, UNKNOWN]
    assert found["registration on 2026-11-25"] == ["closed", UNKNOWN, UNKNOWN, UNKNOWN]
    assert found["modality"] == ["hybrid; in person; online", UNKNOWN, UNKNOWN, UNKNOWN]
    assert found["for whom"] == [
        "C-level executives; chief medical officers; healthcare executives; healthcare leaders; innovation leaders",
        "clinicians; researchers; working professionals",
        "engineers; medical professionals",
        "engineers; medical professionals",
    ]
    assert found["type of award"] == [
        "executive education certificate",
        "certificate",
        "master's degree",
        "master's degree",
    ]
    assert found["provider"] == [
        "Harvard Medical School",
        "Stanford University; through Stanford Online",
        "University of Louisville",
        "University of Alabama at Birmingham",
    ]
    assert found["kind of provider"] == ["school", "university", "university", "university"]
    for label in ("end", "duration", "effort", "prerequisites", "credits", "language", "web page"):
        assert found[label] == [UNKNOWN] * 4, label


def test_topics_are_told_apart_into_what_all_share_and_the_rest(founding_store: LocalStore) -> None:
    found = texts(compared(founding_store, *FOUR))
    assert found["topics in common"] == ["ethics of AI"] * 4
    found = texts(compared(founding_store, HMS, STANFORD))
    shared = "ethics of AI; AI in health care; patient care"
    assert found["topics in common"] == [shared, shared]
    assert found["other topics"] == [
        "applications of AI in health care; AI implementation; ethics",
        (
            "clinical data science; electronic health records; equity; health outcomes; machine learning; "
            "medical imaging; responsibility; societal implications of AI"
        ),
    ]
    found = texts(compared(founding_store, LOUISVILLE, UAB))
    assert found["other topics"] == ["no others known", "no others known"]


def test_registration_is_told_as_of_the_day(founding_store: LocalStore) -> None:
    for on, state in (("2025-04-14", "open"), ("2025-04-15", "closed")):
        found = texts(compared(founding_store, HMS, UAB, on=date.fromisoformat(on)))
        assert found[f"registration on {on}"] == [state, UNKNOWN]


def test_a_value_says_which_part_it_comes_from_who_says_so_and_how_old_it_is(founding_store: LocalStore) -> None:
    document = compared(founding_store, HMS, STANFORD).to_dict()
    (price,) = (row for row in document["rows"] if row["key"] == "price")
    assert price["what"] == {"per": "unit:programme", "currency": "USD"}
    known, unknown = price["cells"]
    assert unknown == {"known": False, "text": UNKNOWN, "values": []}
    (value,) = known["values"]
    assert value["of"] == ["https://w3id.org/credatlas/id/offering/hms-ai-executives-2025"]
    # 15 April 2025 to 25 November 2026: 365 days to 15 April 2026, then 15 + 31 + 30 + 31 + 31 + 30 + 31 + 25
    assert (value["stated_on"], value["age_days"]) == ("2025-04-15", 365 + 224)
    (claim,) = value["claims"]
    assert (claim["passage"], claim["start"], claim["end"]) == (
        "https://w3id.org/credatlas/id/source/seed-000#fee",
        673,
        696,
    )
    assert (claim["method"], claim["status"], claim["rank"]) == ("normalised", "asserted", "shown")
    assert document["sources"][1]["iri"] == "https://w3id.org/credatlas/id/source/seed-000"
    assert document["sources"][1]["reliability"] == "press"


def test_what_is_worked_out_names_the_statements_that_it_follows_from(founding_store: LocalStore) -> None:
    document = compared(founding_store, HMS, STANFORD).to_dict()
    (row,) = (row for row in document["rows"] if row["key"] == "registration")
    (value,) = row["cells"][0]["values"]
    assert value["term"] is None
    assert [one["object"]["value"] for one in value["statements"]] == ["2025-04-14"]
    assert [one["passage"].partition("#")[2] for one in value["claims"]] == ["registration-deadline"]


def test_only_the_differences_on_demand(founding_store: LocalStore) -> None:
    found = compared(founding_store, LOUISVILLE, UAB)
    left = [row.key for row in found.differences().rows]
    assert left == ["award", "provider"]
    assert "price" in [row.key for row in compared(founding_store, HMS, UAB).differences().rows]
    assert "duration" not in [row.key for row in compared(founding_store, HMS, UAB).differences().rows]


def test_a_run_and_a_credential_are_told_with_their_programme(founding_store: LocalStore) -> None:
    found = texts(compared(founding_store, "hms-ai-executives-2025", f"credential:{STANFORD.partition(':')[2]}"))
    assert found["price (USD)"] == ["8500 USD", UNKNOWN]
    assert found["provider"] == ["Harvard Medical School", "Stanford University; through Stanford Online"]
    assert found["kind"] == ["certificate programme; executive education", "certificate programme"]
    assert found["topics in common"][0] == "ethics of AI; AI in health care; patient care"


# As text


def test_every_cell_of_the_table_is_marked_or_says_that_it_is_unknown(founding_store: LocalStore) -> None:
    found = compared(founding_store, *FOUR)
    for line in comparison_markdown(found).decode().splitlines():
        if not line.startswith("| ") or line.startswith(("| --- ", "|  |", "| id |")):
            continue
        for cell in line.strip("| ").split(" | ")[1:]:
            assert re.search(r" \[[0-9,–]+\]$", cell) or cell in (UNKNOWN, "no others known"), line


def test_the_table_fits_the_width_and_names_its_sources(founding_store: LocalStore) -> None:
    found = compared(founding_store, *FOUR)
    for width in (60, 80, 120, 200):
        assert max(map(text_width, comparison_lines(found, width=width))) <= width, width
    shown = "\n".join(comparison_lines(found, width=500))
    assert "8500 USD (run) [3]" in shown
    assert "2025-04-14 (run, session online); 2025-05-11 (session in-person) [4–6]" in shown
    assert "[3] #fee, characters 673–696, normalised" in shown
    assert "press, stated 2025-04-15, 19 months old" in shown
    assert "That is not no." in shown


def test_things_of_one_name_are_told_apart_by_their_ids(founding_store: LocalStore) -> None:
    head = comparison_markdown(compared(founding_store, LOUISVILLE, UAB)).decode().splitlines()[0]
    name = "MS in Artificial Intelligence in Medicine"
    assert head == f"# {name} (programme:louisville-ms-aim) and {name} (programme:uab-ms-aim)"


def test_markdown_is_a_table_with_one_column_for_each_thing(founding_store: LocalStore) -> None:
    text = comparison_markdown(compared(founding_store, HMS, STANFORD)).decode()
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {4}
    assert table[1] == "| --- | --- | --- |"
    assert "\nCompared as of 2026-11-25.\n" in text
    assert "\n- source:seed-000, Harvard Empowers Healthcare Leaders with AI Education, " in text


# Invented things: prices of several kinds, runs of several years, a contradiction, plans

ENTITIES = """
organization:beta a ca:University .
programme:alpha a ca:EducationProgramme .
credential:alpha a ca:Credential .
offering:alpha-2025 a ca:ProgrammeOffering .
offering:alpha-2026 a ca:ProgrammeOffering .
course:open a ca:Course .
offering:open a ca:ProgrammeOffering .
course:scripted a ca:Course .
<https://w3id.org/credatlas/id/place/xx> a schema:Country ; schema:name "Xanadu"@en .
<https://w3id.org/credatlas/id/place/here-xx> a schema:City ; schema:name "Here"@en ;
  schema:containedInPlace <https://w3id.org/credatlas/id/place/xx> .
"""
SOURCES = """
source:page a ca:SourceSnapshot ; schema:url <https://example.org/alpha> ; schema:publisher organization:beta ;
  ca:reliability rel:issuer ; schema:datePublished "2026-01-10"^^xsd:date ; ca:retrievedOn "2026-11-02"^^xsd:date .
<page#all> a ca:Passage ; oa:hasSource source:page .
GRAPH <page#all> {
  organization:beta schema:name "Beta University"@en ; ca:hasOrganizationType otype:medical-school ;
    schema:location <https://w3id.org/credatlas/id/place/here-xx> , <https://w3id.org/credatlas/id/place/xx> .
  programme:alpha schema:name "Alpha Diploma"@en ; ca:isOfferedBy organization:beta ; ca:hasModality mode:online ;
    ca:awardsCredential credential:alpha ; ca:prerequisite "A licence | to practise"@en ;
    ca:minimumDegree ctype:bachelors-degree ; ca:minimumExperienceMonths 24 ; ca:workloadHours 120 ;
    schema:inLanguage "en" ; schema:url <https://example.org/alpha> ;
    ca:hasDuration [ a ca:Duration ; ca:unit unit:week ; ca:atLeast 10 ; ca:atMost 10 ; ca:stated "ten weeks" ] ;
    ca:carriesCredits [ a ca:Count ; ca:countOf count:total-credits ; ca:unit unit:ects-credit ;
      ca:atLeast 30 ; ca:atMost 30 ] .
  credential:alpha schema:name "Alpha Diploma"@en ; ca:hasCredentialType ctype:diploma ;
    ca:isAwardedBy organization:beta .
  offering:alpha-2025 schema:name "Alpha 2025"@en ; ca:isOfferingOf programme:alpha ;
    schema:startDate "2025-02-03"^^xsd:date ; schema:endDate "2025-06-30"^^xsd:date ;
    schema:offers [ a ca:Price ; schema:price 5500 ; schema:priceCurrency "EUR" ; ca:pricePer unit:programme ] .
  offering:alpha-2026 schema:name "Alpha 2026"@en ; ca:isOfferingOf programme:alpha ; ca:hasModality mode:hybrid ;
    ca:registrationOpens "2026-01-15"^^xsd:date ; ca:registrationCloses "2026-08-01"^^xsd:date ;
    schema:startDate "2026-09-01"^^xsd:date ;
    schema:offers [ a ca:Price ; schema:price 6000 ; schema:priceCurrency "EUR" ; ca:pricePer unit:programme ] ,
      [ a ca:Price ; schema:price 5000 ; schema:priceCurrency "EUR" ; ca:pricePer unit:programme ;
        ca:priceTier tier:member ] .
  course:open schema:name "Open Course"@en ; ca:isOfferedBy organization:beta ;
    ca:statedAudience "nurses and midwives" .
  offering:open schema:name "Open Course, spring"@en ; ca:isOfferingOf course:open ;
    ca:hasPeriod [ a ca:Period ; ca:stated "spring 2027" ;
      ca:startsNotBefore "2027-03-01"^^xsd:date ; ca:endsNotAfter "2027-05-31"^^xsd:date ] ;
    schema:offers [ a ca:Price ; schema:price 0 ; ca:pricePer unit:programme ] ,
      [ a ca:Price ; schema:price 300 ; schema:priceCurrency "USD" ; ca:pricePer unit:ects-credit ] .
  course:scripted schema:name "<script>alert(1)</script> | *x*"@en .
}
<page#plan> a ca:Passage ; oa:hasSource source:page ; ca:status status:planned .
GRAPH <page#plan> { course:open ca:hasModality mode:online . }

source:news a ca:SourceSnapshot ; schema:url <https://example.org/news> ; schema:publisher organization:ror ;
  ca:reliability rel:press ;
  schema:datePublished "2024-02-01"^^xsd:date ; ca:retrievedOn "2026-11-02"^^xsd:date .
<news#all> a ca:Passage ; oa:hasSource source:news .
GRAPH <news#all> { offering:alpha-2026 ca:registrationCloses "2026-07-15"^^xsd:date . }
"""


@pytest.fixture(scope="module")
def world(founding: Path, credatlas: Ask, tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """The store of a project that knows invented programmes besides the founding ones."""
    folder = tmp_path_factory.mktemp("compare")
    project = Path(shutil.copytree(founding, folder / "project"))
    prefixes = "".join(f"@{line.replace('PREFIX', 'prefix').rstrip()} .\n" for line in prologue().splitlines())
    entities = project / "data/entities.ttl"
    entities.write_text(entities.read_text(encoding="utf-8") + ENTITIES, encoding="utf-8")
    for name, text in zip(("page", "news"), SOURCES.strip().split("\n\n"), strict=True):
        described = re.sub(r"<((?:page|news)#\w+)>", r"<https://w3id.org/credatlas/id/source/\1>", text)
        (project / f"data/sources/{name}.trig").write_text(f"{prefixes}\n{described}\n", encoding="utf-8")
    done = credatlas("--project", str(project), "build", "--to", str(folder / "store"))
    assert done.code == 0, done.shown
    (generation,) = (path.parent for path in (folder / "store").rglob("CURRENT") if path.is_file())
    return LocalStore.open(generation)


def test_prices_of_one_unit_currency_and_tier_share_a_row_and_no_others_do(world: LocalStore) -> None:
    found = texts(compared(world, "programme:alpha", "course:open"))
    assert {label: cells for label, cells in found.items() if label.startswith("price")} == {
        "price (EUR)": ["6000 EUR", "free"],
        "price (EUR, member)": ["5000 EUR (member)", UNKNOWN],
        "price per ECTS credit (USD)": [UNKNOWN, "300 USD per ECTS credit"],
    }


def test_what_is_free_beside_nothing_has_a_row_of_its_own(world: LocalStore) -> None:
    found = texts(compared(world, "course:open", HMS))
    assert found["price (USD)"] == ["free", "8500 USD"]
    found = texts(compared(world, "course:open", STANFORD))
    assert found["price"] == ["free", UNKNOWN]
    assert texts(compared(world, LOUISVILLE, STANFORD))["price"] == [UNKNOWN, UNKNOWN]


def test_each_kind_of_fact_has_its_words(world: LocalStore) -> None:
    found = texts(compared(world, "programme:alpha", "course:open"))
    assert found["duration"] == ["10 weeks", UNKNOWN]
    assert found["effort"] == ["120 hours", UNKNOWN]
    assert found["prerequisites"] == [
        "A licence | to practise; at least a bachelor's degree; 24 months of experience",
        UNKNOWN,
    ]
    assert found["language"] == ["en", UNKNOWN]
    assert found["web page"] == ["https://example.org/alpha", UNKNOWN]
    assert found["credits"] == ["30 ECTS credits (credits in total)", UNKNOWN]
    assert found["type of award"] == ["diploma", UNKNOWN]
    assert found["kind of provider"] == ["medical school", "medical school"]
    assert found["start"] == ["2026-09-01", "spring 2027"]


def test_a_place_is_told_with_what_it_lies_in_and_not_twice(world: LocalStore) -> None:
    assert texts(compared(world, "programme:alpha", "course:open"))["place"] == ["Here, Xanadu", "Here, Xanadu"]


def test_a_source_without_a_date_says_when_it_was_read(founding_store: LocalStore) -> None:
    shown = "\n".join(comparison_lines(compared(founding_store, LOUISVILLE, UAB), width=500))
    assert "Rasit Dinc, low, undated, read 2026-11-23, https://rasitdinc.com/" in shown


def test_the_words_of_a_source_stand_in_quotes_where_nothing_else_is_known(world: LocalStore) -> None:
    assert texts(compared(world, "programme:alpha", "course:open"))["for whom"] == [UNKNOWN, "“nurses and midwives”"]


def test_runs_that_are_over_are_left_out_where_a_later_one_is_known(world: LocalStore) -> None:
    found = compared(world, "programme:alpha", "course:open", on=date(2026, 5, 1))
    assert texts(found)["start"] == ["2026-09-01", "spring 2027"]
    assert [run.value.rpartition("/")[2] for run in found.things[0].past] == ["alpha-2025"]
    shown = "\n".join(comparison_lines(found, width=120))
    assert "Left out, since they were over on 2026-05-01 and a later run is known: offering:alpha-2025." in shown


def test_two_runs_that_are_both_to_come_are_both_told(world: LocalStore) -> None:
    found = compared(world, "programme:alpha", "course:open", on=date(2025, 1, 1))
    assert texts(found)["start"] == ["2025-02-03; 2026-09-01", "spring 2027"]
    assert "5500 EUR (run alpha-2025); 6000 EUR (run alpha-2026)" in "\n".join(comparison_lines(found, width=400))
    assert texts(found)["registration on 2025-01-01"] == ["opens later", UNKNOWN]


def test_two_runs_of_one_programme_can_be_compared(world: LocalStore) -> None:
    found = texts(compared(world, "offering:alpha-2025", "offering:alpha-2026", on=date(2026, 8, 1)))
    assert found["price (EUR)"] == ["5500 EUR", "6000 EUR"]
    assert found["modality"] == ["online", "hybrid; online"]
    assert found["registration on 2026-08-01"] == ["closed", "open"]


def test_a_contradiction_is_marked_with_its_rule_and_explained(world: LocalStore) -> None:
    found = compared(world, "programme:alpha", "course:open")
    shown = "\n".join(comparison_lines(found, width=200))
    assert "2026-08-01 (run; ≠ issuer-over-others)" in shown
    assert "≠ Contradictions\n  offering:alpha-2026 ca:registrationCloses: shown is “2026-08-01” because" in shown
    (row,) = (row for row in found.to_dict()["rows"] if row["key"] == "deadline")
    conflict = row["cells"][0]["values"][0]["conflict"]
    assert (conflict["rule"], conflict["kind"], conflict["others"]) == (
        "issuer-over-others",
        "factual",
        ["2026-07-15"],
    )


def test_what_is_only_planned_is_said_to_be(world: LocalStore) -> None:
    found = compared(world, "programme:alpha", "course:open")
    assert "online (planned)" in comparison_markdown(found).decode()


def test_names_steer_neither_terminal_nor_page(world: LocalStore) -> None:
    found = compared(world, "course:scripted", "course:open")
    text = comparison_markdown(found).decode()
    assert "<script>" not in text
    assert "&lt;script>alert(1)&lt;/script> \\| \\*x\\*" in text


def test_a_name_that_programme_and_credential_share_means_the_programme(world: LocalStore) -> None:
    found = compared(world, "alpha diploma", "Open Course")
    assert [thing["id"] for thing in found.to_dict()["things"]] == ["programme:alpha", "course:open"]


# Ages


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("2026-11-25", "0 days old"),
        ("2026-11-24", "1 day old"),
        ("2026-10-01", "55 days old"),
        ("2026-09-25", "2 months old"),
        ("2026-09", "56 days old"),  # of a month its last day
        ("2024-11-26", "23 months old"),
        ("2024-11-25", "2 years old"),
        ("2022", "3 years old"),
        ("2026-11-26", "after 2026-11-25"),
        ("once", "of unknown age"),
        (None, "of unknown age"),
    ],
)
def test_ages_are_told_in_the_largest_unit_that_says_enough(stated: str | None, words: str) -> None:
    assert age(stated, TODAY) == words


def test_days_are_counted_from_the_date_of_the_source() -> None:
    assert age_in_days("2026-11-20", TODAY) == 5
    assert age_in_days("2026-13-01", TODAY) is None


# Bad input


@pytest.mark.parametrize(
    ("things", "error", "message"),
    [
        ((), UsageError, "THING: a comparison needs two things or more, and none is named"),
        ((HMS,), UsageError, "THING: a comparison needs two things or more, and one is named"),
        ((UAB, "uab-ms-aim"), UsageError, f"THING: “{UAB}” and “uab-ms-aim” are the same thing, {UAB}"),
        (
            (HMS, "Harvard Medical School"),
            UsageError,
            "THING: Harvard Medical School (organization:harvard-medical-school) is of the kind ca:School: only",
        ),
        ((HMS, "topic:ai-ethics"), UsageError, "THING: ethics of AI (topic:ai-ethics) is of the kind topic: only"),
        ((HMS, "zeppelin"), NotFoundError, "THING: nothing that can be compared goes by “zeppelin”"),
        ((HMS, "programme:none"), NotFoundError, "THING: nothing that can be compared goes by “programme:none”"),
        ((HMS, "AIM"), AmbiguousError, "THING: “AIM” may be one of 2"),
        ((HMS, ""), UsageError, "THING: an empty name names no thing"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_to_do(
    founding_store: LocalStore, things: tuple[str, ...], error: type[CredatlasError], message: str
) -> None:
    with pytest.raises(error) as caught:
        compared(founding_store, *things)
    assert str(caught.value).startswith(message)


def test_an_ambiguous_name_lists_only_what_can_be_compared(founding_store: LocalStore) -> None:
    with pytest.raises(AmbiguousError) as caught:
        compared(founding_store, HMS, "AIM")
    assert [choice for choice, _ in caught.value.choices] == ["programme:hms-aim-phd-track", "programme:uab-ms-aim"]


# The command line, Python


@pytest.fixture(scope="module")
def ask(credatlas: Ask, founding: Path, founding_store: LocalStore) -> Ask:
    place = ("--project", str(founding), "--store", str(Path(founding_store.location).parent))
    return lambda *words: credatlas(*place, "compare", *words)


def test_the_command_prints_a_table_markdown_or_json(ask: Ask) -> None:
    table = ask(HMS, STANFORD, "--on", "2025-04-01")
    assert table.code == 0
    assert "registration on 2025-04-01" in " ".join(table.stdout.split())
    assert ask(HMS, STANFORD, "--format", "markdown").stdout.startswith("# Harvard Medical School certificate")
    document = json.loads(ask(HMS, STANFORD, "--on", "2025-04-01", "--format", "json").stdout)
    assert list(document) == ["on", "things", "rows", "sources"]
    assert document["on"] == "2025-04-01"


def test_without_a_day_it_is_today(ask: Ask) -> None:
    document = json.loads(ask(HMS, STANFORD, "--format", "json").stdout)
    assert document["on"] == date.today().isoformat()


def test_differences_alone_leave_the_rest_out(ask: Ask) -> None:
    done = ask(LOUISVILLE, UAB, "--differences", "--format", "json")
    assert [row["key"] for row in json.loads(done.stdout)["rows"]] == ["award", "provider"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ((HMS,), 2, "a comparison needs two things or more"),
        ((HMS, "zeppelin"), 4, "nothing that can be compared goes by “zeppelin”"),
        ((HMS, UAB, "--on", "soon"), 2, "--on: “soon” is no date"),
        ((HMS, UAB, "--format", "csv"), 2, "a comparison cannot be written as csv"),
    ],
)
def test_the_command_ends_with_the_code_of_what_went_wrong(
    ask: Ask, words: tuple[str, ...], code: int, message: str
) -> None:
    done = ask(*words)
    assert (done.code, done.stdout) == (code, "")
    assert message in done.stderr


def test_python_compares_as_the_command_does(founding_store: LocalStore) -> None:
    found = ca.compare(founding_store, HMS, UAB, on="2025-04-01")
    assert found.on == date(2025, 4, 1)
    assert found.to_dict() == compared(founding_store, HMS, UAB, on=date(2025, 4, 1)).to_dict()
    with pytest.raises(UsageError, match="on: “soon” is no date"):
        ca.compare(founding_store, HMS, UAB, on="soon")
