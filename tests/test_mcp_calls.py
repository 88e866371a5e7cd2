"""What the tools for language models answer, without the protocol: rows, sources, what is unknown, and errors."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from credatlas.build import Atlas
from credatlas.errors import AmbiguousError, CredatlasError, NotFoundError, QueryError, UsageError
from credatlas.files import find_project
from credatlas.mcp.calling import LISTING, call, tools
from credatlas.mcp.fitting import MOST_BYTES, fitted
from credatlas.mcp.model import Tool
from credatlas.mcp.telling import mistake_of, text_of
from credatlas.queries import catalogue
from credatlas.store import LocalStore

QUERIES = sorted(path.stem for path in (Path(__file__).resolve().parent.parent / "queries").glob("*.rq"))
VERBS = ["find", "show", "why", "compare", "conflicts", "schema", "sparql"]
RUN = "offering:hms-ai-executives-2025"
SEED = "https://w3id.org/credatlas/id/source/seed-000"


@pytest.fixture(scope="module")
def atlas(founding: Path, founding_store: LocalStore) -> Atlas:
    return Atlas(founding_store, find_project(str(founding)), Path(founding_store.location))


@pytest.fixture(scope="module")
def declared(atlas: Atlas) -> dict[str, Tool]:
    return {tool.name: tool for tool in tools(atlas)}


def mistake(atlas: Atlas, tool: str, **arguments: Any) -> CredatlasError:
    with pytest.raises(CredatlasError) as raised:
        call(atlas, tool, arguments)
    return raised.value


# What there is.


def test_each_verb_and_each_canned_query_is_a_tool(declared: dict[str, Tool]) -> None:
    assert list(declared) == VERBS + QUERIES


def test_a_canned_query_says_what_its_file_says(declared: dict[str, Tool]) -> None:
    tool = declared["offerings-by-price"]
    assert tool.title == "Offerings that cost at most a given amount, or do not say what they cost"
    assert tool.description.startswith(f"{tool.title}. One row for each price")
    price, currency = tool.takes["properties"]["max_price"], tool.takes["properties"]["currency"]
    assert (price["type"], price["examples"]) == ("number", [9000])
    assert (currency["type"], currency["default"]) == ("string", "USD")
    assert currency["description"] == "ISO 4217 code of the price"
    assert tool.takes["additionalProperties"] is False


def test_what_a_call_must_have_is_told(declared: dict[str, Tool]) -> None:
    assert declared["claims-by-fact"].takes["required"] == ["subject"]
    assert "required" not in declared["offerings-by-price"].takes


def test_few_choices_are_listed_and_many_are_left_to_the_vocabulary(declared: dict[str, Tool]) -> None:
    properties = declared["credentials-by-audience"].takes["properties"]
    modality = properties["modality"].get("items", properties["modality"])
    assert {"online", "in-person", "hybrid"} <= set(modality["enum"])
    audience = properties["audience"].get("items", properties["audience"])
    assert "enum" not in audience
    assert "scheme audience" in properties["audience"]["description"]


@pytest.mark.parametrize("name", VERBS + QUERIES)
def test_the_schemas_are_schemas_and_the_example_keeps_them(declared: dict[str, Tool], name: str) -> None:
    tool = declared[name]
    for schema in (tool.takes, tool.gives):
        Draft202012Validator.check_schema(dict(schema))
    assert list(Draft202012Validator(tool.takes).iter_errors(tool.example)) == []


@pytest.mark.parametrize("name", QUERIES)
def test_names_and_descriptions_fit_what_clients_take(declared: dict[str, Tool], name: str) -> None:
    assert len(name) <= 60
    assert 0 < len(declared[name].description) < 1024


def test_the_list_is_within_what_a_model_reads(declared: dict[str, Tool]) -> None:
    read = [{"name": t.name, "description": t.description, "input_schema": t.takes} for t in declared.values()]
    assert len(json.dumps(read)) < 45_000  # about eleven thousand tokens


def test_one_tool_alone_can_be_listed(atlas: Atlas) -> None:
    assert [tool["name"] for tool in call(atlas, LISTING, {"tool": "why"})["tools"]] == ["why"]
    assert call(atlas, LISTING, {"tool": "nothing"})["tools"] == []


# Canned queries.


@pytest.mark.parametrize("name", QUERIES)
def test_the_example_call_gives_the_rows_that_the_author_wrote_down(
    atlas: Atlas, declared: dict[str, Tool], name: str
) -> None:
    query = next(one for one in catalogue(atlas.project.queries) if one.name == name)
    answer = call(atlas, name, {**declared[name].example, "limit": 200})
    rows = [{column: text for column, text in row.items() if text is not None} for row in answer["rows"]]
    wanted = list(query.expected or ())
    if not query.ordered:
        rows, wanted = sorted(rows, key=str), sorted(wanted, key=str)
    assert rows == [{column: row[column] for column in answer["columns"] if column in row} for row in wanted]
    assert answer["total"] == len(wanted)
    assert list(Draft202012Validator(declared[name].gives).iter_errors(answer)) == []


def test_each_row_says_who_says_so_where_and_when(atlas: Atlas) -> None:
    answer = call(atlas, "offerings-by-price", {"max_price": 9000})
    [row] = [row for row in answer["rows"] if row["offering"] == RUN]
    cites = answer["cites"][answer["rows"].index(row)]
    assert row["price"] == "8500"
    [number] = {cite.partition("#")[0] for cite in cites if cite.endswith("#fee")}
    source = answer["sources"][number]
    assert source["iri"] == SEED
    assert source["title"] == "Harvard Empowers Healthcare Leaders with AI Education"
    assert source["stated"] == "2025-04-15"


def test_a_call_without_evidence_is_shorter(atlas: Atlas) -> None:
    answer = call(atlas, "offerings-by-price", {"evidence": False})
    assert answer["rows"] and "cites" not in answer and "sources" not in answer


def test_what_is_unknown_is_null_and_not_left_out(atlas: Atlas) -> None:
    [row] = call(atlas, "offerings-by-price", {"max_price": 9000})["rows"]
    assert row["tier"] is None  # the article does not say whose price it is


def test_the_arguments_are_told_as_they_were_understood(atlas: Atlas) -> None:
    answer = call(atlas, "offerings-open-for-registration", {})
    today = date.today().isoformat()
    assert (answer["today"], answer["asked"]) == (today, {"date": today})


def test_contradictions_between_sources_are_told(atlas: Atlas) -> None:
    answer = call(atlas, "claims-by-fact", {"subject": "work:gazquez-garcia-2025", "property": "schema:name"})
    [told] = answer["conflicts"]
    assert told.startswith("work:gazquez-garcia-2025 schema:name: shown is “AI in the Health Sector")
    assert "Healthcare Professionals" in told


def test_pages_follow_each_other(atlas: Atlas) -> None:
    whole = call(atlas, "timeline-of-dates", {"limit": 200})
    first = call(atlas, "timeline-of-dates", {"limit": 2})
    second = call(atlas, "timeline-of-dates", {"limit": 2, "offset": 2})
    assert first["rows"] + second["rows"] == whole["rows"][:4]
    assert first["more"] == f"{whole['total'] - 2} more rows: call again with offset 2"
    assert "more" not in whole


def test_an_offset_behind_the_last_row_says_so(atlas: Atlas) -> None:
    answer = call(atlas, "timeline-of-dates", {"offset": 10_000})
    assert answer["rows"] == []
    assert "is behind the last one" in answer["more"]


def test_no_row_is_not_told_as_a_no(atlas: Atlas) -> None:
    answer = call(atlas, "organizations-partners", {"organization": "organization:abaim"})
    assert (answer["rows"], answer["total"]) == ([], 0)
    assert answer["notes"] == ["no row fits: the atlas knows of none, which does not say that there is none"]


# The verbs.


def test_words_find_things_with_who_speaks_of_them(atlas: Atlas) -> None:
    answer = call(atlas, "find", {"words": "harvard medical"})
    first = answer["found"][0]
    assert (first["id"], first["kind"]) == ("organization:harvard-medical-school", "ca:School")
    assert first["cites"] != []
    assert SEED in {source["iri"] for source in answer["sources"].values()}


def test_facets_find_what_fits_and_say_what_is_unknown(atlas: Atlas) -> None:
    answer = call(atlas, "find", {"audience": ["executives"], "max_price": 9000, "currency": "USD"})
    first = answer["found"][0]
    assert first["id"] == "programme:hms-healthcare-ai-executive-certificate"
    assert (first["fits"], first["price"]) == ("certain", "8500 USD")
    perhaps = [one for one in answer["found"] if one["fits"] == "perhaps"]
    assert all(one["unknown"] for one in perhaps) and perhaps != []


def test_what_is_found_can_be_paged(atlas: Atlas) -> None:
    whole = call(atlas, "find", {"words": "ai", "limit": 200})["found"]
    ids = [one["id"] for one in whole]
    second = call(atlas, "find", {"words": "ai", "limit": 3, "offset": 3})
    assert [one["id"] for one in second["found"]] == ids[3:6]


def test_nothing_that_fits_is_not_told_as_a_no(atlas: Atlas) -> None:
    answer = call(atlas, "find", {"words": "xylophone"})
    assert (answer["found"], answer["total"]) == ([], 0)
    assert "does not say that there is none" in answer["notes"][0]


def test_a_thing_is_shown_with_sources_and_with_what_is_unknown(atlas: Atlas) -> None:
    answer = call(atlas, "show", {"thing": RUN})
    facts = {fact["property"]: fact["values"] for fact in answer["facts"]}
    [price] = facts["schema:offers"]
    assert price["text"] == "8500 USD"
    [cite] = price["cites"]
    number, _, place = cite.partition("#")
    assert (answer["sources"][number]["iri"], place) == (SEED, "fee")
    assert "duration" in answer["unknown"]
    assert "stated_absent" not in answer


def test_what_a_source_states_not_to_exist_is_told_as_that(atlas: Atlas) -> None:
    for tool in ("show", "why"):
        answer = call(atlas, tool, {"thing": "ctype:universal-certification"})
        [absent] = answer["stated_absent"]
        assert absent["id"] == "absence:universal-healthcare-ai-certification"
        assert absent["as_of"] == "2022-11-09"
        assert absent["scope"] == "topic:healthcare-ai"
        assert "1#absence" in absent["cites"]
    assert answer["status"] == "stated absent"


def test_a_property_of_which_nobody_speaks_is_unknown(atlas: Atlas) -> None:
    answer = call(atlas, "why", {"thing": RUN, "property": "schema:endDate"})
    assert (answer["status"], answer["claims"]) == ("unknown", [])
    assert answer["notes"] == [
        f"no source of the atlas says anything about schema:endDate of {RUN}: that is unknown, not no"
    ]


def test_why_gives_each_claim_with_place_date_and_method(atlas: Atlas) -> None:
    answer = call(atlas, "why", {"thing": RUN, "property": "schema:offers"})
    assert answer["claims"] == [
        {
            "property": "schema:offers",
            "value": "8500 USD",
            "cites": ["1#fee"],
            "rank": "shown",
            "method": "normalised",
            "stated": "2025-04-15",
        }
    ]


def test_why_tells_how_something_follows_that_nobody_says(atlas: Atlas) -> None:
    answer = call(
        atlas, "why", {"thing": "programme:hms-healthcare-ai-executive-certificate", "inferred": True, "limit": 200}
    )
    inferred = [claim for claim in answer["claims"] if claim["rank"] == "inferred"]
    assert inferred != [] and all(claim["because"] for claim in inferred)


def test_things_are_compared_cell_by_cell(atlas: Atlas) -> None:
    things = ["programme:hms-healthcare-ai-executive-certificate", "programme:stanford-ai-in-healthcare-certificate"]
    answer = call(atlas, "compare", {"things": things})
    assert [thing["id"] for thing in answer["things"]] == things
    [price] = [row for row in answer["rows"] if row["key"] == "price" and row["cells"][0]["text"]]
    assert price["cells"][0]["text"].startswith("8500")
    assert price["cells"][0]["cites"] == ["1#fee"]
    assert price["cells"][1]["text"] is None


def test_contradictions_and_recorded_oddities_are_listed(atlas: Atlas) -> None:
    answer = call(atlas, "conflicts", {})
    assert answer["total"] == 4  # one contradiction, three issues of the founding articles
    first = answer["cases"][0]
    assert (first["id"], first["property"]) == ("work:gazquez-garcia-2025", "schema:name")
    assert [value["value"].rpartition(" for ")[2] for value in first["values"]] == [
        "Future Health Professionals",
        "Healthcare Professionals",
    ]
    assert call(atlas, "conflicts", {"thing": "Stanford"})["notes"] == [
        "no contradiction between sources is known of organization:stanford-university"
    ]


def test_the_vocabulary_is_shown_part_by_part(atlas: Atlas) -> None:
    overview = call(atlas, "schema", {})["text"]
    assert "unknown is not no" in overview.lower()
    assert "`audience:` audience" in overview
    assert "- ca:Course: course." in call(atlas, "schema", {"part": "classes"})["text"]
    assert "ca:registrationCloses" in call(atlas, "schema", {"part": "properties", "about": "registration"})["text"]
    assert (
        "- audience:c-level-executives: C-level executives"
        in call(atlas, "schema", {"part": "concepts", "about": "audience"})["text"]
    )
    assert "SELECT ?offering" in call(atlas, "schema", {"part": "queries", "about": "offerings-by-price"})["text"]
    assert "leave about out" in call(atlas, "schema", {"part": "classes", "about": "zeppelin"})["text"]


def test_the_examples_of_the_vocabulary_are_queries_that_work(atlas: Atlas) -> None:
    overview = call(atlas, "schema", {})["text"]
    examples = [part.partition("```")[0] for part in overview.split("```sparql\n")[1:]]
    answers = [call(atlas, "sparql", {"query": example}) for example in examples]
    assert [answer["kind"] for answer in answers] == ["rows", "rows"]
    assert answers[0]["rows"][0]["run"] == RUN


def test_a_query_of_ones_own_gives_rows_with_evidence(atlas: Atlas) -> None:
    query = f"SELECT ?price {{ {RUN} schema:offers ?offer . ?offer schema:price ?price }}"
    answer = call(atlas, "sparql", {"query": query, "evidence": True})
    assert answer["rows"] == [{"price": "8500"}]
    assert answer["cites"] == [["1#fee"]]


def test_truth_and_statements_are_answers_too(atlas: Atlas) -> None:
    assert call(atlas, "sparql", {"query": f"ASK {{ {RUN} a ca:ProgrammeOffering }}"})["truth"] is True
    denied = call(atlas, "sparql", {"query": f"ASK {{ {RUN} schema:endDate ?x }}"})
    assert (denied["truth"], denied["notes"]) == (
        False,
        ["false: the atlas does not hold it, which is unknown and not no"],
    )
    made = call(
        atlas,
        "sparql",
        {"query": f"CONSTRUCT {{ ?s ca:hasModality ?m }} {{ ?s ca:hasModality ?m FILTER(?s = {RUN}) }}"},
    )
    assert made["statements"] == [f"{RUN} ca:hasModality mode:hybrid"]


def test_a_term_that_is_none_is_not_told_as_something_unknown(atlas: Atlas) -> None:
    answer = call(atlas, "sparql", {"query": "SELECT ?x { ?x a ca:Universty ; ca:coversTopic topic:ethics }"})
    (note,) = answer["notes"]
    assert note.startswith("ca:Universty is no term of the vocabulary: did you mean ca:University")
    heard = call(atlas, "sparql", {"query": "SELECT ?x { ?x a ca:University ; ca:coversTopic topic:ethics }"})
    assert heard["notes"] == ["no row: the atlas knows of none, which does not say that there is none"]


# Within limits.


def test_an_answer_of_any_size_stays_readable(atlas: Atlas) -> None:
    answer = call(atlas, "sparql", {"query": "SELECT ?s ?p ?o { ?s ?p ?o }", "limit": 200})
    assert len(answer["rows"]) == 200
    assert answer["total"] == 10_000
    assert answer["notes"] == ["only the first 10000 rows were read: narrow the query"]
    assert len(json.dumps(answer, ensure_ascii=False).encode()) < 2 * MOST_BYTES


def test_rows_that_do_not_fit_are_left_out_and_that_is_told(atlas: Atlas) -> None:
    long = "CONCAT(" + ", ".join(["?name"] * 40) + ")"
    query = f"SELECT ({long} AS ?text) {{ ?s schema:name ?name }} ORDER BY ?name"
    answer = call(atlas, "sparql", {"query": query, "limit": 200})
    shown = len(answer["rows"])
    assert 0 < shown < 200
    assert answer["more"] == f"{answer['total'] - shown} more rows: call again with offset {shown}"
    assert len(json.dumps(answer, ensure_ascii=False).encode()) <= MOST_BYTES
    assert max(len(row["text"]) for row in answer["rows"]) < 1_600


def test_one_row_is_left_however_long_it_is() -> None:
    assert fitted(3, lambda count: {"rows": ["x" * 1_000] * count}, most=100) == {"rows": ["x" * 1_000]}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE#\n<http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }",
        "INSERT DATA { <x:a> <x:b> <x:c> }",
        "LOAD <http://127.0.0.1:9/>",
        "SELECT * " + "{" * 200 + "}" * 200,
        "SELECT * { ?s ?p " + '"' + "x" * 70_000 + '" }',
        "",
        "SELECT ?s WHERE",
        "SELECT (\ud800 AS ?x) {}",
    ],
)
def test_a_hostile_query_is_refused_in_words(atlas: Atlas, query: str) -> None:
    error = mistake(atlas, "sparql", query=query)
    assert isinstance(error, QueryError | UsageError)
    assert error.message


# Errors teach.


def test_a_tool_that_is_not_there_gives_the_nearest(atlas: Atlas) -> None:
    error = mistake(atlas, "offering-by-price")
    assert isinstance(error, NotFoundError)
    assert mistake_of(error) == "there is no tool offering-by-price\ndid you mean offerings-by-price?"


@pytest.mark.parametrize("name", ["", "../queries/offerings-by-price", "x" * 5_000, "\x00", "é"])
def test_a_name_that_is_none_is_refused(atlas: Atlas, name: str) -> None:
    assert isinstance(mistake(atlas, name), NotFoundError)


def test_an_unknown_argument_gives_the_nearest(atlas: Atlas) -> None:
    for tool, wrong in (("offerings-by-price", "maxprice"), ("find", "audiences")):
        error = mistake(atlas, tool, **{wrong: "1"})
        assert isinstance(error, UsageError)
        assert error.message == f"there is no argument {wrong}"
        assert error.hint in ("did you mean max_price?", "did you mean audience?")


def test_a_missing_argument_gives_an_example(atlas: Atlas) -> None:
    assert mistake(atlas, "show").hint == "for example Harvard Medical School"
    told = mistake_of(mistake(atlas, "claims-by-fact"))
    assert told.startswith("subject: claims-by-fact needs subject")
    assert "--" not in told


@pytest.mark.parametrize(
    ("tool", "arguments", "place"),
    [
        ("offerings-by-price", {"max_price": "9,000"}, "--max-price"),
        ("offerings-by-price", {"max_price": True}, "--max-price"),
        ("offerings-by-price", {"max_price": [1, 2]}, "--max-price"),
        ("offerings-by-price", {"currency": "dollars"}, "--currency"),
        ("offerings-by-price", {"limit": 0}, "limit"),
        ("offerings-by-price", {"limit": 201}, "limit"),
        ("offerings-by-price", {"limit": 2.5}, "limit"),
        ("offerings-by-price", {"offset": -1}, "offset"),
        ("offerings-by-price", {"evidence": "perhaps"}, "evidence"),
        ("events-by-date", {"since": "last week"}, "--since"),
        ("find", {}, "words"),
        ("find", {"words": 5}, "words"),
        ("find", {"max_price": 100}, "--currency"),
        ("find", {"audience": [1]}, "audience"),
        ("compare", {"things": ["Stanford"]}, "things"),
        ("schema", {"part": "everything"}, "part"),
        ("why", {"thing": RUN, "property": "colour"}, "property"),
        ("sparql", {"query": {"text": "ASK {}"}}, "query"),
    ],
)
def test_a_wrong_value_names_its_argument_and_says_what_to_do(
    atlas: Atlas, tool: str, arguments: dict[str, Any], place: str
) -> None:
    error = mistake(atlas, tool, **arguments)
    assert error.place == place
    told = mistake_of(error, "a call")
    assert told.endswith("A call that works: a call")
    assert "--" not in told and "`credatlas" not in told


def test_texts_that_say_numbers_are_understood(atlas: Atlas) -> None:
    typed = call(atlas, "offerings-by-price", {"max_price": 9000, "limit": 1})
    assert call(atlas, "offerings-by-price", {"max_price": "9000", "limit": "1"}) == typed
    assert call(atlas, "offerings-by-price", {"max_price": 9000.0, "limit": 1.0, "currency": None}) == typed


def test_an_ambiguous_name_gives_its_choices(atlas: Atlas) -> None:
    error = mistake(atlas, "show", thing="stan")
    assert isinstance(error, AmbiguousError)
    told = mistake_of(error)
    assert "\n- organization:stanford-university: Stanford University (ca:University)" in told
    assert "give the id" in told


def test_a_name_that_nobody_has_leads_to_find(atlas: Atlas) -> None:
    assert mistake_of(mistake(atlas, "show", thing="Zzyzx Academy")).endswith("look for it with the tool find")


@pytest.mark.parametrize("name", ["Universität 東京", "معهد", "\u202e\u2066", "\n", '"><script>', "\ud800"])
def test_names_of_any_script_are_looked_up_and_not_found(atlas: Atlas, name: str) -> None:
    for tool, argument in (("show", "thing"), ("find", "topic"), ("organizations-offers", "organization")):
        assert isinstance(mistake(atlas, tool, **{argument: name}), NotFoundError | UsageError)


def test_what_is_longer_than_a_name_is_none(atlas: Atlas) -> None:
    for tool, argument in (("show", "thing"), ("find", "words"), ("organizations-offers", "organization")):
        error = mistake(atlas, tool, **{argument: "x" * 10_000})
        assert (error.place, error.message) == (argument, "this has 10000 characters, and 500 are the most")


# The same as text.


def test_the_text_says_what_the_values_say(atlas: Atlas) -> None:
    text = text_of(call(atlas, "offerings-by-price", {"max_price": 9000}))
    lines = text.splitlines()
    assert lines[0].startswith("offering | programme | programme_name")
    [row] = [line for line in lines if line.startswith(f"{RUN} | ")]
    assert " | 8500 | USD | ? [" in row and "#fee" in row
    assert "? is unknown: not in the atlas, which is not no" in lines
    assert f"today: {date.today().isoformat()}" in lines
    [source] = [line for line in lines if SEED in line]
    assert "Harvard Empowers Healthcare Leaders with AI Education" in source and "stated 2025-04-15" in source


def test_the_text_of_a_card_has_facts_cites_and_gaps(atlas: Atlas) -> None:
    text = text_of(call(atlas, "show", {"thing": RUN}))
    assert "- price (schema:offers): 8500 USD [2#fee]" in text
    assert "unknown: also called; abbreviation" in text


def test_the_text_of_a_comparison_has_a_line_for_each_property(atlas: Atlas, declared: dict[str, Tool]) -> None:
    lines = text_of(call(atlas, "compare", declared["compare"].example)).splitlines()
    assert lines[0].endswith(
        " | Artificial Intelligence in Healthcare Certificate <programme:stanford-ai-in-healthcare-certificate>"
    )
    [price] = [line for line in lines if line.startswith("price") and "8500" in line]
    assert price.endswith("[1#fee] | ?")
    assert "? is unknown: not in the atlas, which is not no" in lines


@pytest.mark.parametrize("name", VERBS + QUERIES)
def test_the_text_has_every_text_of_the_values(atlas: Atlas, declared: dict[str, Tool], name: str) -> None:
    answer = call(atlas, name, declared[name].example)
    text = " ".join(text_of(answer).split())
    assert [one for one in sorted(texts_in(answer)) if " ".join(one.split()) not in text] == []


def texts_in(value: Any) -> set[str]:
    """Every text of an answer, wherever it stands."""
    if isinstance(value, dict):
        return {text for name, one in value.items() if name != "key" for text in texts_in(one)}
    if isinstance(value, list):
        return {text for one in value for text in texts_in(one)}
    return {value} if isinstance(value, str) else set()


@pytest.mark.parametrize("name", VERBS + QUERIES)
def test_the_text_is_no_longer_than_the_values(atlas: Atlas, declared: dict[str, Tool], name: str) -> None:
    arguments = declared[name].example
    if name == "sparql":
        arguments = {"query": "SELECT ?s ?name { ?s a ca:Hackathon ; schema:name ?name }"}
    answer = call(atlas, name, arguments)
    assert 0 < len(text_of(answer)) <= len(json.dumps(answer, ensure_ascii=False)) + 200
