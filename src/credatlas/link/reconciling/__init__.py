"""The reconciliation protocol over the atlas, without a word of HTTP: versions 0.1 and 0.2, and 1.0 as drafted.

The protocol is that of the W3C Entity Reconciliation Community Group (https://reconciliation-api.github.io/specs/).
Requests are checked in :mod:`.asking`, answered by functions over a :class:`Reconciler`, written by :mod:`.writing`.
"""

from .answering import Matcher, Reconciler, answers
from .asking import extension, new_batch, old_batch, old_single
from .extending import extended
from .manifests import new_manifest, old_manifest
from .model import Limits
from .reading import TooLargeError
from .vocabulary import vocabulary

__all__ = [
    "Limits",
    "Matcher",
    "Reconciler",
    "TooLargeError",
    "answers",
    "extended",
    "extension",
    "new_batch",
    "new_manifest",
    "old_batch",
    "old_manifest",
    "old_single",
    "vocabulary",
]
