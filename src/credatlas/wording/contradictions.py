"""Kinds of contradictions, rules of choice and states of issues, as people call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Plain:
    """What people call something that the graph calls by a technical word.

    Attributes:
        heading: A few words, without a capital.
        sentence: What it means, in one sentence.
    """

    heading: str
    sentence: str


# The definitions of the ontology speak of claims and classes of sources; these are for whoever does not know them.
CONFLICT_KINDS_IN_WORDS: Final[Mapping[str, Plain]] = {
    "factual": Plain("different facts", "Sources state things that cannot both be right."),
    "time-varying": Plain(
        "changed over time", "One is what was planned, what held at another time, or what an older copy of a page says."
    ),
    "naming": Plain("different names", "Sources call one thing by different names, or write its name differently."),
    "internal": Plain("one source against itself", "The same source states both."),
    "data-issue": Plain(
        "known oddity", "Something that looks wrong, although no two sources disagree; it is recorded with a reason."
    ),
}
"""The kinds of contradictions and recorded issues, by their local names, in the words of people."""

CONFLICT_RULES_IN_WORDS: Final[Mapping[str, Plain]] = {
    "curator-decision": Plain("a curator ruled", "A person looked into it, chose, and wrote down why."),
    "status": Plain(
        "fact before plan", "What is said to be so goes before what is likely or planned, unless a poor source says it."
    ),
    "valid-time": Plain("later in force", "Each was right in its time; what held later is shown."),
    "newer-snapshot": Plain(
        "newer version", "The later copy of a page, or the later word of the same publisher, is shown."
    ),
    "issuer-over-others": Plain(
        "own word first", "What those say who offer, award or host it themselves goes before what others say of it."
    ),
    "reliability": Plain(
        "better source",
        "Own pages of whoever is responsible go before registers, those before scholarly works, then the press, then "
        "copies and directories, and last what cannot be checked.",
    ),
    "later-statement": Plain("said later", "Of two sources with a date of their own, the later one is shown."),
    "more-sources": Plain("more sources", "What more sources state is shown."),
    "unresolved": Plain("not decided", "No rule decides: the first in a fixed order is shown until somebody judges."),
}
"""The rules that choose what is shown, in the order in which they are tried, in the words of people."""

ISSUE_STATES_IN_WORDS: Final[Mapping[str, Plain]] = {
    "accepted": Plain("looked at, and left", "It was looked at and stays, for the reason that is given."),
    "open": Plain("to be judged", "It is known, and somebody should look at it."),
    "resolved": Plain("mended", "It was mended, and should not come back."),
}
"""What became of a recorded issue, in the words of people."""


def in_words(name: str) -> Plain:
    """A kind of contradiction, a rule of choice or the state of an issue in the words of people.

    A name that has none, as a project of others may add, keeps its own words.

    Example:
        >>> in_words("issuer-over-others").heading, in_words("toss-a-coin").heading
        ('own word first', 'toss a coin')
    """
    for words in (CONFLICT_KINDS_IN_WORDS, CONFLICT_RULES_IN_WORDS, ISSUE_STATES_IN_WORDS):
        if name in words:
            return words[name]
    return Plain(name.replace("-", " "), "")
