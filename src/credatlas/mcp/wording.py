"""Errors speak of options and commands, as people type them; here the same is said of arguments and tools."""

from __future__ import annotations

import re
from typing import Final

_OPTION: Final = re.compile(r"(?<![\w-])--([a-z]+(?:-[a-z]+)*)")
_COMMANDS: Final = (
    ("`credatlas find WORDS`", "the tool find"),
    ("`credatlas queries NAME` shows", "the tool schema with part queries shows"),
)
_COMMAND: Final = re.compile(r"`credatlas ([a-z]+)([^`]*)`")


def in_arguments(text: str) -> str:
    """The text with arguments in place of options, and tools in place of commands.

    Example:
        >>> in_arguments("--max-price: look for it with `credatlas find WORDS`")
        'max_price: look for it with the tool find'
    """
    for command, tool in _COMMANDS:
        text = text.replace(command, tool)
    text = _COMMAND.sub(lambda found: f"the tool {found[1]}{found[2]}", text)
    return _OPTION.sub(lambda found: found[1].replace("-", "_"), text)
