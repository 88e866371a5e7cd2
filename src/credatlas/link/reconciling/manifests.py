"""What the service says of itself, for each version of the protocol."""

from __future__ import annotations

from typing import Any, Final

from ...terms import CA, ID
from ...version import __version__
from .model import Limits
from .vocabulary import MATCHABLE, Vocabulary

NAME: Final = "credatlas"
_ABOUT: Final = "credatlas: healthcare-AI education, credentials and their organisations"
PREVIEW: Final = (430, 300)
"""Width and height of a preview in pixels."""
_LIMIT: Final = {"type": "number", "default": 0}
_LIMIT_NAME: Final = "Limit"
_LIMIT_HELP: Final = "At most so many values for each row (0 for all)"


def old_manifest(base: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """The manifest for versions 0.1 and 0.2, which share one address.

    Args:
        base: The address of the service, without a slash at its end.
        vocabulary: The types of the graph.
    """

    def suggest(what: str) -> dict[str, str]:
        # the flyout of each is told from the others by its path
        return {
            "service_url": base,
            "service_path": f"/suggest/{what}",
            "flyout_service_url": base,
            "flyout_service_path": f"/flyout/{what}?id=${{id}}",
        }

    width, height = PREVIEW
    return {
        "versions": ["0.1", "0.2"],
        "name": _ABOUT,
        "identifierSpace": ID,
        "schemaSpace": CA,
        "serviceVersion": __version__,
        "defaultTypes": _default_types(vocabulary),
        "view": {"url": f"{base}/view?id={{{{id}}}}"},
        "preview": {"url": f"{base}/preview?id={{{{id}}}}", "width": width, "height": height},
        "suggest": {what: suggest(what) for what in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/properties"},
            "property_settings": [{"name": "limit", "label": _LIMIT_NAME, "help_text": _LIMIT_HELP, **_LIMIT}],
        },
    }


def new_manifest(base: str, vocabulary: Vocabulary, limits: Limits) -> dict[str, Any]:
    """The manifest for version 1.0 as drafted.

    Args:
        base: The address of the service of this version, without a slash at its end.
        vocabulary: The types of the graph.
        limits: How many queries it takes at once.
    """
    width, height = PREVIEW
    return {
        "versions": ["1.0-draft"],
        "name": _ABOUT,
        "lang": "en",
        "serviceVersion": __version__,
        "defaultTypes": _default_types(vocabulary),
        "view": {"url": f"{base}/view?id={{id}}"},
        "preview": {"width": width, "height": height},
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {
            "proposeProperties": True,
            "propertySettings": [{"id": "limit", "name": _LIMIT_NAME, "helpText": _LIMIT_HELP, **_LIMIT}],
        },
        "batchSize": limits.queries,
        "standardizedScore": True,
    }


def _default_types(vocabulary: Vocabulary) -> list[dict[str, str]]:
    kinds = [vocabulary.kinds[id_] for id_ in MATCHABLE if id_ in vocabulary.kinds]
    return [{"id": kind.id, "name": kind.name} for kind in kinds]
