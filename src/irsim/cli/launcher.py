"""Opens drills and recordings for the screens. Everything heavy is imported when it is asked for: a first frame waits
for none of it."""

from __future__ import annotations

import shlex
import sys
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.cli.shelf import Shelf
from irsim.tui.launch import (
    Briefing,
    Debriefing,
    DrillBrief,
    ForkOffer,
    HostWish,
    JoinWish,
    RecordingBrief,
    RoleBrief,
    Sitting,
    Wish,
)
from irsim.words.faults import BadInput, nearest

if TYPE_CHECKING:
    from irsim.cli.hosting import Prepared
    from irsim.cli.opening import Room
    from irsim.log.records import Record
    from irsim.plan import Plan
    from irsim.session.wire import Lobby

SEATS = ("people", "simulated")


class LocalLauncher:
    """A `tui.launch.Launcher` for what lies on this machine: the library's scenarios and the recordings folder."""

    def __init__(self, plan: Path | None = None, ready: Room | None = None) -> None:
        """`plan` is the file of the plan by which drills are played; the scenario's own, or the one that ships. `ready`
        is a room that stands open already: whoever takes its recording up sits down there."""
        self._plan = plan
        self._ready = ready
        self._turn = threading.Lock()
        self._seeds: dict[str, str] = {}
        """by drill: drawn for its briefing, so that the drill that follows has the people who were named there"""
        self._shelf = Shelf(plan)

    def drills(self) -> list[DrillBrief]:
        """See `Launcher`."""
        return self._shelf.drills()

    def recordings(self, limit: int = 50, also: Sequence[Path] = ()) -> list[RecordingBrief]:
        """See `Launcher`."""
        return self._shelf.recordings(limit, also)

    def briefing(self, name: str) -> Briefing:
        """See `Launcher`; `name` may be a path, too."""
        from irsim.drill.opening import open_drill
        from irsim.scenario.library import find_scenario, load_scenario, plan_for
        from irsim.words.texts import render

        file = find_scenario(name)
        plan, _ = plan_for(file, self._plan)
        loaded = load_scenario(file, plan)
        scenario = loaded.scenario
        opened = open_drill(loaded, plan, "", seed=self._seed(name), seats={})
        names = {**opened.cast, "facts": loaded.world.facts}
        return Briefing(
            name,
            scenario.codename,
            scenario.difficulty,
            scenario.duration,
            scenario.pace * 100,
            scenario.starts,
            opened.setting.briefing,
            plan.plan.organisation,
            plan.plan.title,
            tuple(opened.setting.objectives.values()),
            tuple(RoleBrief(r.id, r.label, r.purpose, tuple(r.responsibilities)) for r in plan.roles),
            tuple(render(part.title, names) for part in scenario.parts),
            scenario.at_the_table,
        )

    def begin(self, wish: Wish) -> Sitting:
        """See `Launcher`. Roles that `wish.seats` leaves out are simulated; all are people's where it is empty."""
        from datetime import UTC, datetime

        from irsim.cli import opening
        from irsim.scenario.library import find_scenario, load_scenario, plan_for
        from irsim.session.pace import FASTEST

        opening.check_choices(skill=wish.skill, assist=wish.assist)
        opening.check_seed(wish.seed)
        file = find_scenario(wish.name)
        plan, plan_text = plan_for(file, self._plan)
        loaded = load_scenario(file, plan)
        speed = loaded.scenario.pace * 100 if wish.pace is None else wish.pace
        if not 0 <= speed <= FASTEST:
            raise BadInput.one("the pace", 0, f"{speed} is out of reach; give 1 to {FASTEST} hundredths, or 0")
        path = opening.new_recording(loaded.scenario.id, wish.record)
        with _preparing(wish.host, path) as prepared:
            room = opening.open_room(
                loaded,
                plan,
                plan_text,
                path,
                seed=self._seed(wish.name) if wish.seed is None else wish.seed,
                seats=_seats(wish, plan),
                assist=wish.assist,
                skill=wish.skill,
                pace=speed,
                held=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        with self._turn:
            self._seeds.pop(wish.name, None)  # the next drill has other people
        return _sitting(room, speed, prepared)

    def take_up(self, path: Path, pace: int | None = None, host: HostWish | None = None) -> Sitting:
        """See `Launcher`. A drill that was to run flat out goes on in real time: people are at it."""
        from irsim.cli import opening
        from irsim.log.reading import read_recording

        room, self._ready = self._ready, None
        if room is not None and room.path == path:
            return _sitting(room, (room.ledger.board.opened.pace or 100) if pace is None else pace)
        recording = read_recording(path)
        going_on = recording.records and not recording.broken and not recording.closed
        if going_on and not opening.sat_at(recording):
            message = "nobody plays at it, so nobody can sit down; go on with it by `irsim drill --resume` in a pipe"
            raise BadInput.one(str(path), 0, message)
        with _preparing(host, path) as prepared:
            room = opening.take_up_room(recording)
        return _sitting(room, (recording.opened.pace or 100) if pace is None else pace, prepared)

    def look(self, wish: JoinWish) -> Lobby:
        """See `Launcher`."""
        from irsim.cli.joining import way_of
        from irsim.session.ways import look

        return look(way_of(wish))

    def join(self, wish: JoinWish) -> Sitting:
        """See `Launcher`."""
        from irsim.cli.joining import joined

        return joined(wish)

    def fork_offer(self, path: Path, seq: int, at: int = -1) -> ForkOffer:
        """See `Launcher`."""
        from irsim.cli.forking import new_fork
        from irsim.log.reading import read_recording
        from irsim.session.forking import moment_after, moment_at

        parent = read_recording(path)
        later = 0 <= seq < len(parent.records) and at > parent.records[seq].at
        moment = moment_at(parent, at) if later else moment_after(parent, seq)
        return ForkOffer(path, moment.at, moment.kept, new_fork(path))

    def fork(self, offer: ForkOffer, to: Path) -> Sitting:
        """See `Launcher`."""
        from irsim.cli.forking import fork_room
        from irsim.log.reading import read_recording
        from irsim.session.forking import Moment

        parent = read_recording(offer.path)
        room = fork_room(parent, Moment(offer.at, offer.kept), to, people=True)
        return _sitting(room, parent.opened.pace or 100)

    def debrief(self, path: Path) -> Debriefing:
        """See `Launcher`."""
        from irsim.cli.recordings import scored_recording
        from irsim.log.glancing import glance
        from irsim.log.lineage import fork_of

        recording, card = scored_recording(path)
        if card.closed:
            with suppress(BadInput):
                self._shelf.scores().keep(glance(path), card.score, forked=fork_of(recording.records) is not None)
        return Debriefing(path, recording.records, card)

    def report(self, path: Path) -> Path:
        """See `Launcher`: NAME-report.html, complete on its own, then NAME-report-2.html and so on."""
        from irsim.cli.recordings import scored_recording
        from irsim.reports.account.source import read_source
        from irsim.reports.after_action import after_action
        from irsim.reports.document import as_bytes

        text = as_bytes(after_action(read_source(*scored_recording(path))), ".html").decode("utf-8")
        return _free_report(path, text)

    def report_received(self, records: list[Record]) -> Path:
        """See `Launcher`: SCENARIO-DIGEST-report.html, after the first characters of the recording's head."""
        from irsim.log.reading import Recording
        from irsim.reports.account.source import read_source
        from irsim.reports.after_action import after_action
        from irsim.reports.document import as_bytes
        from irsim.scoring.score import score

        recording = Recording(Path("as this terminal was sent it"), records)
        source = read_source(recording, score(records))
        text = as_bytes(after_action(source), ".html").decode("utf-8")
        scenario = source.loaded.scenario.id if source.loaded is not None else "session"
        return _free_report(Path.cwd() / f"{scenario}-{recording.head[:8]}.jsonl", text)

    def _seed(self, name: str) -> str:
        """The seed of the drill that is being prepared; drawn where there is none yet."""
        import secrets

        with self._turn:
            return self._seeds.setdefault(name, secrets.token_hex(4))


def _seats(wish: Wish, plan: Plan) -> dict[str, str]:
    roles = [role.id for role in plan.roles]
    for role, kind in wish.seats.items():
        if role not in roles:
            raise BadInput.one("the seats", 0, f"the plan has no role '{role[:40]}'; {nearest(role, roles)}")
        if kind not in SEATS:
            raise BadInput.one("the seats", 0, f"'{kind[:40]}' does not fit {role}; {nearest(kind, SEATS)}")
    if not wish.seats:
        return dict.fromkeys(roles, "people")
    if "people" not in wish.seats.values():
        raise BadInput.one("the seats", 0, "nobody sits down; give at least one role to people")
    return {role: wish.seats.get(role, "simulated") for role in roles}


def _preparing(wish: HostWish | None, path: Path) -> AbstractContextManager[Prepared | None]:
    if wish is None:
        return nullcontext()
    from irsim.cli.hosting import preparing

    return preparing(wish, path)


def _sitting(room: Room, speed: int, prepared: Prepared | None = None) -> Sitting:
    from irsim.session.host import Host

    host = Host(room.ledger, room.engine, at=room.at, speed=speed, recording=room.path)
    command = shlex.join([sys.argv[0], "drill", "--resume", str(room.path)])
    sitting = Sitting(host, room.path, room.people, " ".join(room.notices), command)
    if prepared is not None:
        prepared.open_to_others(sitting, host)
    return sitting


def _free_report(path: Path, text: str) -> Path:
    """Write a report beside `path`, under the first name that is free. Raises BadInput."""
    for number in count(1):
        place = path.with_name(f"{path.stem}-report{'' if number == 1 else f'-{number}'}.html")
        with suppress(FileExistsError):
            _write_new(place, text)
            break
    return place


def _write_new(path: Path, text: str) -> None:
    """Raises FileExistsError where there is one already, BadInput where it cannot be written."""
    try:
        with path.open("x", encoding="utf-8") as file:
            try:
                file.write(text)
                file.flush()
            except OSError:
                path.unlink()
                raise
    except FileExistsError:
        raise
    except OSError as error:
        raise BadInput.one(
            str(path), 0, f"cannot be written: {error.strerror}; make room, or check the rights"
        ) from None
