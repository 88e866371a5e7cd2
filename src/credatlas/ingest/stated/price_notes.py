"""Reads the note of a price clause by clause: which amounts stand in it, and what the words say of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from pyoxigraph import NamedNode

from .moments import moments
from .money import Money, amounts
from .numbers import quantities
from .qualifiers import NON_RESIDENT, RESIDENT, Qualifiers, qualifiers
from .reading import Unread

FREE: Final = re.compile(
    r"\bfree\b|\bno (?:\w+ )?(?:fee|charge|cost)s?\b|\b(?:fully|entirely) (?:funded|paid)\b|\bwithout (?:charge|fee)\b",
    re.IGNORECASE,
)
_GIVEN: Final = re.compile(
    r"\b(?:bursar(?:y|ies)|stipends?|scholarships?|studentships?|awards?|grants? of|fee waivers?)\b", re.IGNORECASE
)
_NO_PRICE: Final = (
    (
        r"\bmore\b(?! than)|\bsupplement\b|\bsurcharge\b|\bextra\b|\badditional\b|\bon top\b|\bplus\b",
        "it is added to another price",
    ),
    (r"\bdeposit\b|\binstal?lments?\b", "it is a part of the price"),
    (r"cost of attendance|cost of living|living costs|accommodation", "it is more than what is asked for the offering"),
    (r"\bprizes?\b|\bsalary\b", "it is no price of the offering"),
)
_SUM: Final = re.compile(r"\d\s*\+\s*[\d$€£]")
_OWN_FEE: Final = re.compile(r"\benrol?lment\b|application fee", re.IGNORECASE)
# what may stand behind an amount that has no currency
_AFTER_BARE: Final = re.compile(
    r"\s*(?:$|[,;:)/(]|(?:for|from|until|till|before|after|by|as of|since|in total|a year|per|and|or|resident|non-\w+"
    r"|members?|international|home|overseas|domestic|local|full|part|on top|more)\b)",
    re.IGNORECASE,
)
_LABEL_BEFORE: Final = re.compile(r"(?:\bx|\bof|\byear|-|\bphase|\bcohort|\bwith|\btype|\btrack)\s*$", re.IGNORECASE)
_GROUP: Final = re.compile(r"^[\s,]*(?:each )?for (?:the )?(?P<who>(?!\w+ months|whole|entire)[^,;()]+)")
_FREE_GROUP: Final = re.compile(r"\bfree (?:of charge )?for (?:the )?(?P<who>[^,;()]+)")
_WHERE: Final = re.compile(r"^\s*(?P<where>(?:in|outside)\b[^,;()]*)")
_FOR_WHOM: Final = "it is not said for whom or what it is asked"
_LEAST_AMOUNT: Final = 100
_BETWEEN_AMOUNTS: Final = re.compile(r"\s+(?:and|or)\s+|\s*/\s*|,\s+|\s*\(", re.IGNORECASE)


@dataclass(slots=True)
class Asked:
    """One amount while it is being told what it is.

    Attributes:
        amount: The number; 0 for what is free.
        currency: Its code; empty where it is not known.
        who: For whom, per what and since when.
        stated: The words.
        given: It is paid to takers, not by them.
        is_main: It stands in the cell for the amount, not in the note.
    """

    amount: Decimal
    currency: str
    who: Qualifiers
    stated: str
    given: bool = False
    is_main: bool = False


@dataclass(slots=True)
class Note:
    """A note while it is read.

    Attributes:
        currency: The currency of the cell.
        main: The amount of the cell, if there is one.
        context: What the clauses without an amount have said so far.
        found: The amounts of the note.
        unread: Amounts that are no price, with reasons.
    """

    currency: str
    main: Asked | None
    context: Qualifiers = field(default_factory=Qualifiers)
    found: list[Asked] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def default_currency(self) -> str:
        """The currency of an amount that names none: that of the cell, or of the amount before."""
        return self.currency or next((one.currency for one in reversed(self.found) if one.currency), "")


def read_note(note: Note, words: str) -> None:
    """Reads all clauses of a note into ``note.found`` and ``note.unread``, and completes ``note.main``."""
    for clause in re.split(r"\s*;\s*", words):
        if clause:
            _read_clause(note, clause)


def _read_clause(note: Note, clause: str) -> None:
    known = len(note.found)
    pieces = _pieces(clause)
    whole = Qualifiers()
    for piece in pieces:
        if _has_amount(piece, note):
            whole = _read_piece(note, piece, whole)
        elif piece.startswith("plus"):
            note.unread.append(Unread(piece, _NO_PRICE[0][1]))
        elif piece is pieces[0]:
            _complete_main(note, piece)
        else:
            whole = whole.over(qualifiers(piece), tier=True)
    new = note.found[known:]
    if new and all(one.who.tier is not None for one in new):  # "12,000 USD in-state, 24,000 USD out-of-state per year"
        for one in new:
            one.who = replace(one.who, per=one.who.per or new[-1].who.per)


def _complete_main(note: Note, words: str) -> None:
    """Words without an amount say what the amount of the cell is, unless they are about something else."""
    if any(re.search(pattern, words, re.IGNORECASE) for pattern, _ in _NO_PRICE):
        return
    own = qualifiers(words)
    if any(quantity.low >= _LEAST_AMOUNT for quantity in quantities(_masked(words))):
        own = replace(own, tier=None)  # a number that is not understood: of it the words may speak
    note.context = own.over(note.context, tier=False)
    if note.main is not None:
        note.main.who = own.over(note.main.who, tier=True)
        note.main.stated += f"; {words}"


def _pieces(clause: str) -> list[str]:
    """A clause cut at "plus", and at commas between amounts."""
    pieces: list[str] = []
    for part in re.split(r",?\s+(?=plus\b)|(?<!\d),\s+|(?<=\d),\s+(?!\d{3}\b)", clause):
        joins = pieces and not part.startswith("plus") and not (_is_priced(part) and _is_priced(pieces[-1]))
        if joins:
            pieces[-1] += f", {part}"
        else:
            pieces.append(part)
    return pieces


def _is_priced(text: str) -> bool:
    return bool(FREE.search(text) or candidates(text))


def _masked(text: str) -> str:
    """The text with its dates blanked out, so that no year is taken for an amount."""
    for moment in moments(text):
        is_amount = moment.end - moment.start == 4 and re.match(r"\s?[A-Z]{3}\b", text[moment.end :])
        if not is_amount:
            text = text[: moment.start] + " " * (moment.end - moment.start) + text[moment.end :]
    return text


def candidates(text: str, currency: str = "") -> list[Money]:
    """The amounts of a text: numbers with a currency, and bare ones that nothing else is said of."""
    masked = _masked(text)
    found = []
    for money, quantity in zip(amounts(masked, currency), quantities(masked), strict=True):
        label = _LABEL_BEFORE.search(masked[: quantity.start]) and money.amount < 100
        bare = _AFTER_BARE.match(masked, quantity.end) and not label and money.amount >= 10 and not money.doubt
        if money.named or bare:
            found.append(money)
    return found


def _has_amount(piece: str, note: Note) -> bool:
    if FREE.search(piece):
        return note.main is None or note.main.amount > 0  # else it says in words what the cell says
    return bool(candidates(piece, note.currency))


def _read_piece(note: Note, piece: str, before: Qualifiers) -> Qualifiers:
    """The amounts of one piece; what it says of them, for the pieces of the clause that follow."""
    known = len(note.found)
    found = candidates(piece, note.default_currency())
    if not found:
        own = qualifiers(piece)
        _add_free(note, piece, own, own.over(before, tier=True))
        return own.over(before, tier=True)
    shared = qualifiers(_without_group(piece, found[-1].end))
    spans = _spans(piece, found)
    tiers = [qualifiers(piece[begin:end]).tier for begin, end in spans]
    is_pair = len(found) == 2 and not any(tiers) and _first_tiers(note) == [RESIDENT, NON_RESIDENT]
    for place, (money, (begin, end)) in enumerate(zip(found, spans, strict=True)):
        own = qualifiers(_without_group(piece[begin:end], money.end - begin))
        who = own.over(before, tier=True).over(shared, tier=not any(tiers))
        if is_pair:
            who = replace(who, tier=(RESIDENT, NON_RESIDENT)[place])
        own = own if who.tier is None else replace(own, tier=who.tier if is_pair or any(tiers) else own.tier)
        _add(note, money, (piece, begin, end), own.over(shared, tier=not any(tiers)), who)
    return shared.over(before, tier=True) if len(note.found) > known else before


def _without_group(text: str, start: int) -> str:
    """The text without "for those with passes from 2015": its year says nothing of the time of the price."""
    group = _GROUP.match(text[start:])
    if group is None or not moments(group["who"]):
        return text
    return text[: start + group.start("who")] + text[start + group.end("who") :]


def _spans(piece: str, found: list[Money]) -> list[tuple[int, int]]:
    """Where the words of each amount stand: cut at the last "and", "or", comma or bracket between two."""
    spans, begin = [], 0
    for money, following in pairwise(found):
        between = list(_BETWEEN_AMOUNTS.finditer(piece, money.end, following.start))
        end, start = (between[-1].start(), between[-1].end()) if between else (following.start, following.start)
        spans.append((begin, end))
        begin = start
    return [*spans, (begin, len(piece))]


def _first_tiers(note: Note) -> list[NamedNode | None]:
    main = [note.main.who.tier] if note.main else []
    return [*main, *(one.who.tier for one in note.found)][:2]


def _add(note: Note, money: Money, place: tuple[str, int, int], own: Qualifiers, who: Qualifiers) -> None:
    """One amount of a note, as a price or a bursary, or the reason why it is neither."""
    piece, begin, end = place
    part, rest = piece[begin:end], piece[money.end : end]
    given = bool(_GIVEN.search(piece))
    group = _GROUP.match(rest)
    if group and not given and not who.cohort:
        meant = qualifiers(f"for {group['who']}")
        if meant.tier is None and meant.per is None:
            who = replace(who, cohort=group["who"].strip())
    where = _WHERE.match(rest)
    if given and where and not who.cohort:
        who = replace(who, cohort=where["where"].strip())
    if note.main is not None and (money.amount, money.currency) == (note.main.amount, note.main.currency):
        note.main.who = note.main.who.over(own, tier=True)  # the note repeats the cell
        return
    told = money.named or own != Qualifiers() or bool(who.cohort)
    reason = _no_price(note, money, (part, piece)) or ("" if told else _FOR_WHOM)
    if reason:
        note.unread.append(Unread(part.strip(" ,("), reason))
    else:
        who = who.over(note.context, tier=False)
        note.found.append(Asked(money.amount, money.currency, who, piece, given))


def _no_price(note: Note, money: Money, texts: tuple[str, str]) -> str:
    """Why an amount is no price of its own; empty if it is one."""
    part, piece = texts
    if money.doubt:
        return money.doubt
    if _SUM.search(piece):
        return "its parts are to be added"
    reason = next((reason for pattern, reason in _NO_PRICE if re.search(pattern, part, re.IGNORECASE)), "")
    if reason and not _OWN_FEE.search(part):
        return reason
    if not money.currency and (note.main is None or note.main.currency):
        return "no currency stands with it"
    begins = re.search(r"\b(?:from|starting at) ?$", piece[: money.start], re.IGNORECASE)
    return "it is where prices begin, not what is asked" if begins else ""


def _add_free(note: Note, piece: str, own: Qualifiers, who: Qualifiers) -> None:
    """A part that says "free": for a group, or in all where there is no other price."""
    group = _FREE_GROUP.search(piece)
    if group and (own.tier is None or (own.tier not in (RESIDENT, NON_RESIDENT) and " of " in group["who"])):
        who = replace(who, cohort=group["who"].strip(), tier=who.tier if own.tier is None else None)
    elif note.main is not None and own.per is None and own.tier is None and not own.cohort:
        note.unread.append(Unread(piece, "it says free where another price is given, and not for whom"))
        return
    note.found.append(Asked(Decimal(0), note.default_currency(), who.over(note.context, tier=False), piece))
