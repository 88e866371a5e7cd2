"""The one client of the web, which sends something only when somebody asked for it: pages, and services of data."""

from .addresses import says_private
from .cache import Reply
from .client import Limits
from .pages import Fetched, fetch
from .services import ENDPOINTS, SERVICES, Service, also
from .sparql import Selected, select
from .web import AbsentError, Web

__all__ = [
    "ENDPOINTS",
    "SERVICES",
    "AbsentError",
    "Fetched",
    "Limits",
    "Reply",
    "Selected",
    "Service",
    "Web",
    "also",
    "fetch",
    "says_private",
    "select",
]
