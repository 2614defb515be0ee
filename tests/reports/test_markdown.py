"""Untrusted text in Markdown: whatever it contains, a reader sees the text and nothing else."""

from html import unescape
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from irsim.reports.markdown import Markdown, md, quote, table
from irsim.reports.plain import one_line

PARSER = MarkdownIt("gfm-like", {"linkify": False})
PLAIN_TOKENS = {"paragraph_open", "paragraph_close", "inline"}

NASTY = (
    "# heading",
    "- item",
    "+ item",
    "1. one",
    "12) twelve",
    "> quoted",
    "```\ncode",
    "~~~",
    "---",
    "- ",
    "-",
    "-1- x",
    "1.",
    "1.5 and 2) three",
    "===",
    "***bold***",
    "_under_ __scores__",
    "[link](javascript:alert(1))",
    "![picture](http://evil.example/x.png)",
    "<script>alert(1)</script>",
    "<!-- comment",
    "&lt;b&gt; &#x41;",
    "a | b \\| c",
    "\\",
    "trailing \\",
    "`code` ``more``",
    "~~gone~~",
    "{{ 7 * 7 }} {% raw %}",
    "$x$ ^up^",
    "[ref]: http://evil.example",
    "https://evil.example www.evil.example mailto:a@b.example",
    ": definition",
    "\x1b[31mred\x1b]8;;http://evil.example\x07link\u202eevil",
)


def shown(tokens: list[Any]) -> str:
    """The text that a reader sees."""
    return "".join(child.content for token in tokens for child in token.children or [])


@pytest.mark.parametrize("text", NASTY)
def test_nothing_in_a_text_is_markup(text: str) -> None:
    tokens = PARSER.parse(str(md(text)))
    assert {token.type for token in tokens} <= PLAIN_TOKENS
    assert all(child.type in ("text", "text_special") for token in tokens for child in token.children or [])
    assert shown(tokens) == one_line(text)


@settings(deadline=None)
@given(st.text(max_size=60))
@example("\\|")
@example("|\\")
def test_a_cell_stays_in_its_cell(text: str) -> None:
    tokens = PARSER.parse(str(table([("a", text, "b"), (text, "", "c")], ["One", "Two", "Three"])))
    rows = [token.type for token in tokens].count("tr_open")
    cells = [tokens[n + 1] for n, token in enumerate(tokens) if token.type in ("td_open", "th_open")]
    assert (rows, len(cells)) == (3, 9)
    assert shown([cells[4]]) == (one_line(text) or "-")


@settings(deadline=None)
@given(st.text(max_size=80))
@example("# a\n- b\n```\nc\n\n> d")
def test_a_quotation_cannot_be_left(text: str) -> None:
    tokens = PARSER.parse(f"{quote(text)}\n\nafter")
    around = [token.type for token in tokens if token.level == 0]
    assert around == ["blockquote_open", "blockquote_close", "paragraph_open", "paragraph_close"]
    assert {token.type for token in tokens} <= PLAIN_TOKENS | {"blockquote_open", "blockquote_close"}


def test_no_address_can_be_clicked() -> None:
    linking = MarkdownIt("commonmark")
    html = linking.render(str(md("see https://evil.example and <https://evil.example>")))
    assert "<a" not in html
    assert "https://evil.example" in unescape(html)
    assert "://" not in md("https://evil.example")
    assert "www." not in md("www.evil.example")


def test_markdown_is_not_escaped_twice() -> None:
    assert md(md("a*b")) == "a\\*b"
    assert md(Markdown("**ok**")) == "**ok**"


def test_a_long_text_is_cut_and_says_so() -> None:
    assert len(md("x" * 100_000)) == 2_000
    assert md("x" * 100_000).endswith("…")
    assert "cut" in quote("x" * 100_000)
