"""The list of questions that a person has to judge, kept as a table beside the data; an answer is kept for ever."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..errors import DataError
from .model import Question

COLUMNS: Final = ("id", "kind", "about", "question", "choices", "place", "answer", "reason")
_TAB: Final = csv.excel_tab


def id_of(question: Question) -> str:
    """The same question has the same id, wherever in a table it comes up: 12 hex digits."""
    told = "\n".join(
        (question.kind, question.about, *sorted(question.choices), question.text if not question.choices else "")
    )
    return hashlib.sha256(told.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Review:
    """The table of questions.

    Attributes:
        rows: Each row by its id, as written.
        elsewhere: Ids of questions that were answered in another table, and need not be asked in this one.
    """

    rows: dict[str, dict[str, str]]
    elsewhere: frozenset[str] = frozenset()

    @property
    def answered(self) -> frozenset[str]:
        """The ids of questions that have an answer."""
        return self.elsewhere | {key for key, row in self.rows.items() if row["answer"].strip()}

    def text(self, questions: Iterable[Question], origin: str) -> str:
        """The table with the open questions of one input in place of those that it asked before.

        Args:
            questions: All that the input asks.
            origin: The name of the input, with which places begin.
        """
        rows = {
            key: row
            for key, row in self.rows.items()
            if row["answer"].strip() or not row["place"].startswith(f"{origin}: ")
        }
        for question in questions:
            key = id_of(question)
            if key in self.elsewhere:
                continue
            choices = " ".join(question.choices)
            told = (key, question.kind, question.about, question.text, choices, f"{origin}: {question.spot}", "", "")
            rows.setdefault(key, dict(zip(COLUMNS, told, strict=True)))
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS, dialect=_TAB, lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            row for _, row in sorted(rows.items(), key=lambda pair: (pair[1]["kind"], pair[1]["about"], pair[0]))
        )
        return out.getvalue()


def read_review(path: Path, label: str) -> Review:
    """The table of questions; an empty one where there is no file.

    Raises:
        DataError: It cannot be read or lacks a column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Review({})
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot be read: {error}", hint="save the table as UTF-8", place=label) from error
    reader = csv.DictReader(io.StringIO(text), dialect=_TAB)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise DataError("is not the table of questions", hint=f"its columns are {', '.join(COLUMNS)}", place=label)
    return Review({row["id"]: {column: row[column] or "" for column in COLUMNS} for row in reader})
