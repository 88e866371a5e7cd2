"""credatlas: an evidence-backed knowledge graph of healthcare-AI education, and its query layer."""

__version__ = "0.1.0"
