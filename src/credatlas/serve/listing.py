"""What the pages that answer a question share: their address without empty fields, and their rows in other forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

from ..errors import NotFoundError, UsageError, did_you_mean
from ..formats import write_records
from ..pages.addresses import Addresses, Given, asked
from ..pages.forms import address
from .exchange import JSON, Asked, Reply, see_other

Form = Literal["json", "csv"]

CSV: Final = "text/csv; charset=utf-8; header=present"
MARKDOWN: Final = "text/markdown; charset=utf-8; variant=GFM"
_CALLED: Final = {"csv": "CSV", "json": "JSON", "md": "Markdown"}
MOST: Final = 5_000
"""The most rows that one answer in another form has."""


def given_of(request: Asked) -> dict[str, list[str]]:
    """The parameters by name, each with its values in their order, trimmed and without empty ones."""
    found: dict[str, list[str]] = {}
    for name, value in request.parameters.pairs:
        if value.strip():
            found.setdefault(name, []).append(value.strip())
    return found


def single(given: Mapping[str, Sequence[str]], name: str) -> str:
    """The value of a parameter that may stand once; empty where it does not stand.

    Raises:
        UsageError: It stands more than once.
    """
    values = given.get(name, ())
    if len(values) > 1:
        raise UsageError("this may be given once", place=name)
    return values[0] if values else ""


def flag(given: Mapping[str, Sequence[str]], name: str) -> bool:
    """Whether a parameter says yes: ``1``; it says no where it does not stand.

    Raises:
        UsageError: It says something else.
    """
    text = single(given, name)
    if text not in ("", "1"):
        raise UsageError(f"“{text}” is neither yes nor no", hint="write 1, or leave it out", place=name)
    return bool(text)


def refuse_unknown(given: Mapping[str, Sequence[str]], known: Sequence[str]) -> None:
    """Refuses a parameter that means nothing, which would otherwise be taken for heard.

    Raises:
        UsageError: There is one.
    """
    for name in given:
        if name not in known:
            hint = did_you_mean(name, list(known)) or f"there are {', '.join(known)}"
            raise UsageError(f"there is no parameter {name}", hint=hint, place=name)


def number_of(given: Mapping[str, Sequence[str]]) -> int:
    """The page of a long list that is asked for.

    Raises:
        UsageError: It is no number from 1 on.
    """
    text = single(given, "page") or "1"
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise UsageError(f"“{text}” is no page", hint="pages are numbered from 1", place="page")
    return int(text)


def piece(rows: Sequence[Any], number: int, size: int) -> Sequence[Any]:
    """The rows of one page.

    Raises:
        NotFoundError: There is no such page.
    """
    if number > 1 and (number - 1) * size >= len(rows):
        last = max(1, -(-len(rows) // size))
        raise NotFoundError(f"there is no page {number}", hint=f"the last one is page {last}", place="page")
    return rows[(number - 1) * size : number * size]


def settled(request: Asked, dates: Sequence[str] = (), **defaults: Given) -> Reply | None:
    """A redirect to the address that says the same for good; None where this one does.

    What a form without script sends names its empty fields as well, and ``today`` is another day tomorrow.

    Args:
        request: The request.
        dates: The parameters that are days.
        defaults: What counts where a parameter is not given, and has to stand in the address.
    """
    said: dict[str, Given] = dict(given_of(request))
    today = date.today().isoformat()
    wanted = {**said, **{name: value for name, value in defaults.items() if name not in said}}
    for name in dates:
        given = wanted.get(name)
        if isinstance(given, list):
            wanted[name] = [today if value.lower() == "today" else value for value in given]
    if wanted == said and all(value.strip() for _, value in request.parameters.pairs):
        return None
    return see_other(f"{request.root}{request.path}{asked(wanted)}")


def downloads(
    addresses: Addresses, page: str, given: Mapping[str, Sequence[str]], forms: Sequence[str] = ("csv", "json")
) -> list[tuple[str, str]]:
    """The same list in other forms: what each is called, and where it is."""
    whole = {name: values for name, values in given.items() if name not in ("page", "q")}
    return [(_CALLED[form], address(addresses, page, whole, form)) for form in forms]


def written(records: Sequence[Mapping[str, Any]], form: Form, columns: Sequence[str]) -> Reply:
    """Records as JSON, with all that they have, or as CSV with these columns; a header says where some were left out.

    Args:
        records: All of them.
        form: ``json`` or ``csv``.
        columns: The columns of CSV.
    """
    body = write_records(records[:MOST], form, columns=columns if form == "csv" else None)
    reply = Reply(body, JSON if form == "json" else CSV)
    if len(records) > MOST:
        reply = reply.having(Credatlas_Truncated=f"{MOST} of {len(records)} rows")
    return reply
