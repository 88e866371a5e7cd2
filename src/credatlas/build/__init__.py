"""From the files of a project to a published store: parse, compile, infer, validate, publish; all or nothing.

A store is verified against its build, and loaded into server engines, here as well. What is needed to open a built
store is small and imported at once; the rest when it is asked for.
"""

from typing import TYPE_CHECKING

from ..late import late
from .manifest import Manifest
from .opening import Atlas, open_atlas, open_generation

if TYPE_CHECKING:
    from .checking import Area, CheckReport, check
    from .making import Built, build
    from .pushing import Engine, Pushed, push
    from .verifying import Verification, verify

__all__ = [
    "Area",
    "Atlas",
    "Built",
    "CheckReport",
    "Engine",
    "Manifest",
    "Pushed",
    "Verification",
    "build",
    "check",
    "open_atlas",
    "open_generation",
    "push",
    "verify",
]
# a reading command must not pay for compiling and validating
__getattr__ = late(
    __name__,
    {
        **dict.fromkeys(("Built", "build"), "making"),
        **dict.fromkeys(("Area", "CheckReport", "check"), "checking"),
        **dict.fromkeys(("Engine", "Pushed", "push"), "pushing"),
        **dict.fromkeys(("Verification", "verify"), "verifying"),
    },
)
