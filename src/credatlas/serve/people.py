"""What all pages for people share: where things are, which data they show, and the files that they load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import NotFoundError
from ..pages.addresses import ServiceAddresses
from ..pages.assets import ASSETS, asset
from ..pages.questions import topics
from ..pages.rendering import edition_of, render
from ..pages.said import Said
from ..pages.schemaorg import dataset
from ..pages.starting import numbers
from .exchange import Asked, Reply, html_of

if TYPE_CHECKING:
    from ..build import Atlas


def addresses_of(asked: Asked) -> ServiceAddresses:
    """The addresses of the service at which a request came in."""
    return ServiceAddresses(asked.base)


def page_of(atlas: Atlas, asked: Asked, template: str, **data: Any) -> Reply:
    """A page, made of a template and its data: ``title`` at least, ``here`` for the entry of the navigation."""
    return html_of(render(template, addresses=addresses_of(asked), edition=edition_of(atlas), **data))


def start(atlas: Atlas, asked: Asked) -> Reply:
    """The start page: what there is, the questions that it answers, and the ways in."""
    data = dataset(addresses_of(asked), edition_of(atlas))
    told = {"numbers": numbers(atlas), "topics": topics(atlas), "data": data}
    return page_of(atlas, asked, "start.html", title="credatlas", **told)


def about(atlas: Atlas, asked: Asked) -> Reply:
    """What the marks mean, which value is shown, licence, how to cite, privacy."""
    addresses = addresses_of(asked)
    example = Said("a source", addresses.page("sources"), "2025-04-15 · press · characters 673–696")
    return page_of(atlas, asked, "about.html", title="About", here="about", example=example)


def static(atlas: Atlas, asked: Asked) -> Reply:
    """A file that pages load. The mark in its address changes with its content, so whoever has it may keep it.

    Raises:
        NotFoundError: There is no such file.
    """
    name = asked.parts["file"]
    if name not in ASSETS:
        raise NotFoundError("there is no such file", hint=f"there are {', '.join(ASSETS)}")
    return Reply(asset(name), ASSETS[name]).having(Cache_Control="public, max-age=31536000, immutable")
