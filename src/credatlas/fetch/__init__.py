"""The one client that opens pages of the web, only when somebody asked for it."""

from .client import Fetched, Limits, fetch

__all__ = ["Fetched", "Limits", "fetch"]
