"""The graph over time: what changed between two versions of it.

:mod:`~credatlas.history.versions` opens a version by its name, :mod:`~credatlas.history.differing` compares two.
"""

from .differences import Difference
from .differing import diff
from .versions import Version, open_version

__all__ = ["Difference", "Version", "diff", "open_version"]
