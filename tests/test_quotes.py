"""Quotes of first and last words become offsets; a quote that fits no place or several is refused."""

from __future__ import annotations

import pytest

from credatlas.claims.quotes import fill_offsets, find_quote
from credatlas.errors import DataError

TEXT = "The fee is $8,500.\nDr. Müller’s course costs 90 euros.\n\nThe fee\tis due in May; 90 euros more."


def passage(quote: str) -> str:
    start, end = find_quote(quote, TEXT, "seed.trig:1")
    return TEXT[start:end]


def test_first_and_last_words_give_the_passage_between_them() -> None:
    assert passage("Müller’s … euros") == "Müller’s course costs 90 euros"


def test_three_dots_are_an_ellipsis_too() -> None:
    assert passage("Müller’s ... euros") == "Müller’s course costs 90 euros"


def test_a_quote_without_ellipsis_is_the_whole_passage() -> None:
    assert passage("$8,500") == "$8,500"


def test_the_end_is_exclusive_and_counts_code_points_not_bytes() -> None:
    assert find_quote("course", "Müller’s 𝛼 course", "a.trig:1") == (11, 17)


def test_the_passage_ends_with_the_nearest_last_words() -> None:
    assert passage("Dr. … 90 euros") == "Dr. Müller’s course costs 90 euros"


def test_any_white_space_stands_for_any_other() -> None:
    assert passage("The fee is  due … May") == "The fee\tis due in May"
    assert passage("euros. The … due") == "euros.\n\nThe fee\tis due"


def test_only_whole_words_count() -> None:
    assert find_quote("AIM", "AIMS of AIM", "a.trig:1") == (8, 11)


def test_the_end_of_one_passage_may_touch_its_start() -> None:
    assert find_quote("two … three", "one two three", "a.trig:1") == (4, 13)


def test_words_that_occur_twice_are_refused_with_both_places() -> None:
    with pytest.raises(DataError, match=r"seed\.trig:7: .*\"The fee is\" .* 2 times: at 0 \(line 1\), 56 \(line 4\)"):
        find_quote("The fee is … May", TEXT, "seed.trig:7")


def test_words_that_do_not_occur_are_refused() -> None:
    with pytest.raises(DataError, match='"the fee is" are not in the text') as caught:
        find_quote("the fee is", TEXT, "seed.trig:7")
    assert caught.value.place == "seed.trig:7"
    assert caught.value.hint


def test_last_words_before_the_first_are_refused() -> None:
    with pytest.raises(DataError, match='"Müller’s" do not follow "in May"'):
        find_quote("in May … Müller’s", TEXT, "seed.trig:7")


@pytest.mark.parametrize("quote", ["", "…", "Dr. …", "… May", "Dr. … costs … May"])
def test_a_quote_of_another_form_is_refused(quote: str) -> None:
    with pytest.raises(DataError, match="first words … last words"):
        find_quote(quote, TEXT, "seed.trig:7")


def test_everything_but_the_quotes_stays_byte_for_byte() -> None:
    before = (
        '# ca:quote "in a comment"\r\n'
        "PREFIX ca: <https://w3id.org/credatlas/ontology#>\n"
        '<https://example.org/s#fee> a ca:Passage ;   ca:quote\n    "in … May" ;\n'
        '  ca:reason "he wrote ca:quote \\"90\\"" .\t\n'
        "<https://example.org/s#ca:quote> ca:quote '$8,500' ."
    )
    after = (
        '# ca:quote "in a comment"\r\n'
        "PREFIX ca: <https://w3id.org/credatlas/ontology#>\n"
        "<https://example.org/s#fee> a ca:Passage ;   ca:startOffset 71 ; ca:endOffset 77 ;\n"
        '  ca:reason "he wrote ca:quote \\"90\\"" .\t\n'
        "<https://example.org/s#ca:quote> ca:startOffset 11 ; ca:endOffset 17 ."
    )
    assert fill_offsets(before, TEXT, "seed.trig") == after


def test_a_file_without_quotes_comes_back_as_it_is() -> None:
    text = "<a> <b> ca:quoted .\n"
    assert fill_offsets(text, TEXT, "seed.trig") == text


def test_escapes_in_a_quote_are_those_of_turtle() -> None:
    article = 'He said "no" to M\u00fcller.'
    filled = fill_offsets(r'ca:quote "said \"no\" … M\u00FCller"', article, "a.trig")
    assert filled == "ca:startOffset 3 ; ca:endOffset 22"


def test_a_long_string_is_a_quote_too() -> None:
    assert fill_offsets('ca:quote """in\nMay"""', TEXT, "a.trig") == "ca:startOffset 71 ; ca:endOffset 77"


def test_the_place_of_a_bad_quote_is_the_line_on_which_it_stands() -> None:
    with pytest.raises(DataError) as caught:
        fill_offsets('\n\n  ca:quote "nowhere" .', TEXT, "data/sources/a.trig")
    assert caught.value.place == "data/sources/a.trig:3"


@pytest.mark.parametrize("object_", ["12", '"in May"@en', '"in May"^^xsd:string', "<#x>", ""])
def test_anything_but_a_plain_string_is_refused(object_: str) -> None:
    with pytest.raises(DataError, match="plain string"):
        fill_offsets(f"ca:quote {object_}", TEXT, "a.trig")
