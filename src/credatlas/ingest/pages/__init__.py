"""Pages with JSON-LD of schema.org as what an outside input says."""

from .reading import MOST_BYTES, checked_size, load, read_page

__all__ = ["MOST_BYTES", "checked_size", "load", "read_page"]
