"""Tells from the environment what the terminal can show; the settings have the last word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from irsim.tui.config import Settings

Colour = Literal["none", "16", "full"]

_COLOURLESS = {"dumb", "unknown", "vt52", "vt100", "vt102", "vt220", "vt320"}
_MANY = ("256color", "direct", "truecolor", "24bit", "kitty", "alacritty", "ghostty", "wezterm", "foot", "iterm")


@dataclass(frozen=True)
class Terminal:
    """What may be sent: only ASCII or any glyph, and how many colours; `distant` where every byte comes over a line."""

    ascii: bool
    colour: Colour
    distant: bool = False


def detect(env: Mapping[str, str], encoding: str | None, settings: Settings) -> Terminal:
    """The terminal that `env` (TERM, COLORTERM, NO_COLOR, the locale) and the `encoding` of its stream describe.

    NO_COLOR counts where it is not empty, and the settings win over it (https://no-color.org).
    """
    glyphs = settings.glyphs
    return Terminal(
        ascii=not _utf8(env, encoding) if glyphs == "auto" else glyphs == "ascii",
        colour=_colour(env) if settings.colours == "auto" else settings.colours,
        distant=bool(env.get("SSH_CONNECTION") or env.get("SSH_TTY")),
    )


def _colour(env: Mapping[str, str]) -> Colour:
    term = env.get("TERM", "").lower()
    if env.get("NO_COLOR") or term in _COLOURLESS:
        return "none"
    if env.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit") or env.get("WT_SESSION"):
        return "full"
    return "full" if any(word in term for word in _MANY) else "16"


def _utf8(env: Mapping[str, str], encoding: str | None) -> bool:
    """Whether the stream and the locale both speak UTF-8.

    Python speaks UTF-8 even in the C locale (PEP 538 and 540) and then sets LC_CTYPE itself, hence the look at LANG.
    """
    if (encoding or "").lower().replace("-", "").replace("_", "") != "utf8":
        return False
    locale = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or ""
    if not env.get("LC_ALL") and locale == "C.UTF-8" and env.get("LANG") in ("C", "POSIX"):
        locale = "C"
    return locale not in ("C", "POSIX") and ("." not in locale or "utf" in locale.lower())
