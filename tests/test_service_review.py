"""The review page of the service: who may judge, and what becomes of an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from asgi import FORM, Client, Reply
from chromium import Page
from credatlas.files import Project
from credatlas.link.model import Candidate, Proposal, Record, RecordName
from credatlas.link.reviewing import review_file, write_review
from credatlas.link.session import Session
from credatlas.mappings import links_file, read_links
from credatlas.pages.assets import asset
from credatlas.serve.judging import PATH, review_app

ID = "https://w3id.org/credatlas/id/organization/"
ROR = "https://ror.org/"
HERE = "http://127.0.0.1:8000"
ASK = f"{PATH}/ror?by=Ann+Example"


def record(iri: str, source: str, name: str, **more: Any) -> Record:
    return Record(iri, source, name, (RecordName(name, "label", "en"),), **more)


UAB = record(f"{ID}uab", "atlas", "UAB", countries=("US",))
BARCELONA = record(f"{ROR}052g8jq94", "ror", "Universitat Autònoma de Barcelona", countries=("ES",), digest="b" * 64)
BIRMINGHAM = record(f"{ROR}008s83205", "ror", "<script>alert(1)</script>", countries=("US",), digest="a" * 64)
ASKED = (
    Proposal(
        UAB,
        "review",
        (
            Candidate(BARCELONA, "exact", 0.5, ("its abbreviation",), ("another country (ES, not US)",)),
            Candidate(BIRMINGHAM, "exact", 0.4, ("its abbreviation", "the same site")),
        ),
        "several records have this abbreviation",
    ),
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project in which one thing and two records are to be judged."""
    (tmp_path / "data/links").mkdir(parents=True)
    made = Project(tmp_path)
    write_review(review_file(made, "ror"), ASKED)
    return made


@pytest.fixture
def ask(project: Project) -> Iterator[Callable[..., Client]]:
    """Makes clients of the page, with a token or without."""
    made: list[Client] = []

    def client(token: str = "") -> Client:
        made.append(Client(Starlette(routes=[Mount(PATH, review_app(project, token))])))
        return made[-1]

    yield client
    for one in made:
        one.runner.close()


def answer(client: Client, verdict: str, candidate: Record | None = BARCELONA, **more: str) -> Reply:
    fields = {
        "by": "Ann Example",
        "thing": UAB.id,
        "candidate": candidate.id if candidate else "",
        "verdict": verdict,
        "reason": more.pop("reason", ""),
    }
    headers = {"content_type": FORM, "origin": HERE, **more}
    return client.send("POST", f"{PATH}/ror", urlencode(fields).encode(), **headers)


def text(reply: Reply) -> str:
    return unescape(reply.body.decode())


def test_the_sources_with_something_to_judge_are_listed(ask: Callable[..., Client]) -> None:
    page = ask().get(f"{PATH}/")
    assert page.status == 200
    assert '<a href="/links/review/ror">ROR</a>: 2 to judge' in text(page)


def test_whoever_judges_says_who_it_is_first(ask: Callable[..., Client]) -> None:
    assert "an ORCID iD, or a name" in text(ask().get(f"{PATH}/ror"))


def test_both_sides_stand_beside_each_other_with_what_speaks_for_and_against(ask: Callable[..., Client]) -> None:
    shown = text(ask().get(ASK))
    assert "1 of 2" in shown
    assert "Universitat Autònoma de Barcelona" in shown
    assert "+ its abbreviation" in shown
    assert "− another country (ES, not US)" in shown


def test_a_name_heads_the_column_of_its_side(ask: Callable[..., Client], page: Page, tmp_path: Path) -> None:
    style = f"<style>{asset('atlas.css').decode()}</style>"
    shown = tmp_path / "review.html"
    shown.write_text(re.sub(r"<link rel=.stylesheet[^>]*>", lambda _: style, ask().get(ASK).body.decode()), "utf-8")
    page.open(shown)
    lefts = "[...document.querySelector(`table ${args[0]} tr`).children].map(one => one.getBoundingClientRect().left)"
    assert page.run(f"return {lefts}", "thead") == page.run(f"return {lefts}", "tbody")


def test_an_answer_is_saved_at_once_and_the_next_question_comes(ask: Callable[..., Client], project: Project) -> None:
    client = ask()
    client.get(ASK)
    reply = answer(client, "reject", reason="another country")
    assert (reply.status, reply.headers["location"]) == (303, ASK)
    (link,) = read_links(links_file(project, "ror")).links
    assert (link.subject, link.object, link.rejected, link.by) == (UAB.id, BARCELONA.id, True, "Ann Example")
    assert link.comment == "another country"
    assert "1 of 1" in text(client.get(ASK))


def test_a_slip_is_taken_back(ask: Callable[..., Client], project: Project) -> None:
    client = ask()
    client.get(ASK)
    answer(client, "accept")
    assert "nothing is left" in text(client.get(ASK))
    answer(client, "undo")
    assert read_links(links_file(project, "ror")).links == ()
    assert "1 of 2" in text(client.get(ASK))


def test_a_name_with_script_in_it_is_only_a_name(ask: Callable[..., Client]) -> None:
    client = ask()
    client.get(ASK)
    answer(client, "skip")
    assert b"<script>alert" not in client.get(ASK).body
    assert "<script>alert(1)</script>" in text(client.get(ASK))


def test_an_answer_to_another_question_than_the_open_one_changes_nothing(
    ask: Callable[..., Client], project: Project
) -> None:
    client = ask()
    client.get(ASK)
    reply = answer(client, "accept", BIRMINGHAM)
    assert reply.status == 400
    assert "another question is open by now" in text(reply)
    assert not links_file(project, "ror").exists()


def test_what_is_no_answer_is_refused(ask: Callable[..., Client], project: Project) -> None:
    client = ask()
    client.get(ASK)
    assert answer(client, "perhaps").status == 400
    assert answer(client, "accept", None).status == 400
    assert not links_file(project, "ror").exists()


def test_a_source_that_does_not_exist_is_refused_with_those_that_do(ask: Callable[..., Client]) -> None:
    reply = ask().get(f"{PATH}/rawr?by=Ann")
    assert reply.status == 404
    assert "wikidata" in text(reply)


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "atlas.example"},  # a name that was made to lead to this machine
        {"x_forwarded_for": "203.0.113.7"},
        {"forwarded": "for=203.0.113.7"},
        {"via": "1.1 proxy"},
        {"x_forwarded_host": "atlas.example"},
    ],
)
def test_without_a_token_only_this_machine_may_judge(ask: Callable[..., Client], headers: dict[str, str]) -> None:
    reply = ask().get(ASK, **headers)
    assert reply.status == 403
    assert "CREDATLAS_REVIEW_TOKEN" in text(reply)


def test_another_machine_may_not_judge(ask: Callable[..., Client]) -> None:
    assert changed(ask(), client=("203.0.113.7", 50000)).get(ASK).status == 403


def test_a_proxy_that_says_nothing_of_itself_may_not_judge(ask: Callable[..., Client]) -> None:
    assert changed(ask(), http_version="1.0").get(ASK).status == 403


def changed(one: Client, **scope: Any) -> Client:
    """A client whose requests differ in something that is no header."""
    app = one.app

    async def other(given: dict[str, Any], receive: Any, send: Any) -> None:
        await app({**given, **scope}, receive, send)

    one.app = other
    return one


def test_names_without_end_do_not_fill_the_memory(ask: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Session] = []
    monkeypatch.setattr("credatlas.serve.judging._SESSIONS", 2)
    monkeypatch.setattr("credatlas.serve.judging.Session", lambda *told: begun.append(Session(*told)) or begun[-1])
    client = ask()
    for name in ("Ann", "Bob", "Cleo", "Cleo", "Bob", "Ann"):
        assert client.get(f"{PATH}/ror?by={name}").status == 200
    assert len(begun) == 4  # Ann was forgotten, and begins again


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"origin": HERE, "sec_fetch_site": "cross-site"}],
)
def test_a_form_on_another_site_judges_nothing(
    ask: Callable[..., Client], project: Project, headers: dict[str, str]
) -> None:
    client = ask()
    client.get(ASK)
    assert answer(client, "accept", **headers).status == 403
    assert not links_file(project, "ror").exists()


def test_whoever_has_the_token_enters_once(ask: Callable[..., Client]) -> None:
    client = ask("open sesame")
    assert client.get(ASK, host="atlas.example").status == 401
    wrong = client.send("POST", f"{PATH}/enter", b"token=guess", content_type=FORM, origin=HERE)
    assert (wrong.status, "This is not the token." in text(wrong)) == (401, True)
    right = client.send("POST", f"{PATH}/enter", b"token=open+sesame", content_type=FORM, origin=HERE)
    cookie = right.headers["set-cookie"]
    assert right.status == 303
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert "sesame" not in cookie
    assert client.get(ASK, host="atlas.example", cookie=cookie.partition(";")[0]).status == 200
    assert client.get(ASK, cookie="credatlas-review=open sesame").status == 401
    assert client.get(ASK, authorization="Bearer open sesame").status == 200


def test_a_review_page_is_kept_by_nobody_and_runs_no_script_of_others(ask: Callable[..., Client]) -> None:
    headers = ask().get(ASK).headers
    assert headers["cache-control"] == "no-store"
    assert "script-src 'self'" in headers["content-security-policy"]
