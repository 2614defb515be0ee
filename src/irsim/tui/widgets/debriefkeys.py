"""The keys of the debrief's pages that make sense where one stands, for the line at the bottom."""

from __future__ import annotations

from irsim.tui.debriefing.pages import CLAIMS, OPENING, SCORE, TIMELINE
from irsim.tui.widgets.debriefpages import DebriefPages
from irsim.tui.widgets.keyline import Key

LANE_KEYS: list[Key] = [
    ("+", "Zoom in", "on_lanes('zoom(-1)')"),
    ("-", "Out", "on_lanes('zoom(1)')"),
    ("n", "Next", "on_lanes('step(1)')"),
    ("g", "Jump", "on_lanes_jump"),
]


def keys_of(pages: DebriefPages) -> list[Key]:
    """What can be done on the page that is shown, from left to right."""
    keys: list[Key] = []
    if pages.leads_somewhere:
        keys.append(("enter", "Open" if pages.choice.tab in OPENING else "Go to", "enter"))
    if pages.choice.tab == CLAIMS:
        keys.append(("f", "All" if pages.choice.unmet else "Not met", "on_pages('unmet')"))
    if pages.choice.tab in (SCORE, CLAIMS) and pages.can_shine:
        keys.append(("t", "Timeline", "on_pages('shine')"))
    if pages.choice.tab == TIMELINE:
        keys += LANE_KEYS if pages.in_lanes and not pages.opened else []
        keys.append(("v", "List" if pages.in_lanes else "Lanes", "on_pages('listed')"))
        keys.append(("/", "Filter", "on_pages('filter')"))
    if pages.wide and pages.right.display:
        keys.append(("tab", "Other side", "on_pages('other_side')"))
    copied = "Copy digest" if not pages.choice.tab else "Copy"
    more: list[Key] = [("y", copied, "on_pages('copy')"), ("w", "Report", "report"), ("p", "Replay", "replay")]
    out: list[Key] = [("esc", "Back", "on_pages('back')")] if pages.can_go_back else []
    last: list[Key] = [("q", "Home", "home"), ("?", "Help", "help")]
    return [*keys, *out, *reversed(last), *more] if pages.in_lanes else [*keys, *more, *out, *last]
