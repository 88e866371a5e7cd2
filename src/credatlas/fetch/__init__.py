"""The one client that opens pages of the web, only when somebody asked for it."""

from .addresses import says_private
from .client import Fetched, Limits, fetch

__all__ = ["Fetched", "Limits", "fetch", "says_private"]
