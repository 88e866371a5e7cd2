"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from credatlas.cli.group import COMMANDS
from credatlas.errors import EXIT_CODES
from credatlas.formats import TABLE_FORMATS, format_of_file
from credatlas.store import LocalStore

ID = "https://w3id.org/credatlas/id/"
TERM = "https://w3id.org/credatlas/ontology#"
HMS = f"{ID}offering/hms-ai-executives-2025"
ASK_HMS = ("query", "offerings-by-price", "--max-price", "9000", "--currency", "USD")

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def place(founding: Path, founding_store: LocalStore) -> tuple[str, ...]:
    """The options that lead to the founding graph."""
    return ("--project", str(founding), "--store", str(Path(founding_store.location).parent))


@pytest.fixture(scope="module")
def ask(credatlas: Ask, place: tuple[str, ...]) -> Ask:
    """Runs ``credatlas`` on the founding graph."""
    return lambda *words, **more: credatlas(*place, *words, **more)


def answer(done: Any) -> Any:
    """What was printed as JSON by a command that ended well."""
    assert (done.code, done.stderr) == (0, ""), done.shown
    return json.loads(done.stdout)


def refusal(done: Any, code: int) -> str:
    """What was said by a command that failed as it should: one message, no data, no traceback."""
    assert done.code == code, done.shown
    assert done.stdout == ""
    assert done.stderr.count("error: ") == 1 and done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
    return str(done.stderr)


# Help


def test_help_lists_every_command_and_every_exit_code(credatlas: Ask) -> None:
    shown = credatlas("--help").stdout
    for name in ("query", "queries", "find", "show", "why", "conflicts", "sparql", "build", "check"):
        assert re.search(rf"^  {name}  +\w", shown, re.MULTILINE), name
    for code, meaning in EXIT_CODES.items():
        assert f"    {code}  {meaning}\n" in shown


LINK = tuple("propose review accept broader related reject none list verify enrich".split())
GROUPS = {"ingest": ("table", "page", "ctdl"), "link": LINK}
LINES = [line for name in COMMANDS for line in [f"{name} {part}" for part in GROUPS.get(name, ())] or [name]]


@pytest.mark.parametrize("line", LINES)
def test_every_command_explains_itself_and_takes_project_and_store(ask: Ask, line: str) -> None:
    done = ask(*line.split(), "--help")
    assert done.code == 0
    assert done.stdout.startswith(f"Usage: credatlas {line} ")
    assert "--project DIR" in done.stdout
    assert "--store WHERE" in done.stdout


def test_no_command_at_all_gives_help_and_counts_as_a_mistake(credatlas: Ask) -> None:
    done = credatlas()
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: credatlas ")


def test_the_version_is_told(credatlas: Ask) -> None:
    assert credatlas("--version").stdout == "credatlas, version 0.1.0\n"


def test_help_of_a_query_shows_its_parameters_before_the_options_of_all_queries(ask: Ask) -> None:
    shown = ask("query", "offerings-by-price", "-h").stdout
    assert "Offerings that cost at most a given amount, or do not say what they cost." in shown
    assert "credatlas query offerings-by-price --max-price 9000 --currency USD" in shown
    places = [shown.index(word) for word in ("--max-price NUMBER", "--currency TEXT", "--limit N", "--evidence")]
    assert places == sorted(places)


# The list of queries


def test_queries_gives_each_query_one_line(ask: Ask, founding: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    lines = ask("queries").stdout.splitlines()
    names = [path.stem for path in founding.glob("queries/*.rq")]
    assert sorted(line.split()[0] for line in lines if line.startswith("  ")) == sorted(names)
    said = "Offerings that cost at most a given amount, or do not say what they cost"
    assert any(re.fullmatch(rf"  offerings-by-price +{said}", line) for line in lines)


def test_queries_of_a_name_shows_parameters_example_and_sparql(ask: Ask) -> None:
    shown = ask("queries", "offerings-by-price").stdout
    assert "  --currency   ISO 4217 code of the price (string, default USD)\n" in shown
    assert "  credatlas query offerings-by-price --max-price 9000 --currency USD\n" in shown
    assert "Competency question: 2\n" in shown
    assert "SELECT ?offering" in shown


def test_queries_as_records_have_stable_names(ask: Ask) -> None:
    (record,) = answer(ask("queries", "offerings-by-price", "--format", "json"))
    assert list(record) == "name summary description questions topic parameters example command".split()
    assert record["parameters"][0] == {
        "name": "max_price",
        "option": "--max-price",
        "type": "decimal",
        "class": [],
        "scheme": "",
        "required": False,
        "default": None,
        "list": False,
        "choices": [],
        "description": "The most that one participant pays; without it every price counts",
        "example": "9000",
    }


def test_a_table_of_queries_has_the_columns_that_people_choose_by(ask: Ask) -> None:
    assert ask("queries", "--format", "table").stdout.split("\n")[0].split() == ["name", "topic", "summary"]


# Canned queries


def test_a_query_answers_in_sparql_json(ask: Ask) -> None:
    document = answer(ask(*ASK_HMS, "--format", "json"))
    (row,) = document["results"]["bindings"]
    assert row["offering"] == {"type": "uri", "value": HMS}
    assert row["price"] == {
        "type": "literal",
        "value": "8500",
        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
    }
    assert row["price_currency"] == {"type": "literal", "value": "USD"}
    assert "tier" in document["head"]["vars"]
    assert "tier" not in row, "what is not known is not bound"


def test_a_price_limit_that_nothing_meets_gives_no_priced_row(ask: Ask) -> None:
    rows = answer(ask("query", "offerings-by-price", "--max-price", "8499.99", "--format", "json"))
    assert rows["results"]["bindings"] == []


def test_no_row_at_all_is_explained_to_people_only(ask: Ask) -> None:
    words = ("query", "offerings-by-price", "--max-price", "1")
    done = ask(*words)
    assert (done.code, done.stdout.split()[0]) == (0, "offering")
    assert "no row fits" in done.stderr
    done = ask(*words, "--format", "csv")
    assert (done.code, done.stderr) == (0, "")


def test_a_limit_cuts_the_rows_and_zero_leaves_the_header(ask: Ask) -> None:
    words = ("query", "credentials-by-audience", "--format", "csv", "--limit")
    assert len(ask(*words, "2").stdout.splitlines()) == 3
    assert len(ask(*words, "0").stdout.splitlines()) == 1


def test_a_list_parameter_may_be_given_several_times(ask: Ask) -> None:
    words = ("query", "entities-without-identifier", "--format", "csv", "--kinds", "ca:ResearchLab")
    assert "organization/hsil," in ask(*words).stdout
    assert "organization/mit-xpro," not in ask(*words).stdout
    both = ask(*words, "--kinds", "ca:ContinuingEducationUnit").stdout
    assert "organization/hsil," in both
    assert "organization/mit-xpro," in both


def test_an_answer_ends_with_a_line_end_in_every_format(ask: Ask) -> None:
    for form in ("table", "json", "jsonl", "csv", "tsv", "xml", "markdown"):
        assert ask(*ASK_HMS, "--format", form).stdout.endswith("\n"), form


@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize(
    "words",
    [
        ("query", "credentials-by-audience"),
        ("query", "offerings-by-price", "--evidence"),
        ("queries",),
        ("queries", "offerings-by-price"),
        ("why", "work:gazquez-garcia-2025", "--inferred"),
        ("conflicts",),
        ("find", "harvard"),
        ("show", "harvard medical school"),
    ],
    ids=" ".join,
)
def test_lines_keep_to_the_width_of_the_terminal(
    ask: Ask, words: tuple[str, ...], columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    shown = ask(*words).stdout.partition("\nSPARQL\n")[0]
    assert [line for line in shown.splitlines() if len(line) > int(columns)] == []


def test_nothing_is_coloured(ask: Ask) -> None:
    assert "\x1b" not in ask(*ASK_HMS, "--evidence").shown
    assert "\x1b" not in ask("why", "nobody").shown


def test_project_and_store_count_behind_the_command_as_well_and_win_there(
    credatlas: Ask, place: tuple[str, ...]
) -> None:
    behind = (*ASK_HMS, "--format", "json")
    assert HMS in credatlas(*behind, *place).stdout
    assert HMS in credatlas("--store", "/nowhere", *behind, *place).stdout
    assert HMS in credatlas(ASK_HMS[0], *place, *behind[1:]).stdout


# Evidence of answers


def test_evidence_as_json_has_the_results_and_what_each_cell_rests_on(ask: Ask) -> None:
    document = answer(ask(*ASK_HMS, "--evidence", "--format", "json"))
    assert document["results"] == answer(ask(*ASK_HMS, "--format", "json"))
    (row,) = document["evidence"]
    (claim,) = row["price"]["claims"]
    assert (claim["source"], claim["predicate"]) == (f"{ID}source/seed-000", "https://schema.org/offers")
    assert claim["object"] == "8500 USD"
    assert row["price"]["computed"] is False


def test_evidence_in_a_table_is_numbered_notes_with_the_words_where_a_text_is_at_hand(ask: Ask, seeds: Path) -> None:
    shown = ask(*ASK_HMS, "--evidence", "--texts", str(seeds)).stdout
    note = re.search(r"8500 \[(\d+)\]", shown)
    assert note
    (line,) = re.findall(rf"^\[{note[1]}\] (?:.|\n    )*", shown, re.MULTILINE)
    assert "offering:hms-ai-executives-2025 schema:offers 8500 USD" in line
    assert "program fee of $8,500" in " ".join(line.split())


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "xml"])
def test_evidence_needs_a_format_that_can_hold_it(ask: Ask, form: str) -> None:
    said = refusal(ask(*ASK_HMS, "--evidence", "--format", form), 2)
    assert f"--format: evidence cannot be written as {form}\n  hint: use --format table, markdown or json\n" in said


def test_texts_without_evidence_are_a_mistake(ask: Ask) -> None:
    assert "hint: add --evidence" in refusal(ask(*ASK_HMS, "--texts", "."), 2)


def test_csv_for_spreadsheets_is_csv(ask: Ask) -> None:
    assert "hint: add --format csv" in refusal(ask(*ASK_HMS, "--csv-safe"), 2)
    typed = ("sparql", 'SELECT ("=1+1" AS ?x) {}', "--csv-safe", "--format", "csv")
    assert ask(*typed).stdout == "x\r\n'=1+1\r\n"


# What goes wrong, in one message with its place and what to do


MISTAKES = {
    "unknown command": (("qurey",), 2, "there is no command qurey", "did you mean query"),
    "command like no other": (("zzz",), 2, "there is no command zzz", "`credatlas --help` lists"),
    "unknown query": (("query", "offering-by-price"), 4, "there is no query offering-by-price", "offerings-by-price?"),
    "unknown query to show": (("queries", "zzz"), 4, "there is no query zzz", "`credatlas queries`"),
    "path as a query": (("query", "../queries/offerings-by-price"), 4, "there is no query ../", "offerings-by-price"),
    "wrong type": (
        (*ASK_HMS[:2], "--max-price", "9,000"),
        2,
        "--max-price: “9,000” is not a number",
        "without separators",
    ),
    "empty number": ((*ASK_HMS[:2], "--max-price", ""), 2, "--max-price: “” is not a number", "--max-price 9000"),
    "wrong date": (
        ("query", "offerings-open-for-registration", "--date", "14.4.2025"),
        2,
        "--date: “14.4.2025” is not a date like 2025-04-14",
        "for example",
    ),
    "none of the choices": ((*ASK_HMS[:2], "--currency", "EURO"), 2, "--currency: “EURO” is not among", "USD"),
    "unknown parameter": ((*ASK_HMS[:2], "--max-prise", "1"), 2, "--max-prise: ", "did you mean --max-price?"),
    "missing parameter": (
        ("query", "credentials-coverage"),
        2,
        "--credential: credentials-coverage needs --credential",
        "for example --credential ",
    ),
    "missing value": ((*ASK_HMS, "--limit"), 2, "--limit: option '--limit' requires an argument", "--help`"),
    "unknown concept": (
        ("query", "programmes-by-topic", "--topic", "alchemy"),
        4,
        "--topic: no topic goes by “alchemy”",
        "choose one of",
    ),
    "unknown thing": (("show", "nobody knows it"), 4, "THING: no thing goes by “nobody knows it”", "credatlas find"),
    "unknown id": (("why", "offering:hms-ai-executives-2052"), 4, "THING: there is no thing", "hms-ai-executives-2025"),
    "empty thing": (("why", ""), 2, "THING: an empty name names no thing", ""),
    "unknown property": (("why", HMS, "colour"), 4, "PROPERTY: no property goes by “colour”", "hint: "),
    "property that is none": (("why", HMS, "schema:ofers"), 4, "PROPERTY: there is no property", "schema:offers"),
    "prefix that is none": (("why", HMS, "shema:offers"), 2, "PROPERTY: unknown prefix 'shema:'", "schema"),
    "missing thing": (("why",), 2, "THING: `credatlas why` needs THING", "`credatlas why --help`"),
    "name in several words": (("why", "Harvard", "Medical", "School"), 2, "extra argument (School)", "quotes"),
    "nothing to find": (("find", "***"), 2, "there is nothing to look for", "give a word"),
    "limit of none": (("find", "x", "--limit", "0"), 2, "--limit: “0” is not a whole number from 1 on", ""),
    "limit in words": ((*ASK_HMS, "--limit", "ten"), 2, "--limit: “ten” is not a whole number from 0 on", ""),
    "limit of many digits": ((*ASK_HMS, "--limit", "9" * 5000), 2, "--limit: ", ""),
    "unknown format": ((*ASK_HMS, "--format", "md"), 2, "--format: there is no format 'md'", "did you mean markdown?"),
    "format of a graph": ((*ASK_HMS, "--format", "turtle"), 2, "a table cannot be written as turtle", "csv"),
    "ending of a graph": ((*ASK_HMS, "-o", "x.ttl"), 2, "a table cannot be written as turtle", "csv"),
    "option in front": (("--format", "json", "queries"), 2, "--format: `credatlas` has no option", "behind its name"),
    "no project": (("queries", "--project", "/"), 2, "--project: / is not a credatlas project", "ontology/"),
    "empty project": (("--project", "", "queries"), 2, "--project: an empty text names nothing", ""),
    "empty store": (("find", "x", "--store", ""), 2, "--store: an empty text names nothing", ""),
    "no store": (("find", "x", "--store", "/nowhere"), 5, "no store in /nowhere", "credatlas build --to /nowhere"),
    "no texts": (("why", HMS, "--texts", "/nowhere"), 2, "--texts: /nowhere is no folder", "source texts"),
    "empty output": ((*ASK_HMS, "-o", ""), 2, "--output: an empty text names nothing", ""),
    "output in no folder": ((*ASK_HMS, "-o", "/nowhere/x"), 2, "--output: /nowhere/x cannot be written: No such", ""),
    "output on a folder": ((*ASK_HMS, "-o", "/"), 2, "--output: / cannot be written: Is a directory", ""),
    "no query": (("sparql",), 2, "TEXT: give the query as an argument, or a file with -f", "standard input"),
    "two queries": (("sparql", "ASK {}", "-f", "x"), 2, "TEXT: the query stands in an argument or in a file", ""),
    "no file": (("sparql", "-f", "/nowhere"), 2, "--file: /nowhere cannot be read: No such file", ""),
}


@pytest.mark.parametrize(("words", "code", "said", "hint"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_to_do(
    ask: Ask, words: tuple[str, ...], code: int, said: str, hint: str
) -> None:
    message = refusal(ask(*words), code)
    assert said in message.split("\n")[0]
    assert hint in message.partition("\n")[2]
    assert ("hint: " in message) or not hint


def test_an_ambiguous_name_is_answered_by_a_list_to_choose_from(ask: Ask) -> None:
    message = refusal(ask("show", "AIM"), 4)
    assert message == (
        "error: THING: “AIM” may be one of 3\n"
        "  programme:hms-aim-phd-track  AI in Medicine (AIM) PhD Track (ca:ProgrammeTrack)\n"
        "  programme:uab-ms-aim         MS in Artificial Intelligence in Medicine (ca:EducationProgramme)\n"
        "  topic:ai-in-medicine         AI in medicine (topic)\n"
        "  hint: give the id in the first column, or more of the name\n"
    )


def test_a_broken_query_file_is_named_with_its_line(credatlas: Ask, project: Path) -> None:
    path = project / "queries/offerings-by-price.rq"
    path.write_text(path.read_text(encoding="utf-8").replace("#+ topic =", "#+ topik ="), encoding="utf-8")
    message = refusal(credatlas("--project", str(project), "queries"), 3)
    assert re.search(
        r"offerings-by-price\.rq:\d+: unknown key 'topik' in the header\n  hint: did you mean topic", message
    )


# Files


def test_an_answer_goes_into_a_file_in_the_format_of_its_ending(ask: Ask, tmp_path: Path) -> None:
    done = ask(*ASK_HMS, "-o", str(tmp_path / "offers.csv"))
    assert (done.code, done.shown) == (0, "")
    assert (tmp_path / "offers.csv").read_text().startswith("offering,")
    ask(*ASK_HMS, "-o", str(tmp_path / "offers.csv"), "--format", "json")
    assert json.loads((tmp_path / "offers.csv").read_text())["results"]
    ask(*ASK_HMS, "-o", str(tmp_path / "offers"))
    assert (tmp_path / "offers").read_text().startswith("offering ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["offers", "offers.csv"], "nothing else is left"


def test_a_file_keeps_what_it_held_when_the_answer_fails(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_text("kept")
    refusal(ask("sparql", "SELECT * {", "-o", str(path)), 3)
    refusal(ask("sparql", "ASK {}", "--format", "csv", "-o", str(path)), 2)
    assert path.read_text() == "kept"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.csv", "csv"),
        ("a.CSV", "csv"),
        ("a/b.c/d.md", "markdown"),
        ("a.ndjson", "jsonl"),
        ("a.txt", None),
        ("csv", None),
        ("a.csv/b", None),
        ("a.xlsx", None),
        ("-", None),
    ],
)
def test_the_ending_of_a_file_stands_for_a_format_or_for_none(name: str, form: str | None) -> None:
    assert format_of_file(name, TABLE_FORMATS, "a table") == form


def test_a_device_stays_a_device_and_a_link_a_link(ask: Ask, tmp_path: Path) -> None:
    assert ask(*ASK_HMS, "-o", os.devnull).code == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert ask(*ASK_HMS, "-o", str(tmp_path / "link.csv")).code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text().startswith("offering,")


def test_a_hyphen_is_standard_output(ask: Ask) -> None:
    assert ask(*ASK_HMS, "-o", "-").stdout == ask(*ASK_HMS).stdout


# Any SPARQL query


def test_each_kind_of_answer_has_a_format_for_people(ask: Ask) -> None:
    assert ask("sparql", "ASK { ?s a ca:Hackathon }").stdout == "yes\n"
    assert ask("sparql", "ASK { ?s a ca:Unicorn }").stdout == "no\n"
    graph = ask("sparql", "CONSTRUCT { ?s a ca:Hackathon } WHERE { ?s a ca:Hackathon }").stdout
    assert "event:hsil-hackathon-2025 a ca:Hackathon ." in graph
    table = ask("sparql", "SELECT ?lab { ?lab a ca:ResearchLab }").stdout
    assert "organization:hsil\n" in table


def test_a_query_comes_from_standard_input_or_a_file_with_or_without_a_byte_order_mark(
    ask: Ask, tmp_path: Path
) -> None:
    text = "\ufeffASK { ?lab schema:name 'Health Systems Innovation Lab'@en }"
    path = tmp_path / "lab.rq"
    path.write_text(text, encoding="utf-8")
    assert ask("sparql", "-", stdin=text).stdout == "yes\n"
    assert ask("sparql", "-f", "-", stdin=text).stdout == "yes\n"
    assert ask("sparql", "--file", str(path), "--format", "text").stdout == "true\n"


def test_an_answer_that_does_not_fit_the_format_is_refused(ask: Ask) -> None:
    assert "yes or no cannot be written as csv" in refusal(ask("sparql", "ASK {}", "--format", "csv"), 2)
    typed = ("sparql", "DESCRIBE organization:hsil", "--format", "csv")
    assert "a graph cannot be written as csv" in refusal(ask(*typed), 2)


REFUSED = {
    "service": ("SELECT * {\n SERVICE <http://x.example/> {} }", "line 2: SERVICE is refused", "join the answers"),
    "load": ("LOAD <http://x.example/>", "line 1: LOAD is refused", "run `credatlas build`"),
    "update": ("INSERT DATA { ca:a ca:b 1 }", "line 1: INSERT is refused", "run `credatlas build`"),
    "remote graph": (
        "SELECT *\nFROM <http://x.example/>\n{}",
        "line 2: FROM <http://x.example/> is refused",
        "graph:facts",
    ),
    "function of others": (
        "ASK { FILTER(<http://x.example/f>(1)) }",
        "<http://x.example/f> is not supported",
        "SPARQL",
    ),
    "unknown prefix": ("ASK {\n  ?s a shema:Event }", "line 2, column 8: the prefix shema: is not declared", "schema?"),
    "missing brace": ("ASK { ?s a ca:Event", "line 1, column 20: the query does not parse", "credatlas queries"),
    "wrong word": ("SELECT ?s WHERE ca:Event", "line 1, column 17: ", "credatlas queries"),
    "nothing": ("", "line 1, column 1: the query does not parse", "credatlas queries"),
}


@pytest.mark.parametrize("evidence", [(), ("--evidence",)], ids=["plain", "evidence"])
@pytest.mark.parametrize(("text", "said", "hint"), REFUSED.values(), ids=REFUSED)
def test_a_query_that_must_or_can_not_run_is_refused_where_it_was_typed(
    ask: Ask, text: str, said: str, hint: str, evidence: tuple[str, ...]
) -> None:
    message = refusal(ask("sparql", text, *evidence), 3)
    assert said in message.split("\n")[0]
    assert hint in message.partition("hint: ")[2]


def test_a_mistake_in_a_query_file_is_placed_in_the_file(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "mistake.rq"
    path.write_text("SELECT ?s {\n  ?s a ca:Event ;\n} ORDER ?s\n")
    assert refusal(ask("sparql", "-f", str(path)), 3).startswith(f"error: {path}:3:")
    path.write_text("ASK {}\nDROP ALL\n")
    assert refusal(ask("sparql", "-f", str(path)), 3).startswith(f"error: {path}:2: DROP is refused")


@pytest.mark.parametrize("text", ["ASK {}", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "DESCRIBE organization:hsil"])
def test_only_the_rows_of_a_select_have_evidence(ask: Ask, text: str) -> None:
    assert "evidence belongs to the rows of a SELECT" in refusal(ask("sparql", text, "--evidence"), 3)


def test_a_typed_select_has_evidence_like_a_canned_query(ask: Ask) -> None:
    typed = ("sparql", "SELECT ?day { offering:hms-ai-executives-2025 ca:registrationCloses ?day }", "--evidence")
    document = answer(ask(*typed, "--format", "json"))
    (row,) = document["evidence"]
    assert {claim["passage"] for claim in row["day"]["claims"]} == {f"{ID}source/seed-000#registration-deadline"}


# Who says so


def test_why_is_a_list_of_claims_with_stable_names(ask: Ask, seeds: Path) -> None:
    (claim,) = answer(ask("why", "offering:hms-ai-executives-2025", "registrationCloses", "--format", "json"))
    start, end = claim.pop("start"), claim.pop("end")
    assert claim == {
        "subject": HMS,
        "predicate": f"{TERM}registrationCloses",
        "object": "2025-04-14",
        "source": f"{ID}source/seed-000",
        "passage": f"{ID}source/seed-000#registration-deadline",
        "stated_on": "2025-04-15",
        "method": "normalised",
        "status": "asserted",
        "rank": "shown",
    }
    (article,) = seeds.glob("000_*.txt")
    assert "April 14" in article.read_text(encoding="utf-8")[start:end]


def test_offsets_are_null_where_no_text_is_held(ask: Ask) -> None:
    (claim,) = answer(ask("why", "harvard university", "ROR", "--format", "json"))
    assert (claim["start"], claim["end"]) == (None, None)
    assert claim["source"] == f"{ID}source/ror-2026-06"
    assert claim["object"] == "https://ror.org/03vek6s52"


def test_why_names_source_date_and_offsets_and_quotes_the_words(ask: Ask, seeds: Path) -> None:
    shown = ask("why", "offering:hms-ai-executives-2025", "registration closes", "--texts", str(seeds)).stdout
    assert "registration closes (ca:registrationCloses)\n  2025-04-14\n" in shown
    place = re.search(r'source:seed-000 "#registration-deadline", characters (\d+)–(\d+), stated 2025-04-15', shown)
    assert place
    assert "registration closing on April 14" in shown
    (article,) = seeds.glob("000_*.txt")
    assert "April 14" in article.read_text(encoding="utf-8")[int(place[1]) : int(place[2])]


def test_the_words_of_a_passage_are_a_field_of_its_record_when_texts_are_given(
    ask: Ask, seeds: Path, tmp_path: Path
) -> None:
    words = ("why", "offering:hms-ai-executives-2025", "offers", "--format", "json", "--texts")
    (claim,) = answer(ask(*words, str(seeds)))
    assert "$8,500" in claim["text"]
    (claim,) = answer(ask(*words, str(tmp_path)))
    assert claim["text"] is None, "an empty folder holds no text"


def test_a_value_that_several_sources_state_is_said_once_with_each_place(ask: Ask) -> None:
    shown = ask("why", "harvard medical school", "name").stdout
    assert shown.count("  Harvard Medical School\n") == 1
    assert [source for source in ("seed-000", "seed-001", "seed-002") if f"source:{source}" not in shown] == []


def test_what_follows_by_a_rule_is_shown_on_request_with_its_chain(ask: Ask) -> None:
    words = ("why", "organization:hsil", "rdf:type")
    assert "follows by a rule" not in ask(*words).stdout
    shown = ask(*words, "--inferred").stdout
    assert "(ca:ResearchUnit) (follows by a rule)" in shown
    assert shown.count("\nrdf:type\n") == 1
    inferred = [one for one in answer(ask(*words, "--inferred", "--format", "json")) if one["rank"] == "inferred"]
    (unit,) = (one for one in inferred if one["object"] == f"{TERM}ResearchUnit")
    assert (unit["source"], unit["method"]) == (None, "cax-sco")
    assert unit["chain"][0]["premises"][0]["object"] == f"{TERM}ResearchUnit"


def test_what_nobody_says_is_unknown_and_not_no(ask: Ask) -> None:
    done = ask("why", "offering:hms-ai-executives-2025", "rorId")
    assert (done.code, done.stdout) == (4, "")
    assert done.stderr == (
        "no source says anything about ca:rorId of offering:hms-ai-executives-2025: that is unknown, not no\n"
    )
    done = ask("why", "offering:hms-ai-executives-2025", "rorId", "--format", "json")
    assert (done.code, json.loads(done.stdout)) == (4, [])


# Contradictions


def test_conflicts_are_one_list_of_contradictions_and_data_issues(ask: Ask) -> None:
    records = answer(ask("conflicts", "--format", "json"))
    (case,) = (record for record in records if record["kind"] != "data-issue")
    titles = [
        "AI in the Health Sector: Systematic Review of Key Skills for Future Health Professionals",
        "AI in the Health Sector: Systematic Review of Key Skills for Healthcare Professionals",
    ]
    explanation = case.pop("explanation")
    assert case == {
        "subject": f"{ID}work/gazquez-garcia-2025",
        "property": "https://schema.org/name",
        "key": "en",
        "kind": "factual",
        "shown": titles[0],
        "rule": "unresolved",
        "values": [
            {"value": titles[0], "sources": [f"{ID}source/seed-002"]},
            {"value": titles[1], "sources": [f"{ID}source/seed-001"]},
        ],
    }
    assert titles[0] in explanation
    issues = {record["subject"] for record in records if record["kind"] == "data-issue"}
    assert issues == {HMS, f"{ID}work/harvard-empowers-healthcare-leaders", f"{ID}work/healthcare-ai-certifications"}
    assert all(set(case) <= set(record) for record in records)


def test_conflicts_of_a_thing_are_those_about_it(ask: Ask) -> None:
    (issue,) = answer(ask("conflicts", "offering:hms-ai-executives-2025", "--format", "json"))
    assert issue["kind"] == "data-issue"
    assert ask("conflicts", "Harvard", "Medical", "School").stdout == (
        "0 contradictions between sources\n\n0 known data issues\n"
    )


def test_conflicts_fail_only_when_that_is_asked_for_and_there_are_any(ask: Ask) -> None:
    assert ask("conflicts").code == 0
    assert ask("conflicts", "--fail").code == 1
    assert ask("conflicts", "--fail", "harvard medical school").code == 0


def test_conflicts_in_words_name_values_sources_and_the_rule(ask: Ask) -> None:
    shown = ask("conflicts", "work:gazquez-garcia-2025").stdout
    assert "name of work:gazquez-garcia-2025, en [factual, rule: unresolved]\n  → “AI in the Health" in shown
    assert "      source:seed-002 (low, 2022-11-09)\n" in shown
    assert "      source:seed-001 (low, undated)\n" in shown


# Looking around


def test_find_lists_what_goes_by_a_word_best_first(ask: Ask) -> None:
    records = answer(ask("find", "HSIL", "--format", "json"))
    assert records[0] == {
        "id": "organization:hsil",
        "name": "Health Systems Innovation Lab",
        "kind": "ca:ResearchLab",
        "matched": "HSIL",
        "iri": f"{ID}organization/hsil",
    }
    assert len(answer(ask("find", "harvard", "--limit", "2", "--format", "json"))) == 2


def test_a_table_says_what_matched_only_where_the_name_did_not(ask: Ask) -> None:
    lines = ask("find", "health", "systems", "innovation", "lab").stdout.splitlines()
    assert lines[0].split() == ["id", "name", "kind", "matched"]
    assert lines[2].split() == ["organization:hsil", "Health", "Systems", "Innovation", "Lab", "ca:ResearchLab"]


def test_finding_nothing_is_told_and_ends_with_4(ask: Ask) -> None:
    done = ask("find", "zeppelin")
    assert (done.code, done.stdout) == (4, "")
    assert "nothing goes by “zeppelin”" in done.stderr
    done = ask("find", "zeppelin", "--format", "json")
    assert (done.code, json.loads(done.stdout)) == (4, [])


def test_show_prints_the_card_of_a_thing_named_in_any_way(ask: Ask) -> None:
    shown = ask("show", "health", "systems", "innovation", "lab").stdout
    assert shown.startswith("Health Systems Innovation Lab\n")
    assert "organization:hsil" in shown.splitlines()[1]
    assert "\nNot known\n" in shown
    for words in (["HSIL"], ["organization:hsil"], [f"{ID}organization/hsil"], ["hsil"]):
        assert ask("show", *words).stdout == shown


def test_a_card_as_data_and_as_statements(ask: Ask) -> None:
    card = answer(ask("show", "hsil", "--format", "json"))
    assert (card["iri"], card["id"], card["name"]) == (
        f"{ID}organization/hsil",
        "organization:hsil",
        "Health Systems Innovation Lab",
    )
    lines = ask("show", "hsil", "--format", "ntriples").stdout.encode()
    statements = {(str(quad.predicate), str(quad.object)) for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)}
    assert ("<https://schema.org/name>", '"Health Systems Innovation Lab"@en') in statements
    assert ask("show", "hsil", "--format", "turtle").stdout.startswith("@prefix ")


# Building and checking


def test_build_reports_to_the_screen_and_dumps_sorted_statements(credatlas: Ask, small: Path, tmp_path: Path) -> None:
    words = ("--project", str(small), "build", "--to", str(tmp_path / "store"))
    done = credatlas(*words, "--dump", "-")
    assert done.code == 0, done.shown
    lines = done.stdout.splitlines()
    assert lines == sorted(lines) and all(line.endswith(" .") for line in lines)
    assert f"built {len(lines):,} statements\n" in done.stderr
    assert re.search(r"^digest [0-9a-f]{64}$", done.stderr, re.MULTILINE)
    done = credatlas(*words, "--dump", str(tmp_path / "graph.nq"))
    assert (tmp_path / "graph.nq").read_text().splitlines() == lines
    assert f"built {len(lines):,} statements\n" in done.stdout


def test_a_store_that_was_built_answers(credatlas: Ask, small: Path, tmp_path: Path) -> None:
    place = ("--project", str(small), "--store", str(tmp_path / "store"))
    refusal(credatlas(*place, "sparql", "ASK {}"), 5)
    assert credatlas(*place, "build").code == 0, "without --to the store that is named is built"
    assert credatlas(*place, "sparql", "ASK { ?s ?p ?o }").stdout == "yes\n"


def test_check_tells_area_by_area_and_as_records(credatlas: Ask, small: Path) -> None:
    words = ("--project", str(small), "check")
    done = credatlas(*words)
    assert done.code == 0, done.shown
    assert [line.split()[0] for line in done.stdout.splitlines()] == "ontology sources shapes queries nothing".split()
    report = answer(credatlas(*words, "--format", "json"))
    assert report["exit_code"] == 0
    assert [area["name"] for area in report["areas"]] == ["ontology", "sources", "shapes", "queries"]


def test_a_fault_in_a_source_stops_a_question_with_file_and_line(credatlas: Ask, small: Path) -> None:
    path = small / "data/entities.ttl"
    path.write_text(path.read_text(encoding="utf-8") + "\norganization:broken a\n", encoding="utf-8")
    message = refusal(credatlas("--project", str(small), "find", "x"), 3)
    assert re.match(r"error: data/entities\.ttl:\d+", message)


# The process: pipes, encodings, signals


def run(words: list[str], **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Runs the command line in a process of its own."""
    return subprocess.run(_process(words), capture_output=True, timeout=60, check=False, **more)


def _process(words: list[str]) -> list[str]:
    return [sys.executable, "-c", "from credatlas.cli import main; main()", *words]


def _with(command: str, words: list[str]) -> subprocess.CompletedProcess[bytes]:
    """Runs a line of the shell in which ``"$@"`` is the command line."""
    line = ["bash", "-c", command, "bash", *_process(words)]
    return subprocess.run(line, capture_output=True, timeout=60, check=False)


def test_a_reader_that_has_seen_enough_is_no_error(place: tuple[str, ...]) -> None:
    everything = [*place, "sparql", "SELECT * { ?s ?p ?o }", "--format", "csv"]
    done = _with('"$@" | head -c 10; exit "${PIPESTATUS[0]}"', everything)
    assert (done.returncode, done.stderr, len(done.stdout)) == (0, b"", 10)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_a_full_disk_is_told(place: tuple[str, ...]) -> None:
    done = _with('"$@" > /dev/full', [*place, *ASK_HMS])
    assert (done.returncode, done.stderr) == (
        2,
        b"error: standard output cannot be written: No space left on device\n",
    )


def test_closed_streams_are_no_reason_to_fall_over(place: tuple[str, ...]) -> None:
    done = _with('"$@" >&-', [*place, *ASK_HMS])
    assert (done.returncode, done.stderr) == (0, b"")
    assert _with('"$@" 2>&-', [*place, "show", "AIM"]).returncode == 4
    assert _with('"$@" <&-', [*place, "sparql", "-"]).returncode == 3


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_data_and_help_are_utf_8_in_every_locale(place: tuple[str, ...], encoding: str) -> None:
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    done = run([*place, "why", "work:gazquez-garcia-2025", "author"], env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Sánchez-Bocanegra" in done.stdout.decode("utf-8")
    done = run([*place, "show", "AIM"], env=env)
    assert (done.returncode, done.stdout) == (4, b"")
    assert b"programme:uab-ms-aim" in done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["find", "caf\udce9"], 4),
        (["show", "caf\udce9"], 2),
        (["why", HMS, "caf\udce9"], 4),
        (["query", "caf\udce9"], 4),
        (["query", "offerings-by-price", "--currency", "caf\udce9"], 2),
        (["query", "credentials-by-audience", "--audience", "caf\udce9"], 2),
        (["sparql", "ASK { ?s ?p 'caf\udce9' }"], 3),
        (["sparql", "-f", "caf\udce9"], 2),
        (["caf\udce9"], 2),
        (["queries", "--project", "caf\udce9"], 2),
        (["find", "x", "--store", "caf\udce9"], 5),
        (["show", "two\nlines\tand \x1b[31m"], 4),
    ],
    ids=lambda value: ascii(value[:2]) if isinstance(value, list) else None,
)
def test_odd_characters_in_arguments_are_told_plainly(place: tuple[str, ...], words: list[str], code: int) -> None:
    done = run([*place, *words])
    assert (done.returncode, done.stdout) == (code, b"")
    assert b"Traceback" not in done.stderr


STEERING = "a\x1b]0;title\x07b\x9b31mc\u202e\rd"
TAMED = "a\ufffd]0;title\ufffdb\ufffd31mc\ufffd\ufffdd"


@pytest.mark.parametrize(
    "words",
    [
        ["query", STEERING],
        ["query", "offerings-by-price", "--max-price", STEERING],
        ["queries", "--format", STEERING],
        ["find", STEERING],
        ["show", STEERING],
        ["why", HMS, STEERING],
        ["sparql", "-f", STEERING],
        [STEERING],
    ],
    ids=lambda words: " ".join(words).partition("a\x1b")[0],
)
def test_what_was_typed_never_steers_the_terminal_in_a_message(ask: Ask, words: list[str]) -> None:
    done = ask(*words)
    assert done.code != 0
    assert TAMED in done.stderr
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", done.stderr)


def test_the_notes_under_a_table_never_steer_the_terminal(tmp_path: Path, capfdbinary: Any) -> None:
    from credatlas.cli.writing import Writing
    from credatlas.results import Table

    Writing("table", None).result(Table.of(["a"], [(ox.Literal("x"),)]), notes=["1 who says \x1b[2J so"])
    assert capfdbinary.readouterr().out.decode() == "a\n-\nx\n\n1 who says \ufffd[2J so\n"


def test_what_a_query_file_holds_never_steers_the_terminal(credatlas: Ask, project: Path) -> None:
    path = project / "queries" / "timeline-of-dates.rq"
    path.write_text(path.read_text(encoding="utf-8") + "\n# \x1b[2J\n", encoding="utf-8")
    done = credatlas("--project", str(project), "queries", "timeline-of-dates")
    assert (done.code, "\x1b" in done.stdout, "# \ufffd[2J" in done.stdout) == (0, False, True)


@pytest.mark.parametrize(
    ("words", "place_of"),
    [
        (["queries", "-o"], "--output"),
        (["sparql", "-f"], "--file"),
        (["queries", "--project"], "--project"),
        (["find", "x", "--store"], "--store"),
        (["why", HMS, "--texts"], "--texts"),
        (["build", "--to"], "--to"),
        (["build", "--dump"], "--dump"),
    ],
)
def test_a_name_that_no_file_can_have_is_refused_before_anything_is_done(
    ask: Ask, tmp_path: Path, words: list[str], place_of: str
) -> None:
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    assert refusal(ask(*words, "x" * 300), 2).startswith(f"error: {place_of}: {'x' * 60} cannot be the name of")
    assert "cannot be the name of anything" in refusal(ask(*words, str(circle)), 2).replace("\n", " ")


def test_a_query_name_of_any_length_is_only_unknown(ask: Ask) -> None:
    assert refusal(ask("query", "a" * 5000), 4).startswith("error: there is no query aaa")
    assert refusal(ask("queries", "a" * 5000), 4).startswith("error: there is no query aaa")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no device without an end")
def test_a_query_file_without_an_end_is_not_read_to_its_end(ask: Ask, tmp_path: Path) -> None:
    assert "longer than 64 KiB" in refusal(ask("sparql", "-f", "/dev/zero"), 3)
    path = tmp_path / "long.rq"
    path.write_bytes(b"\xef\xbb\xbfASK {}" + b" " * (64 * 1024 - 6))
    assert ask("sparql", "-f", str(path)).stdout == "yes\n"
    path.write_bytes(path.read_bytes() + b" ")
    assert "longer than 64 KiB" in refusal(ask("sparql", "-f", str(path)), 3)


def test_standard_input_that_is_no_utf_8_is_refused(place: tuple[str, ...]) -> None:
    done = run([*place, "sparql", "-"], input=b"ASK { ?s ?p '\xe9' }")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"error: TEXT: standard input is not UTF-8: byte 14\n"


def test_an_interrupted_command_says_so_and_ends_with_130(place: tuple[str, ...]) -> None:
    words = _process([*place, "sparql", "-"])
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin and process.stdout and process.stderr
        deadline = time.monotonic() + 30
        while not _reads_its_input(process.pid):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, b"")
    assert said.strip() == b"stopped"


def _reads_its_input(pid: int) -> bool:
    """Whether the process waits in a read of its standard input; where nobody can tell, it has had its time."""
    try:
        call = Path(f"/proc/{pid}/syscall").read_text().split()
    except OSError:
        time.sleep(5)
        return True
    # a process that runs has no more than one word there
    return len(call) > 1 and call[0] in ("0", "63") and call[1] == "0x0"  # read on x86-64 and on ARM; descriptor 0


# Completion, by click's own mechanism


@pytest.fixture
def complete(credatlas: Ask, place: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """What bash is offered behind these words for the beginning of the next."""

    def offered(*words: str, where: tuple[str, ...] = place, kind: str = "plain") -> list[str]:
        typed = ["credatlas", *where, *words]
        monkeypatch.setenv("_CREDATLAS_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(typed))
        monkeypatch.setenv("COMP_CWORD", str(len(typed) - 1))
        done = credatlas()
        assert (done.code, done.stderr) == (0, ""), done.shown
        offers = [line.partition(",") for line in done.stdout.splitlines() if line]
        assert {offer[0] for offer in offers} <= {kind}
        return [offer[2] for offer in offers]

    return offered


Complete = Callable[..., list[str]]


def test_a_shell_completes_commands_and_options(complete: Complete) -> None:
    assert complete("que") == ["query", "queries"]
    assert complete("query", "offerings-by-price", "--max") == ["--max-price"]
    assert complete("why", "--inf") == ["--inferred"]


def test_a_shell_completes_names_of_queries(complete: Complete) -> None:
    expected = ["offerings-by-price", "offerings-open-for-registration"]
    assert complete("query", "off") == expected
    assert complete("queries", "off") == expected
    assert complete("query", "[") == []


def test_a_shell_completes_formats(complete: Complete) -> None:
    assert complete("query", "offerings-by-price", "--format", "j") == ["json", "jsonl"]


def test_files_and_folders_are_left_to_the_shell(complete: Complete) -> None:
    assert complete("query", "offerings-by-price", "--texts", "some", kind="dir") == ["some"]
    assert complete("query", "offerings-by-price", "--output", "some", kind="file") == ["some"]


def test_a_shell_completes_values_that_the_graph_has(complete: Complete) -> None:
    assert complete("query", "offerings-by-price", "--currency", "U") == ["USD"]
    assert complete("query", "credentials-by-audience", "--modality", "hy") == ["hybrid"]
    assert complete("query", "incubation-by-event", "--event", "hsil-h") == ["hsil-hackathon-2025"]
    assert complete("query", "incubation-by-event", "--event", "event:hsil-h") == ["event:hsil-hackathon-2025"]


def test_ids_that_differ_by_their_prefix_alone_are_completed_whole(complete: Complete) -> None:
    offered = complete("query", "ethics-by-initiative", "--initiative", "hms-h")
    assert offered == [
        "credential:hms-healthcare-ai-executive-certificate",
        "programme:hms-healthcare-ai-executive-certificate",
    ]


@pytest.mark.parametrize(
    "words",
    [("nope", "--x"), ("query", "nope", "--x"), ("query", "offerings-by-price", "--max-price", "1")],
    ids=" ".join,
)
def test_a_shell_is_offered_nothing_where_there_is_nothing(complete: Complete, words: tuple[str, ...]) -> None:
    assert complete(*words) == []


def test_completion_is_silent_where_there_is_no_graph_and_builds_none(
    complete: Complete, founding: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "cache"))
    words = ("query", "offerings-by-price", "--currency", "U")
    assert complete(*words, where=("--project", str(founding))) == []
    assert complete(*words, where=("--project", "/")) == []
    assert not (tmp_path / "cache").exists()


def test_a_broken_query_file_hides_no_other_from_completion(complete: Complete, project: Path) -> None:
    (project / "queries/offerings-by-price.rq").write_text("#+ nonsense")
    assert complete("query", "off", where=("--project", str(project))) == ["offerings-open-for-registration"]
