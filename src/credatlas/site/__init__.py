"""The pages of the service as a folder of files, for any host of static files, and to be read from a disk."""

from .copying import Copied, Wish, copy_site

__all__ = ["Copied", "Wish", "copy_site"]
