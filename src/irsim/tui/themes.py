"""The three sets of colours. Red means urgent and nothing else, amber is a notice, green is good, one accent leads the
eye; texts keep a contrast of 4.5 on every ground (WCAG 2.2 AA), 7 in the contrast theme (AAA).

Widgets use the variables of `VARIABLES` ($urgent, $cursor-bg and so on), never colours of their own.
"""

from collections.abc import Mapping
from typing import Any

from textual.app import App
from textual.theme import Theme

GROUNDS = ("background", "panel", "surface")
"""What texts stand on: the page, raised bars and dialogs, and what is typed into."""

TEXTS = ("text", "strong", "muted", "urgent", "notice", "good", "accent", "exercise", "live")
"""Colours that words are written in, on a ground or on `cursor-bg` (there `cursor-fg` in place of `muted`)."""

VARIABLES = (*TEXTS, "frame", "bar", "bar-rest", "cursor-bg", "cursor-fg")


def _theme(name: str, dark: bool, colours: Mapping[str, str]) -> Theme:
    """A theme called `irsim-<name>` in which Textual's own widgets look like ours."""
    button_text = colours["background"] if dark else colours["surface"]
    return Theme(
        name=f"irsim-{name}",
        primary=colours["accent"],
        secondary=colours["muted"],
        accent=colours["accent"],
        warning=colours["notice"],
        error=colours["urgent"],
        success=colours["good"],
        foreground=colours["text"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
        dark=dark,
        variables={
            **{variable: colours[variable] for variable in VARIABLES},
            "text-muted": colours["muted"],
            "text-disabled": colours["muted"],
            "foreground-muted": colours["muted"],
            "foreground-disabled": colours["muted"],
            **{f"text-{name}": colours[ours] for name, ours in _TEXTUAL_TEXTS.items()},
            "block-cursor-foreground": colours["cursor-fg"],
            "block-cursor-background": colours["cursor-bg"],
            "block-cursor-blurred-foreground": colours["text"],
            "block-cursor-blurred-background": colours["blurred"],
            "border": colours["accent"],
            "border-blurred": colours["frame"],
            "button-color-foreground": button_text,
            "footer-background": colours["panel"],
            "footer-foreground": colours["text"],
            "footer-description-foreground": colours["text"],
            "footer-key-foreground": colours["accent"],
            "input-cursor-background": colours["text"],
            "input-cursor-foreground": colours["background"],
            "input-selection-background": colours["cursor-bg"],
            "input-selection-foreground": colours["cursor-fg"],
            "screen-selection-background": colours["cursor-bg"],
            "screen-selection-foreground": colours["cursor-fg"],
            "link-color": colours["accent"],
            "link-background-hover": colours["cursor-bg"],
            "link-color-hover": colours["cursor-fg"],
            "scrollbar": colours["frame"],
            "scrollbar-hover": colours["muted"],
            "scrollbar-active": colours["accent"],
            "scrollbar-background": colours["background"],
            "scrollbar-background-hover": colours["background"],
            "scrollbar-background-active": colours["background"],
            "scrollbar-corner-color": colours["background"],
        },
    )


_TEXTUAL_TEXTS = {
    "primary": "accent",
    "secondary": "muted",
    "warning": "notice",
    "error": "urgent",
    "success": "good",
    "accent": "accent",
}

DARK = _theme(
    "dark",
    True,
    {
        "background": "#10151c",
        "surface": "#151b24",
        "panel": "#18202a",
        "text": "#d3dbe5",
        "strong": "#f3f6fa",
        "muted": "#95a3b5",
        "urgent": "#ff8a80",
        "notice": "#e3b341",
        "good": "#79cf97",
        "accent": "#79b8ff",
        "exercise": "#c3a6ff",
        "live": "#4fd6c9",
        "frame": "#465669",
        "bar": "#6f9fd0",
        "bar-rest": "#465669",
        "cursor-bg": "#223d5c",
        "cursor-fg": "#ffffff",
        "blurred": "#1b2735",
    },
)

LIGHT = _theme(
    "light",
    False,
    {
        "background": "#f7f8fa",
        "surface": "#ffffff",
        "panel": "#eef1f5",
        "text": "#1f2a37",
        "strong": "#0a1018",
        "muted": "#525f70",
        "urgent": "#a31712",
        "notice": "#6e4500",
        "good": "#0f5a32",
        "accent": "#1a56a8",
        "exercise": "#6636b8",
        "live": "#00636b",
        "frame": "#9aa7b6",
        "bar": "#3d73b8",
        "bar-rest": "#a9b5c3",
        "cursor-bg": "#b9d2f0",
        "cursor-fg": "#0a1018",
        "blurred": "#e3e9f1",
    },
)

CONTRAST = _theme(
    "contrast",
    True,
    {
        "background": "#000000",
        "surface": "#000000",
        "panel": "#000000",
        "text": "#ffffff",
        "strong": "#ffffff",
        "muted": "#c8c8c8",
        "urgent": "#ff8080",
        "notice": "#ffff55",
        "good": "#55ff55",
        "accent": "#9fd0ff",
        "exercise": "#ff7aff",
        "live": "#55ffff",
        "frame": "#aaaaaa",
        "bar": "#ffffff",
        "bar-rest": "#aaaaaa",
        "cursor-bg": "#ffff55",
        "cursor-fg": "#000000",
        "blurred": "#000000",
    },
)
"""Each colour here stays apart from the ground when it becomes the nearest of 16."""

CSS = """
SelectCurrent Static#label { color: $muted; }
SelectCurrent.-has-value Static#label { color: $text; }
Tab { color: $muted; }
Tab:hover { color: $text; }
Tab.-active { color: $strong; }
Tabs:focus Tab.-active { color: $cursor-fg; }
TextArea .text-area--placeholder { color: $muted; }
TextArea .text-area--gutter, TextArea .text-area--cursor-gutter { color: $muted; }
TextArea .text-area--cursor { color: $input-cursor-foreground; background: $input-cursor-background; }
"""
"""For the app's own CSS: mends what Textual's widgets draw too faintly, past all theme variables."""

THEMES = {theme.name.removeprefix("irsim-"): theme for theme in (DARK, LIGHT, CONTRAST)}
"""By the name that the settings use."""


def register_themes(app: App[Any], chosen: str = "dark") -> None:
    """Give `app` our themes in place of Textual's, which lack the variables of our style sheets, and choose one."""
    for theme in THEMES.values():
        app.register_theme(theme)
    app.theme = THEMES[chosen].name
    for name in set(app.available_themes) - {theme.name for theme in THEMES.values()}:
        app.unregister_theme(name)
