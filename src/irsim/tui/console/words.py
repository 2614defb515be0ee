"""How the run of show reads at a glance: signs, words and styles of injects and expectations; lengths of lateness."""

from __future__ import annotations

from datetime import UTC, datetime

from irsim.board.state import NEVER
from irsim.scoring.cues import Item
from irsim.scoring.run_of_show import RunOfShow
from irsim.scoring.standing import Expected
from irsim.tui.marks import age, short
from irsim.words.durations import MINUTE, SECOND, format_left

SOON = MINUTE
"""What comes within this is told under `Now`."""

SECTIONS = ("Now", "Coming", "On a condition", "Delivered", "Left out")

EXPECTED: dict[str, tuple[str, str, str]] = {
    "open": ("○", "", "open"),
    "ahead": ("·", "muted", "not yet"),
    "to rate": ("◌", "notice", "to rate"),
    "met": ("✔", "good", "met"),
    "late": ("◐", "notice", "late"),
    "partly": ("◔", "notice", "partly"),
    "missed": ("✘", "urgent", "missed"),
    "wrong": ("‼", "urgent", "wrong"),
    "not asked": ("–", "muted", "not asked"),
}
"""Sign, style and word of how an expectation stands."""


def section_of(item: Item, now: int) -> str:
    """Under which heading an inject stands."""
    if item.state in ("awaiting", "held") or (item.state == "coming" and item.comes - now <= SOON):
        return "Now"
    return {
        "coming": "Coming",
        "waiting": "On a condition",
        "delivered": "Delivered",
    }.get(item.state, "Left out")


def sign(item: Item) -> tuple[str, str]:
    """Sign and style of an inject or a decision."""
    if item.outcome in ("decided", "lapsed"):
        return ("■", "good") if item.outcome == "decided" else ("□", "urgent")
    return {
        "awaiting": ("◆", "notice") if not item.decision else ("□", "notice"),
        "held": ("‖", "notice"),
        "coming": ("▸", "accent"),
        "waiting": ("◇", "muted"),
        "delivered": ("✔", "good"),
    }.get(item.state, ("–", "muted"))


def when(item: Item, now: int) -> tuple[str, str]:
    """The last column: what is left, or what became of it, and its style."""
    if item.outcome == "open":
        return (f"{format_left(item.ends - now)} left" if item.ends != NEVER else "open", "notice")
    if item.outcome:
        return item.outcome, "urgent" if item.outcome == "lapsed" else "good"
    if item.state == "awaiting":
        return f"waits {age(now - item.at)}", "notice"
    if item.state == "held":
        return "held", "notice"
    if item.state == "coming":
        left = item.comes - now
        return (f"in {format_left(left)}", "strong" if left <= SOON else "") if left > 0 else ("now", "strong")
    if item.state == "waiting":
        return ("kept back", "muted") if item.comes != NEVER else ("", "muted")
    if item.state == "delivered":
        again = item.comes
        return (f"again {format_left(again - now)}", "accent") if again > now else ("came", "muted")
    return "skipped" if item.state == "skipped" else "left out", "muted"


def at_of(item: Item) -> str:
    """The first column: when it came, or comes."""
    if item.state in ("delivered", "awaiting", "held"):
        return short(item.at)
    instant = item.comes if item.comes != NEVER else item.planned
    return short(instant) if instant != NEVER else "if"


def left_of(expected: Expected, now: int) -> str:
    """What an expectation's last column says: the time that is left, or when it was done."""
    state = expected.state_at(now)
    if state == "open":
        return format_left(expected.due - now) if expected.due != NEVER else "by the end"
    if state in ("met", "late", "partly", "wrong") and expected.claim.at != NEVER:
        return short(expected.claim.at)
    return EXPECTED[state][2]


def elapsed(since: str) -> int:
    """Real time (ms) since an ISO instant, as this machine has it; NEVER where it is none or lies ahead."""
    try:
        begun = datetime.fromisoformat(since)
    except ValueError:
        return NEVER
    if begun.tzinfo is None:
        return NEVER
    gone = int((datetime.now(UTC) - begun).total_seconds() * 1000)
    return gone if gone >= 0 else NEVER


def behind_words(show: RunOfShow, now: int) -> list[tuple[str, str]]:
    """How far behind plan the room is, by exercise time and by the wall clock, each with its style."""
    behind = show.behind(now)
    style = "notice" if behind >= MINUTE else "muted"
    word = "behind" if behind > 0 else "ahead of"
    words = [(f"{age(abs(behind))} {word} plan" if abs(behind) >= SECOND else "on plan", style)]
    lag = table_lag(show, now)
    if abs(lag) >= MINUTE:
        told = f"room {age(abs(lag))} {'late' if lag > 0 else 'early'}"
        words.append((told, "notice" if lag >= 5 * MINUTE else "muted"))
    return words


def table_lag(show: RunOfShow, now: int) -> int:
    """How far (ms of real time) the table is behind since it sat down; 0 where nobody noted when."""
    gone = elapsed(show.since) if show.since else NEVER
    return show.lag(now, gone) if gone != NEVER else 0
