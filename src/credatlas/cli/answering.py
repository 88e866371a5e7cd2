"""Writes answers, with or without what they rest on."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ..errors import UsageError
from .kinds import FOLDER
from .options import TEXTS_HELP, read_texts

if TYPE_CHECKING:
    from ..build import Atlas
    from ..evidence import Answer, Footnotes
    from ..names.reading import Readable
    from ..results import Table
    from .writing import Writing


class Extras(NamedTuple):
    """What an answer comes with.

    Attributes:
        evidence: Whether each cell says what it rests on.
        texts: The folder with the words behind the evidence.
        ids: Whether tables show the ids of things beside their names.
        csv_safe: Whether no cell may be taken for a formula.
    """

    evidence: bool
    texts: str | None
    ids: bool
    csv_safe: bool

    def refuse_unfitting(self, form: str) -> None:
        """Refuses options that would change nothing, before anything is asked.

        Raises:
            UsageError: They do not go together, or not with the format.
        """
        if self.texts is not None and not self.evidence:
            message = "--texts shows the words behind the evidence"
            raise UsageError(message, hint="add --evidence", place="--texts")
        if self.evidence and form not in ("table", "markdown", "json"):
            hint = "use --format table, markdown or json"
            raise UsageError(f"evidence cannot be written as {form}", hint=hint, place="--format")
        if self.csv_safe and form != "csv":
            raise UsageError(f"--csv-safe is for csv, not {form}", hint="add --format csv", place="--csv-safe")


def extra_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--evidence``, ``--texts``, ``--ids`` and ``--csv-safe``; the command gets ``extras``."""

    @click.option("--evidence", is_flag=True, help="Show what each cell rests on: who says so, where, when.")
    @click.option("--texts", **FOLDER, help=f"{TEXTS_HELP} Goes with --evidence.")
    @click.option("--ids", is_flag=True, help="Show ids beside names in tables.")
    @click.option("--csv-safe", is_flag=True, help="CSV for spreadsheets: no cell is taken for a formula.")
    @functools.wraps(function)
    def wrapped(*args: Any, evidence: bool, texts: str | None, ids: bool, csv_safe: bool, **options: Any) -> Any:
        return function(*args, extras=Extras(evidence, texts, ids, csv_safe), **options)

    return wrapped


def write_table(store: Atlas, table: Table, extras: Extras, writing: Writing) -> None:
    """Writes rows: for people with names in place of ids, for programs as they are."""
    if not writing.is_for_people:
        writing.result(table, safe_cells=extras.csv_safe)
        return
    from ..names.reading import readable

    shown = readable(store, table, ids=extras.ids)
    writing.result(shown.table, labels=shown.labels)
    if not len(table):
        click.echo("no row fits: what the atlas does not know is not listed", err=True)


def write_answer(store: Atlas, found: Answer, extras: Extras, writing: Writing) -> None:
    """Writes rows with their evidence: as JSON, or as a table with numbered notes."""
    from ..evidence import evidence_document, footnotes, quotes
    from ..names.reading import readable
    from .writing import folded

    folder = read_texts(extras.texts)
    claims = [view for row in found.rows for cell in row.cells for view in cell.claims()]
    words = None if folder is None else quotes(store, folder, claims)
    if writing.form == "json":
        writing.json(evidence_document(found.table, found.rows, words))
        return
    notes = footnotes(found.rows, words)
    shown = readable(store, found.table, ids=extras.ids)
    lines = [folded(line, more="    ") for line in notes.lines]
    if any(notes.computed):
        lines.append("*  computed from the statements that are named")
    writing.result(shown.table, labels=shown.labels, marks=_marks(shown, notes), notes=lines)


def _marks(shown: Readable, notes: Footnotes) -> list[dict[str, str]]:
    """What stands behind each known value: the numbers of its notes, and a star where it is computed."""
    from ..evidence.footnotes import number_ranges

    found = []
    for row, numbers, computed in zip(shown.table.to_dicts(), notes.marks, notes.computed, strict=True):
        marks = {}
        for name in (name for name, term in row.items() if term is not None):
            columns = (shown.hidden[name], name) if name in shown.hidden else (name,)
            own = {number for column in columns for number in numbers.get(column, ())}
            marks[name] = (f"[{number_ranges(own)}]" if own else "") + "*" * (name in computed)
        found.append(marks)
    return found
