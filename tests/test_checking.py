"""`check` finds what is wrong in a project, says where and what to do, and ends with a documented exit code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from credatlas.build import Area, CheckReport, check
from credatlas.errors import EXIT_CODES, DataError, UsageError
from credatlas.evidence.texts import Texts
from credatlas.files import Project
from credatlas.store import LocalStore
from credatlas.validate import Finding

ID = "https://w3id.org/credatlas/id"


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(path: Path, text: str) -> int:
    """The number of the only line of a file that holds a text."""
    (number,) = (at for at, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1) if text in line)
    return number


def area(report: CheckReport, name: str) -> Area:
    (found,) = (one for one in report.areas if one.name == name)
    return found


def checked(project: Path, texts: Path | None = None) -> CheckReport:
    return check(Project(project), None if texts is None else Texts(texts))


def only_finding(report: CheckReport, name: str) -> Finding:
    """The one finding of an area that needs somebody; no other area has any."""
    (finding,) = (finding for one in report.areas for finding in one.open)
    assert area(report, name).open == (finding,)
    return finding


# A project without faults


@pytest.fixture(scope="module")
def sparing(founding: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The founding project with one of its queries, quick to check; no test may change it."""
    folder = tmp_path_factory.mktemp("sparing") / "project"
    shutil.copytree(founding, folder)
    for query in folder.glob("queries/*.rq"):
        if query.stem != "offerings-by-price":
            query.unlink()
    return folder


def test_nothing_is_wrong_with_an_untouched_copy(
    project: Path, founding_store: LocalStore, credatlas: Callable[..., Any]
) -> None:
    done = credatlas("--project", str(project), "check")
    assert (done.code, done.stderr) == (0, ""), done.stdout
    assert done.stdout.endswith("\nnothing is wrong\n")
    assert len(founding_store.engine) > 0  # the fixture has built another copy and ended with 0


def test_the_founding_texts_bear_out_every_value(sparing: Path, seeds: Path) -> None:
    evidence = area(checked(sparing, seeds), "evidence")
    assert evidence.findings == ()
    assert evidence.extent.startswith("3 texts, ")
    assert evidence.extent.endswith(", 0 missing")


def test_each_area_says_what_was_looked_at(small: Path) -> None:
    report = checked(small, small / "texts")
    assert [(one.name, one.extent) for one in report.areas] == [
        ("ontology", "4 files, 37 statements"),
        ("sources", "2 sources, 4 passages, 5 claims"),
        ("shapes", "5 shapes, 2 recorded issues"),
        ("queries", "1 queries"),
        ("evidence", "1 texts, 3 passages, 3 values found, 0 missing"),
    ]
    assert (report.exit_code, [one.open for one in report.areas]) == (0, [()] * 5)


def test_without_texts_the_evidence_is_not_looked_at(small: Path) -> None:
    assert [one.name for one in checked(small).areas] == ["ontology", "sources", "shapes", "queries"]


def test_a_check_publishes_nothing(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "cache"))
    before = sorted(path for path in tmp_path.rglob("*"))
    checked(small)
    assert sorted(path for path in tmp_path.rglob("*")) == before


# Broken input: `check` names it, and what was published before a build of it stays


@dataclass(frozen=True)
class Fault:
    """One way to break the founding project.

    Attributes:
        file: The file that is broken.
        old: What is written there.
        new: What is written instead.
        at: A text in the line that messages name, as it is afterwards.
        says: A part of the message.
        hint: A part of the hint.
    """

    file: str
    old: str
    new: str
    at: str
    says: str
    hint: str


FAULTS = {
    "a syntax error": Fault(
        file="data/sources/seed-001.trig",
        old="ca:snapshotOf work:",
        new="ca:snapshotOf ca:snapshotOf work:",
        at="ca:snapshotOf ca:snapshotOf",
        says="A dot is expected at the end of statements",
        hint="mend the line",
    ),
    "a missing prefix": Fault(
        file="data/sources/seed-000.trig",
        old="@prefix rel: <https://w3id.org/credatlas/vocab/reliability#> .\n",
        new="",
        at="rel:press",
        says="The prefix rel: has not been declared",
        hint="add: @prefix rel: <https://w3id.org/credatlas/vocab/reliability#> .",
    ),
    "an unknown class": Fault(
        file="data/entities.ttl",
        old="organization:harvard-university a ca:University",
        new="organization:harvard-university a ca:Universty",
        at="ca:Universty",
        says="ca:Universty is not declared (organization:harvard-university)",
        hint="did you mean ca:University",
    ),
    "a currency that is none": Fault(
        file="data/sources/seed-000.trig",
        old='      schema:priceCurrency "USD" ;\n',
        new='      schema:priceCurrency "dollars" ;\n',
        at='schema:priceCurrency "dollars"',
        says='currency "dollars" does not have the right form (offering:hms-ai-executives-2025)',
        hint="Write the three-letter code",
    ),
    "a cycle of organisations": Fault(
        file="data/entities.ttl",
        old="organization:harvard-university a ca:University",
        new="organization:harvard-university org:subOrganizationOf organization:hsil ; a ca:University .\n"
        "organization:hsil org:subOrganizationOf organization:harvard-university",
        at="organization:hsil org:subOrganizationOf",
        says="over organization:harvard-university (organization:hsil)",
        hint="Remove one org:subOrganizationOf of the circle.",
    ),
    "a misspelt term of a shape": Fault(
        file="ontology/shapes/core.ttl",
        old="sh:targetClass ca:Organization",
        new="sh:targetClas ca:Organization",
        at="sh:targetClas ca:Organization",
        says="sh:targetClas is not a term of SHACL (shapes:Organization)",
        hint="did you mean targetClass",
    ),
    "a query that does not parse": Fault(
        file="queries/offerings-by-price.rq",
        old="\nSELECT ",
        new="\nSELECT SELECT ",
        at="SELECT SELECT",
        says="the query does not parse at column ",
        hint="docs/queries.md",
    ),
}


@pytest.fixture(scope="module")
def published(small_once: Path, credatlas: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which something is published; no test may change it."""
    store = tmp_path_factory.mktemp("published") / "store"
    assert credatlas("--project", str(small_once), "build", "--to", str(store)).code == 0
    return store


@pytest.fixture(scope="module")
def small_once(tmp_path_factory: pytest.TempPathFactory, repo: Path) -> Path:
    return Path(shutil.copytree(repo / "tests/fixtures/small", tmp_path_factory.mktemp("small") / "project"))


def contents(store: Path) -> dict[str, bytes]:
    return {path.relative_to(store).as_posix(): path.read_bytes() for path in store.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_its_place_and_what_to_do_and_nothing_is_published(
    sparing: Path, published: Path, tmp_path: Path, credatlas: Callable[..., Any], name: str
) -> None:
    fault = FAULTS[name]
    project = Path(shutil.copytree(sparing, tmp_path / "project"))
    broken = project / fault.file
    rewrite(broken, fault.old, fault.new)
    place = f"{fault.file}:{line_of(broken, fault.at)}"
    before = contents(published)
    for command in (["check"], ["build", "--to", str(published)]):
        done = credatlas("--project", str(project), *command)
        assert done.code == 3, done.shown
        assert EXIT_CODES[done.code] == "bad data or bad query"
        (line,) = (line for line in done.shown.splitlines() if fault.says in line)
        assert line.strip().removeprefix("error: ").startswith(f"{place}:"), line
        assert fault.hint in done.shown
        assert "Traceback" not in done.shown
    assert contents(published) == before


def test_the_line_of_a_fault_is_told_once_and_no_other_place(sparing: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(sparing, tmp_path / "project"))
    fault = FAULTS["an unknown class"]
    rewrite(project / fault.file, fault.old, fault.new)
    finding = only_finding(checked(project), "shapes")
    assert (finding.severity, finding.issue) == ("violation", None)


def test_all_files_that_do_not_parse_are_named_together_with_broken_queries(
    small: Path, credatlas: Callable[..., Any]
) -> None:
    rewrite(small / "data/entities.ttl", "a ca:University .", "a ca:University")
    rewrite(small / "ontology/shapes/core.ttl", "@prefix sh:", "@prefix sx:")
    rewrite(small / "queries/organizations-named.rq", '"organizations"', "organizations")
    done = credatlas("--project", str(small), "check")
    assert (done.code, done.stdout) == (3, "")
    for place in ("data/entities.ttl:15:1: ", "ontology/shapes/core.ttl:6:16: ", "queries/organizations-named.rq:2: "):
        assert any(line.removeprefix("error: ").startswith(place) for line in done.stderr.splitlines()), done.stderr
    assert done.stderr.endswith("3 things are wrong\n")


def test_faults_in_several_areas_are_all_in_the_report(small: Path) -> None:
    rewrite(small / "ontology/shapes/core.ttl", "sh:minCount", "sh:mincount")
    rewrite(small / "data/ids.tsv", f"{ID}/source/page\t\n", "")
    rewrite(
        small / "data/issues.ttl",
        "issue:beta-without-page a ca:DataIssue ;\n    ca:onSubject organization:beta",
        "issue:beta-without-page a ca:DataIssue ;\n    ca:onSubject organization:gamma",
    )
    rewrite(small / "queries/organizations-named.rq", "?name ?organization", "?name")
    report = checked(small, small / "texts")
    assert [(one.name, len(one.open)) for one in report.areas if one.open] == [
        ("ontology", 1),
        ("sources", 2),  # no line for the page, none for gamma
        ("shapes", 2),  # beta without a page, and an issue about gamma that does not occur
    ]
    assert report.exit_code == 3


# Warnings and recorded issues


def test_a_warning_that_is_not_recorded_ends_with_1(small: Path, credatlas: Callable[..., Any]) -> None:
    issues = small / "data/issues.ttl"
    issues.write_text(issues.read_text(encoding="utf-8").partition("issue:beta-")[0], encoding="utf-8")
    rewrite(small / "data/ids.tsv", f"{ID}/issue/beta-without-page\t\n", "")
    done = credatlas("--project", str(small), "check")
    assert done.code == 1
    assert "  data/entities.ttl:15: warning: has no web page (organization:beta)\n" in done.stdout
    assert "    hint: Look for its page.\n" in done.stdout
    assert "organization:alpha" not in done.stdout
    assert done.stdout.endswith("\nthere are warnings that are not recorded\n")


def test_a_recorded_warning_is_counted_and_not_shown(small: Path, credatlas: Callable[..., Any]) -> None:
    done = credatlas("--project", str(small), "check")
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("shapes"))
    assert (done.code, line.endswith("fine, 2 recorded as known"), "web page" in done.stdout) == (0, True, False)


def test_a_recorded_issue_that_no_longer_occurs_is_said(small: Path, credatlas: Callable[..., Any]) -> None:
    name = 'organization:beta schema:name "Beta College"@en'
    rewrite(small / "data/sources/page.trig", name, f"{name} ; schema:url <https://beta.example/>")
    done = credatlas("--project", str(small), "check")
    assert done.code == 1
    # the line of its status
    assert "data/issues.ttl:16: warning: recorded issue no longer occurs: " in done.stdout
    assert "shapes:University-url does not find it on organization:beta" in done.stdout


def test_a_resolved_issue_covers_nothing(small: Path) -> None:
    rewrite(small / "data/issues.ttl", "istatus:accepted", "istatus:resolved")
    report = checked(small)
    finding = only_finding(report, "shapes")
    assert (report.exit_code, finding.severity, finding.place) == (1, "warning", "data/entities.ttl:13")


def test_a_price_without_currency_is_a_warning_that_can_be_recorded(sparing: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(sparing, tmp_path / "project"))
    (project / "queries/offerings-by-price.rq").unlink()  # its example asks for dollars
    source = project / "data/sources/seed-000.trig"
    rewrite(source, '      schema:priceCurrency "USD" ;\n', "")
    finding = only_finding(checked(project), "shapes")
    assert finding.sentence == "the price 8500 has no currency (offering:hms-ai-executives-2025)"
    assert (finding.severity, finding.place) == (
        "warning",
        f"data/sources/seed-000.trig:{line_of(source, 'a ca:Price')}",
    )
    with (project / "data/issues.ttl").open("a", encoding="utf-8") as issues:
        issues.write(
            "\nissue:fee-without-currency a ca:DataIssue ; ca:onSubject offering:hms-ai-executives-2025 ;\n"
            '  ca:onShape shapes:PriceCurrency ; ca:issueStatus istatus:accepted ; ca:reason "As printed."@en .\n'
        )
    with (project / "data/ids.tsv").open("a", encoding="utf-8") as ids:
        ids.write(f"{ID}/issue/fee-without-currency\t\n")
    report = checked(project)
    assert (report.exit_code, [one.open for one in report.areas if one.open]) == (0, [])


# The register of ids


def test_an_id_without_a_line_is_found_where_it_stands(small: Path) -> None:
    rewrite(small / "data/ids.tsv", f"{ID}/organization/beta\torg-3\n", "")
    report = checked(small)
    finding = only_finding(report, "sources")
    assert finding.sentence == "has no line in data/ids.tsv (organization:beta)"
    assert (finding.severity, finding.place, report.exit_code) == ("violation", "data/entities.ttl:15", 3)
    assert finding.hint


def test_an_id_that_occurs_nowhere_is_a_warning(small: Path) -> None:
    rewrite(small / "data/ids.tsv", "iri\tkeys\n", f"iri\tkeys\n{ID}/organization/gone\t\n")
    report = checked(small)
    finding = only_finding(report, "sources")
    assert finding.sentence == "occurs in no data file (organization:gone)"
    assert (finding.severity, finding.place, report.exit_code) == ("warning", "data/ids.tsv:2", 1)
    assert "add a tombstone" in finding.hint


def test_an_id_that_was_merged_away_keeps_its_line(small: Path) -> None:
    rewrite(small / "data/ids.tsv", "iri\tkeys\n", f"iri\tkeys\n{ID}/organization/gone\t\n")
    (small / "data/tombstones.ttl").write_text(
        f"<{ID}/organization/gone> <http://purl.org/dc/terms/isReplacedBy> <{ID}/organization/alpha> .\n",
        encoding="utf-8",
    )
    assert checked(small).exit_code == 0


def test_a_doubled_line_is_found_with_the_first(small: Path) -> None:
    with (small / "data/ids.tsv").open("a", encoding="utf-8") as register:
        register.write(f"{ID}/organization/alpha\torg-1\n")
    finding = only_finding(checked(small), "sources")
    assert finding.sentence == "stands here twice, first in line 4 (organization:alpha)"
    assert (finding.severity, finding.place) == ("violation", "data/ids.tsv:8")


def test_a_key_with_two_meanings_is_found(small: Path) -> None:
    rewrite(small / "data/ids.tsv", "\torg-3", "\torg-2 org-3")
    finding = only_finding(checked(small), "sources")
    assert finding.sentence == "the key org-2 means organization:alpha already (organization:beta)"
    assert (finding.severity, finding.place) == ("violation", "data/ids.tsv:5")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"{ID}/organization/gamma", "1 columns in place of two"),
        (f"{ID}/organization/gamma\tkey\tkey", "3 columns in place of two"),
        (f"{ID}/organisation/gamma\t", "is no id of the atlas"),
        (f"{ID}/organization/Gamma\t", "is no id of the atlas"),
        ("organization:gamma\t", "is no id of the atlas"),
        ("\tkey", "is no id of the atlas"),
    ],
)
def test_a_malformed_line_is_found_and_the_rest_is_looked_at(small: Path, row: str, says: str) -> None:
    with (small / "data/ids.tsv").open("a", encoding="utf-8") as register:
        register.write(f"{row}\n\n{ID}/organization/alpha\t\n")
    findings = [one for one in area(checked(small), "sources").findings if one.severity == "violation"]
    assert [finding.place for finding in findings] == ["data/ids.tsv:8", "data/ids.tsv:10"]
    assert findings[0].message == says
    assert findings[0].hint


def test_a_register_without_its_header_is_found(small: Path) -> None:
    rewrite(small / "data/ids.tsv", "iri\tkeys\n", "id\tkeys\n")
    finding = only_finding(checked(small), "sources")
    assert (finding.message, finding.place) == ("the first line is not the header of data/ids.tsv", "data/ids.tsv:1")


def test_a_register_that_is_not_utf_8_is_an_error(small: Path, credatlas: Callable[..., Any]) -> None:
    (small / "data/ids.tsv").write_bytes(b"iri\tkeys\n\xff\t\n")
    done = credatlas("--project", str(small), "check")
    assert (done.code, done.stdout) == (3, "")
    assert done.stderr == "error: data/ids.tsv: is not UTF-8\n  hint: save the file as UTF-8\n"


def test_without_a_register_every_id_lacks_its_line(small: Path) -> None:
    (small / "data/ids.tsv").unlink()
    findings = area(checked(small), "sources").open
    assert {finding.message for finding in findings} == {"has no line in data/ids.tsv"}
    assert len(findings) == 6  # two issues, two organisations, two sources


def test_a_register_that_cannot_be_read_is_an_error(small: Path) -> None:
    (small / "data/ids.tsv").unlink()
    (small / "data/ids.tsv").mkdir()
    with pytest.raises(DataError, match=r"data/ids\.tsv: cannot be read: Is a directory"):
        checked(small)


def test_a_register_saved_on_windows_is_the_same(small: Path) -> None:
    register = small / "data/ids.tsv"
    register.write_bytes(b"\xef\xbb\xbf" + register.read_bytes().replace(b"\n", b"\r\n"))
    assert checked(small).exit_code == 0


def test_an_id_of_no_known_type_is_found(small: Path) -> None:
    page = small / "data/sources/page.trig"
    rewrite(page, "organization:beta schema:name", f"<{ID}/school/beta> schema:name")
    findings = area(checked(small), "sources").open
    assert [finding.message for finding in findings] == ["is no id of the atlas"]
    assert findings[0].place == f"data/sources/page.trig:{line_of(page, 'school/beta')}"


# Queries


def test_a_changed_answer_is_shown_row_by_row(small: Path, credatlas: Callable[..., Any]) -> None:
    rewrite(small / "data/sources/page.trig", '"Beta College"', '"Beta"')
    done = credatlas("--project", str(small), "check")
    assert done.code == 3
    lines = [line.strip() for line in done.stdout.splitlines()]
    at = next(number for number, line in enumerate(lines) if line.startswith("queries/organizations-named.rq:4: "))
    assert "1 expected row is missing, 1 row is not expected" in lines[at]
    assert lines[at + 1 : at + 4] == [
        'organization = "organization:alpha"  name = "Alpha University"',
        '- organization = "organization:beta"  name = "Beta College"',
        '+ organization = "organization:beta"  name = "Beta"',
    ]
    assert lines[at + 4].startswith("hint: If the new rows are right, write them into the header")


def test_a_broken_rule_of_queries_is_found_in_its_line(small: Path) -> None:
    rewrite(
        small / "queries/organizations-named.rq",
        "PREFIX schema:",
        "PREFIX org: <http://www.w3.org/ns/org#>\nPREFIX schema:",
    )
    finding = only_finding(checked(small), "queries")
    assert finding.message == "prefix org: is declared and not used"
    assert finding.place == "queries/organizations-named.rq:13"


def test_an_own_term_that_does_not_exist_is_found_in_its_line(small: Path) -> None:
    rewrite(small / "queries/organizations-named.rq", "a ca:Organization ;", "a ca:Organisation ;")
    finding = only_finding(checked(small), "queries")
    assert finding.message.startswith("ca:Organisation is no term of the vocabulary did you mean ca:Organization")
    assert finding.place == "queries/organizations-named.rq:17"


def test_a_header_that_cannot_be_read_is_a_finding_and_the_rest_is_looked_at(small: Path) -> None:
    rewrite(small / "queries/organizations-named.rq", "#+ topic", "#+ topc")
    (small / "queries/organizations-again.rq").write_text(
        (small / "queries/organizations-named.rq").read_text(encoding="utf-8").replace("#+ topc", "#+ topic"),
        encoding="utf-8",
    )
    report = checked(small)
    finding = only_finding(report, "queries")
    assert area(report, "queries").extent == "2 queries"
    assert (finding.message, finding.hint) == ("unknown key 'topc' in the header", "did you mean topic?")
    assert finding.place == "queries/organizations-named.rq:2"


def test_an_example_call_that_fails_is_found(small: Path) -> None:
    query = small / "queries/organizations-named.rq"
    rewrite(
        query,
        "#+\n",
        '#+\n#+ [parameters.only]\n#+ type = "iri"\n#+ class = "ca:Organization"\n#+ required = true\n'
        '#+ description = "Which"\n#+ example = "organization:alpha"\n#+\n#+ [example]\n'
        '#+ only = "organization:omega"\n#+\n',
    )
    rewrite(query, "?organization a ca:Organization ;", "?organization a ca:Organization . $only")
    finding = only_finding(checked(small), "queries")
    assert finding.message.startswith("the example call fails: ")
    assert "omega" in finding.message


# Evidence


@pytest.fixture
def texts(small: Path) -> Path:
    return small / "texts"


def test_a_changed_text_is_found_by_its_hash(small: Path, texts: Path) -> None:
    rewrite(texts / "page.txt", "900 USD", "950 USD")
    report = checked(small, texts)
    finding = only_finding(report, "evidence")
    assert finding.message == f"no text of source:page: no file with this hash in {texts}"
    assert finding.hint == "nearest by name: page.txt; was it edited?"
    assert (finding.severity, report.exit_code) == ("violation", 3)
    assert finding.place == f"data/sources/page.trig:{line_of(small / 'data/sources/page.trig', 'ca:sha256')}"


def test_an_offset_beyond_the_text_is_found(small: Path, texts: Path) -> None:
    rewrite(small / "data/sources/page.trig", "ca:endOffset 46", "ca:endOffset 460")
    finding = area(checked(small, texts), "evidence").open[0]
    assert finding.message == "source:page#beta ends at 460, beyond the text of 61 characters"
    assert finding.place == f"data/sources/page.trig:{line_of(small / 'data/sources/page.trig', '460')}"
    assert finding.hint == "offsets count Unicode code points from 0"


def test_an_offset_that_points_elsewhere_is_found_by_the_value_that_is_not_there(small: Path, texts: Path) -> None:
    rewrite(
        small / "data/sources/page.trig",
        "ca:startOffset 34 ;\n  ca:endOffset 46",
        "ca:startOffset 47 ;\n  ca:endOffset 59",
    )
    finding = only_finding(checked(small, texts), "evidence")
    assert finding.message == "organization:beta schema:name Beta College: source:page#beta does not say so"
    assert finding.place == f"data/sources/page.trig:{line_of(small / 'data/sources/page.trig', 'Beta College')}"


def test_a_value_that_does_not_stand_in_its_passage_is_found(small: Path, texts: Path) -> None:
    rewrite(small / "data/sources/page.trig", "schema:price 900", "schema:price 9000")
    report = checked(small, texts)
    finding = only_finding(report, "evidence")
    assert finding.message.startswith("organization:alpha schema:offers 9000 USD")
    assert finding.message.endswith(": source:page#fee does not say so")
    assert area(report, "evidence").extent == "1 texts, 3 passages, 2 values found, 1 missing"


def test_offsets_that_are_the_wrong_way_round_are_found(small: Path, texts: Path) -> None:
    rewrite(
        small / "data/sources/page.trig",
        "ca:startOffset 34 ;\n  ca:endOffset 46",
        "ca:startOffset 46 ;\n  ca:endOffset 34",
    )
    assert area(checked(small, texts), "evidence").open[0].message == (
        "source:page#beta goes from 46 to 34, which is no passage"
    )


def test_an_offset_of_the_founding_articles_beyond_the_text_ends_with_3(
    sparing: Path, seeds: Path, tmp_path: Path, credatlas: Callable[..., Any]
) -> None:
    project = Path(shutil.copytree(sparing, tmp_path / "project"))
    page = project / "data/sources/seed-000.trig"
    rewrite(page, "ca:endOffset 53 .", "ca:endOffset 99053 .")
    done = credatlas("--project", str(project), "check", "--texts", str(seeds))
    assert done.code == 3
    place = f"data/sources/seed-000.trig:{line_of(page, '99053')}"
    assert f"  {place}: violation: source:seed-000#title ends at 99053, beyond the text of " in done.stdout
    assert "Traceback" not in done.shown


def test_a_folder_of_texts_that_is_none_is_a_wrong_call(small: Path) -> None:
    with pytest.raises(UsageError, match="nowhere is no folder"):
        checked(small, small / "nowhere")


# Reports


def test_a_report_as_json_holds_every_finding_with_its_place(small: Path, credatlas: Callable[..., Any]) -> None:
    done = credatlas("--project", str(small), "check", "--format", "json")
    report = json.loads(done.stdout)
    shapes = next(one for one in report["areas"] if one["name"] == "shapes")
    assert (report["exit_code"], len(shapes["findings"])) == (0, 2)
    assert shapes["findings"][0] == {
        "severity": "warning",
        "rule": "https://w3id.org/credatlas/shapes#University-url",
        "subject": "organization:alpha",
        "property": "https://schema.org/url",
        "value": None,
        "message": "has no web page",
        "hint": "Look for its page.",
        "place": "data/entities.ttl:13",
        "issue": f"{ID}/issue/alpha-without-page",
    }


def test_a_statement_outside_any_passage_ends_the_check_with_its_place(small: Path) -> None:
    page = small / "data/sources/page.trig"
    with page.open("a", encoding="utf-8") as file:
        file.write('organization:alpha schema:alternateName "A"@en .\n')
    with pytest.raises(DataError, match="a statement about organization:alpha stands in no passage") as caught:
        checked(small)
    assert (caught.value.place, caught.value.exit_code) == (
        f"data/sources/page.trig:{line_of(page, 'alternateName')}",
        3,
    )
