"""What changed between two versions: facts, things, contradictions, answers; and versions that are none."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import credatlas as ca
from credatlas.errors import DataError, NotFoundError, StoreError, UsageError
from credatlas.files import Project
from credatlas.history import Difference, Version, diff, open_version
from credatlas.store import memory_store
from credatlas.terms import GRAPHS, node

Command = Callable[..., Any]

FEE = "schema:price 8500 ;"
SEED_0 = "data/sources/seed-000.trig"
SEED_1 = "data/sources/seed-001.trig"
OFFERING = "https://w3id.org/credatlas/id/offering/hms-ai-executives-2025"
STANFORD = "https://w3id.org/credatlas/id/programme/stanford-ai-in-healthcare-certificate"


def git(folder: Path, *words: str) -> str:
    """What git prints; it acts as nobody in particular, whatever the settings of this machine are."""
    who = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b"}
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(["git", *words], cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def committed(folder: Path, message: str = "a step") -> str:
    """Commits all that is there, and gives the hash."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def edit(file: Path, old: str, new: str) -> None:
    """Replaces a text that stands in a file once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def append_passage(file: Path, source: str, name: str, statements: str) -> None:
    """Adds a passage to a source file."""
    iri = f"<https://w3id.org/credatlas/id/source/{source}#{name}>"
    passage = f"\n{iri} a ca:Passage ;\n  oa:hasSource source:{source} .\nGRAPH {iri} {{\n  {statements}\n}}\n"
    file.write_text(file.read_text(encoding="utf-8") + passage, encoding="utf-8")


def told(found: Difference) -> dict[str, list[tuple[str, str, str, str]]]:
    """The changes of facts by the end of the id of the thing."""
    return {
        thing.iri.value.rpartition("/id/")[2]: [
            (fact.change, fact.label, fact.old_text, fact.new_text) for fact in thing.facts
        ]
        for thing in found.things
    }


@pytest.fixture(scope="module")
def changed(founding: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founding project under git, whose price has changed and whose Stanford certificate covers ethics as well.

    No test may change it: it is built once for all of them.
    """
    project = Path(shutil.copytree(founding, tmp_path_factory.mktemp("changed") / "project"))
    committed(project)
    edit(project / SEED_0, FEE, "schema:price 9000 ;")
    append_passage(project / SEED_1, "seed-001", "more", f"<{STANFORD}> ca:coversTopic topic:ethics .")
    return project


# Facts


def test_a_price_that_replaced_another_is_one_change_and_a_further_topic_an_addition(changed: Path) -> None:
    found = ca.diff("HEAD", project=changed)
    assert told(found) == {
        "programme/stanford-ai-in-healthcare-certificate": [("added", "covers topic", "", "ethics")],
        "offering/hms-ai-executives-2025": [("changed", "offers", "8500 USD", "9000 USD")],
    }
    assert [thing.change for thing in found.things] == ["changed", "changed"]


def test_the_way_back_is_told_the_other_way_round(changed: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(changed, tmp_path / "project"))
    committed(project, "changed")
    found = ca.diff("HEAD", "HEAD~1", project=project)
    assert told(found) == {
        "programme/stanford-ai-in-healthcare-certificate": [("retracted", "covers topic", "ethics", "")],
        "offering/hms-ai-executives-2025": [("changed", "offers", "9000 USD", "8500 USD")],
    }


def test_a_price_of_another_tier_is_no_replacement(founding: Path, project: Path) -> None:
    edit(project / SEED_0, FEE, f"{FEE} ca:priceTier tier:member ;")
    edit(
        project / SEED_0,
        "@prefix topic:",
        "@prefix tier: <https://w3id.org/credatlas/vocab/price-tier#> .\n@prefix topic:",
    )
    facts = ca.diff(founding, project=project).things[0].facts
    assert [fact.change for fact in facts] == ["added", "retracted"]
    assert facts[1].old_text == "8500 USD"
    assert facts[0].new_text.startswith("8500 USD (")


def test_words_of_a_source_that_changed_alone_are_shown_with_all_fields(founding: Path, project: Path) -> None:
    edit(project / SEED_0, 'ca:stated "$8,500"', 'ca:stated "USD 8,500"')
    (fact,) = ca.diff(founding, project=project).things[0].facts
    assert fact.change == "changed"
    assert fact.old_text.startswith("8500 USD (") and "ca:stated $8,500" in fact.old_text
    assert "ca:stated USD 8,500" in fact.new_text


def test_a_passage_that_moved_changes_no_fact(founding: Path, project: Path) -> None:
    edit(project / SEED_0, "ca:startOffset 673 ;", "ca:startOffset 672 ;")
    found = ca.diff(founding, project=project)
    assert found.things == ()
    assert [(one.layer, one.added, one.retracted) for one in found.layers] == [("sources", 1, 1)]
    assert not found.is_empty


def test_a_value_is_the_same_under_whatever_id_its_content_has_been_given() -> None:
    def version(name: str, value: str, amount: str) -> Version:
        facts = [
            (node("offering:a"), node("rdf:type"), node("ca:ProgrammeOffering")),
            (node("offering:a"), node("schema:offers"), node(f"value:{value}")),
            (node(f"value:{value}"), node("schema:price"), ox.Literal(amount, datatype=node("xsd:decimal"))),
        ]
        return Version(name, memory_store(ox.Quad(*fact, GRAPHS["facts"]) for fact in facts), [])

    assert diff(version("one", "0a", "5"), version("two", "0b", "5")).things == ()
    (thing,) = diff(version("one", "0a", "5"), version("two", "0b", "6")).things
    assert [(fact.change, fact.old_text, fact.new_text) for fact in thing.facts] == [
        ("added", "", "6"),
        ("retracted", "5", ""),
    ]


# Things


def test_a_thing_that_came_is_told_with_its_kind_and_facts(small: Path) -> None:
    committed(small)
    edit(
        small / "data/entities.ttl",
        "organization:beta a",
        "organization:gamma a ca:University .\n\norganization:beta a",
    )
    append_passage(
        small / "data/sources/page.trig", "page", "gamma", 'organization:gamma schema:name "Gamma School"@en .'
    )
    found = ca.diff("HEAD", project=small)
    (thing,) = found.things
    assert (thing.change, thing.name, thing.iri) == ("added", "Gamma School", node("organization:gamma"))
    assert found.count("added") == 2  # its class and its name
    (answer,) = found.answers
    assert answer.query == "organizations-named"
    assert answer.come == ((("organization", "organization:gamma"), ("name", "Gamma School")),)
    assert answer.gone == ()


def test_a_thing_that_went_keeps_the_name_that_it_had(small: Path) -> None:
    committed(small)
    edit(small / "data/entities.ttl", "\norganization:beta a ca:University .\n", "")
    text = (small / "data/sources/page.trig").read_text()
    (small / "data/sources/page.trig").write_text(
        text[: text.index("<https://w3id.org/credatlas/id/source/page#beta>")]
    )
    (small / "data/issues.ttl").unlink()
    found = ca.diff("HEAD", project=small)
    assert [(thing.change, thing.name) for thing in found.things] == [("removed", "Beta College")]
    assert [answer.gone for answer in found.answers] == [
        ((("organization", "organization:beta"), ("name", "Beta College")),)
    ]


def test_a_merge_is_told_as_one_and_not_as_facts_that_went_and_came(small: Path) -> None:
    committed(small)
    prefixes = "".join(
        f"@prefix {prefix}: <{iri}> .\n"
        for prefix, iri in (
            ("dcterms", "http://purl.org/dc/terms/"),
            ("organization", "https://w3id.org/credatlas/id/organization/"),
            ("owl", "http://www.w3.org/2002/07/owl#"),
        )
    )
    tombstone = "organization:beta dcterms:isReplacedBy organization:alpha ; owl:deprecated true .\n"
    (small / "data/tombstones.ttl").write_text(prefixes + tombstone)
    (small / "data/issues.ttl").unlink()
    found = ca.diff("HEAD", project=small)
    assert [(thing.change, thing.name, thing.into_name) for thing in found.things] == [
        ("merged", "Beta College", "Alpha University")
    ]
    assert found.things[0].into == node("organization:alpha")


def test_a_source_that_came_is_counted_and_listed(small: Path) -> None:
    committed(small)
    text = (small / "data/sources/page.trig").read_text()
    head, passages = text.split("source:page a ca:SourceSnapshot", 1)
    fresh = (
        passages[passages.index("<https") :]
        .replace("/source/page#", "/source/other#")
        .replace("source:page", "source:other")
    )
    (small / "data/sources/other.trig").write_text(f"{head}source:other a ca:SourceSnapshot .\n\n{fresh}")
    found = ca.diff("HEAD", project=small)
    assert found.sources == {node("source:other"): True}
    assert found.things == ()  # it says what was known already
    assert found.to_dict()["sources"] == {"added": ["https://w3id.org/credatlas/id/source/other"], "removed": []}


# Contradictions


def contradict(project: Path, hubs: int) -> None:
    """Lets the second article say another number of hubs than the first."""
    of = "<https://w3id.org/credatlas/vocab/count-of#hubs>"
    count = f"[ a ca:Count ; ca:countOf {of} ; ca:atLeast {hubs} ; ca:atMost {hubs} ]"
    event = "<https://w3id.org/credatlas/id/event/hsil-hackathon-2025>"
    append_passage(project / SEED_1, "seed-001", "hubs", f"{event} ca:hasCount {count} .")


def test_a_contradiction_is_opened_and_closed(founding: Path, project: Path) -> None:
    contradict(project, 19)
    (opened,) = ca.diff(founding, project=project).conflicts
    assert (opened.change, opened.label, opened.old) == ("opened", "has count", None)
    assert opened.new is not None
    assert opened.new.shown == "17 hubs"  # the press over the blog
    assert [value.value for value in opened.new.values] == ["17 hubs", "19 hubs"]
    (closed,) = ca.diff(project, founding, project=project).conflicts
    assert (closed.change, closed.new) == ("closed", None)


def test_a_contradiction_whose_shown_value_changed_is_told_with_both(project: Path) -> None:
    contradict(project, 19)
    committed(project)
    text = (project / SEED_0).read_text()
    (project / SEED_0).write_text(
        text.replace("ca:atLeast 17 ;\n      ca:atMost 17 ;", "ca:atLeast 18 ;\n      ca:atMost 18 ;")
    )
    (found,) = ca.diff("HEAD", project=project).conflicts
    assert found.change == "changed"
    assert found.old is not None and found.new is not None
    assert (found.old.shown, found.new.shown) == ("17 hubs", "18 hubs")


# Answers


def test_the_rows_of_a_canned_answer_that_went_and_came_are_told(changed: Path) -> None:
    answers = {answer.query: answer for answer in ca.diff("HEAD", project=changed).answers}
    prices = answers["offerings-by-price"]
    assert [dict(row)["price"] for row in prices.gone] == ["8500"]
    assert [dict(row)["price"] for row in prices.come] == ["9000"]
    assert "events-by-date" not in answers


def test_an_example_that_the_old_version_cannot_be_asked_says_why(small: Path) -> None:
    committed(small)
    query = (small / "queries/organizations-named.rq").read_text()
    asking = query.replace(
        '#+ topic = "organizations"\n#+\n',
        '#+ topic = "organizations"\n#+\n#+ [parameters.one]\n#+ type = "iri"\n#+ required = true\n'
        '#+ description = "One"\n#+ example = "organization:gamma"\n#+\n'
        '#+ [example]\n#+ one = "organization:gamma"\n#+\n',
    ).replace(
        "?organization a ca:Organization ;",
        "?organization a ca:Organization . FILTER(?organization = $one) ?organization",
    )
    (small / "queries/organizations-one.rq").write_text(asking)
    edit(
        small / "data/entities.ttl",
        "organization:beta a",
        "organization:gamma a ca:University .\n\norganization:beta a",
    )
    append_passage(
        small / "data/sources/page.trig", "page", "gamma", 'organization:gamma schema:name "Gamma School"@en .'
    )
    answers = {answer.query: answer for answer in ca.diff("HEAD", project=small).answers}
    assert answers["organizations-one"].note == "the old version cannot be asked: there is no thing organization:gamma"
    assert [dict(row)["name"] for row in answers["organizations-one"].come] == ["Gamma School"]


# Versions


def test_the_same_version_twice_has_no_difference(small: Path, credatlas: Command) -> None:
    committed(small)
    done = credatlas("--project", str(small), "diff", "HEAD", "HEAD", "--fail")
    assert (done.code, done.stdout.splitlines()[1]) == (0, "no difference")
    report = json.loads(credatlas("--project", str(small), "diff", "HEAD", "--format", "json").stdout)
    assert report["equal"] is True
    assert report["things"] == report["answers"] == report["conflicts"] == report["layers"] == []


def test_a_store_a_generation_a_dump_and_a_packed_dump_of_one_build_are_the_same(
    small: Path, tmp_path: Path, credatlas: Command
) -> None:
    store, dump, packed = tmp_path / "store", tmp_path / "atlas.nq", tmp_path / "atlas.nq.gz"
    assert credatlas("--project", str(small), "build", "--to", str(store), "--dump", str(dump)).code == 0
    packed.write_bytes(gzip.compress(dump.read_bytes()))
    (generation,) = (path.parent for path in store.rglob("CURRENT"))
    for old in (store, generation, dump, packed, small):
        assert ca.diff(old, project=small).is_empty, old
    edit(small / "data/sources/page.trig", "schema:price 900 ;", "schema:price 950 ;")
    for old in (store, generation, dump, packed):
        assert [thing.name for thing in ca.diff(old, project=small).things] == ["Alpha University"], old


def test_a_store_may_be_the_newer_version(small: Path, tmp_path: Path, credatlas: Command) -> None:
    committed(small)
    edit(small / "data/sources/page.trig", "schema:price 900 ;", "schema:price 950 ;")
    assert credatlas("--project", str(small), "build", "--to", str(tmp_path / "store")).code == 0
    git(small, "checkout", "-q", "--", ".")
    words = ("--project", str(small), "--store", str(tmp_path / "store"), "diff", "HEAD")
    assert "+ schema:offers: 950 USD" in credatlas(*words).stdout
    both = credatlas(*words, "HEAD")
    assert (both.code, "NEW and --store both name" in both.stderr) == (2, True)


def test_a_revision_of_a_project_below_the_root_of_its_repository_is_read(small: Path, tmp_path: Path) -> None:
    inner = tmp_path / "repository/atlas"
    shutil.copytree(small, inner)
    committed(inner.parent)
    edit(inner / "data/sources/page.trig", '"Alpha University"@en', '"Alpha Institute"@en')
    (thing,) = ca.diff("main", project=inner).things
    assert thing.name == "Alpha Institute"
    assert [(fact.change, fact.old_text, fact.new_text) for fact in thing.facts] == [
        ("added", "", "Alpha Institute"),
        ("retracted", "Alpha University", ""),
    ]


def test_reading_a_revision_leaves_checkout_and_index_alone_and_runs_no_hook(small: Path) -> None:
    committed(small)
    hook = small / ".git/hooks/post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {small}/hooked\n")
    hook.chmod(0o755)
    edit(small / "data/sources/page.trig", "schema:price 900 ;", "schema:price 950 ;")
    git(small, "add", "data")
    before = git(small, "status", "--porcelain=v2"), git(small, "worktree", "list")
    ca.diff("HEAD", project=small)
    assert (git(small, "status", "--porcelain=v2"), git(small, "worktree", "list")) == before
    assert not (small / "hooked").exists()


def test_a_repository_that_the_environment_names_is_not_the_one_of_the_project(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(small)
    (tmp_path / "other").mkdir()
    git(tmp_path / "other", "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    assert ca.diff("HEAD", project=small).is_empty


@pytest.mark.parametrize(
    "name", ["HEAD~7", "v9", "no/such/file.nq", "-x", "HEAD:data", "a b", "$(touch x)", "--output=x"]
)
def test_a_name_that_is_nothing_is_refused(small: Path, name: str) -> None:
    committed(small)
    with pytest.raises(NotFoundError, match="is no folder, no file and no git revision") as caught:
        ca.diff(name, project=small)
    assert caught.value.exit_code == 4
    assert caught.value.place == "old"
    assert not (small / "x").exists()


def test_a_misspelt_tag_is_met_with_the_nearest(small: Path, credatlas: Command) -> None:
    committed(small)
    git(small, "tag", "v1.0")
    done = credatlas("--project", str(small), "diff", "v1.1")
    assert (done.code, "did you mean v1.0?" in done.stderr, "OLD: v1.1" in done.stderr) == (4, True, True)


def test_a_revision_before_the_project_existed_names_the_first_that_has_it(small: Path) -> None:
    shutil.move(small, small.parent / "aside")
    small.mkdir()
    (small / "note.txt").write_text("first")
    committed(small)
    shutil.copytree(small.parent / "aside", small, dirs_exist_ok=True)
    second = committed(small, "the project")
    with pytest.raises(NotFoundError, match=r"there was no atlas in .* at HEAD~1") as caught:
        ca.diff("HEAD~1", project=small)
    assert second.startswith(caught.value.hint.split()[7])


def test_a_project_without_git_says_what_else_may_be_named(small: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        ca.diff("HEAD", project=small)
    assert "is in no git repository" in caught.value.hint
    assert "name the folder of a store, or a dump of a build" in caught.value.hint


def test_a_machine_without_git_says_so(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    committed(small)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="read by git, which is not on this machine"):
        ca.diff("HEAD", project=small)


def test_a_revision_that_does_not_build_is_told_with_file_and_line_of_that_revision(small: Path) -> None:
    edit(small / "data/entities.ttl", "organization:beta a ca:University .", "organization:beta a ca:University")
    committed(small)
    edit(small / "data/entities.ttl", "organization:beta a ca:University", "organization:beta a ca:University .")
    with pytest.raises(DataError, match="this revision does not build") as caught:
        ca.diff("HEAD", project=small)
    assert caught.value.place.startswith("HEAD:data/entities.ttl:")


def damaged(data: bytes) -> list[tuple[str, bytes, str]]:
    packed = gzip.compress(data)
    other = b'<http://example.org/a> <http://example.org/b> "c" <http://example.org/g> .\n'
    bare = b'<http://example.org/a> <http://example.org/b> "c" .\n'
    blank = b'_:b <http://example.org/b> "c" <https://w3id.org/credatlas/graph/facts> .\n'
    return [
        ("half.nq", data[:-40], "this is no N-Quads"),
        ("half.nq.gz", packed[:-40], "what gzip packed is damaged"),
        ("flipped.nq.gz", packed[:60] + bytes([packed[60] ^ 255]) + packed[61:], "what gzip packed is damaged"),
        ("text.nq", b"Dear reader,\n", "this is no N-Quads"),
        ("empty.nq", b"", "it holds no facts of an atlas"),
        ("other.nq", data + other, "which is no layer of an atlas"),
        ("bare.nq", data + bare, "it holds statements of the default graph"),
        ("blank.nq", data + blank, "it holds blank nodes"),
    ]


def test_a_damaged_dump_is_refused_with_its_name(founding_dump: Path, small: Path, tmp_path: Path) -> None:
    for name, data, message in damaged(founding_dump.read_bytes()):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(DataError) as caught:
            ca.diff(tmp_path / name, project=small)
        assert message in caught.value.message, name
        assert caught.value.place.startswith(str(tmp_path / name))
        assert "credatlas build --dump FILE" in caught.value.hint
        assert caught.value.exit_code == 3


def test_a_folder_that_is_no_store_is_refused(small: Path, tmp_path: Path, credatlas: Command) -> None:
    (tmp_path / "empty").mkdir()
    done = credatlas("--project", str(small), "diff", str(tmp_path / "empty"))
    assert (done.code, "neither a store nor a project" in done.stderr) == (5, True)


def test_a_damaged_store_is_refused(small: Path, tmp_path: Path, credatlas: Command) -> None:
    assert credatlas("--project", str(small), "build", "--to", str(tmp_path / "store")).code == 0
    (generation,) = (path.parent for path in (tmp_path / "store").rglob("CURRENT"))
    file = next(generation.glob("*.sst"))
    file.write_bytes(file.read_bytes()[:-10])
    for where in (tmp_path / "store", generation):
        with pytest.raises(StoreError, match="is damaged"):
            ca.diff(where, project=small)


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("http://localhost:1/sparql", "is an endpoint"),
        ("", "names no version"),
        (" ", "names no version"),
        ("a\0b", "names no version"),
    ],
)
def test_an_endpoint_or_nothing_is_no_version(small: Path, where: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        open_version(where, Project(small))


# Reports


def report(credatlas: Command, project: Path, *words: str) -> Any:
    done = credatlas("--project", str(project), "diff", "HEAD", *words)
    assert done.code == 0, done.shown
    return done


def test_the_text_groups_by_thing_and_tells_names(changed: Path, credatlas: Command) -> None:
    lines = report(credatlas, changed).stdout.splitlines()
    assert lines[1:3] == ["  things: 2 changed", "  facts: 1 added, 1 changed"]
    start = lines.index("Changed (2)")
    assert lines[start + 1].startswith("  Artificial Intelligence in Healthcare Certificate (programme:stanford-")
    assert "    + covers topic: ethics" in lines
    assert "    ~ offers: 8500 USD → 9000 USD" in lines
    assert any(line.startswith("  offerings-by-price: 1 row went, 1 row came") for line in lines)


def test_the_text_is_limited_and_counts_the_rest(changed: Path, credatlas: Command) -> None:
    text = report(credatlas, changed, "--limit", "1").stdout
    assert "and 1 more (--limit, or --format json for all)" in text
    assert "8500 USD → 9000 USD" not in text
    assert credatlas("--project", str(changed), "diff", "HEAD", "--limit", "0").code == 2


def test_differences_are_no_failure_unless_asked(small: Path, credatlas: Command) -> None:
    committed(small)
    edit(small / "data/sources/page.trig", "schema:price 900 ;", "schema:price 950 ;")
    words = ("--project", str(small), "diff", "HEAD")
    assert credatlas(*words).code == 0
    assert credatlas(*words, "--fail").code == 1


def test_the_changelog_has_its_sections_and_escapes_what_markdown_reads(small: Path, credatlas: Command) -> None:
    committed(small)
    edit(small / "data/sources/page.trig", '"Alpha University"@en', '"Alpha *<b>* [University]"@en')
    edit(
        small / "data/entities.ttl",
        "organization:beta a",
        "organization:gamma a ca:University .\n\norganization:beta a",
    )
    append_passage(
        small / "data/sources/page.trig", "page", "gamma", 'organization:gamma schema:name "Gamma School"@en .'
    )
    text = report(credatlas, small, "--format", "markdown").stdout
    assert [line for line in text.splitlines() if line.startswith("#")][1:] == [
        "### Added",
        "### Changed",
        "### Answers",
    ]
    assert "- **Gamma School** (`organization:gamma`)" in text
    assert r"  - schema:name: Alpha \*&lt;b>\* \[University\]" in text
    assert "  - no longer schema:name: Alpha University" in text


def test_the_record_holds_everything_in_full(changed: Path, credatlas: Command) -> None:
    record = json.loads(report(credatlas, changed, "--format", "json", "--limit", "1").stdout)
    assert record["new"] == "the project"
    assert record["counts"]["facts"] == {"added": 1, "changed": 1, "retracted": 0}
    assert record["things"][1]["iri"] == OFFERING
    assert record["things"][1]["facts"] == [
        {
            "change": "changed",
            "property": "https://schema.org/offers",
            "label": "offers",
            "old": "8500 USD",
            "new": "9000 USD",
        }
    ]
    gone = next(answer for answer in record["answers"] if answer["query"] == "offerings-by-price")["gone"]
    assert gone[0]["price"] == "8500"


def test_a_name_longer_than_any_system_takes_is_refused_in_few_words(small: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        ca.diff("x" * 5000, project=small)
    assert len(caught.value.message) < 300
