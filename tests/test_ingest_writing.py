"""Source files that ingest writes: readable, the same bytes for the same content, whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as some

from credatlas.build.parsing import parse_project
from credatlas.claims.reading import parse_bytes
from credatlas.claims.snapshots import described_in
from credatlas.errors import DataError, StoreError, UsageError
from credatlas.files import Project, find_project
from credatlas.ingest import Outside, Question, Summary, from_page, ingest, write
from credatlas.ingest.model import Said, Snapshot, Spot, Thing, Value
from credatlas.ingest.passages import merged, passages_of, row_of
from credatlas.ingest.review import COLUMNS, id_of, read_review
from credatlas.ingest.target import write_all
from credatlas.ingest.writing import MARK, Content, source_file
from credatlas.ingest.written import Written, read_written
from credatlas.terms import compact, node

ROOT = Path(__file__).resolve().parent.parent
XSD = "http://www.w3.org/2001/XMLSchema#"
SOURCE, IDS = node("source:page"), {"src": node("source:page"), "off-1": node("course:robots")}
HOURS, NAME = node("ca:workloadHours"), node("schema:name")
PAGE = Snapshot("src", "https://x.example/p", "A page", "Someone")


def stated(subject: str, predicate: ox.NamedNode, value: Any, row: int = 2, **more: Any) -> Said:
    return Said(subject, predicate, value, "src", Spot("courses.csv", row, "x"), **more)


def text_of(*statements: Said, ids: dict[str, ox.NamedNode] | None = None) -> str:
    """The file of the one source."""
    return source_file(content_of(*statements, ids=ids))


def content_of(*statements: Said, ids: dict[str, ox.NamedNode] | None = None) -> Content:
    """What goes into the file of the one source."""
    passages = passages_of(statements, ids or IDS)
    return Content(SOURCE, PAGE, passages.get(SOURCE, {}), None, frozenset(), "Typed.")


def parsed(text: str) -> Any:
    return parse_bytes(text.encode(), "data/sources/page.trig", ox.RdfFormat.TRIG)


def read_back(text: str) -> Written | None:
    """What ingest reads of a file that it wrote before."""
    document = parsed(text)
    return read_written(document, described_in(document))


def facts_of(text: str) -> set[str]:
    """The triples of all passages, without the names of blank nodes."""
    return {
        f"{compact(quad.subject)} {compact(quad.predicate)} {quad.object}"
        for quad in ox.parse(text.encode(), ox.RdfFormat.TRIG)
        if isinstance(quad.graph_name, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode)
    }


# The text of a file


def test_a_file_is_as_a_person_would_write_it() -> None:
    price = Value(
        node("ca:Price"),
        ((node("schema:price"), ox.Literal(90)), (node("schema:priceCurrency"), ox.Literal("EUR"))),
    )
    text = text_of(
        stated("off-1", NAME, ox.Literal("Robots", language="en")),
        stated("off-1", HOURS, ox.Literal(12)),
        stated("off-1", node("schema:offers"), price, basis=node("basis:normalised")),
    )
    assert text == (
        f"{MARK}\n"
        "@prefix basis: <https://w3id.org/credatlas/vocab/basis#> .\n"
        "@prefix ca: <https://w3id.org/credatlas/ontology#> .\n"
        "@prefix course: <https://w3id.org/credatlas/id/course/> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix oa: <http://www.w3.org/ns/oa#> .\n"
        "@prefix organization: <https://w3id.org/credatlas/id/organization/> .\n"
        "@prefix prov: <http://www.w3.org/ns/prov#> .\n"
        "@prefix schema: <https://schema.org/> .\n"
        "@prefix source: <https://w3id.org/credatlas/id/source/> .\n"
        "\n"
        "source:page a ca:SourceSnapshot ;\n"
        '  schema:name "A page"@en ;\n'
        "  schema:url <https://x.example/p> ;\n"
        '  ca:publisherName "Someone" ;\n'
        "  prov:wasGeneratedBy <https://w3id.org/credatlas/id/source/page#ingest> .\n"
        "\n"
        "<https://w3id.org/credatlas/id/source/page#ingest> a ca:CurationActivity ;\n"
        "  prov:wasAssociatedWith organization:credatlas ;\n"
        '  dcterms:description "Typed."@en .\n'
        "\n"
        "<https://w3id.org/credatlas/id/source/page#courses-off-1> a ca:Passage ; oa:hasSource source:page .\n"
        "GRAPH <https://w3id.org/credatlas/id/source/page#courses-off-1> {\n"
        "  course:robots\n"
        "    ca:workloadHours 12 ;\n"
        '    schema:name "Robots"@en .\n'
        "}\n"
        "\n"
        "<https://w3id.org/credatlas/id/source/page#courses-off-1.normalised> a ca:Passage ;\n"
        "  oa:hasSource source:page ;\n"
        "  ca:basis basis:normalised .\n"
        "GRAPH <https://w3id.org/credatlas/id/source/page#courses-off-1.normalised> {\n"
        '  course:robots schema:offers [ a ca:Price ; schema:price 90 ; schema:priceCurrency "EUR" ] .\n'
        "}\n"
    )


def test_the_order_in_which_things_are_stated_does_not_matter() -> None:
    statements = [
        stated("off-1", HOURS, ox.Literal(12)),
        stated("off-1", NAME, ox.Literal("Robots", language="en")),
        stated("off-1", HOURS, ox.Literal(13), valid_from=ox.Literal("2026-01-01", datatype=node("xsd:date"))),
    ]
    assert text_of(*statements) == text_of(*reversed(statements))


def test_what_is_stated_twice_stands_once() -> None:
    assert text_of(*[stated("off-1", HOURS, ox.Literal(12))] * 3).count("ca:workloadHours") == 1


@pytest.mark.parametrize(
    ("literal", "written"),
    [
        (ox.Literal(12), "12"),
        (ox.Literal(-3), "-3"),
        (ox.Literal("0.5", datatype=ox.NamedNode(f"{XSD}decimal")), "0.5"),
        (ox.Literal("5.", datatype=ox.NamedNode(f"{XSD}decimal")), '"5."^^xsd:decimal'),
        (ox.Literal("١٢", datatype=ox.NamedNode(f"{XSD}integer")), '"١٢"^^xsd:integer'),
        (ox.Literal("2026", datatype=ox.NamedNode(f"{XSD}gYear")), '"2026"^^xsd:gYear'),
        (ox.Literal('say "hi"\n\\', language="en"), r'"say \"hi\"\n\\"@en'),
        (ox.Literal("a"), '"a"'),
    ],
)
def test_a_literal_is_written_so_that_it_means_the_same(literal: ox.Literal, written: str) -> None:
    text = text_of(stated("off-1", HOURS, literal))
    assert f"ca:workloadHours {written} ." in text
    assert str(literal) in " ".join(facts_of(text)) or literal.value in {
        quad.object.value for quad in ox.parse(text.encode(), ox.RdfFormat.TRIG) if isinstance(quad.object, ox.Literal)
    }


@given(some.text(max_size=60))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    written = text_of(stated("off-1", NAME, ox.Literal(text)))
    objects = {quad.object for quad in ox.parse(written.encode("utf-8", "surrogatepass"), ox.RdfFormat.TRIG)}
    assert ox.Literal(text) in objects


def test_addresses_with_signs_that_names_may_not_have_are_written_in_full() -> None:
    ids = {**IDS, "off-1": ox.NamedNode("https://w3id.org/credatlas/id/course/a.b#c")}
    assert "<https://w3id.org/credatlas/id/course/a.b#c>" in text_of(stated("off-1", HOURS, ox.Literal(1)), ids=ids)


# What was written comes back


def test_a_written_file_is_read_back_to_what_it_was_made_of() -> None:
    snapshot = Snapshot(
        "https://w3id.org/credatlas/id/source/page",
        "https://x.example/p#2",
        "A “page”",
        "",
        ox.Literal("2026-05", datatype=node("xsd:gYearMonth")),
        node("rel:press"),
        ox.Literal("2026-11-20", datatype=node("xsd:date")),
        "ab" * 32,
    )
    period = Value(node("ca:Duration"), ((node("ca:atLeast"), ox.Literal(4)), (node("ca:stated"), ox.Literal("four"))))
    statements = [
        stated("off-1", NAME, ox.Literal("Robots", language="en")),
        stated("off-1", node("ca:hasDuration"), period, basis=node("basis:normalised"), status=node("status:planned")),
        stated("off-1", HOURS, ox.Literal(9), valid_until=ox.Literal("2025-12-31", datatype=node("xsd:date"))),
    ]
    passages = passages_of(statements, IDS)[SOURCE]
    publisher, earlier = node("organization:who"), frozenset({node("source:b"), node("source:a")})
    text = source_file(Content(SOURCE, snapshot, passages, publisher, earlier, "Typed by hand."))
    back = read_back(text)
    assert back is not None
    assert (back.iri, back.publisher, back.earlier, back.how) == (SOURCE, publisher, earlier, "Typed by hand.")
    assert back.snapshot == snapshot
    again = Content(SOURCE, back.snapshot, back.passages, back.publisher, back.earlier, back.how)
    assert source_file(again) == text


def test_a_file_of_somebody_s_hand_is_not_taken_for_one_of_ours(founding: Path) -> None:
    documents = parse_project(find_project(founding)).data.sources
    assert [read_written(document, described_in(document)) for document in documents] == [None] * len(documents)


def test_a_file_of_ours_that_describes_no_source_any_more_is_refused() -> None:
    text = text_of(stated("off-1", HOURS, ox.Literal(1))).replace("source:page a ca:SourceSnapshot ;", "source:page")
    with pytest.raises(DataError, match="describes 0 sources instead of one") as raised:
        read_back(text)
    assert raised.value.place == "data/sources/page.trig"
    assert "remove its first line" in raised.value.hint


# Rows replace what they stated, and nothing else


def test_a_row_that_comes_again_replaces_what_it_stated_and_leaves_other_rows() -> None:
    ids = {**IDS, "off-2": node("course:nurses")}
    before = passages_of([stated("off-1", HOURS, ox.Literal(1)), stated("off-2", HOURS, ox.Literal(2))], ids)
    planned = stated("off-1", HOURS, ox.Literal(3), status=node("status:planned"))
    after = passages_of([planned], ids)
    found = merged(before[SOURCE], after[SOURCE])
    told = {(compact(s), o.value) for one in found.values() for s, _, o in one.triples if isinstance(o, ox.Literal)}
    assert told == {("course:robots", "3"), ("course:nurses", "2")}


def test_run_and_award_of_a_row_belong_to_it() -> None:
    assert row_of(stated("off-1#run", HOURS, ox.Literal(1))) == row_of(stated("off-1", HOURS, ox.Literal(1)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("off-paris-du", "off-paris"),
        ("off-the-x", "off-x"),
        ("off-A", "off-a"),
        ("off_a", "off-a"),
        ("课程一", "课程二"),
        ("x" * 70 + "1", "x" * 70 + "2"),
        ("https://x.example/a", "https-x-example-a"),
    ],
)
def test_two_keys_never_share_a_passage(one: str, other: str) -> None:
    names = {row_of(stated(key, HOURS, ox.Literal(1))) for key in (one, other)}
    assert len(names) == 2
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)


# The list of questions


def question(text: str = "the same?", about: str = "org-1", choices: tuple[str, ...] = ("organization:a",)) -> Question:
    return Question(Spot("rows.csv", 2, "name"), about, text, choices)


def test_questions_are_a_table_that_a_spreadsheet_opens(tmp_path: Path) -> None:
    empty = read_review(tmp_path / "review.tsv", "data/review.tsv")
    text = empty.text([question("one\tor\n“two”?")], "facts")
    header, *_ = text.split("\n")
    assert header == "id\tkind\tabout\tquestion\tchoices\tplace\tanswer\treason"
    (tmp_path / "review.tsv").write_text(text)
    (row,) = read_review(tmp_path / "review.tsv", "data/review.tsv").rows.values()
    assert (row["question"], row["place"], row["choices"]) == (
        "one\tor\n“two”?",
        "facts: rows.csv:2 name",
        "organization:a",
    )


def answered(path: Path, **cells: str) -> None:
    """Fills cells of the only row."""
    header, row = path.read_text().splitlines()
    found = dict(zip(COLUMNS, row.split("\t"), strict=True)) | cells
    path.write_text("\n".join([header, "\t".join(found[name] for name in COLUMNS)]) + "\n")


def test_an_answer_is_kept_for_ever_and_the_question_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "review.tsv"
    path.write_text(read_review(path, "r").text([question()], "facts"))
    answered(path, answer="another", reason="two countries")
    review = read_review(path, "r")
    assert review.answered == {id_of(question())}
    again = review.text([question()], "facts")
    assert again == path.read_text()
    assert "two countries" in review.text([], "facts")


def test_a_question_that_an_input_does_not_ask_any_more_goes_and_those_of_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "review.tsv"
    path.write_text(read_review(path, "r").text([question()], "facts"))
    review = read_review(path, "r")
    assert review.text([], "facts").splitlines()[1:] == []
    assert len(review.text([], "other").splitlines()) == 2


def test_a_question_is_the_same_wherever_it_comes_up_and_another_with_other_choices() -> None:
    moved = Question(Spot("rows.csv", 99, "name"), "org-1", "worded otherwise", ("organization:a",))
    assert id_of(moved) == id_of(question())
    assert id_of(question(choices=("organization:b",))) != id_of(question())
    assert id_of(question(choices=())) != id_of(question("another?", choices=()))


@pytest.mark.parametrize("content", [b"id\tanswer\n", b"", b"\xff\xfe", b"id,kind,about\n"])
def test_a_damaged_list_of_questions_is_refused_and_not_overwritten(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "review.tsv"
    path.write_bytes(content)
    with pytest.raises(DataError) as raised:
        read_review(path, "data/review.tsv")
    assert raised.value.place == "data/review.tsv"
    assert raised.value.hint


# Writing: whole files, old or new


@pytest.fixture
def coming(atlas: Path) -> Callable[..., Summary]:
    """Takes statements of one source about courses into the atlas; ``write`` is another matter."""

    def come(*hours: int, **more: Any) -> Summary:
        things = [
            Thing(f"off-{n}", "course", (node("ca:Course"),), f"Course {n} of Robots", "src-p", Spot("courses.csv", n))
            for n, _ in enumerate(hours, start=2)
        ]
        said = [
            Said(f"off-{n}", HOURS, ox.Literal(one), "src-p", Spot("courses.csv", n, "hours"))
            for n, one in enumerate(hours, start=2)
        ]
        page = Snapshot("src-p", "https://x.example/p", "A page", "Someone", spot=Spot("pages.csv", 2))
        outside = Outside("courses", (page,), tuple(things), tuple(said))
        return ingest(find_project(atlas), outside, how="Typed.", **more)

    return come


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its bytes and the moment at which it was changed."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_a_summary_writes_nothing(atlas: Path, coming: Callable[..., Summary]) -> None:
    before = snapshot(atlas)
    summary = coming(12, 13)
    assert sorted(path.name for path in summary.files) == ["ids.tsv", "p.trig", "review.tsv"]
    assert snapshot(atlas) == before


def test_the_same_again_touches_no_file(atlas: Path, coming: Callable[..., Summary]) -> None:
    write(coming(12, 13))
    before = snapshot(atlas)
    again = coming(12, 13)
    write(again)
    assert (again.files, again.new, again.facts) == ({}, (), 0)
    assert snapshot(atlas) == before


def test_a_value_that_changed_takes_the_place_of_the_one_that_the_row_had(
    atlas: Path, coming: Callable[..., Summary]
) -> None:
    write(coming(12, 13))
    summary = coming(12, 14)
    write(summary)
    assert (summary.facts, summary.new, summary.contradictions) == (1, (), ())
    text = (atlas / "data/sources/p.trig").read_text()
    assert re.findall(r"workloadHours (\d+)", text) == ["12", "14"]


def test_fewer_rows_leave_what_other_rows_stated(atlas: Path, coming: Callable[..., Summary]) -> None:
    write(coming(12, 13))
    write(coming(12))
    assert re.findall(r"workloadHours (\d+)", (atlas / "data/sources/p.trig").read_text()) == ["12", "13"]


def test_files_are_readable_by_all_and_leave_no_others_behind(atlas: Path, coming: Callable[..., Summary]) -> None:
    names = set(snapshot(atlas))
    write(coming(12))
    assert set(snapshot(atlas)) - names == {"data/review.tsv", "data/sources/p.trig"}
    assert (atlas / "data/sources/p.trig").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("stop", [1, 2, 3])
def test_writing_that_is_cut_short_leaves_each_file_old_or_new_and_the_next_time_finishes(
    stop: int, atlas: Path, coming: Callable[..., Summary], monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = coming(12, 13)
    old = {path: path.read_text() if path.exists() else None for path in summary.files}
    with monkeypatch.context() as patch:
        fail_at(patch, stop)
        with pytest.raises(StoreError, match="cannot be written") as raised:
            write(summary)
    assert "Run it again" in raised.value.hint
    now = {path: path.read_text() if path.exists() else None for path in summary.files}
    assert all(now[path] in (old[path], summary.files[path]) for path in now)
    assert sum(now[path] != old[path] for path in now) == stop - 1
    assert not [path for path in atlas.rglob("*") if path.name.startswith(".")]
    write(coming(12, 13))
    assert {path: path.read_text() for path in summary.files} == dict(summary.files)


def fail_at(patch: pytest.MonkeyPatch, number: int) -> None:
    """Makes the renaming of the n-th file fail as a full disk would."""
    replace, calls = Path.replace, [0]

    def failing(self: Path, target: Path) -> Path:
        calls[0] += 1
        if calls[0] == number:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    patch.setattr(Path, "replace", failing)


def test_a_disk_that_fills_up_while_texts_are_written_changes_nothing(
    atlas: Path, coming: Callable[..., Summary], monkeypatch: pytest.MonkeyPatch
) -> None:
    summary, before = coming(12), snapshot(atlas)

    def full() -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "sync", full)
        with pytest.raises(StoreError, match="No space left"):
            write(summary)
    assert snapshot(atlas) == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="the source files cannot be written") as raised:
        write_all({tmp_path / "file/sub/x.trig": "text"})
    assert raised.value.exit_code == 5


# Elsewhere than in the atlas


def test_elsewhere_the_register_and_the_questions_stand_beside_the_sources(
    atlas: Path, tmp_path: Path, coming: Callable[..., Summary]
) -> None:
    before = snapshot(atlas)
    to = tmp_path / "out"
    write(coming(12, to=to))
    assert sorted(snapshot(to)) == ["ids.tsv", "p.trig", "review.tsv"]
    assert snapshot(atlas) == before
    first = snapshot(to)
    again = coming(12, to=to)
    write(again)
    assert (again.new, again.facts, again.files) == ((), 0, {})
    assert snapshot(to) == first


def test_naming_the_folder_of_the_atlas_is_no_other_place(atlas: Path, coming: Callable[..., Summary]) -> None:
    summary = coming(12, to=atlas / "data/sources")
    assert {path.relative_to(atlas).as_posix() for path in summary.files} == {
        "data/ids.tsv",
        "data/review.tsv",
        "data/sources/p.trig",
    }


def test_a_file_where_a_folder_should_be_is_told_before_anything_is_written(
    tmp_path: Path, coming: Callable[..., Summary]
) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(UsageError, match="is no folder") as raised:
        coming(12, to=tmp_path / "out")
    assert raised.value.hint
    assert (tmp_path / "out").read_text() == "mine"


def test_what_is_known_only_by_a_file_of_somebody_s_hand_is_not_written_into_it(
    atlas: Path, coming: Callable[..., Summary]
) -> None:
    write(coming(12))
    path = atlas / "data/sources/p.trig"
    path.write_text(path.read_text().replace(f"{MARK}\n", ""))
    before = snapshot(atlas)
    summary = coming(13, 14)
    write(summary)
    assert snapshot(atlas) == before
    assert summary.new == ()
    assert {one.reason for one in summary.left_out} == {"source:p is kept by hand: what it says is entered there"}
    assert {one.spot.row for one in summary.left_out} == {3}  # the new row; of the known one the hand decides


def test_a_source_of_which_nothing_is_taken_gets_neither_file_nor_id(atlas: Path) -> None:
    page = Snapshot("src-q", "https://x.example/q", "Empty", "Someone")
    summary = ingest(find_project(atlas), Outside("x", (page,)), how="Typed.")
    assert summary.new == ()
    assert not [path for path in summary.files if path.suffix == ".trig"]
    assert "src-q" not in "".join(summary.files.values())


def test_a_copy_follows_only_an_older_one_that_has_a_file(atlas: Path) -> None:
    pages = tuple(Snapshot(f"src-{n}", f"https://x.example/p#{n}", "P", "Someone") for n in ("new", "old"))
    course = Thing("off-2", "course", (node("ca:Course"),), "Course of Robots", "src-new", Spot("courses.csv", 2))
    outside = Outside("x", pages, (course,), order=(("src-new", "src-old"),))
    (text,) = (
        text
        for path, text in ingest(find_project(atlas), outside, how="Typed.").files.items()
        if path.suffix == ".trig"
    )
    assert "laterThan" not in text
    old = Said("off-2", HOURS, ox.Literal(3), "src-old", Spot("courses.csv", 3))
    both = Outside("x", pages, (course,), (old,), order=(("src-new", "src-old"),))
    texts = {path.name: text for path, text in ingest(find_project(atlas), both, how="Typed.").files.items()}
    assert "ca:laterThan source:old" in texts["new.trig"]
    assert "laterThan" not in texts["old.trig"]


def test_a_page_whose_bytes_did_not_change_is_the_same_snapshot_on_another_day(atlas: Path) -> None:
    page, project = ROOT / "tests/fixtures/pages/hackathon.jsonld", find_project(atlas)
    first = ingest(project, from_page(project, str(page), online=False, retrieved=date(2026, 1, 2)), how="Typed.")
    write(first)
    assert any('ca:retrievedOn "2026-01-02"' in text for text in first.files.values())
    later = ingest(project, from_page(project, str(page), online=False, retrieved=date(2026, 3, 4)), how="Typed.")
    assert (later.files, later.new, later.facts) == ({}, (), 0)


def test_a_page_that_changed_is_a_later_snapshot_of_its_own(atlas: Path, tmp_path: Path) -> None:
    saved, project = tmp_path / "programme.html", find_project(atlas)
    text = (ROOT / "tests/fixtures/pages/programme.html").read_text()
    saved.write_text(text)
    write(ingest(project, from_page(project, str(saved), online=False), how="Typed."))
    before = snapshot(atlas / "data/sources")
    saved.write_text(text + "\n")
    write(ingest(project, from_page(project, str(saved), online=False), how="Typed."))
    after = snapshot(atlas / "data/sources")
    assert {name: after[name] for name in before} == before
    (new,) = after.keys() - before.keys()
    assert b"ca:laterThan" in after[new][0]


def test_a_project_keeps_parsing_after_what_came(atlas: Path, coming: Callable[..., Summary]) -> None:
    write(coming(12, 13))
    project: Project = find_project(atlas)
    assert "data/sources/p.trig" in {document.label for document in parse_project(project).data.sources}
