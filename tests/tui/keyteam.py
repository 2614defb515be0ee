"""A team at a real terminal (tmux) that plays a script by keys alone: it jumps to each stamp, opens the dialog of the
decision, fills in its fields as a person would, and sends it.

What the dialogs will look like it learns from a mirror: the board that the same decisions give when they are played by
the script; the keys are all that reaches the program.
"""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec

from irsim.board.fold import apply
from irsim.commands import Command, Observe
from irsim.drill.engine import DrillEngine
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.events.session import DiscussionOpened, TimeAdvanced
from irsim.log.records import Record
from irsim.log.writing import MemorySink
from irsim.scenario.library import Loaded
from irsim.scenario.script import Scripted
from irsim.session.host import Host
from irsim.session.ledger import Ledger
from irsim.session.play import play
from irsim.session.seats import reduced
from irsim.tui.actions import ACTIONS
from irsim.tui.forms import Focus, build_form
from irsim.tui.forms.fields import Field
from irsim.tui.seat import Seat
from irsim.words.durations import format_duration, format_instant
from tests.drills import opened

TMUX_KEYS = {"question_mark": "?", "slash": "/", "plus": "+", "space": "Space", "less_than_sign": "<"}


class Pane:
    """One tmux pane."""

    def __init__(self, socket: str) -> None:
        self.socket = socket

    def tmux(self, *arguments: str) -> str:
        """Run tmux; what it printed."""
        command = ["tmux", "-L", self.socket, *arguments]
        # readline, which pytest imports, puts COLUMNS=80 and LINES=24 into the environment, whatever size the pane has
        sizeless = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        return subprocess.run(command, capture_output=True, text=True, env=sizeless).stdout

    def start(self, command: str, width: int = 120, height: int = 40) -> None:
        """Run `command` in a new pane."""
        size = ("-x", str(width), "-y", str(height))
        self.tmux("-f", "/dev/null", "new-session", "-d", *size, "-s", "room", f"{command}; echo EXIT=$?; sleep 600")

    def restart(self, command: str) -> None:
        """Run `command` in the same pane, whatever ran there."""
        self.tmux("respawn-pane", "-k", "-t", "room", f"{command}; echo EXIT=$?; sleep 600")

    def keys(self, *keys: str) -> None:
        """Press keys by tmux's names."""
        self.tmux("send-keys", "-t", "room", *keys)

    def write(self, text: str) -> None:
        """Type text as it is."""
        for start in range(0, len(text), 200):
            self.tmux("send-keys", "-t", "room", "-l", "--", text[start : start + 200])

    def screen(self) -> str:
        """What the pane shows."""
        return self.tmux("capture-pane", "-p", "-J", "-t", "room")

    def wait_for(self, *texts: str, seconds: float = 30, gone: str = "") -> str:
        """Wait until all `texts` are shown and `gone` is not."""

        def there(shown: str) -> bool:
            return all(text in shown for text in texts) and not (gone and gone in shown)

        return self.wait_until(there, f"{texts} (and not {gone!r})", seconds)

    def wait_until(self, there: Callable[[str], bool], what: str = "it", seconds: float = 30) -> str:
        """Wait until what is shown is as it should be."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            shown = self.screen()
            if there(shown):
                return shown
            time.sleep(0.03)
        raise AssertionError(f"{what} did not come:\n{self.screen()}")

    def past_deadlines(self, *arrived: str, gone: str = "") -> None:
        """A jump past a deadline that runs asks first: all the same. `arrived` is what is shown at its end."""
        asked = "Jump past a deadline?"

        def there(shown: str) -> bool:
            return asked in shown or (all(text in shown for text in arrived) and not (gone and gone in shown))

        if asked in self.wait_until(there, f"{arrived} or a question", 60):
            self.keys("Down", "Enter")
            self.wait_until(lambda shown: asked not in shown)

    def end(self) -> None:
        """Close it."""
        self.tmux("kill-server")


class Mirror:
    """The script's own run, record by record: what the room will look like when a decision is due."""

    def __init__(self, loaded: Loaded, script: list[Scripted], seed: str) -> None:
        self.sink = MemorySink()
        self.ledger = Ledger(self.sink, opened(loaded, "people", seed))
        engine = DrillEngine(self.ledger, loaded)
        self.ledger.open()
        engine.start()
        play(self.ledger, engine, [each for each in script if not isinstance(each.command, Observe)])
        self.roles = tuple(self.ledger.board.seats)
        self.seat = Seat(Host(self.ledger, engine, at=0, speed=100), self.roles, opened(loaded, "people", seed))
        self._folded = 0

    @property
    def records(self) -> list[Record]:
        """All of them."""
        return self.ledger.records

    def decisions(self) -> list[Record]:
        """The team's decisions, in order."""
        return [each for each in self.records if isinstance(each.body, CommandSubmitted)]

    def before(self, record: Record) -> Seat:
        """The seat as it stands when a decision is given."""
        self.seat.session = cast("Any", SimpleNamespace(now=record.at, reached=record.at, speed=100, paused=True))
        while self._folded < record.seq:
            each = self.records[self._folded]
            seen = reduced(each, self.records, self.roles)
            if seen is not None:
                apply(self.seat.board, seen)
                self.seat.version += 1
                self.seat.incidents_version += 1
            self._folded += 1
        return self.seat


class KeyTeam:
    """Plays a mirror's decisions in a pane."""

    def __init__(self, pane: Pane, mirror: Mirror) -> None:
        self.pane = pane
        self.mirror = mirror
        self.actions = {action.do: action for action in ACTIONS if action.do}
        self._at = 0

    def play(self) -> None:
        """From the briefing to the hot wash."""
        self.pane.wait_for("Begin")
        self.pane.keys("Enter")
        self.pane.wait_for("NEXT")
        self.pane.keys("Space")
        self.pane.wait_for("paused")
        holds = [each for each in self.mirror.records if isinstance(each.body, DiscussionOpened)]
        gaps = [each for each in self.mirror.records if isinstance(each.body, TimeAdvanced)]
        for record in self.mirror.decisions():
            while holds and holds[0].at <= record.at:
                self._talk(holds.pop(0).at)
            while gaps and gaps[0].at <= record.at:
                self._advance(gaps.pop(0))
            self.jump(record.at)
            assert isinstance(record.body, CommandSubmitted)
            self.decide(record, record.body.command)
        while holds:
            self._talk(holds.pop(0).at)
        self.pane.keys("g")
        self.pane.wait_for("Jump to")
        self.pane.keys("BSpace")
        self.pane.write("30d")
        self.pane.keys("Enter")
        self.pane.past_deadlines("The exercise is over")
        self.pane.wait_for("The exercise is over", seconds=60)

    def jump(self, at: int) -> None:
        """Be at an instant, where the room stands still."""
        if at <= self._at:
            return
        self._jump_to(at, format_instant(at))
        self.pane.wait_for(format_instant(at), gone="Jump to")
        self._at = at

    def _jump_to(self, at: int, arrived: str) -> None:
        self.pane.keys("g")
        self.pane.wait_for("Jump to")
        self.pane.keys("BSpace")
        self.pane.write(format_duration(at))
        self.pane.keys("Enter")
        self.pane.past_deadlines(arrived, gone="Jump to")

    def _talk(self, at: int) -> None:
        """A hold: read the questions, go on, and stand still again."""
        if at > self._at:
            self._jump_to(at, "Talk it over")
        self.pane.wait_for("Talk it over")
        self.pane.keys("Enter")
        self.pane.wait_for("NEXT", gone="Talk it over")
        self._stand_still()
        self._at = max(self._at, at)

    def _advance(self, record: Record) -> None:
        """The exercise moves on by itself; the room is at the far side at once."""
        assert isinstance(record.body, TimeAdvanced)
        if record.at > self._at:
            self._jump_to(record.at, format_instant(record.body.to))
        self.pane.wait_for(format_instant(record.body.to), gone="Jump to")
        self._at = record.body.to

    def _stand_still(self) -> None:
        time.sleep(0.3)
        if "paused" not in self.pane.screen().split("\n")[0]:
            self.pane.keys("Space")
            self.pane.wait_for("paused")

    def decide(self, record: Record, command: Command) -> None:
        """Give one decision through its dialog."""
        seat = self.mirror.before(record)
        do = str(command.__struct_config__.tag)
        values = wanted(command)
        if do == "acknowledge":
            self._select(seat, str(values["incident"]))
            self.pane.keys("a")
            return self._settled()
        focus = Focus(incident=self._select(seat, str(values.get("incident", ""))))
        title = ""
        if do in ("answer", "decide"):
            focus = self._wait_list(seat, str(values.get("message") or values["decision"]))
        else:
            self._open(do)
        typed: dict[str, str] = {}
        form = build_form(seat, do, focus, typed)
        title = form.title.partition(" · ")[0]
        refused = any(
            isinstance(each.body, CommandRefused) and each.cause == record.seq
            for each in self.mirror.records[record.seq + 1 : record.seq + 3]
        )
        if refused:
            time.sleep(0.5)
            if "^s" not in self.pane.screen():
                return  # the room said why not, and opened nothing
        self.pane.wait_for(title, "^s")
        self.pane.keys("C-Home")
        number = 0
        while number < len(form.fields):
            field = form.fields[number]
            number += 1
            if field.kind == "fixed":
                typed[field.name] = field.value
                continue
            value = values.get(field.name, "")
            chosen = bool(value) or (field.name == "template" and do == "update")
            if chosen and value != field.value:
                self._fill(field, value)
            typed[field.name] = value if chosen else field.value
            self.pane.keys("Tab")
            if field.drives:
                time.sleep(0.12)
                form = build_form(seat, do, focus, typed)
        unasked = do == "answer" and focus.message not in [each.id for each in seat.waiting()]
        self.pane.keys("C-s")
        if any(field.required and "." in field.name and not typed.get(field.name) for field in form.fields):
            self.pane.wait_for("Still empty")
            self.pane.keys("C-s")
        if refused:
            time.sleep(0.4)
            self.pane.keys("Escape")
            time.sleep(0.3)
        self._settled(title)
        if unasked:
            self.pane.keys("Escape")  # everything in the feed again
            time.sleep(0.3)  # or the next key would be read as one with alt

    def _open(self, do: str) -> None:
        """Open a dialog by its key, or by its name where it has none."""
        action = self.actions[do]
        if action.keys:
            self.pane.keys(TMUX_KEYS.get(action.keys[0], action.keys[0]))
            return
        self.pane.keys("C-p")
        self.pane.write(action.title)
        self.pane.keys("Enter")

    def _settled(self, title: str = "") -> None:
        if title:
            self.pane.wait_for("NEXT", gone="^s")
        time.sleep(0.15)

    def _select(self, seat: Seat, incident: str) -> str:
        """Put the cursor on an incident."""
        order = seat.incidents()
        self.pane.keys("0")
        if len(order) > 1 and incident in order:
            self.pane.keys("Home", *["Down"] * order.index(incident))
        time.sleep(0.1)
        return incident if incident in order else order[0] if order else ""

    def _wait_list(self, seat: Seat, name: str) -> Focus:
        """Open what waits; where several things do, pick it."""
        waiting = [each.id for each in seat.waiting()]
        if name not in waiting:  # nobody waits for it: found in the feed, answered all the same
            self.pane.keys("/")
            self.pane.write(name)
            self.pane.keys("Enter", "End", "w")
            return Focus(message=name)
        self.pane.keys("w")
        if len(waiting) > 1:
            self.pane.wait_for("What waits for you")
            self.pane.keys("Home", *["Down"] * waiting.index(name), "Enter")
        known = name in seat.board.decisions
        return Focus(decision=name) if known else Focus(message=name)

    def _fill(self, field: Field, value: str) -> None:
        if field.kind == "choice":
            place = [option.value for option in field.options].index(value)
            self.pane.keys("Home", *["Down"] * place)
        elif field.kind == "many":
            names = [option.value for option in field.options]
            for name in value.split(","):
                self.pane.keys("Home", *["Down"] * names.index(name), "Space")
        else:
            self.pane.keys("C-a")
            if field.value:
                self.pane.keys("C-k")
            if field.kind == "long":
                for line_number, line in enumerate(value.split("\n")):
                    if line_number:
                        self.pane.keys("Enter")
                    self.pane.write(line)
            else:
                self.pane.write(value)


def wanted(command: Command) -> dict[str, str]:
    """A command's fields as a dialog takes them."""
    found: dict[str, str] = {}
    for name, value in msgspec.structs.asdict(command).items():
        if isinstance(value, dict):
            found |= {f"fields.{inner}": text for inner, text in value.items()}
        elif isinstance(value, bool):
            found[name] = "yes" if value else "no"
        elif name == "whys":
            found |= {f"whys.{number}": why for number, why in enumerate(value, 1)}
        elif isinstance(value, tuple | list):
            found[name] = ",".join(value)
        elif value is not None and value != "" and not (value == 0 and isinstance(value, int)):
            found[name] = str(value)
    return found


def room_command(python: str, scenario: Path | str, seed: str, recording: Path) -> str:
    """The shell command that opens the briefing."""
    program = f"{python} -c 'from irsim.cli import main; main()'"
    terminal = "TERM=tmux-256color COLORTERM=truecolor LANG=C.UTF-8"
    return f"{terminal} {program} drill {scenario} --seed {seed} --record {recording}"
