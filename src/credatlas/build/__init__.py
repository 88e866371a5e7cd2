"""From the files of a project to a published store: parse, compile, infer, validate, publish; all or nothing.

What is needed to open a built store is small and imported at once; the rest when a build or a check runs.
"""

from typing import TYPE_CHECKING, Any

from .manifest import Manifest
from .opening import Atlas, open_atlas

if TYPE_CHECKING:
    from .checking import Area, CheckReport, check
    from .making import Built, build

__all__ = ["Area", "Atlas", "Built", "CheckReport", "Manifest", "build", "check", "open_atlas"]


def __getattr__(name: str) -> Any:
    # a reading command must not pay for compiling and validating
    if name in ("Built", "build"):
        from . import making

        return getattr(making, name)
    if name in ("Area", "CheckReport", "check"):
        from . import checking

        return getattr(checking, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
