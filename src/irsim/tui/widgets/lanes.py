"""The swimlanes: an axis, the lanes, below them what stands under the cursor, and a line to jump by."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from irsim.reports.plain import one_line
from irsim.scoring.lanes import Bar
from irsim.session.seeking import NO_RECORD, aim
from irsim.tui.debriefing.lanes import Limit, Spotlight
from irsim.tui.debriefing.rows import NOWHERE, Link
from irsim.tui.debriefing.story import Story
from irsim.tui.debriefing.underneath import underneath
from irsim.tui.lines import Span
from irsim.tui.widgets.lanepanel import LanePanel
from irsim.tui.widgets.palette import CLASSES, Palette

SAID, SAID_LIT, SAID_TALL = 5, 8, 9
"""Lines below the lanes: on a low terminal, there with a claim in the light, and on a high one."""

TALL = 30
"""Lines from which there are more of them."""


class Ruler(Widget):
    """The axis above the lanes: instants, and where the cursor stands."""

    COMPONENT_CLASSES: ClassVar[set[str]] = CLASSES
    DEFAULT_CSS = "Ruler { height: 2; background: $background; color: $foreground; }"

    def __init__(self, panel: LanePanel) -> None:
        super().__init__()
        self.panel = panel
        self.palette = Palette(self)

    def notify_style_update(self) -> None:
        """The theme changed."""
        super().notify_style_update()
        self.palette.clear()

    def render_line(self, y: int) -> Strip:
        """Instants, then the scale."""
        panel, width = self.panel, self.size.width
        spans = panel.scale_line() if y else panel.label_line()
        return self.palette.strip(spans, width, self.rich_style)


class Said(Widget):
    """What stands under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = CLASSES
    DEFAULT_CSS = """
    Said { height: 5; background: $panel; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.palette = Palette(self)
        self.lines: list[list[Span]] = []

    def notify_style_update(self) -> None:
        """The theme changed."""
        super().notify_style_update()
        self.palette.clear()

    def render_line(self, y: int) -> Strip:
        """One line; a mark where more follows."""
        spans = self.lines[y] if y < len(self.lines) else []
        if y == self.size.height - 1 and len(self.lines) > self.size.height:
            spans = [Span(" … enter reads all of it", "muted")]
        return self.palette.strip(spans, self.size.width, self.rich_style)


class JumpLine(Input):
    """Where to jump to."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False, priority=True)]

    class Left(Message):
        """Nowhere, after all."""

    def action_leave(self) -> None:
        """Back to the lanes."""
        self.post_message(self.Left())


class LanesView(Vertical):
    """Axis, lanes, what stands under the cursor, and a line to jump by."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("g", "jump", "Jump to a time", show=False)]

    def __init__(self) -> None:
        super().__init__(id="lanes")
        self.panel = LanePanel(id="lane-panel")
        self.ruler = Ruler(self.panel)
        self.said = Said()
        self.line = JumpLine(
            id="jump", placeholder="T+00:12:00, 12m, +5m, 09:47, 2026-11-16T09:47 or #120; esc stays", compact=True
        )
        self._told: tuple[int, Spotlight] | None = None

    def compose(self) -> ComposeResult:
        """From above to below."""
        yield self.ruler
        yield self.panel
        yield self.said
        yield self.line

    def on_mount(self) -> None:
        """The line waits for its key."""
        self.line.display = False

    def tell(self, story: Story, spotlight: Spotlight) -> None:
        """The lanes of a story; where they are shown already, one stays where one is."""
        key = (id(story), spotlight)
        if self._told != key:
            self._told = key
            self.panel.spotlight = spotlight
            self.on_resize()
            self.call_after_refresh(self.panel.tell, story, spotlight)

    @property
    def link(self) -> Link:
        """Where Enter leads: the record, clock or claim under the cursor."""
        thing = next(iter(self.panel.here), None)
        if thing is None:
            return NOWHERE
        if isinstance(thing, Limit):
            return ("claim", thing.claim.id)
        if isinstance(thing, Bar) and thing.due >= 0:
            return ("clock", thing.id)
        return ("record", str(thing.seq))

    @on(LanePanel.Went)
    def _went(self, message: LanePanel.Went) -> None:
        self._renew()

    def _renew(self) -> None:
        panel = self.panel
        self.ruler.refresh()
        if panel.story is None:
            return
        self.said.lines = underneath(
            panel.story, panel.track, panel.axis, panel.column, panel.here, panel.spotlight, self.said.size.width
        )
        self.said.refresh()

    def on_resize(self) -> None:
        """More lines where there is room for them, and where there is more to say."""
        low = SAID_LIT if self.panel.spotlight.claims else SAID
        self.said.styles.height = SAID_TALL if self.size.height >= TALL else low

    def action_jump(self) -> None:
        """A line for an instant."""
        self.line.value = ""
        self.line.display = True
        self.line.focus()

    @on(JumpLine.Left)
    def _stay(self) -> None:
        self.line.display = False
        self.panel.focus()

    @on(Input.Submitted, "#jump")
    def _jump(self, message: Input.Submitted) -> None:
        message.stop()
        story = self.panel.story
        if story is None:
            return
        now = self.panel.axis.instant(self.panel.column)
        try:
            at, seq = aim(message.value, now, story.source.records, story.source.board.rules.moment)
        except ValueError as error:
            self.notify(one_line(str(error), 300), severity="warning", markup=False)
            return
        self._stay()
        mark = story.lanes.holding(seq) if seq != NO_RECORD else None
        if mark is not None:
            self.panel.choose(mark, quarter=True)
        else:
            self.panel.at(at, quarter=True)
