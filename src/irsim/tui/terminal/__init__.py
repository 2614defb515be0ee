"""What a terminal can show, and the output bent to it: no colours, 16 colours, ASCII, a released mouse, a hang-up."""

from irsim.tui.terminal.detection import Terminal, detect
from irsim.tui.terminal.filters import Ascii, NoColour
from irsim.tui.terminal.glyphs import ascii_text
from irsim.tui.terminal.taming import install, on_hang_up, release_mouse

__all__ = ["Ascii", "NoColour", "Terminal", "ascii_text", "detect", "install", "on_hang_up", "release_mouse"]
