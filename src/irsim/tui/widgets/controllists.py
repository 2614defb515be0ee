"""Lists beside the run of show: expectations as they stand, what was said at the table, who sits where, objectives with
their ratings, and observations."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from irsim.board.state import Statement
from irsim.events.after import ObservationMade
from irsim.log.records import Record
from irsim.reports.names import SEAT_WORDS, Names
from irsim.reports.plain import counted, one_line
from irsim.scoring.ratings import NONE, Rating, ratings
from irsim.scoring.run_of_show import RunOfShow
from irsim.scoring.standing import Expected
from irsim.tui.console.words import EXPECTED, left_of
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.marks import short
from irsim.tui.seat import Seat
from irsim.tui.widgets.listing import initials
from irsim.tui.widgets.panel import Panel

ORDER = ("missed", "wrong", "open", "to rate", "late", "partly", "met", "ahead", "not asked")
"""Expectations by how they stand: what is lost, what runs, what waits for a rating, what is done, what is to come."""


class ControlPanel(Panel):
    """A list that is read from a seat which sees all."""

    keeps = True

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.seat = seat


class ExpectationsPanel(ControlPanel):
    """What is expected of the team, and how it stands: what was missed first, then what is due next. Enter shows what
    would count."""

    empty = "Nothing is expected yet."

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(seat, id=id)
        self.objective = ""
        """only of this one; all where empty"""
        self._found: list[Expected] = []
        self._shown: RunOfShow | None = None
        self._states: list[str] = []

    @property
    def selected(self) -> Expected | None:
        """The one under the cursor."""
        return self._found[self.index] if 0 <= self.index < len(self._found) else None

    def show(self, shown: RunOfShow) -> None:
        """Another state of them; the cursor stays where it was."""
        before, now = self.selected, self.seat.now
        wanted = [each for each in shown.expected if self.objective in ("", each.claim.objective)]
        late = 1 << 60
        self._found = sorted(
            wanted, key=lambda each: (ORDER.index(each.state_at(now)), each.due if each.due >= 0 else late)
        )
        states = [each.state_at(now) for each in wanted]
        self._shown, self._states = shown, [each.state_at(now) for each in self._found]
        kept = [n for n, each in enumerate(self._found) if before is not None and each.id == before.id]
        self.cursor = kept[0] if kept else 0
        done, lost = states.count("met"), states.count("missed") + states.count("wrong")
        self.entitle(f"Expectations · {done} met · {lost} missed · {states.count('open')} open")
        self.changed()

    def tick(self) -> None:
        """What was open a second ago may be missed now."""
        if self._shown is not None and [each.state_at(self.seat.now) for each in self._found] != self._states:
            self.show(self._shown)
        super().tick()

    def choose(self, name: str) -> None:
        """Put the cursor on one."""
        found = next((n for n, each in enumerate(self._found) if each.id == name), -1)
        if found >= 0:
            self.select(found)

    def count(self) -> int:
        """How many there are."""
        return len(self._found)

    def stamp(self, index: int) -> Hashable:
        """What is left."""
        each = self._found[index]
        return each.state_at(self.seat.now), left_of(each, self.seat.now)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """Sign, title, whose, and what is left."""
        each, now = self._found[index], self.seat.now
        state = each.state_at(now)
        glyph, style, word = EXPECTED[state]
        told = left_of(each, now)
        if each.key_points and state == "to rate":
            told = f"{len(each.heard)}/{len(each.key_points)} heard"
        role = Names(self.seat.board).role(each.claim.role)
        quiet = state in ("ahead", "not asked")
        return lay(
            [
                Cell(glyph, style),
                Cell(word, style, width=9),
                Cell(one_line(each.claim.title, 160), "muted" if quiet else "", flex=True),
                Cell("overridden" if each.claim.overridden else "", "accent", drop=1),
                Cell(initials(role), "muted", width=3, drop=2),
                Cell(told if told != word else "", style, width=10, right=True),
            ],
            width,
        )


class StatementsPanel(ControlPanel):
    """What somebody said at the table and the scribe entered: what nobody has judged first. Enter judges it."""

    empty = "Nothing was said that is not an action. What the scribe enters with Say stands here to be judged."

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(seat, id=id)
        self._found: list[tuple[int, Statement]] = []

    @property
    def selected(self) -> int:
        """The record of the one under the cursor; -1 where there is none."""
        return self._found[self.index][0] if 0 <= self.index < len(self._found) else -1

    @property
    def open(self) -> int:
        """How many are not judged."""
        return sum(not said.judged for said in self.seat.board.show.statements.values())

    def changed(self) -> None:
        """From the board."""
        known = self.seat.board.show.statements.items()
        self._found = sorted(known, key=lambda each: (each[1].judged, -each[0]))
        self.entitle(f"Said · {self.open} to judge")
        super().changed()

    def count(self) -> int:
        """How many there are."""
        return len(self._found)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """When, what, who."""
        _, said = self._found[index]
        names = Names(self.seat.board)
        return lay(
            [
                Cell("✔" if said.judged else "▸", "good" if said.judged else "notice"),
                Cell(short(said.said_at), "muted", width=8, right=True),
                Cell(one_line(said.text, 300), "muted" if said.judged else "", flex=True),
                Cell(names.role(said.role) if said.role else "", "muted", drop=1),
            ],
            width,
        )


class SeatsPanel(ControlPanel):
    """Every role of the plan with who plays it, and who else is in the room. Enter hands a seat over."""

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(seat, id=id)
        self._found: list[str] = []

    @property
    def selected(self) -> str:
        """The role under the cursor."""
        return self._found[self.index] if 0 <= self.index < len(self._found) else ""

    def changed(self) -> None:
        """From the board."""
        board = self.seat.board
        others = [role for role in self.seat.people if role not in board.rules.roles]
        self._found = [*board.rules.roles, *others]
        sitting = sum(map(len, self.seat.people.values()))
        self.entitle(f"Seats · {counted(sitting, 'person', 'people')} joined")
        super().changed()

    def count(self) -> int:
        """How many there are."""
        return len(self._found)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """Role, how it is played, who sits there."""
        role, board = self._found[index], self.seat.board
        names = Names(board)
        who = ", ".join(one_line(name, 40) for name in self.seat.people.get(role, ()))
        kind = board.seats.get(role, "")
        if not who and kind == "people":
            return lay(
                [Cell(names.role(role), "strong", width=24), Cell("nobody sits here yet", "muted", flex=True)], width
            )
        return lay(
            [
                Cell(names.role(role), "strong", width=24),
                Cell(SEAT_WORDS.get(kind, ""), "accent" if kind == "simulated" else "muted", width=19),
                Cell(who, "", flex=True),
            ],
            width,
        )


class ObjectivesPanel(ControlPanel):
    """What the exercise trains: the rating, and how many observations there are. One without any is marked; `o` records
    one against the selected objective."""

    empty = "The exercise has no objectives."

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(seat, id=id)
        self._found: list[Rating] = []
        self._observed: dict[str, int] = {}

    @property
    def selected(self) -> str:
        """The objective under the cursor."""
        return self._found[self.index].objective if 0 <= self.index < len(self._found) else ""

    def show(self, shown: RunOfShow, records: Sequence[Record]) -> None:
        """Another state of them."""
        card = shown.card
        self._found = ratings(card.objectives, card.claims, records)
        claims = {claim.id: claim.objective for claim in card.claims}
        self._observed = {}
        for record in records:
            if isinstance(record.body, ObservationMade):
                about = record.body.objective or claims.get(record.body.expectation, "")
                self._observed[about] = self._observed.get(about, 0) + 1
        bare = sum(not self._observed.get(each.objective) for each in self._found)
        self.entitle(f"Objectives · {bare} without an observation" if bare else "Objectives · all observed")
        self.changed()

    def count(self) -> int:
        """How many there are."""
        return len(self._found)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """Rating, label, observations."""
        each = self._found[index]
        seen = self._observed.get(each.objective, 0)
        letter = each.rating or "-"
        basis = {"evaluator": "yours", "automatic": "by claims"}.get(each.basis, "not rated")
        return lay(
            [
                Cell(letter, "muted" if each.basis == NONE else "strong", width=1),
                Cell(basis, "muted", width=9, drop=1),
                Cell(one_line(each.label, 120), "", flex=True),
                Cell(counted(seen, "observation") if seen else "! none yet", "" if seen else "notice", right=True),
            ],
            width,
        )


class ObservationsPanel(ControlPanel):
    """What was observed, the newest first: with whom it came from, its rating, and whether strength or area."""

    empty = "Nothing was observed yet. o records what you see, at exercise time."

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(seat, id=id)
        self._found: list[tuple[Record, ObservationMade]] = []

    def show(self, records: Sequence[Record]) -> None:
        """Another state of them."""
        found = [(record, record.body) for record in records if isinstance(record.body, ObservationMade)]
        self._found = found[::-1]
        self.entitle(f"Observations · {len(found)}")
        self.changed()

    @property
    def selected(self) -> tuple[Record, ObservationMade] | None:
        """The one under the cursor."""
        return self._found[self.index] if 0 <= self.index < len(self._found) else None

    def count(self) -> int:
        """How many there are."""
        return len(self._found)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """When, rating, sort, words, about what."""
        record, body = self._found[index]
        names = Names(self.seat.board)
        mark, style = {"strength": ("+", "good"), "area": ("△", "notice")}.get(body.sort, ("·", "muted"))
        about = self.seat.board.opened.setting.objectives.get(body.objective, body.expectation)
        return lay(
            [
                Cell(mark, style),
                Cell(short(record.at), "muted", width=8, right=True),
                Cell(body.rating.upper() or " ", "strong", width=1),
                Cell(one_line(body.text, 300) or "rated", "", flex=True),
                Cell(one_line(about, 30), "muted", drop=2),
                Cell(names.who(record.by), "muted", drop=1),
            ],
            width,
        )
