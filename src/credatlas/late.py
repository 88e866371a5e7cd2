"""What a package offers and imports only when it is asked for: most calls of the program need little of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def late(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package (PEP 562) that takes names from its modules when they are first asked for.

    Args:
        package: The full name of the package.
        homes: Each name with the module of the package in which it is.

    Returns:
        A function that gives what a name stands for.

    Raises:
        AttributeError: By that function; the package has no such name.
    """

    def found(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f".{homes[name]}", package), name)

    return found
