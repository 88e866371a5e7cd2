"""Drawings as SVG, without a browser: shapes and colours by kind, names, lines with their relation, a legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .attributes import edge_text, fact_text, one_line
from .groups import GROUPS
from .hubs import hub_names
from .layout import FONT_SIZE, LABELLED, label_lines
from .legend import INK, QUIET, RULE, WARNING, Entry, entries, legend, legend_height
from .lettering import FONT, LINE, text_width, wrapped
from .lines import Line, lines
from .model import Drawing, Node
from .placing import Area, Page
from .shapes import shape
from .xmltext import escaped, number

_MARGIN: Final = 36.0
_TITLE: Final = 24.0
_SMALL: Final = 12.0
_RELATION: Final = 11.0
_LEAST_WIDTH: Final = 720.0
_SHARES: Final = (0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72)
_MOST_ARROWS: Final = 2000  # lines, above which heads are only noise
_MOST_FACTS: Final = 12  # in the text that shows under the pointer


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The sizes of a picture; ``left`` and ``top`` are what is added to the places of nodes."""

    width: float
    height: float
    left: float
    top: float
    legend_top: float
    entries: Sequence[Entry]


def svg(drawing: Drawing) -> Iterator[str]:
    """A drawing that has places as SVG, piece by piece; see :func:`~credatlas.draw.layout.laid_out`."""
    sheet = _sheet(drawing)
    title = one_line(drawing.title)
    size = f'width="{number(sheet.width)}" height="{number(sheet.height)}"'
    box = f'viewBox="0 0 {number(sheet.width)} {number(sheet.height)}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} font-family="{FONT}" role="img">\n'
    yield f"<title>{escaped(title)}</title>\n<desc>{escaped(summary(drawing))}</desc>\n"
    yield '<rect width="100%" height="100%" fill="#ffffff"/>\n'
    yield _head(drawing, sheet)
    yield f'<g transform="translate({number(sheet.left)} {number(sheet.top)})">\n'
    page = Page(Area(-sheet.left + 4, -8, sheet.width - sheet.left - 4, sheet.legend_top - sheet.top))
    named = len(drawing.nodes) <= LABELLED
    for node in drawing.nodes:
        page.take(_shape_area(node))
        if named:
            page.take(_name_area(node, label_lines(node)))
    found = list(lines(drawing))
    yield f'<g fill="none" stroke="{RULE}" stroke-width="{1.4 if named else 0.7}">\n'
    for line in found:
        yield _path(drawing, line, arrow=len(found) <= _MOST_ARROWS)
    yield "</g>\n"
    yield f'<g stroke="#ffffff" stroke-width="{1.5 if named else 0.8}">\n'
    for node in drawing.nodes:
        yield _node(drawing, node)
    yield "</g>\n"
    if named:
        yield from _relations(found, page)
    yield from _names(drawing, page, named=named)
    yield "</g>\n"
    yield legend(sheet.entries, _MARGIN, sheet.legend_top, sheet.width - 2 * _MARGIN)
    yield "</svg>\n"


def summary(drawing: Drawing) -> str:
    """How much there is in a drawing, in words, and what one should know of it."""
    sources = len({evidence.source for evidence in drawing.evidence})
    counts = [(len(drawing.nodes), "thing"), (len(drawing.edges), "relation"), (sources, "source")]
    words = ", ".join(f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
    return words + (f"; {one_line(drawing.note)}" if drawing.note else "")


def _sheet(drawing: Drawing) -> _Sheet:
    named = len(drawing.nodes) <= LABELLED
    areas = [_shape_area(node) for node in drawing.nodes] or [Area(0, 0, 0, 0)]
    if named:
        areas += [_name_area(node, label_lines(node)) for node in drawing.nodes]
    left, top = min(area.left for area in areas), min(area.top for area in areas)
    right, bottom = max(area.right for area in areas), max(area.bottom for area in areas)
    width = max(_LEAST_WIDTH, right - left + 2 * _MARGIN)
    head = _MARGIN + _TITLE + 2.2 * _SMALL + 18
    found = entries(drawing)
    foot = head + bottom - top + 24
    height = foot + legend_height(found, width - 2 * _MARGIN) + _MARGIN * 0.6
    return _Sheet(width, height, (width - right + left) / 2 - left, head - top, foot, found)


def _head(drawing: Drawing, sheet: _Sheet) -> str:
    (title,) = wrapped(drawing.title, _TITLE, sheet.width - 2 * _MARGIN, 1)
    x, y = number(_MARGIN), _MARGIN + _TITLE * 0.75
    return (
        f'<text x="{x}" y="{number(y)}" font-size="{number(_TITLE)}" font-weight="700" fill="{INK}">{escaped(title)}'
        f'</text>\n<text x="{x}" y="{number(y + 2 * _SMALL)}" font-size="{number(_SMALL)}" fill="{QUIET}">'
        f"{escaped(summary(drawing))}</text>\n"
    )


def _shape_area(node: Node) -> Area:
    half = node.size * 0.6
    return Area(node.x - half, node.y - half, node.x + half, node.y + half)


def _name_area(node: Node, texts: Sequence[str]) -> Area:
    half = max(text_width(text, FONT_SIZE) for text in texts) / 2
    top = node.y + node.size / 2 + 4
    return Area(node.x - half, top, node.x + half, top + len(texts) * FONT_SIZE * LINE)


def _path(drawing: Drawing, line: Line, *, arrow: bool) -> str:
    start, middle, end = (f"{number(x)} {number(y)}" for x, y in (line.start, line.middle, line.end))
    looks = ' stroke-dasharray="5 4"' if line.is_inferred else ""
    looks += f' stroke="{WARNING}"' if line.is_disputed else ""
    told = [edge_text(drawing, edge) for edge in line.edges]
    head = f'<path d="{_arrow(line)}" stroke-dasharray="none"/>' if arrow else ""
    body = f'<path d="M{start}Q{middle} {end}"/>{head}'
    return f"<g{looks}><title>{escaped(chr(10).join(told))}</title>{body}</g>\n"


def _arrow(line: Line) -> str:
    """An open arrow head at the end of a line."""
    (x, y), (before_x, before_y) = line.end, line.at(0.92)
    away_x, away_y = before_x - x, before_y - y
    length = (away_x * away_x + away_y * away_y) ** 0.5 or 1.0
    away_x, away_y = away_x / length * 7, away_y / length * 7
    one = f"{number(x + away_x - away_y * 0.5)} {number(y + away_y + away_x * 0.5)}"
    other = f"{number(x + away_x + away_y * 0.5)} {number(y + away_y - away_x * 0.5)}"
    return f"M{one}L{number(x)} {number(y)}L{other}"


def _node(drawing: Drawing, node: Node) -> str:
    group = GROUPS[node.group]
    facts = [fact_text(fact) for fact in node.facts[:_MOST_FACTS]]
    more = [f"and {len(node.facts) - _MOST_FACTS} more"] if len(node.facts) > _MOST_FACTS else []
    told = "\n".join([f"{one_line(node.name)} ({one_line(node.kind)})", *facts, *more])
    ring = ""
    if node.id in drawing.start and len(drawing.start) < len(drawing.nodes):
        ring = f'<g fill="none" stroke="{INK}" stroke-width="2">{shape(group.shape, node.x, node.y, node.size + 9)}</g>'
    body = shape(group.shape, node.x, node.y, node.size)
    return f'<g fill="{node.colour or group.colour}"><title>{escaped(told)}</title>{ring}{body}</g>\n{_badge(node)}'


def _badge(node: Node) -> str:
    """A mark on a thing of which sources say different things."""
    if not any(fact.dispute for fact in node.facts):
        return ""
    radius = max(4.0, node.size * 0.17)
    x, y = number(node.x + node.size * 0.42), number(node.y - node.size * 0.42)
    return f'<circle cx="{x}" cy="{y}" r="{number(radius)}" fill="{WARNING}"><title>sources differ</title></circle>\n'


def _relations(found: Sequence[Line], page: Page) -> Iterator[str]:
    """The names of relations beside their lines, where there is room; the pointer shows the others."""
    yield f'<g font-size="{number(_RELATION)}" fill="{QUIET}" text-anchor="middle">\n'
    for line in found:
        half, high = text_width(line.text, _RELATION) / 2 + 2, _RELATION * 0.62
        areas = [Area(x - half, y - high, x + half, y + high) for x, y in (line.at(share) for share in _SHARES)]
        area = page.first_free(areas)
        if area is not None:
            x, y = (area.left + area.right) / 2, (area.top + area.bottom) / 2 + _RELATION * 0.34
            text = escaped(one_line(line.text))
            yield f'{_back(area)}<text x="{number(x)}" y="{number(y)}">{text}</text>\n'
    yield "</g>\n"


def _back(area: Area) -> str:
    """A ground for words, so that no line crosses them out."""
    size = f'width="{number(area.right - area.left)}" height="{number(area.bottom - area.top)}"'
    return f'<rect x="{number(area.left)}" y="{number(area.top)}" {size} rx="3" fill="#ffffff" fill-opacity="0.86"/>'


def _names(drawing: Drawing, page: Page, *, named: bool) -> Iterator[str]:
    """The names of things: of all below them, or of those that others gather around."""
    yield f'<g font-size="{number(FONT_SIZE)}" fill="{INK}" text-anchor="middle">\n'
    if named:
        for node in drawing.nodes:
            texts = label_lines(node)
            yield _name(_name_area(node, texts), texts, bold=node.id in drawing.start)
    else:
        for node, areas, text in hub_names(drawing):
            area = page.first_free(areas)
            if area is not None:
                yield _name(area, (text,), bold=node.id in drawing.start)
    yield "</g>\n"


def _name(area: Area, texts: Sequence[str], *, bold: bool) -> str:
    x, step = number((area.left + area.right) / 2), FONT_SIZE * LINE
    parts = [
        f'<tspan x="{x}" y="{number(area.top + FONT_SIZE * 0.92 + place * step)}">{escaped(text)}</tspan>'
        for place, text in enumerate(texts)
    ]
    weight = ' font-weight="700"' if bold else ""
    return f"{_back(area)}<text{weight}>{''.join(parts)}</text>\n"
