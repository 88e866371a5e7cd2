"""What an input says, in the words of ingest; the links bring in the same, so that it is defined with the claims."""

from ..claims.outside import Key, LeftOut, Outside, Question, Said, Snapshot, Spot, Thing, Value

__all__ = ["Key", "LeftOut", "Outside", "Question", "Said", "Snapshot", "Spot", "Thing", "Value"]
