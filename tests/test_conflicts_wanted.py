"""Contradictions and issues can be asked for by kind, by rule, and by whether somebody still has to judge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def listed(founding: Path, credatlas: Any) -> Any:
    def ask(*words: str) -> list[dict[str, Any]]:
        done = credatlas("--project", str(founding), "conflicts", *words, "--format", "json")
        assert done.code == 0, done.shown
        return list(json.loads(done.stdout))

    return ask


# The founding articles disagree on the title of one work; three issues are recorded, all of them accepted.


def test_without_options_everything_is_listed(listed: Any) -> None:
    assert [record["kind"] for record in listed()] == ["factual", "data-issue", "data-issue", "data-issue"]


def test_one_kind_leaves_the_others_out(listed: Any) -> None:
    assert [record["kind"] for record in listed("--kind", "factual")] == ["factual"]
    assert [record["kind"] for record in listed("--kind", "data-issue")] == ["data-issue"] * 3
    assert listed("--kind", "naming", "--kind", "internal") == []


def test_a_rule_leaves_out_what_another_decided_and_issues(listed: Any) -> None:
    assert [record["rule"] for record in listed("--rule", "unresolved")] == ["unresolved"]
    assert listed("--rule", "reliability") == []


def test_unresolved_is_what_no_rule_decided_and_open_issues(listed: Any) -> None:
    assert [record["kind"] for record in listed("--unresolved")] == ["factual"]
    assert listed("--unresolved", "--kind", "naming") == []


def test_filters_and_a_thing_go_together(listed: Any) -> None:
    assert len(listed("work:gazquez-garcia-2025", "--unresolved")) == 1
    assert listed("work:gazquez-garcia-2025", "--kind", "time-varying") == []
    assert listed("organization:uab", "--unresolved") == []


@pytest.mark.parametrize(("option", "word"), [("--kind", "fractual"), ("--rule", "majority")])
def test_an_unknown_kind_or_rule_is_refused_with_the_known_ones(
    founding: Path, credatlas: Any, option: str, word: str
) -> None:
    done = credatlas("--project", str(founding), "conflicts", option, word)
    assert done.code == 2
    assert word in done.stderr
    assert ("factual" if option == "--kind" else "reliability") in done.stderr


def test_fail_ends_with_one_only_for_what_was_wanted(founding: Path, credatlas: Any) -> None:
    assert credatlas("--project", str(founding), "conflicts", "--kind", "naming", "--fail").code == 0
    assert credatlas("--project", str(founding), "conflicts", "--kind", "factual", "--fail").code == 1
