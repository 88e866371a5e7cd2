"""Canned queries whose example call has another answer in another version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ..errors import CredatlasError
from ..queries import Query, run
from ..queries.answers import readable_rows
from ..store.protocol import Store
from .differences import AnswerChange, Row


def changed_answers(old: Store, new: Store, queries: Iterable[Query]) -> tuple[AnswerChange, ...]:
    """The queries whose examples have other rows, by name, with the rows that went and came.

    An example that only one version can be asked, because the thing it names is not there in the other, has all its
    rows come or gone, and the reason for a note. One that neither can be asked is left out.
    """
    changes = (_change(old, new, query) for query in sorted(queries, key=lambda query: query.name))
    return tuple(change for change in changes if change is not None)


def _change(old: Store, new: Store, query: Query) -> AnswerChange | None:
    before, trouble_before = _asked(old, query)
    after, trouble_after = _asked(new, query)
    if trouble_before and trouble_after:
        return None
    notes = []
    if trouble_before:
        notes.append(f"the old version cannot be asked: {trouble_before}")
    if trouble_after:
        notes.append(f"the new version cannot be asked: {trouble_after}")
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    if not (gone or come or notes):
        if not query.ordered or before == after:
            return None
        notes.append("the same rows in another order")
    return AnswerChange(query.name, query.summary, tuple(gone.elements()), tuple(come.elements()), "; ".join(notes))


def _asked(store: Store, query: Query) -> tuple[list[Row], str]:
    """The rows of the example call, or why there are none."""
    try:
        rows = readable_rows(run(store, query, query.example))
    except CredatlasError as error:
        return [], error.message
    return [tuple(row.items()) for row in rows], ""
