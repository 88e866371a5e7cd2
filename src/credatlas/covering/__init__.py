"""Smallest sets of credentials, or of programmes and courses, that together cover some topics."""

from .making import Wish, cover
from .model import Covering, CoverSet, Member
from .printing import cover_lines

__all__ = ["CoverSet", "Covering", "Member", "Wish", "cover", "cover_lines"]
