"""The graph over time: what changed between two versions, what to look at again, what nobody has said yet.

:mod:`~credatlas.history.versions` opens a version by its name, :mod:`~credatlas.history.differing` compares two;
:mod:`~credatlas.history.stale` finds values that are over their shelf life, :mod:`~credatlas.history.gaps` what is
missing. What compares versions needs the whole of the build, and is imported when it is asked for.
"""

from typing import TYPE_CHECKING

from ..late import late

if TYPE_CHECKING:
    from .differences import Difference
    from .differing import diff
    from .gaps import Gap
    from .stale import Stale
    from .versions import Version, open_version

__all__ = ["Difference", "Gap", "Stale", "Version", "diff", "open_version"]
__getattr__ = late(
    __name__,
    {
        "Difference": "differences",
        "Gap": "gaps",
        "Stale": "stale",
        "Version": "versions",
        "diff": "differing",
        "open_version": "versions",
    },
)
