"""What the SSSOM standard (1.1) says of the columns of a table: their names, and what may stand in them.

Source: https://mapping-commons.github.io/sssom/Mapping/ and its schema, sssom-schema 1.1.0a5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SLOTS: Final = tuple(
    "record_id subject_id subject_label subject_category predicate_id predicate_label predicate_modifier object_id "
    "object_label object_category mapping_justification author_id author_label reviewer_id reviewer_label creator_id "
    "creator_label license subject_type subject_source subject_source_version object_type object_source "
    "object_source_version predicate_type mapping_provider mapping_source mapping_cardinality cardinality_scope "
    "mapping_tool mapping_tool_id mapping_tool_version mapping_date publication_date review_date confidence "
    "reviewer_agreement curation_rule curation_rule_text subject_match_field object_match_field match_string "
    "subject_preprocessing object_preprocessing similarity_score similarity_measure see_also issue_tracker_item other "
    "comment".split()
)

_SEVERAL: Final = (
    "author_id reviewer_id creator_id curation_rule subject_match_field object_match_field subject_preprocessing "
    "object_preprocessing".split()
)
REFERENCES: Final[Mapping[str, bool]] = {
    name: name in _SEVERAL
    for name in (
        "record_id subject_id predicate_id object_id mapping_justification subject_source object_source mapping_source "
        "mapping_tool_id issue_tracker_item".split()
        + _SEVERAL
    )
}
"""The columns that name things, and whether they name several, parted by ``|``."""

SCORES: Final = ("confidence", "similarity_score")
"""The columns that hold numbers from 0 to 1."""

LITERAL: Final = "rdfs literal"
"""The type of a subject or object that is a text and has no id."""

PROPAGATED: Final = frozenset(
    "subject_type subject_source subject_source_version object_type object_source object_source_version predicate_type "
    "mapping_provider cardinality_scope mapping_tool mapping_tool_id mapping_tool_version mapping_date curation_rule "
    "curation_rule_text subject_match_field object_match_field subject_preprocessing object_preprocessing "
    "similarity_measure".split()
)
"""The slots that hold for every row when they stand in the head."""

JUSTIFICATIONS: Final = tuple(
    "ManualMappingCuration MappingReview LexicalMatching CompositeMatching LogicalReasoning UnspecifiedMatching "
    "SemanticSimilarityThresholdMatching LexicalSimilarityThresholdMatching MappingChaining MappingInversion "
    "StructuralMatching InstanceBasedMatching BackgroundKnowledgeBasedMatching".split()
)
"""Why two things are thought to match: local names of semapv."""

KNOWN_PREFIXES: Final[Mapping[str, str]] = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
}
"""The prefixes that a head need not declare."""
