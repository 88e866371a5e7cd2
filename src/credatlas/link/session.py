"""A review: one question after the other, each answer saved at once, undone when it was a slip."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from ..errors import StoreError
from ..mappings import LinkSet, read_links, write_links
from .judgements import Judge, Verdict, judge, judge_none, open_proposals
from .model import Candidate, Proposal
from .reviewing import read_review, write_review


class Question(NamedTuple):
    """What a person is asked.

    Attributes:
        proposal: The thing, and all that may be meant.
        candidate: The record that is asked about; None where there is none, and only the word "none" can be said.
        number: Which question it is, counted from 1.
        total: Of how many that are open.
    """

    proposal: Proposal
    candidate: Candidate | None
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class _State:
    links: LinkSet
    proposals: tuple[Proposal, ...]
    at: int


class Session:
    """A review of the open questions about links into one source.

    Args:
        links: The links file.
        review: The list of what is to be judged.
        judge: Who judges.

    Raises:
        DataError: One of the files is broken.
    """

    def __init__(self, links: Path, review: Path, judge: Judge) -> None:
        self._paths = links, review
        self._judge = judge
        known = read_links(links)
        # where there is something to look at comes first
        asked = sorted(open_proposals(read_review(review), known), key=lambda proposal: not proposal.candidates)
        self._now = _State(known, tuple(asked), 0)
        self._before: list[_State] = []
        self._seen = _bytes(links)
        self.judged = 0

    @property
    def question(self) -> Question | None:
        """The question to answer now; None when all were asked."""
        open_ones = [
            (proposal, candidate) for proposal in self._now.proposals for candidate in (proposal.candidates or (None,))
        ]
        if self._now.at >= len(open_ones):
            return None
        return Question(*open_ones[self._now.at], number=self._now.at + 1, total=len(open_ones))

    @property
    def left(self) -> int:
        """How many questions are open, those that were skipped included."""
        return sum(len(proposal.candidates) or 1 for proposal in self._now.proposals)

    def answer(self, verdict: Verdict, reason: str = "") -> None:
        """Says how the thing and the record of the question are related, and saves it.

        Args:
            verdict: ``accept`` ends the questions about the thing; after the others its next candidate is asked about.
            reason: Why; the reasons of the proposal where nothing is said.

        Raises:
            UsageError: The links that there are forbid it; nothing is changed.
            StoreError: A file cannot be written, or somebody else changed it.
        """
        asked = self.question
        assert asked is not None and asked.candidate is not None
        proposal, candidate = asked.proposal, asked.candidate
        why = reason or "; ".join(candidate.against if verdict == "reject" else candidate.reasons) or "looked at both"
        links = judge(self._now.links, proposal.subject, candidate, verdict, self._judge, why)
        left = () if verdict == "accept" else tuple(one for one in proposal.candidates if one is not candidate)
        self._go(links, self._without(proposal, left), self._now.at - (_place(asked) if verdict == "accept" else 0))

    def none(self, reason: str = "") -> None:
        """Says that the source has no record of the thing, and saves it; its candidates are rejected by that.

        Raises:
            StoreError: A file cannot be written, or somebody else changed it.
        """
        asked = self.question
        assert asked is not None
        seen = [one.record for one in asked.proposal.candidates]
        why = reason or "none of the records is the same"
        links = judge_none(self._now.links, asked.proposal.subject, seen, self._judge, why)
        self._go(links, self._without(asked.proposal, ()), self._now.at - _place(asked))

    def skip(self) -> None:
        """Goes on to the next question; this one stays open."""
        self._before.append(self._now)
        self._now = replace(self._now, at=self._now.at + 1)

    def undo(self) -> bool:
        """Takes the last answer or step back; False where there is none."""
        if not self._before:
            return False
        before = self._before.pop()
        if before.links is not self._now.links:
            self._save(before)
            self.judged -= 1
        self._now = before
        return True

    def _without(self, proposal: Proposal, left: tuple[Candidate, ...]) -> tuple[Proposal, ...]:
        there = (replace(one, candidates=left) if one is proposal else one for one in self._now.proposals)
        return tuple(one for one in there if one.candidates or one.subject.id != proposal.subject.id)

    def _go(self, links: LinkSet, proposals: tuple[Proposal, ...], at: int) -> None:
        state = _State(links, proposals, at)
        self._save(state)
        self._before.append(self._now)
        self._now = state
        self.judged += 1

    def _save(self, state: _State) -> None:
        links, review = self._paths
        if _bytes(links) != self._seen:
            hint = "end the review and start it again: what you judged so far is kept"
            raise StoreError(f"{links} was changed by somebody else", hint=hint)
        write_links(links, state.links)
        self._seen = _bytes(links)
        write_review(review, state.proposals)


def _place(asked: Question) -> int:
    """How many candidates of the same thing stand before the one that is asked about: skipped, and now answered."""
    return asked.proposal.candidates.index(asked.candidate) if asked.candidate is not None else 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}", hint="check its rights") from error
