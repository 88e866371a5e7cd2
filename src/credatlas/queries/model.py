"""What a canned query is, as data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

TYPES: Final = ("iri", "concept", "string", "integer", "decimal", "date")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A typed parameter of a canned query.

    Attributes:
        name: As in the query after ``$``.
        type: One of :data:`TYPES`.
        description: One line for help.
        classes: For ``iri``: compact names of the classes that a value may have; empty for any.
        scheme: For ``concept``: the scheme as in its IRI.
        required: Whether a call must give it.
        default: The value of a call that leaves it out, as text (a tuple for a list); None without.
        is_list: Whether several values may be given.
        choices: The fixed values that are possible; empty for any.
        choices_from: A property, or a SELECT with one column, that gives the possible values.
        example: One value, as text.
    """

    name: str
    type: str
    description: str = ""
    classes: tuple[str, ...] = ()
    scheme: str = ""
    required: bool = False
    default: str | tuple[str, ...] | None = None
    is_list: bool = False
    choices: tuple[str, ...] = ()
    choices_from: str = ""
    example: str = ""

    @property
    def option(self) -> str:
        """The name on the command line: ``--max-price`` for ``max_price``."""
        return "--" + self.name.replace("_", "-")

    @property
    def optional(self) -> bool:
        """Whether a call may end up without a value: neither required nor with a default."""
        return not self.required and self.default is None


@dataclass(frozen=True, slots=True)
class Remote:
    """What an endpoint on the internet adds to the rows of a canned query.

    Attributes:
        service: Which one: a name of :data:`credatlas.fetch.ENDPOINTS`.
        join: The column whose values the endpoint is asked about; both sides have it.
        query: A SELECT for it, without the values: they are put in front of its patterns.
    """

    service: str
    join: str
    query: str


@dataclass(frozen=True, slots=True)
class Query:
    """A canned query as its file declares it.

    Attributes:
        name: The file's name without ``.rq``.
        path: The file.
        text: The whole file.
        body: The file with the header lines emptied: line numbers stay.
        summary: One line.
        description: More.
        questions: Numbers of the competency questions that it answers.
        topic: The group it is listed under.
        parameters: In the order in which they are declared.
        example: The values of the example call, each a text or a tuple of texts.
        expected: The rows of the example call: column to text; None where the header has none.
        ordered: Whether the order of the rows counts.
        evidence: A declared evidence pattern; empty where evidence is derived.
        reads: Layers beyond the facts that the question is about.
        remote: What an endpoint adds; None where nothing is asked beyond our own graph.
    """

    name: str
    path: Path
    text: str
    body: str
    summary: str
    description: str
    questions: tuple[int, ...]
    topic: str
    parameters: tuple[Parameter, ...]
    example: dict[str, str | tuple[str, ...]]
    expected: tuple[dict[str, str], ...] | None
    ordered: bool
    evidence: str
    reads: tuple[str, ...]
    remote: Remote | None = None

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name, or None."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)

    def to_dict(self) -> dict[str, Any]:
        """What ``credatlas queries NAME --format json`` prints: plain values, stable names."""
        return {
            "name": self.name,
            "summary": self.summary,
            "description": self.description,
            "questions": list(self.questions),
            "topic": self.topic,
            "parameters": [
                {
                    "name": parameter.name,
                    "option": parameter.option,
                    "type": parameter.type,
                    "class": list(parameter.classes),
                    "scheme": parameter.scheme,
                    "required": parameter.required,
                    "default": parameter.default,
                    "list": parameter.is_list,
                    "choices": list(parameter.choices),
                    "description": parameter.description,
                    "example": parameter.example,
                }
                for parameter in self.parameters
            ],
            "example": dict(self.example),
            **({} if self.remote is None else {"remote": asdict(self.remote)}),
            "command": self.command(),
        }

    def command(self) -> str:
        """The example call as one types it."""
        import shlex

        words = ["credatlas", "query", self.name]
        for name, value in self.example.items():
            parameter = self.parameter(name)
            option = parameter.option if parameter else "--" + name
            for one in (value,) if isinstance(value, str) else value:
                words += [option, shlex.quote(one)]
        return " ".join(words)
