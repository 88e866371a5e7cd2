"""Small dumps of ROR for tests: organisations in few words, packed as the registry publishes them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

HARVARD = "https://ror.org/03vek6s52"


def organisation(number: str, name: str, **more: Any) -> dict[str, Any]:
    """A record of schema v2 with the fields that every record has.

    Keywords: ``other`` names by kind, ``country``, ``town``, ``kinds``, ``status``, ``site``, ``successor``,
    ``parent``, ``ids``.
    """
    names = [{"lang": "en", "types": ["ror_display", "label"], "value": name}]
    names += [{"lang": None, "types": [kind], "value": text} for text, kind in more.get("other", {}).items()]
    code = more.get("country", "US")
    spot = {"name": more.get("town", "Springfield"), "country_code": code, "country_name": code}
    kin = [(kind, more[kind]) for kind in ("parent", "successor") if kind in more]
    return {
        "id": f"https://ror.org/{number}",
        "status": more.get("status", "active"),
        "types": list(more.get("kinds", ["education"])),
        "names": names,
        "locations": [{"geonames_id": 1, "geonames_details": spot}],
        "links": [{"type": "website", "value": more["site"]}] if "site" in more else [],
        "domains": [],
        "established": more.get("established"),
        "external_ids": [{"type": t, "all": [v], "preferred": v} for t, v in more.get("ids", {}).items()],
        "relationships": [{"type": kind, "label": "", "id": f"https://ror.org/{one}"} for kind, one in kin],
        "admin": {"created": {"date": "2020-01-01", "schema_version": "2.0"}},
    }


def packed(folder: Path, records: Any, name: str = "v2.9-2026-06-01-ror-data.json") -> Path:
    """A dump with these records, or with this text in place of them."""
    text = records if isinstance(records, str) else json.dumps(records)
    with zipfile.ZipFile(folder / "dump.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return folder / "dump.zip"
