"""A timeline as SVG: one row for each dated thing, bars for what lasts, marks for deadlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from .attributes import one_line
from .dated import Dated, Mark, Timeline
from .groups import GROUPS
from .legend import INK, QUIET, RULE, WARNING, Entry, legend, legend_height
from .lettering import FONT, text_width, wrapped
from .model import Evidence
from .xmltext import escaped, number

_LINE_END: Final = "\n"
_MARGIN: Final = 36.0
_NAMES: Final = 340.0  # pixels of the column of names
_YEARS: Final = 940.0  # pixels of the time, and more where it is long
_WIDEST: Final = 6000.0
_ROW: Final = 24.0
_BAR: Final = 11.0
_SIZE: Final = 12.5
_SMALL: Final = 11.0
_HEAD: Final = 104.0
_LEAST: Final = 60.0  # pixels in which dates say anything
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class _Scale:
    """From days to pixels."""

    first: date
    last: date
    left: float
    width: float

    def at(self, day: date) -> float:
        """Where a day stands; what lies outside stands at the edge."""
        days = max((self.last - self.first).days, 1)
        return self.left + self.width * min(max((day - self.first).days, 0), days) / days


def timeline_svg(shown: Timeline) -> Iterator[str]:
    """A timeline as SVG, piece by piece."""
    scale = _scale(shown)
    width = scale.left + scale.width + _MARGIN
    entries = _entries(shown.rows)
    foot = _HEAD + len(shown.rows) * _ROW + 22
    height = foot + legend_height(entries, width - 2 * _MARGIN) + _MARGIN * 0.6
    size = f'width="{number(width)}" height="{number(height)}" viewBox="0 0 {number(width)} {number(height)}"'
    title, about = one_line(shown.title), _about(shown)
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" role="img">\n'
    yield f"<title>{escaped(title)}</title>\n<desc>{escaped(about)}</desc>\n"
    yield '<rect width="100%" height="100%" fill="#ffffff"/>\n'
    (line,) = wrapped(title, 24, width - 2 * _MARGIN, 1)
    yield f'<text x="{number(_MARGIN)}" y="54" font-size="24" font-weight="700" fill="{INK}">{escaped(line)}</text>\n'
    yield f'<text x="{number(_MARGIN)}" y="78" font-size="12" fill="{QUIET}">{escaped(about)}</text>\n'
    yield from _axis(scale, _HEAD, foot - 14)
    for place, row in enumerate(shown.rows):
        yield from _row(row, _HEAD + place * _ROW, scale, shaded=place % 2 == 1)
    yield legend(entries, _MARGIN, foot, width - 2 * _MARGIN)
    yield "</svg>\n"


def _about(shown: Timeline) -> str:
    sources = {said.source for row in shown.rows for said in _says(row)}
    counts = (len(shown.rows), "dated thing"), (len(sources), "source")
    text = ", ".join(f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
    return text + (f"; {one_line(shown.note)}" if shown.note else "")


def _says(row: Dated) -> Iterator[Evidence]:
    yield from row.evidence
    for mark in row.marks:
        yield from mark.evidence


def _scale(shown: Timeline) -> _Scale:
    since, until = shown.within
    first = max(min(row.days()[0] for row in shown.rows), since or date.min)
    last = min(max(row.days()[1] for row in shown.rows), until or date.max)
    room = max((last - first).days // 40, 10)
    first = first - timedelta(days=room) if first - date.min > timedelta(days=room) else first
    last = last + timedelta(days=room) if date.max - last > timedelta(days=room) else last
    years = (last - first).days / 365
    return _Scale(first, last, _MARGIN + _NAMES, min(max(_YEARS, 95 * years), _WIDEST))


def _axis(scale: _Scale, top: float, bottom: float) -> Iterator[str]:
    """A line for each year, and for each month or quarter where there is room."""
    months = (scale.last - scale.first).days / 30.4
    step = 1 if months <= 16 else 3 if months <= 48 else 12
    step *= max(1, int(months / step / (scale.width / 42)))  # where centuries are shown, not each year has a line
    yield f'<g stroke="#e3e7ec" stroke-width="1" font-size="{number(_SMALL)}" fill="{QUIET}">\n'
    day = date(scale.first.year, 1, 1)
    is_first = True
    while day <= scale.last:
        if day >= scale.first:
            x, new_year = number(scale.at(day)), day.month == 1
            colour = ' stroke="#c3cad4"' if new_year else ""
            text = str(day.year) if new_year else _MONTHS[day.month - 1]
            text += f" {day.year}" if is_first and not new_year else ""
            is_first = False
            weight = ' font-weight="700"' if new_year else ""
            yield f'<path d="M{x} {number(top - 6)}V{number(bottom)}"{colour}/>'
            yield f'<text x="{x}" y="{number(top - 11)}" text-anchor="middle" stroke="none"{weight}>{text}</text>\n'
        month = day.month - 1 + step
        if day.year + month // 12 > date.max.year:
            break
        day = date(day.year + month // 12, month % 12 + 1, 1)
    yield "</g>\n"


def _row(row: Dated, top: float, scale: _Scale, *, shaded: bool) -> Iterator[str]:
    middle = top + _ROW / 2
    if shaded:
        right = scale.left + scale.width + 8
        size = f'width="{number(right - _MARGIN + 8)}" height="{number(_ROW)}"'
        yield f'<rect x="{number(_MARGIN - 8)}" y="{number(top)}" {size} fill="#5a6b80" fill-opacity="0.06"/>\n'
    (name,) = wrapped(row.name, _SIZE, _NAMES - 22, 1)
    dates = [*row.stated, *(f"{mark.text} {mark.stated}" for mark in row.marks)]
    told = [one_line(row.name), *dates, *(one_line(str(said)) for said in row.evidence)]
    at = f'x="{number(_MARGIN)}" y="{number(middle + 4.4)}"'
    yield f"<g><title>{escaped(_LINE_END.join(told))}</title>"
    yield f'<text {at} font-size="{_SIZE}" fill="{INK}">{escaped(name)}</text>'
    bar, right = _bar(row, middle, scale)
    yield bar
    for mark in row.marks:
        if mark.last < scale.first or mark.first > scale.last:
            continue
        x = (scale.at(mark.first) + scale.at(mark.last)) / 2
        yield _mark(mark, x, middle)
        right = max(right, x + 7)
    yield _dates(one_line("; ".join(dates)), row, right, middle, scale)
    yield "</g>\n"


def _bar(row: Dated, middle: float, scale: _Scale) -> tuple[str, float]:
    """The bar of what lasts, full where it certainly is and faint where it may be, and how far it reaches."""
    days = [day for day in (*row.start, *row.end) if day is not None]
    if not days:
        return "", scale.left
    colour = GROUPS[row.group].colour
    left, right = scale.at(min(days)), scale.at(max(days))
    if right - left < 3:
        dot = f'<circle cx="{number(left)}" cy="{number(middle)}" r="{number(_BAR / 2)}" fill="{colour}"/>'
        return dot, right + _BAR / 2
    bars = _rectangle(left, right, middle, f'fill="{colour}" fill-opacity="0.32"')
    begun, going = row.start[1], row.end[0]
    if begun is not None and going is not None and begun <= going:
        inner = scale.at(begun)
        bars += _rectangle(inner, max(scale.at(going), inner + 3), middle, f'fill="{colour}"')
    return bars, right


def _rectangle(left: float, right: float, middle: float, looks: str) -> str:
    size = f'width="{number(right - left)}" height="{number(_BAR)}" rx="3"'
    return f'<rect x="{number(left)}" y="{number(middle - _BAR / 2)}" {size} {looks}/>'


def _mark(mark: Mark, x: float, middle: float) -> str:
    points = [(x, middle - 6), (x + 6, middle), (x, middle + 6), (x - 6, middle)]
    told = [f"{mark.text} {mark.stated}", *(one_line(str(said)) for said in mark.evidence)]
    shape = " ".join(f"{number(a)},{number(b)}" for a, b in points)
    looks = f'fill="{WARNING if mark.is_deadline else "#ffffff"}" stroke="{WARNING}" stroke-width="1.5"'
    return f'<polygon points="{shape}" {looks}><title>{escaped(_LINE_END.join(told))}</title></polygon>'


def _dates(text: str, row: Dated, right: float, middle: float, scale: _Scale) -> str:
    """The dates in words: behind the bar, or before it where there is no room."""
    limit = scale.left + scale.width
    width = text_width(text, _SMALL)
    size = f'y="{number(middle + 3.8)}" font-size="{number(_SMALL)}" fill="{QUIET}"'
    if right + 8 + width <= limit:
        return f'<text x="{number(right + 8)}" {size}>{escaped(text)}</text>'
    left = scale.at(row.days()[0]) - 10
    if left - scale.left < _LEAST:
        return ""  # the pointer shows them
    (fitting,) = wrapped(text, _SMALL, left - scale.left, 1)
    return f'<text x="{number(left)}" text-anchor="end" {size}>{escaped(fitting)}</text>'


def _entries(rows: Sequence[Dated]) -> list[Entry]:
    found = []
    for name, group in GROUPS.items():
        count = sum(row.group == name for row in rows)
        if count:
            bar = f'<rect x="-9" y="-5" width="18" height="10" rx="3" fill="{group.colour}"/>'
            found.append(Entry(bar, f"{group.label} {count:,}"))
    found.append(
        Entry(f'<rect x="-9" y="-5" width="18" height="10" rx="3" fill="{RULE}" fill-opacity="0.5"/>', "may be")
    )
    diamond = '<polygon points="0,-6 6,0 0,6 -6,0" fill="{}" stroke="' + WARNING + '" stroke-width="1.5"/>'
    marks = {mark.is_deadline for row in rows for mark in row.marks}
    found += [Entry(diamond.format(WARNING), "deadline")] if True in marks else []
    found += [Entry(diamond.format("#ffffff"), "opens")] if False in marks else []
    return found
