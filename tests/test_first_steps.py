"""What somebody meets who tries commands for the first time: a message names what to change, and can be copied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Ask = Callable[..., Any]


def test_a_dump_that_cannot_be_written_is_blamed_on_its_option(credatlas: Ask, small: Path, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "graph.nq"
    done = credatlas("--project", str(small), "build", "--to", str(tmp_path / "store"), "--dump", str(target))
    assert done.code == 2
    assert f"error: --dump: {target} cannot be written: No such file or directory" in done.stderr


def test_an_example_in_a_hint_can_be_typed_as_it_stands(credatlas: Ask) -> None:
    done = credatlas("query", "works-by-topic")
    assert (done.code, done.stderr.splitlines()[1]) == (2, "  hint: for example --topic 'medical education'")


def test_a_concept_with_several_near_names_is_offered_once(credatlas: Ask) -> None:
    done = credatlas("query", "credentials-by-audience", "--audience", "excutives")
    assert (done.code, done.stderr.count("(audience:healthcare-executives)")) == (4, 1)
