"""What the team of then did, as a script: so "as it was" can be played, and scored like any other course of things."""

import re
from typing import Any

import msgspec

from irsim.commands import Command
from irsim.reports.practice.hiding import Hiding
from irsim.reports.practice.history import History
from irsim.reports.practice.signs import Signs
from irsim.reports.redaction.records import WORDS
from irsim.scenario.script import command_from
from irsim.words.durations import format_duration, parse_instant

ALERTS = frozenset({"triage", "attach", "dismiss", "declare"})
"""Commands in which a script may call an alert by the inject that brought it."""

NEVER_SCRIPTED = frozenset(
    {"decide", "say", "observe", "end", "proceed", "silence", "end-silence", "maintain", "end-maintenance", "split",
     "answer-page", "subject-request"}
)  # fmt: skip
"""Commands that have no counterpart in the exercise: what they are about is not part of it."""

_NUMBERED = re.compile(r"(INC|AL|MSG|UPD|EV|REQ|AI|LH|DSR|PG|MW|AU)-[0-9]{1,9}")

_TIMES = frozenset({"at", "occurred"})


class Script:
    """The script's rows, and how many deeds of the incident it leaves out."""

    def __init__(self, history: History, hiding: Hiding, signs: Signs, messages: dict[str, str]) -> None:
        self.history = history
        self.hiding = hiding
        self.names: dict[str, str] = {name: f"INC-{n}" for n, name in enumerate(history.family, 1)}
        self.names.update(signs.names)
        self.names.update(messages)
        self.rows: list[dict[str, Any]] = []
        self.left_out = 0
        self._digests: dict[str, int] = {}
        self._seen: set[tuple[str, str]] = set()
        self._number()
        for record, body in history.commands:
            self._add(record.at, record.by, body.command, body.said)

    def _number(self) -> None:
        """What the team's deeds brought about gets the number that it gets when only they are played."""
        mine = {record.seq for record, body in self.history.commands if self._ours(body.command)}
        counts: dict[str, int] = {}
        for record in self.history.records:
            if record.cause not in mine:
                continue
            for field in record.body.__struct_fields__:
                value = getattr(record.body, field)
                kind = value.partition("-")[0] if isinstance(value, str) and _NUMBERED.fullmatch(value) else ""
                if kind in ("UPD", "EV", "REQ", "AI", "LH") and value not in self.names:
                    counts[kind] = counts.get(kind, 0) + 1
                    self.names[value] = f"{kind}-{counts[kind]}"

    def _ours(self, command: Command) -> bool:
        """Whether it was about this incident, or about something that hangs on it."""
        given = msgspec.to_builtins(command)
        named = [given.get(key) for key in ("incident", "into", "alert", "message", "update", "evidence", "request")]
        named += [given.get(key) for key in ("item", "hold")] + list(given.get("alerts", ()))
        about = [name for name in named if isinstance(name, str) and _NUMBERED.fullmatch(name)]
        if given["do"] == "declare" and not given.get("incident"):
            return self._declared(command)
        return bool(about) and any(name in self.names for name in about)

    def _declared(self, command: Command) -> bool:
        """Whether a declaration opened this incident."""
        seqs = {record.seq for record, body in self.history.commands if body.command is command}
        return any(
            record.cause in seqs and getattr(record.body, "incident", "") in self.history.family
            for record in self.history.records
        )

    def _add(self, at: int, by: str, command: Command, said: int) -> None:
        given = msgspec.to_builtins(command)
        do = given.pop("do")
        if not self._ours(command):
            return
        if do in NEVER_SCRIPTED or (do == "act" and given.get("action") not in self.history.opened.setting.actions):
            self.left_out += 1
            return
        values = {key: self._value(key, value) for key, value in given.items()}
        values = {key: value for key, value in values.items() if value not in (None, "", [], {})}
        lost = any(self._unknown(value) for value in values.values())
        if do in ALERTS:
            key = (do, str(values.get("alert", values.get("incident", ""))))
            if do != "declare" and key in self._seen:
                return  # the alerts of a storm are one here
            self._seen.add(key)
        if lost or not _whole(do, values):
            self.left_out += 1
            return
        row: dict[str, Any] = {"at": self._offset(at)}
        role = by.partition(":")[0]
        if role in self.history.board.rules.roles:
            row["as"] = role
        row["do"] = do
        if "incident" in values:
            row["incident"] = values.pop("incident")
        if values:
            row["with"] = values
        if 0 <= said < at and said >= self.history.begins:
            row["said"] = self._offset(said)
        self.rows.append(row)

    def _offset(self, at: int) -> str:
        return format_duration(self.history.offset(at))

    def _value(self, key: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._value(name, each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return list(dict.fromkeys(self._value(key, each) for each in value))
        if not isinstance(value, str):
            return value
        if _NUMBERED.fullmatch(value):
            return self.names.get(value, value)
        if key in _TIMES:
            return self._moment(value)
        if key == "file":
            return ""  # what it held is not part of the exercise
        if key == "sha256":
            return f"{self._digests.setdefault(value, len(self._digests) + 1):064d}"
        return self.hiding.plain(value) if key not in WORDS or key == "contact" else self._word(value)

    def _word(self, value: str) -> str:
        """An id of the plan or the world as it is; what is none loses its names."""
        return value if value.casefold() in self.hiding.kept else self.hiding.plain(value)

    def _moment(self, written: str) -> str:
        """An instant of the session as one of the exercise; left out where it cannot be one."""
        try:
            at = parse_instant(written)
        except ValueError:
            return ""
        return self._offset(at) if at >= self.history.begins else ""

    def _unknown(self, value: Any) -> bool:
        """Whether it names something that the exercise does not have."""
        each = value if isinstance(value, list) else [value]
        known = set(self.names.values())
        return any(isinstance(name, str) and _NUMBERED.fullmatch(name) and name not in known for name in each)


def _whole(do: str, values: dict[str, Any]) -> bool:
    """Whether the command can still be given: of a text that held nothing but what was taken out, nothing is left."""
    try:
        command_from(do, values)
    except ValueError:
        return False
    return True
