"""One hierarchy of errors: what happened, where, what to do next, with exit code and HTTP status."""

from __future__ import annotations

from collections.abc import Sequence


class CredatlasError(Exception):
    """Base of every error that credatlas raises on purpose.

    Args:
        message: What happened, in one plain sentence.
        hint: What to do next; empty when there is nothing useful to say.
        place: Where it happened: ``file:line:column``, or a parameter such as ``--max-price``.
    """

    exit_code = 3
    http_status = 500

    def __init__(self, message: str, *, hint: str = "", place: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        """The place and the message on one line, the hint on the next."""
        head = f"{self.place}: {self.message}" if self.place else self.message
        return f"{head}\n  hint: {self.hint}" if self.hint else head


class UsageError(CredatlasError):
    """The call itself is wrong: an unknown option, a parameter of the wrong type."""

    exit_code = 2
    http_status = 400


class DataError(CredatlasError):
    """A source, ontology or query file cannot be used; nothing of it is loaded."""

    exit_code = 3
    http_status = 400


class CombinedError(DataError):
    """Several files or statements cannot be used; each is named with its own place and hint.

    Args:
        errors: What is wrong, at least two, in the order of the files.
    """

    def __init__(self, errors: Sequence[CredatlasError]) -> None:
        super().__init__(f"{len(errors)} things are wrong")
        self.errors = tuple(errors)

    def __str__(self) -> str:
        """One error after the other, the count at the end."""
        return "\n".join([*(str(error) for error in self.errors), self.message])


def together(errors: Sequence[CredatlasError]) -> CredatlasError:
    """One error for all of them: the only one itself, else a :class:`CombinedError`."""
    return errors[0] if len(errors) == 1 else CombinedError(errors)


class QueryError(CredatlasError):
    """A query does not parse or asks for something that is refused."""

    exit_code = 3
    http_status = 400


class NotFoundError(CredatlasError):
    """Nothing goes by that name."""

    exit_code = 4
    http_status = 404


class AmbiguousError(CredatlasError):
    """Several things go by that name.

    Args:
        message: What happened.
        choices: The candidates as ``(id, label)``, best first.
        hint: What to do next.
        place: The parameter that was ambiguous.
    """

    exit_code = 4
    http_status = 409

    def __init__(self, message: str, *, choices: list[tuple[str, str]], hint: str = "", place: str = "") -> None:
        super().__init__(message, hint=hint, place=place)
        self.choices = choices

    def __str__(self) -> str:
        """The message, the candidates one per line, the hint."""
        width = max((len(identifier) for identifier, _ in self.choices), default=0)
        rows = [f"  {identifier:<{width}}  {label}" for identifier, label in self.choices]
        head = f"{self.place}: {self.message}" if self.place else self.message
        tail = [f"  hint: {self.hint}"] if self.hint else []
        return "\n".join([head, *rows, *tail])


class StoreError(CredatlasError):
    """A store or an endpoint cannot be opened, is damaged, or failed to answer."""

    exit_code = 5
    http_status = 502


class NetworkError(CredatlasError):
    """A request to the outside was refused (nobody asked for it) or failed."""

    exit_code = 6
    http_status = 502


EXIT_CODES: dict[int, str] = {
    0: "fine",
    1: "findings: warnings that are not recorded, conflicts asked for with --fail, an answer that is partial",
    2: "usage: unknown command or option, parameter of the wrong type",
    3: "bad data or bad query",
    4: "not found, or ambiguous",
    5: "the store or the endpoint failed",
    6: "network refused or failed",
}


def nearest(word: str, known: list[str], *, limit: int = 3) -> list[str]:
    """The known names that look most like ``word``, best first, at most ``limit``.

    Example:
        >>> nearest("offering-by-price", ["offerings-by-price", "timeline"])
        ['offerings-by-price']
    """
    import difflib

    return difflib.get_close_matches(word, known, n=limit, cutoff=0.6)


def did_you_mean(word: str, known: list[str]) -> str:
    """A hint sentence with the nearest names, or an empty string when nothing is near."""
    near = nearest(word, known)
    return f"did you mean {' or '.join(near)}?" if near else ""
