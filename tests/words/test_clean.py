"""Cleaning: whatever comes in, nothing that commands a terminal or hides from a reader comes out."""

import unicodedata
from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from irsim.words.clean import MARKS_LIMIT, TEXT_LIMIT, TITLE_LIMIT, clean, clean_title

NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x07\x9b\x9c\x9d[]0;m\r\t\n\u202e\u2066\u200b\u200d\ufeff\u0301\u0489\u2028\x85\ud800 a"),
    ),
    max_size=200,
)


def harmless(text: str) -> bool:
    """No C0 and C1 controls, ESC, bidi or zero-width controls, surrogates; newlines are allowed."""
    return all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in text)


@given(NASTY, st.integers(1, 60))
@example("\t" * 50, 20)
@example("a" + "\u0301\u200d" * 40, 60)
@settings(max_examples=400)
def test_what_comes_out_is_harmless_bounded_and_stays_as_it_is(text: str, limit: int) -> None:
    cleaned = clean(text, limit)
    assert harmless(cleaned)
    assert len(cleaned) <= limit
    assert clean(cleaned, limit) == cleaned


@given(NASTY, st.integers(1, 60))
@settings(max_examples=400)
def test_a_title_is_one_bounded_harmless_line(text: str, limit: int) -> None:
    title = clean_title(text, limit)
    assert harmless(title)
    assert len(title) <= limit
    assert "\n" not in title
    assert "  " not in title
    assert title == title.strip()
    assert clean_title(title, limit) == title


@given(NASTY)
def test_marks_cannot_pile_up_whatever_stands_between_them(text: str) -> None:
    marks = 0
    for character in clean(text):
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        assert marks <= MARKS_LIMIT


def test_zalgo_is_trimmed_and_accents_stay() -> None:
    assert clean("e\u0301" + "x" + "\u0336" * 500) == "e\u0301x" + "\u0336" * MARKS_LIMIT
    assert clean("Zoë 日本 ümlaut 😀") == "Zoë 日本 ümlaut 😀"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b]52;c;cm0gLXJm\x07hello", "hello"),
        ("\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[38;2;1;2;3mred\x1b(B\x1b[m", "red"),
        ("\x9b2Jgone", "gone"),
        ("\x9d0;owned\x9cgone", "gone"),
        ("\x1b[\x1b[31mred", "[red"),
        ("[31mwritten", "[31mwritten"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("pay\u200bpal", "paypal"),
        ("a\ud800b", "ab"),
        ("one\r\ntwo\rthree\ttab", "one\ntwo\nthree    tab"),
        ("bell\x07 back\x08 nul\x00", "bell back nul"),
    ],
)
def test_known_tricks(text: str, left: str) -> None:
    assert clean(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("one \x1b]0;two three", "one ]0;two three"),
        ("one \x1b]0;two\nthree\x07", "one ]0;two\nthree"),
        ("one \x1b]0;" + "two " * 200 + "\x07", "one ]0;" + "two " * 200),
        ("one \x1b]two\x07", "one ]two"),
        ("one \x1b[31", "one [31"),
        ("one \x1b[\ntwo", "one [\ntwo"),
    ],
)
def test_a_sequence_without_a_near_end_hides_nothing(text: str, left: str) -> None:
    assert clean(text) == left


@pytest.mark.parametrize("piece", ["\x9d1;", "\x1b]8;", "\x9b1;", "\x1b[ ", "\x9d1;" + "a" * 399, "\x9b" + "1" * 500])
def test_many_beginnings_of_sequences_take_no_time(piece: str) -> None:
    begun = perf_counter()
    clean(piece * (4 * TEXT_LIMIT // len(piece)))
    assert perf_counter() - begun < 2


def test_a_long_text_is_cut_and_says_so() -> None:
    cleaned = clean("word " * 20_000)
    assert len(cleaned) == TEXT_LIMIT
    assert cleaned.endswith(" … [cut]")
    assert len(clean_title("word " * 20_000)) <= TITLE_LIMIT


def test_a_title_of_a_mail_full_of_line_breaks_is_one_line() -> None:
    assert clean_title("Re:\n\n  your \u2028 invoice\t\r\n") == "Re: your invoice"
