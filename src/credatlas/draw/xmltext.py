"""Texts and numbers as they stand in XML."""

from __future__ import annotations


def escaped(text: str) -> str:
    """A clean text as the content of an element.

    Example:
        >>> escaped("R&D <b>")
        'R&amp;D &lt;b&gt;'
    """
    # three searches that mostly find nothing are quicker than one pass through a table
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def attribute(text: str) -> str:
    """A clean text as the value of an attribute in double quotes; readers get its line ends back."""
    text = escaped(text).replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;") if "\n" in text or "\t" in text else text


def number(value: float) -> str:
    """A number with at most two decimals: less than what an eye sees, and the same bytes everywhere.

    Example:
        >>> number(12.0), number(3.14159), number(-0.001)
        ('12', '3.14', '0')
    """
    if isinstance(value, int):
        return str(value)
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
