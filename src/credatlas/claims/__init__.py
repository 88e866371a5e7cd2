"""From what sources say to what the graph believes: claims, facts and contradictions."""

from .authored import DataFiles, collect, vocabulary_of
from .compiling import Compiled, compile_claims
from .model import Authored, Vocabulary
from .reading import Document, Locate, Places, parse_file
from .slicing import held

__all__ = [
    "Authored",
    "Compiled",
    "DataFiles",
    "Document",
    "Locate",
    "Places",
    "Vocabulary",
    "collect",
    "compile_claims",
    "held",
    "parse_file",
    "vocabulary_of",
]
