"""What the tests of readers of outside data share: the labels of the concept schemes, and published examples."""

from __future__ import annotations

import os
from pathlib import Path

import pyoxigraph as ox
import pytest

from credatlas.ingest.concepts import Lookup, lookup

ROOT = Path(__file__).resolve().parent.parent


def labels_of(root: Path) -> Lookup:
    """The labels of the schemes of a checkout."""
    files = sorted((root / "ontology/schemes").glob("*.ttl"))
    return lookup(quad for path in files for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


LABELS = labels_of(ROOT)


def published(name: str, called: str) -> Path:
    """A folder of published examples beside the checkout; the test is skipped where it is not at hand."""
    folder = Path(os.environ.get("CREDATLAS_SHARED") or ROOT.parent / "shared") / name
    if not folder.is_dir() or not any(folder.iterdir()):
        pytest.skip(f"{called} are missing: put them into ../shared/{name}")
    return folder
