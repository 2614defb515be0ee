"""Which page there is under which number, what stands on it by the filters, and what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from irsim.reports.plain import counted, one_line
from irsim.tui.debriefing.claims import claim_detail, claim_rows, shown_claims
from irsim.tui.debriefing.clocks import clock_detail, clock_rows, tally
from irsim.tui.debriefing.endings import ending_rows
from irsim.tui.debriefing.metrics import card_has_metrics, metric_rows, security_rows
from irsim.tui.debriefing.rows import NOWHERE, Link, Row
from irsim.tui.debriefing.score import loss_rows, losses, score_rows
from irsim.tui.debriefing.story import Story
from irsim.tui.debriefing.timeline import record_detail, shown_entries, timeline_rows
from irsim.tui.debriefing.times import count_rows, time_rows
from irsim.tui.debriefing.wash import wash_rows

TABS = ("Score", "Claims", "Timeline", "Clocks", "Times", "Hot wash", "Metrics")
SCORE, CLAIMS, TIMELINE, CLOCKS, TIMES, WASH, METRICS = range(len(TABS))
ENDINGS = len(TABS)
"""The page that only a fork has, behind the others."""

HOME_OF = {"claim": CLAIMS, "record": TIMELINE, "clock": CLOCKS}
"""Where a link leads: the page on which it is listed."""

OPENING = (CLAIMS, TIMELINE, CLOCKS)
"""Pages on which the selected row can be opened; the others have something of their own beside them."""


@dataclass(frozen=True)
class Choice:
    """What is shown: the page, the claims' filters, the words that the timeline must hold. The timeline is swimlanes,
    unless it is `listed` or must hold words; `lit` are the claims whose evidence is seen on it, `of` says whose.
    """

    tab: int = SCORE
    unmet: bool = False
    role: str = ""
    wanted: str = ""
    listed: bool = False
    lit: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True)
class Page:
    """A page: its heading, its rows, and what stands there where there are none."""

    title: str
    rows: list[Row]
    empty: str = ""


def tabs_of(story: Story, *, narrow: bool = False) -> tuple[str, ...]:
    """The pages there are: only a fork has two endings. On a narrow terminal a name is shortened so that all fit."""
    if story.endings is None:
        return TABS
    return tuple("Wash" if narrow and name == TABS[WASH] else name for name in (*TABS, "Endings"))


def page(story: Story, choice: Choice, *, wide: bool, report: str = "") -> Page:
    """The page that was chosen; `wide` where something stands beside it."""
    card = story.source.card
    if choice.tab == CLAIMS:
        shown = shown_claims(story, unmet=choice.unmet, role=choice.role)
        parts = [f"Claims · {len(shown)} of {len(card.claims)}" if choice.unmet or choice.role else "Claims"]
        parts += ["not met"] if choice.unmet else []
        parts += [story.source.names.role(choice.role)] if choice.role else []
        empty = "Nothing was expected in this session." if not card.claims else "None is like that. f shows all."
        return Page(" · ".join(parts), claim_rows(story, unmet=choice.unmet, role=choice.role), empty)
    if choice.tab == TIMELINE:
        found = len(shown_entries(story, choice.wanted))
        title = f"Timeline · {one_line(choice.wanted, 40)!r}: {found}" if choice.wanted else "Timeline"
        return Page(title, timeline_rows(story, choice.wanted), "No line holds these words. esc shows everything.")
    if choice.tab == CLOCKS:
        title = " · ".join(part for part in ("Clocks", tally(card.clocks)) if part)
        return Page(title, clock_rows(story), "No clock ran.")
    if choice.tab == TIMES:
        return Page("Times", time_rows(story, alone=not wide))
    if choice.tab == WASH:
        return Page("Hot wash", wash_rows(story))
    if choice.tab == ENDINGS:
        return Page("Endings", ending_rows(story.endings), "This recording is no fork.")
    if choice.tab == METRICS:
        return Page("Metrics", metric_rows(story, alone=not wide), "This score was made without metrics.")
    return Page("Score", score_rows(story, report, alone=not wide))


def beside(story: Story, choice: Choice, link: Link) -> Page | None:
    """What stands beside the page: the selected row in full, or what belongs to the page; None where nothing does."""
    kind, id = link if choice.tab in OPENING else NOWHERE
    if choice.tab == SCORE:
        lost = losses(story.source.card)
        title = f"What would have counted most · {counted(len(lost), 'claim')}" if lost else "What would have counted"
        return Page(title, loss_rows(story))
    if choice.tab == TIMES:
        return Page("Over the whole exercise", count_rows(story))
    if choice.tab == METRICS and card_has_metrics(story):
        return Page("Security metrics", security_rows(story))
    if kind == "claim" and (claim := story.claim(id)) is not None:
        return Page("Claim", claim_detail(story, claim))
    if kind == "record":
        return Page(f"Record {id}", record_detail(story, int(id)))
    if kind == "clock":
        return Page("Clock", clock_detail(story, id))
    return Page("", [], "Nothing is selected.") if choice.tab in OPENING else None
