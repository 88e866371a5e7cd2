"""The recipe for tables of millions of rows: the lines of the documentation, run on a small dump."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from credatlas.link.model import Proposal, Record
from credatlas.link.reviewing import read_review, write_review
from credatlas.link.sources import ror


def recipe(repo: Path) -> str:
    """The block of docs/linking.md that links by Splink."""
    text = (repo / "docs/linking.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"^```py\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return str(found)


def misspelt(number: int, record: Record) -> Record:
    """The record as somebody else's table may have it: every second lost a letter, every third has no site."""
    name = record.name if number % 2 else record.name[:-3] + record.name[-2:]
    sites = () if number % 3 == 0 else record.domains
    return replace(record, id=f"https://x.org/{number}", name=name, domains=sites, source="mine")


@pytest.fixture(scope="module")
def proposals(repo: Path, linking: Path) -> list[Proposal]:
    pytest.importorskip("splink", reason="pip install 'splink>=4,<5'")
    logging.getLogger("splink").setLevel(logging.ERROR)
    records = [one for one in ror.records(linking / "ror-data-small-1500.zip") if one.status == "active"]
    things = [misspelt(number, one) for number, one in enumerate(records[:400])]
    names: dict[str, Any] = {"things": things, "records": records}
    exec(compile(recipe(repo), "docs/linking.md", "exec"), names)  # noqa: S102 - our own documentation
    made = names["proposals"]
    assert isinstance(made, list)
    return made


@pytest.mark.filterwarnings("ignore")
def test_most_misspelt_names_find_their_record_and_few_find_another(proposals: list[Proposal], linking: Path) -> None:
    records = [one for one in ror.records(linking / "ror-data-small-1500.zip") if one.status == "active"]
    right = sum(
        one.candidates[0].record.id == records[int(one.subject.id.removeprefix("https://x.org/"))].id
        for one in proposals
    )
    assert right >= 0.95 * len(proposals)
    assert len(proposals) >= 300


@pytest.mark.filterwarnings("ignore")
def test_what_splink_finds_is_for_a_person_to_judge(proposals: list[Proposal], tmp_path: Path) -> None:
    assert {one.decision for one in proposals} == {"review"}
    write_review(tmp_path / "ror.review.tsv", proposals)
    assert len(read_review(tmp_path / "ror.review.tsv")) == len(proposals)
