"""The examples for operators: what they start is a command that there is."""

from __future__ import annotations

import configparser
import json
import re
import shlex
from pathlib import Path

import click
import pytest

from credatlas.cli.group import credatlas
from credatlas.cli.hosting import serve

EXAMPLES = Path(__file__).resolve().parent.parent / "docs/examples"


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd minds the case
    parser.read_string((EXAMPLES / "credatlas.service").read_text(encoding="utf-8"))
    return parser


def started_by_the_container() -> list[str]:
    text = (EXAMPLES / "Containerfile").read_text(encoding="utf-8")
    words: list[str] = json.loads(text.rpartition("ENTRYPOINT ")[2])
    return words


@pytest.mark.parametrize("words", [shlex.split(unit()["Service"]["ExecStart"]), started_by_the_container()])
def test_an_example_starts_the_service_with_options_that_there_are(words: list[str]) -> None:
    assert Path(words[0]).name == "credatlas"
    assert words[1] == "serve"
    with click.Context(credatlas) as outer:
        context = serve.make_context("serve", list(words[2:]), parent=outer)
    assert context.params["store"] == "/srv/credatlas/store"
    assert context.params["port"] == 8000


def test_the_service_of_systemd_may_reach_this_machine_alone() -> None:
    service = unit()["Service"]
    assert (service["IPAddressDeny"], service["IPAddressAllow"]) == ("any", "localhost")
    assert service["NoNewPrivileges"] == "yes"


def test_a_container_is_well_when_the_service_says_so() -> None:
    text = (EXAMPLES / "Containerfile").read_text(encoding="utf-8")
    assert re.search(r"^HEALTHCHECK .*/healthz", text, re.MULTILINE)
    assert re.search(r"^USER credatlas$", text, re.MULTILINE)
