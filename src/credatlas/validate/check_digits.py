"""Check digits of identifiers: what a pattern cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from ..terms import Term, node
from .findings import Finding
from .layers import Layers
from .shapes import CHECK_DIGITS, NAMESPACE, Shapes

_MATCHES: Final = tuple(node(f"skos:{name}Match") for name in ("exact", "broad", "related"))
_CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"


def iso7064_mod11_2(identifier: str) -> bool:
    """Whether the last character of an ORCID iD or ISNI is right.

    Hyphens and spaces do not count. Source: ISO 7064 MOD 11-2, as in
    https://support.orcid.org/hc/en-us/articles/360006897674.

    Example:
        >>> iso7064_mod11_2("0000-0002-1825-0097"), iso7064_mod11_2("0000-0002-1825-0098")
        (True, False)
    """
    characters = identifier.replace("-", "").replace(" ", "")
    total = 0
    for digit in characters[:-1]:
        if not digit.isascii() or not digit.isdigit():
            return False
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return characters[-1:] == ("X" if check == 10 else str(check))


def issn_mod11(identifier: str) -> bool:
    """Whether the last character of an ISSN is right.

    Source: ISO 3297, weights 8 down to 2, modulus 11,
    https://www.issn.org/understanding-the-issn/assignment-rules/issn-manual/.

    Example:
        >>> issn_mod11("0028-0836"), issn_mod11("0028-0835")
        (True, False)
    """
    characters = identifier.replace("-", "")
    digits = characters[:-1]
    if len(characters) != 8 or not digits.isascii() or not digits.isdigit():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True))
    check = -total % 11
    return characters[-1] == ("X" if check == 10 else str(check))


def ror_mod97(identifier: str) -> bool:
    """Whether the last two digits of a ROR id are right; its address may stand before it.

    Source: https://ror.readme.io/docs/identifier: the characters before the check digits are a
    number in Crockford's base 32, the check digits follow ISO 7064 MOD 97-10.

    Example:
        >>> ror_mod97("https://ror.org/03vek6s52"), ror_mod97("https://ror.org/03vek6s53")
        (True, False)
    """
    local = identifier.rpartition("/")[2]
    body, check = local[:-2], local[-2:]
    if len(local) != 9 or not check.isascii() or not check.isdigit() or any(c not in _CROCKFORD for c in body):
        return False
    number = 0
    for character in body:
        number = number * 32 + _CROCKFORD.index(character)
    return 98 - number * 100 % 97 == int(check)


ALGORITHMS: Final[Mapping[str, Callable[[str], bool]]] = {
    "iso7064-mod11-2": iso7064_mod11_2,
    "issn-mod11": issn_mod11,
    "ror-mod97": ror_mod97,
}
"""By the name that ``shapes:checkDigits`` gives."""


def wrong_check_digits(data: Layers, shapes: Shapes) -> Iterator[Finding]:
    """A finding for each identifier whose check digits do not fit.

    A value that the pattern of the same property already refuses is passed over: it gets one finding.

    Args:
        data: The layers to look at.
        shapes: Shapes with ``shapes:checkDigits`` name the property and the algorithm; with ``shapes:namespace`` it is
            links that are looked at.
    """
    import re

    patterns = _patterns(shapes)
    for shape in shapes.having(CHECK_DIGITS):
        path, algorithm = shapes.value(shape, "path"), shapes.value(shape, CHECK_DIGITS)
        assert isinstance(path, ox.NamedNode) and isinstance(algorithm, ox.Literal)
        right = ALGORITHMS[algorithm.value]
        if shapes.text(shape, NAMESPACE):
            yield from _wrong_links(data, shapes, shape, right)
            continue
        for quad in data.quads(None, path, None):
            value = quad.object
            if not isinstance(value, ox.Literal) or right(value.value):
                continue
            if all(re.search(pattern, value.value) for pattern in patterns.get(path, ())):
                message = f'{shapes.text(shape, "name")} "{value.value}" has wrong check digits'
                hint = shapes.text(shape, "message")
                yield Finding("violation", shape, quad.subject, path, value, message, hint)


def _wrong_links(data: Layers, shapes: Shapes, shape: ox.NamedNode, right: Callable[[str], bool]) -> Iterator[Finding]:
    """The links into a namespace whose ends have wrong check digits."""
    start = shapes.text(shape, NAMESPACE)
    for match in _MATCHES:
        for quad in data.quads(None, match, None):
            value = quad.object
            if isinstance(value, ox.NamedNode) and value.value.startswith(start):
                local = value.value.removeprefix(start)
                if not right(local):
                    message = f'{shapes.text(shape, "name")} "{local}" has wrong check digits'
                    hint = shapes.text(shape, "message")
                    yield Finding("violation", shape, quad.subject, match, value, message, hint)


def _patterns(shapes: Shapes) -> dict[Term, list[str]]:
    found: dict[Term, list[str]] = {}
    for quad in shapes.store.quads_for_pattern(None, ox.NamedNode("http://www.w3.org/ns/shacl#pattern"), None):
        path = shapes.value(quad.subject, "path")
        if path is not None and isinstance(quad.object, ox.Literal):
            found.setdefault(path, []).append(quad.object.value)
    return found
