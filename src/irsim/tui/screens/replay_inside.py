"""Screens in which a replay is looked at: the room's own, with every act refused in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from irsim.board.decide import Refused
from irsim.board.state import NEVER
from irsim.tui.actions import BY_ID, shown_key
from irsim.tui.dialogs.simple import Reader
from irsim.tui.forms import Focus
from irsim.tui.lines import wrapped
from irsim.tui.repertoire import Listed
from irsim.tui.replay.keys import ACTING, INSIDE, LOOKING, OFFERED, REPLAY_BY_ID
from irsim.tui.replay.seat import REFUSED
from irsim.tui.replay.table import ReplayTable
from irsim.tui.screens.incident import IncidentScreen
from irsim.tui.screens.plot import PlotScreen
from irsim.tui.screens.workplace import Workplace
from irsim.tui.tabs import Row, View
from irsim.tui.widgets.replayed import ARROWS, ReplayFooter, ReplayHeader
from irsim.tui.widgets.scrubbar import GAP, GLYPHS

if TYPE_CHECKING:
    from irsim.tui.reading import Reading
    from irsim.tui.table import Table

KEYS = 14
"""Columns of the keys in the help."""

BESIDES = (
    ("0 to 5", "Incidents, feed, alerts, clocks, services, playbook"),
    ("a click", "On the bar: be there"),
)
"""Keys that are no action of the registry."""

EVERYWHERE = ("replay-fork",)
"""What of the replay's own can be done within it, too."""


def bound(names: tuple[str, ...]) -> list[BindingType]:
    """The bindings of some of a replay's actions, and of everything that only looks; the keys of acts say why not."""
    actions = [REPLAY_BY_ID[name] for name in names] + [BY_ID[name] for name in LOOKING if name != "open"]
    keyed = [
        Binding(
            ",".join(action.keys),
            f"do('{action.id}')",
            action.title,
            id=action.id,
            show=False,
            priority=action.keys in (("home",), ("end",)),  # before the panel that has the focus
        )
        for action in actions
    ]
    return [*Screen.BINDINGS, *keyed, Binding(",".join(ACTING), "refuse", show=False)]


class Onlooking(Workplace):
    """A workplace where nothing is worked on. `table` is a `ReplayTable` in the place of a table.

    A screen names the room's own first among its bases: the style sheet goes by the first.
    """

    @property
    def watched(self) -> ReplayTable:
        """The table, by its own type."""
        return cast(ReplayTable, self.table)

    def refuse(self, refused: Refused = REFUSED) -> None:
        """Whatever the rules say: this is a replay."""
        super().refuse(REFUSED)

    def action_refuse(self) -> None:
        """The key of an act."""
        self.refuse()

    async def perform(self, name: str, focus: Focus) -> None:
        """Look, or say why not."""
        if name in REPLAY_BY_ID:
            await getattr(self, f"_{name.replace('-', '_')}")()
        elif name in LOOKING:
            await getattr(self, f"_room_{name}")(focus)
        else:
            self.refuse()

    def fill_in(
        self, do: str, focus: Focus, start: str = "", typed: Mapping[str, str] | None = None, by: str = ""
    ) -> None:
        """Nothing is filled in here."""
        self.refuse()

    def read(self, text: Reading) -> None:
        """Something in full, without the keys of acts."""
        super().read(replace(text, actions=()))

    def discuss(self) -> None:
        """It was talked over."""

    def repertoire(self, focus: Focus) -> list[Listed]:
        """What the palette offers."""
        return [Listed(action, " ".join(map(shown_key, action.keys)), "") for action in OFFERED]

    async def _room_help(self, _: Focus) -> None:
        width = min(86, self.size.width * 96 // 100 - 6)
        self.app.push_screen(Reader("Help: the replay", help_text(width)))

    async def _replay_fork(self) -> None:
        """Go on from here in another recording."""
        from irsim.tui.screens.forking import fork_here

        replay = self.watched.replay
        replay.play(False)
        if replay.elsewhere:
            self.say("The recording lies with the host; it can be forked there.", "warning")
            return
        later = replay.now if replay.now > replay.reel.at(replay.place) else NEVER
        fork_here(self.room, replay.recording.path, replay.seq, later)

    async def _replay_leave(self) -> None:
        self.app.pop_screen()


def help_text(width: int) -> Content:
    """Every key of the replay and what it does, in lines of at most `width` columns."""
    parts: list[str | tuple[str, str]] = []
    rows = [
        (
            " ".join(ARROWS.get(key) or shown_key(key) for key in each.keys),
            f"{each.title}: {' '.join(each.help.split())}",
        )
        for each in OFFERED
    ]
    for keys, words in [*rows, *BESIDES]:
        lines = wrapped(words, max(20, width - KEYS))
        parts += [(f"{keys:<{KEYS}}", "$accent bold"), f"\n{' ' * KEYS}".join(lines), "\n"]
    parts += ["\nOn the bar: "]
    for kind, (glyph, style) in GLYPHS.items():
        parts += [(glyph, f"${style}"), f" {kind}  "]
    return Content.assemble(*parts, f"{GAP} time passed over off stage\n")


class ReplayIncident(IncidentScreen, Onlooking, inherit_bindings=False):
    """An incident as it stood, with its tabs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *IncidentScreen.BINDINGS,
        *bound((*EVERYWHERE, "replay-leave")),
    ]

    def __init__(self, table: ReplayTable, incident_id: str, tab: str = "") -> None:
        super().__init__(cast("Table", table), incident_id, tab)
        self.header = ReplayHeader(table.replay)
        self.footer = ReplayFooter(table.replay, lambda name: self.room.key_of(name), INSIDE)

    @property
    def view(self) -> View:
        """What tabs read, without the keys of acts."""
        return View(self.seat, self.seat.board.incidents[self.incident], acts=False)

    async def _act(self, row: Row) -> None:
        if row.opens is not None and row.opens[0] == "incident" and row.opens[1] in self.seat.board.incidents:
            self.app.switch_screen(ReplayIncident(self.watched, row.opens[1]))
            return
        await super()._act(row)

    async def _do(self, name: str, row: Row) -> None:
        await self.perform(name, self.focus_now())


class ReplayPlot(PlotScreen, Onlooking, inherit_bindings=False):
    """A service over the time up to here."""

    BINDINGS: ClassVar[list[BindingType]] = [*PlotScreen.BINDINGS, *bound((*EVERYWHERE, "replay-leave"))]

    def __init__(self, table: ReplayTable, service: str) -> None:
        super().__init__(cast("Table", table), service)
        self.header = ReplayHeader(table.replay)
