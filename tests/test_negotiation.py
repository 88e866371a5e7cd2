"""Which form of an answer a client gets."""

from __future__ import annotations

import pytest

from credatlas.serve.negotiation import NotAcceptableError, best_media, prefers_pages

OFFERED = ["application/sparql-results+json", "text/csv", "text/html"]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.5, text/html", "text/html"),
        ("text/csv; q=0.5 , text/html;q=0.4", "text/csv"),
        ("*/*;q=0.1, text/html;q=0.2", "text/html"),
        # a range that is more specific counts, wherever it stands (RFC 9110, section 12.5.1)
        ("text/*;q=0.9, text/csv;q=0.1", "text/html"),
        ("application/sparql-results+json;q=0, */*", "text/csv"),
        ("text/csv;charset=utf-8;q=0.9, text/html;q=0.8", "text/csv"),
        (BROWSER, "text/html"),
        ("nonsense", "application/sparql-results+json"),
    ],
)
def test_the_form_that_is_liked_most_is_sent(accept: str, wanted: str) -> None:
    assert best_media(accept, OFFERED) == wanted


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0, image/*", "application/sparql-results+json;q=0.000"])
def test_a_client_that_takes_none_of_the_forms_is_told_which_there_are(accept: str) -> None:
    with pytest.raises(NotAcceptableError) as refused:
        best_media(accept, OFFERED)
    assert refused.value.http_status == 406
    assert "text/csv" in refused.value.hint


def test_browsers_read_pages_and_programs_do_not() -> None:
    assert prefers_pages(BROWSER)
    assert not prefers_pages("*/*")
    assert not prefers_pages("")
    assert not prefers_pages("application/json")
    assert not prefers_pages("image/png")
