"""Single keys from a terminal, those that were typed ahead included."""

from __future__ import annotations

import os
import select
import sys
from contextlib import ExitStack
from typing import Final, Self

import click

_ESCAPE: Final = b"\x1b"
_PATIENCE: Final = 0.05  # seconds in which the rest of an arrow key arrives
_END: Final = ("\x03", "\x04", "")  # Ctrl-C, Ctrl-D, and a terminal that is gone


class Keyboard:
    """The keyboard of a terminal, key by key while it is entered.

    What is typed is not shown, and waits for the next question: :func:`click.getchar` would throw it away.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Lets keys come at once, without the line end."""
        if sys.platform != "win32":
            import termios
            import tty

            fd = sys.stdin.fileno()
            before = termios.tcgetattr(fd)
            self._stack.callback(termios.tcsetattr, fd, termios.TCSADRAIN, before)
            tty.setcbreak(fd, termios.TCSADRAIN)
        return self

    def __exit__(self, *_: object) -> None:
        """Puts the terminal back as it was."""
        self._stack.close()

    def key(self) -> str:
        """The next key, in lower case; empty for arrows and the like.

        Raises:
            EOFError: Somebody wants to end: Ctrl-C, Ctrl-D, or the terminal is gone.
        """
        try:
            typed = click.getchar() if sys.platform == "win32" else self._read()
        except (OSError, KeyboardInterrupt) as error:
            raise EOFError from error
        if typed in _END:
            raise EOFError
        return typed.lower() if typed.isascii() and typed.isprintable() else " "

    def _read(self) -> str:
        fd = sys.stdin.fileno()
        typed = os.read(fd, 1)
        if typed == _ESCAPE:  # the down arrow is ESC [ B, and no b
            while select.select([fd], [], [], _PATIENCE)[0] and os.read(fd, 32):
                pass
        return typed.decode("ascii", "replace")

    def line(self, prompt: str) -> str:
        """A line that is typed with the usual keys; empty when somebody thinks better of it."""
        self._stack.close()
        try:
            typed: str = click.prompt(prompt, default="", show_default=False)
        except click.Abort:
            return ""
        finally:
            self.__enter__()
        return typed
