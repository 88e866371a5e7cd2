"""Reads pages as people do: texts, links, fields and tables."""

from __future__ import annotations

import re
from typing import Any

import lxml.html

from asgi import Client


class Document:
    """A page that was read.

    Attributes:
        status: The HTTP status with which it came.
        root: Its elements.
    """

    def __init__(self, body: bytes, status: int = 200) -> None:
        self.status = status
        self.root = lxml.html.document_fromstring(body.decode())

    def all(self, path: str) -> list[Any]:
        """The elements that an XPath finds."""
        return list(self.root.xpath(path))

    def texts(self, path: str) -> list[str]:
        """Their texts, with blanks as a person sees them."""
        return [seen(one) for one in self.all(path)]

    def text(self, path: str = "//main") -> str:
        """The texts of all of them in one."""
        return " ".join(self.texts(path))

    def links(self, path: str = "//main") -> dict[str, str]:
        """The addresses to which words lead."""
        return {seen(one): one.get("href") for one in self.all(f"{path}//a")}

    def table(self, path: str = "//main//table") -> list[list[str]]:
        """The rows of the first table, its heading first."""
        found = self.all(path)
        return [[seen(cell) for cell in row.xpath("./th|./td")] for row in found[0].xpath(".//tr")] if found else []

    def field(self, name: str) -> Any:
        """The first field of that name in the content of the page."""
        return self.all(f"//main//*[@name='{name}']")[0]

    def wrong(self, name: str) -> str:
        """What is said to be wrong with a field; empty where nothing is."""
        return self.text(f"//*[@id='wrong-{name}']")


def seen(element: Any) -> str:
    """The text of an element as a person sees it."""
    return " ".join(element.text_content().split())


def read(client: Client, address: str) -> Document:
    """The page at an address, redirects followed."""
    for _ in range(3):
        reply = client.get(address, accept="text/html")
        if reply.status != 303:
            break
        address = reply.headers["location"]
    assert re.match(r"text/html", reply.headers["content-type"]), reply.body
    return Document(reply.body, reply.status)
