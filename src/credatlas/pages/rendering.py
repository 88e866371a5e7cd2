"""From a template and its data to a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..version import __version__
from .addresses import Addresses, is_ours

if TYPE_CHECKING:
    from jinja2 import Environment

    from ..build import Atlas


@dataclass(frozen=True, slots=True)
class Edition:
    """Which data a page shows.

    Attributes:
        digest: The digest of the store; empty where it has none.
        built: The day on which it was built, as text; empty where nobody knows.
        notice: What readers should know of the store, in one sentence; mostly empty.
    """

    digest: str = ""
    built: str = ""
    notice: str = ""


def render(template: str, *, addresses: Addresses, edition: Edition | None = None, **data: Any) -> str:
    """A page: everything that comes in is escaped, and what a template asks for in vain is an error.

    Args:
        template: The name of a file in ``templates/``.
        addresses: Where everything else is.
        edition: Which data the page shows, for its foot.
        data: What the template is filled with: at least ``title``.

    Raises:
        UsageError: The extra ``serve`` is not installed.
    """
    page = _environment().get_template(template)
    return page.render(addresses=addresses, edition=edition or Edition(), software=__version__, **data)


def edition_of(atlas: Atlas) -> Edition:
    """Which data a graph holds, as its manifest has it."""
    digest, built = _described(atlas.generation) if atlas.generation else ("", "")
    return Edition(digest, built, atlas.notice)


@lru_cache(8)
def _described(generation: Path) -> tuple[str, str]:
    from ..build import Manifest

    manifest = Manifest.parse(generation)
    return manifest.digest, manifest.built[:10]


@cache
def _environment() -> Environment:
    try:
        import jinja2
    except ImportError as error:
        hint = "install the extra: pip install 'credatlas[serve]'"
        raise UsageError("pages need Jinja2, which is not installed", hint=hint) from error
    folder = files(__package__).joinpath("templates")
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals["iri_is_ours"] = is_ours
    return environment
