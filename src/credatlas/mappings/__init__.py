"""Links to other sources as SSSOM mapping sets: ``data/links/<source>.sssom.tsv``."""

from .model import MANUAL, MATCHES, NO_TERM, Link, LinkSet, Relation
from .reading import links_file, links_files, read_links
from .table import MappingSet, read_mapping_set
from .targets import TARGETS, Target, target
from .writing import changed, render, write_links

__all__ = [
    "MANUAL",
    "MATCHES",
    "NO_TERM",
    "TARGETS",
    "Link",
    "LinkSet",
    "MappingSet",
    "Relation",
    "Target",
    "changed",
    "links_file",
    "links_files",
    "read_links",
    "read_mapping_set",
    "render",
    "target",
    "write_links",
]
