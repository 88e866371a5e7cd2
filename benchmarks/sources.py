"""Source files as curators write them: a description of the snapshot, then passages with plain triples."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from credatlas.terms import PREFIXES

_IRI: Final = PREFIXES["source"]
_USED: Final = (
    "audience basis bibo ca cito count credential ctype dcterms ekind event journal level mode oa offering org "
    "organization otype partnership person policy programme prov ptype rel schema series session skill source status "
    "tier topic unit work xsd"
).split()
_STEP: Final = 180  # characters from one passage to the next in texts that nobody ever wrote


def prefixes() -> str:
    """``@prefix`` lines for the prefixes that generated files use."""
    return "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in _USED)


def text(words: str) -> str:
    """A literal in English."""
    return f'"{words}"@en'


def date(day: str) -> str:
    """A literal for a day (``2025-04-14``), a month (``2025-04``) or a year."""
    return f'"{day}"^^xsd:{("gYear", "gYearMonth", "date")[day.count("-")]}'


def some(rng: Random, prefix: str, concepts: Sequence[str], most: int) -> str:
    """One to ``most`` concepts, as a list of objects."""
    return " , ".join(f"{prefix}:{concept}" for concept in sorted(rng.sample(concepts, rng.randint(1, most))))


def quoted(words: str) -> str:
    """A literal without a language."""
    return f'"{words}"'


@dataclass(frozen=True, slots=True)
class Passage:
    """One place in a source.

    Attributes:
        name: The fragment of its id.
        triples: What it says, each as ``subject predicate object`` in Turtle.
        qualifiers: What stands on the passage itself: ``ca:basis basis:normalised``.
    """

    name: str
    triples: Sequence[str]
    qualifiers: Sequence[str]


@dataclass(slots=True)
class Source:
    """One snapshot, and the file it is written into.

    Attributes:
        slug: The last part of its id, and the name of its file.
        description: What is known of it, each as ``predicate object``.
        passages: What it says, in the order of its text.
    """

    slug: str
    description: Sequence[str]
    passages: list[Passage] = field(default_factory=list)

    def say(self, name: str, *triples: str, basis: str = "", status: str = "") -> None:
        """Adds a passage; one without triples is left out.

        Args:
            name: The fragment of its id; a number is added where it is taken.
            *triples: Each as ``subject predicate object``.
            basis: ``normalised``, ``inferred`` or ``curated`` where the source does not state it so.
            status: ``planned`` or ``provisional`` where the source does not assert it.
        """
        kept = [triple for triple in triples if triple]
        if kept:
            said = [f"ca:basis basis:{basis}" if basis else "", f"ca:status status:{status}" if status else ""]
            self.passages.append(Passage(f"{name}-{len(self.passages)}", kept, [one for one in said if one]))

    def trig(self) -> str:
        """The file."""
        return "".join(self._parts())

    def _parts(self) -> Iterator[str]:
        yield prefixes()
        digest = hashlib.sha256(self.slug.encode()).hexdigest()  # stands for that of a text nobody wrote
        about = [*self.description, f'ca:sha256 "{digest}"', f"prov:wasGeneratedBy <{_IRI}{self.slug}#curation>"]
        yield f"\nsource:{self.slug} a ca:SourceSnapshot ;\n  " + " ;\n  ".join(about) + " .\n"
        entered = "a ca:CurationActivity ;\n  prov:wasAssociatedWith organization:credatlas"
        yield f"\n<{_IRI}{self.slug}#curation> {entered} .\n"
        for number, passage in enumerate(self.passages):
            iri = f"<{_IRI}{self.slug}#{passage.name}>"
            offsets = [f"ca:startOffset {number * _STEP}", f"ca:endOffset {number * _STEP + _STEP - 20}"]
            described = ["a ca:Passage", f"oa:hasSource source:{self.slug}", *offsets, *passage.qualifiers]
            yield f"\n{iri} " + " ;\n  ".join(described) + " .\n"
            yield f"GRAPH {iri} {{\n" + "".join(f"  {triple} .\n" for triple in passage.triples) + "}\n"
