"""Themes: every text can be read on every ground, ours and those of Textual's own widgets, also with 16 colours."""

import asyncio
from collections.abc import Iterator

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.containers import VerticalScroll
from textual.theme import Theme
from textual.widgets import (
    Button,
    Checkbox,
    DataTable,
    Footer,
    Input,
    Label,
    Markdown,
    OptionList,
    RadioButton,
    RadioSet,
    Select,
    Static,
    Switch,
    TabbedContent,
    TabPane,
    TextArea,
)

from irsim.tui.terminal.filters import luminance, stands_out
from irsim.tui.themes import CSS as REPAIRS
from irsim.tui.themes import GROUNDS, TEXTS, THEMES, VARIABLES, register_themes

NAMES = tuple(THEMES)


def contrast(one: Color, other: Color) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def colour(theme: Theme, name: str) -> Color:
    if name in GROUNDS:
        return Color.parse(str(getattr(theme, name)))
    return Color.parse(theme.variables[name])


def least(name: str) -> float:
    return 7.0 if name == "contrast" else 4.5


def test_the_measure_is_that_of_the_guidelines() -> None:
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color.parse("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_can_be_read_on_every_ground(name: str) -> None:
    theme = THEMES[name]
    poor = {
        f"{text} on {ground}": round(contrast(colour(theme, text), colour(theme, ground)), 2)
        for text in TEXTS
        for ground in GROUNDS
        if contrast(colour(theme, text), colour(theme, ground)) < least(name)
    }
    assert poor == {}
    assert contrast(colour(theme, "cursor-fg"), colour(theme, "cursor-bg")) >= 7


@pytest.mark.parametrize("name", ["dark", "light"])
def test_what_is_urgent_can_be_read_in_the_cursor_row(name: str) -> None:
    theme = THEMES[name]
    for text in ("text", "strong", "urgent", "notice", "good", "accent"):
        assert contrast(colour(theme, text), colour(theme, "cursor-bg")) >= 4.5, text


@pytest.mark.parametrize("name", NAMES)
def test_bars_can_be_seen_and_an_exercise_told_from_live(name: str) -> None:
    theme = THEMES[name]
    assert all(contrast(colour(theme, "bar"), colour(theme, ground)) >= 3 for ground in GROUNDS)
    assert theme.variables["exercise"] != theme.variables["live"]
    assert len({theme.variables[each] for each in ("urgent", "notice", "good", "accent", "exercise", "live")}) == 6
    assert set(VARIABLES) <= set(theme.variables)


@pytest.mark.parametrize("name", NAMES)
def test_without_colours_a_cursor_stands_out_and_a_bar_of_another_shade_does_not(name: str) -> None:
    theme = THEMES[name]
    for ground in GROUNDS:
        assert stands_out(colour(theme, "cursor-bg").rich_color, colour(theme, ground))
        for other in GROUNDS:
            assert not stands_out(colour(theme, other).rich_color, colour(theme, ground))


def in_16(colour_: Color) -> int | None:
    return RichColor.parse(colour_.hex6).downgrade(ColorSystem.STANDARD).number


def test_the_contrast_theme_survives_16_colours() -> None:
    theme = THEMES["contrast"]
    for text in (*TEXTS, "frame", "bar", "bar-rest", "cursor-bg"):
        for ground in GROUNDS:
            assert in_16(colour(theme, text)) != in_16(colour(theme, ground)), (text, ground)
    assert in_16(colour(theme, "cursor-fg")) != in_16(colour(theme, "cursor-bg"))
    assert len({in_16(colour(theme, text)) for text in ("urgent", "notice", "good", "exercise", "live")}) == 5


class Gallery(App[None]):
    """Textual's own widgets, one of each."""

    CSS = REPAIRS
    BINDINGS = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            for variant in ("default", "primary", "success", "warning", "error"):
                yield Button(variant, variant=variant)
            yield Input("typed text")
            yield Input(placeholder="placeholder")
            yield OptionList("first", "second", id="options")
            yield Select([("one", 1)])
            yield Checkbox("checkbox", value=True)
            yield RadioSet(RadioButton("radio"), RadioButton("other"))
            yield Switch(True)
            yield TextArea("area", show_line_numbers=True)
            yield TextArea(placeholder="empty area")
            yield Label("[@click=app.bell]link[/]")
            for variable in TEXTS:
                yield Static(f"[${variable}]{variable}[/]")
            yield Markdown("# head\n\ntext `code` and\n\n- item\n\n> quote")
            with TabbedContent():
                yield TabPane("tab one")
                yield TabPane("tab two")
            yield DataTable(id="table")
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable[str])
        table.add_columns("column", "other")
        table.add_row("cell", "cell")
        self.notify("toast", title="title", timeout=60)
        self.notify("bad toast", severity="error", timeout=60)
        self.notify("warning toast", severity="warning", timeout=60)


async def drawn(name: str) -> list[tuple[str, Style]]:
    """What a gallery shows in this theme: unfocused, and with the focus on each widget in turn."""
    app = Gallery()
    register_themes(app, name)
    found: list[tuple[str, Style]] = []
    async with app.run_test(size=(70, 110)) as pilot:
        await pilot.pause()
        app.set_focus(None)
        for _ in range(20):
            await pilot.pause()
            for strip in app.screen._compositor.render_strips():
                found += [(segment.text, segment.style) for segment in strip if segment.style]
            await pilot.press("tab")
    return found


def words(found: list[tuple[str, Style]]) -> Iterator[tuple[str, Style]]:
    yield from ((text, style) for text, style in found if any(each.isalnum() for each in text))


@pytest.mark.parametrize("name", NAMES)
def test_textuals_own_widgets_can_be_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    poor: dict[str, float] = {}
    for text, style in words(asyncio.run(drawn(name))):
        if style.color is None or style.bgcolor is None:
            continue
        seen = contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))
        if seen < 4.5:
            poor[f"{text.strip()} {style}"] = round(seen, 2)
        if name == "contrast":
            number, ground = (each.downgrade(ColorSystem.STANDARD).number for each in (style.color, style.bgcolor))
            if number == ground:
                poor[f"{text.strip()} {style}"] = 0
    assert poor == {}
