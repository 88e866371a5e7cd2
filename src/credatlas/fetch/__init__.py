"""The one client of the web, which sends something only when somebody asked for it: pages, and services of data."""

from .addresses import says_private
from .client import Limits
from .pages import Fetched, fetch

__all__ = ["Fetched", "Limits", "fetch", "says_private"]
