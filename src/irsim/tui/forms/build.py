"""From a command to its form and back: its own fields, what the board offers for them, and what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from msgspec.structs import fields as fields_of

from irsim.board import facts
from irsim.board.board import Board
from irsim.board.state import Incident
from irsim.commands import COMMANDS, Command, Improve
from irsim.plan.models import TemplateField
from irsim.reports.plain import one_line
from irsim.scenario.described import Described, described
from irsim.scenario.script import command_from
from irsim.tui.forms import control
from irsim.tui.forms.advice import intro_of, notes_of, preview_of
from irsim.tui.forms.choices import CHOICES, owed_facts
from irsim.tui.forms.fields import NOW, Field, Focus, Form, Kind, Option
from irsim.tui.forms.say import say_commands, say_form
from irsim.tui.forms.washing import questionnaire_form, questionnaire_of
from irsim.tui.forms.words import (
    BLANKS,
    HIDDEN,
    INSTANTS,
    LONG,
    ORDER,
    SAID,
    SINCE_LIVE,
    TITLES,
    WHYS,
    WITHOUT_SAID,
    hint_of,
    label_of,
)
from irsim.tui.seat import Seat
from irsim.words.durations import parse_duration

DRIVES = {
    "request",
    "category",
    "audience",
    "template",
    "channel",
    "component",
    "regime",
    "message",
    "decision",
    "incident",
    "text",
    "action",
    "metric",
    "determination",
    "kind",
}
"""Fields on which others, or the preview, depend."""

SUBJECTS = (
    "incident", "alert", "message", "decision", "update", "step", "inject", "statement", "expectation", "claim",
    "objective",
)  # fmt: skip
"""Fields that a selection on the screen fills in."""

NONE = Option("", "–")
CHOOSE = Option("", "choose one")

FORESEEN = {"incident", "channel", "template", "severity", "category"}
"""Required choices that stand at the most likely one; elsewhere a key pressed in haste would act."""


def build_form(seat: Seat, do: str, focus: Focus, typed: Mapping[str, str]) -> Form:
    """The form of `do` as it is with what was `typed` so far."""
    if do == "say":
        return say_form(seat, focus, typed)
    if do == "questionnaire":
        return questionnaire_form(seat, typed)
    board = seat.board
    values = {**_given(board, do, focus), **typed, NOW: str(seat.now)}
    fields: list[Field] = []
    for wanted in _ordered(do):
        if wanted.name in HIDDEN.get(do, ()):
            continue
        if wanted.name == "fields":
            known = _known(board, do, values)
            fields += [_template_field(each, {**known, **values}) for each in _template_fields(board, do, values)]
            continue
        if wanted.name == "whys":
            fields[1:1] = _whys(values)
            continue
        field = _field(board, do, wanted, values)
        if field is not None:
            values[wanted.name] = field.value
            fields.append(field)
    if do == "update":
        fields = _whom_first(fields)
    several = do in EACH and len(focus.alerts) > 1
    if several:
        fields = [replace(field, kind="fixed") if field.name == "alert" else field for field in fields]
    if COMMANDS[do].control:
        fields = control.shaped(board, do, focus, fields, values)
    if do not in WITHOUT_SAID and not COMMANDS[do].control:
        options = tuple(Option(value, label) for value, label in SAID)
        fields.append(Field("said", "When said", "choice", options, values.get("said", "")))
        fields.sort(key=lambda field: field.name == "occurred")  # rarely given: after what one comes for
    title, send = TITLES[do]
    about = values.get("incident", "")
    heading = f"{title} · {about}" if about and about not in title else title
    if several:
        heading = f"{title} · {len(focus.alerts)} alerts"
    return Form(
        do,
        heading,
        tuple(fields),
        (_named(board, focus.alerts),)
        if several
        else control.intro(board, do, values)
        if COMMANDS[do].control
        else intro_of(seat, do, values),
        notes_of(seat, do, values),
        preview_of(seat, do, values),
        send,
    )


EACH = ("triage", "attach", "dismiss", "silence")
"""What is done to several alerts at once: to each of them, as if it were the only one."""

NAMED = 6
"""Alerts that are named where an act is about several."""


def _named(board: Board, alerts: tuple[str, ...]) -> str:
    """The first of several alerts, and how many more there are."""
    told = [f"{name} {one_line(board.alerts[name].title, 60)}" for name in alerts[:NAMED] if name in board.alerts]
    more = f" and {len(alerts) - NAMED} more" if len(alerts) > NAMED else ""
    return f"To each of them: {'; '.join(told)}{more}."


def _ordered(do: str) -> list[Described]:
    """The command's fields as the dialog has them: its own order first, what that leaves out where it was."""
    order = ORDER.get(do, ())
    places = {name: place for place, name in enumerate(order)}
    return sorted(described(do), key=lambda each: places.get(each.name, -1 if each.name == "incident" else len(order)))


def subject(do: str, focus: Focus) -> tuple[str, ...]:
    """What of a selection the form of `do` is about: its draft belongs to that, whatever else is selected."""
    names = COMMANDS[do].__struct_fields__
    if focus.alert and do in ("declare", "dismiss"):
        return (focus.alert,)
    return tuple(getattr(focus, name) for name in SUBJECTS if name in names)


def _given(board: Board, do: str, focus: Focus) -> dict[str, str]:
    """What the selection on the screen fills in by itself."""
    names = COMMANDS[do].__struct_fields__
    given = {name: getattr(focus, name) for name in SUBJECTS}
    given = {name: value for name, value in given.items() if value and name in names}
    if do == "declare":
        given.pop("incident", None)
        about = board.incidents.get(focus.incident)
        if focus.alert and not board.alerts[focus.alert].incident:
            free = [name for name in focus.alerts if not board.alerts[name].incident]
            given["alerts"] = ",".join(free or [focus.alert])
        elif about is not None and about.declared_at < 0 and about.open:
            given["incident"] = about.id
    if do == "classify" and focus.incident in board.incidents:
        about = board.incidents[focus.incident]
        known = about.personal_data
        given |= {"severity": about.severity, "category": about.category, "subcategory": about.subcategory}
        given["personal_data"] = "" if known is None else "yes" if known else "no"
    if COMMANDS[do].control:
        given |= control.given(board, do, focus)
    if do == "improve":
        given["priority"] = next(field.default for field in fields_of(Improve) if field.name == "priority")
    if do == "bridge" and focus.incident in board.incidents:
        about = board.incidents[focus.incident]
        given |= {"bridge": about.bridge, "document": about.document}
    if do == "dismiss" and focus.alert:
        given.pop("incident", None)
    if do in ("silence", "maintain"):
        given["length"] = "1h"
    if do == "cause" and focus.incident in board.incidents:
        about = board.incidents[focus.incident]
        given |= {"cause": about.cause, **{f"whys.{number}": why for number, why in enumerate(about.whys[:WHYS], 1)}}
    if do == "assess" and focus.incident in board.incidents:
        given |= _assessed(board.incidents[focus.incident], names)
    return given


def _assessed(about: Incident, names: tuple[str, ...]) -> dict[str, str]:
    """The latest assessment, so that whoever corrects one figure keeps the others."""
    if about.impact is None:
        return {}
    known = {name: getattr(about.impact, name) for name in names if name != "incident"}
    told = {True: "yes", False: "no"}
    return {
        name: told[value] if isinstance(value, bool) else ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in known.items()
        if value is not None and (value or value is False)
    }


def _field(board: Board, do: str, wanted: Described, values: Mapping[str, str]) -> Field | None:
    name, word, required = wanted.name, wanted.word, wanted.required
    meaning = SINCE_LIVE if board.live and (do, name) in INSTANTS else hint_of(name, do, wanted.meaning)
    blank = Option("", BLANKS[do, name]) if (do, name) in BLANKS else NONE
    label, value = label_of(name, do), values.get(name, "")
    choices = CHOICES.get(f"{do}.{name}") or CHOICES.get(name)
    if word in ("fact", "flag"):
        options = [Option("yes", "yes"), Option("no", "no")]
        if word == "fact":
            options = [Option("", "not known" if do != "amend" else "as it is"), *options]
        else:
            value = value or ("yes" if name == "holds" else "no")
        return Field(name, label, "choice", tuple(options), value, required, meaning)
    if word == "number" and choices is None:
        return Field(name, label, "number", (), value, required, meaning)
    offered = choices(board, values) if choices is not None else None
    if name in ("state", "component", "level") and values.get("channel") != board.rules.plan.status_page.channel:
        return None
    if do == "check" and name == "check":
        return Field("check", label, "many", tuple(offered or ()), value, True, meaning)
    if offered is None:
        long = (do, name) in LONG
        return Field(name, label, "long" if long else "text", (), value, required, meaning)
    if word == "list" and name == "also" and not offered:
        return None
    if word == "list":
        return Field(name, label, "many", tuple(offered), value, required, meaning)
    if do == "update" and name in ("channel", "template") and not values.get("audience"):
        return None
    known = [option.value for option in offered]
    if do == "dismiss" and name == "incident" and values.get("alert"):
        return None
    if name == "incident" and known and do not in ("declare", "dismiss"):
        value = value if value in known else known[0] if required or do == "act" else ""
        kind: Kind = "choice" if len(known) > 1 or not required else "fixed"
        if do == "act" and len(known) == 1:
            kind = "fixed"
        offered = offered if required else [blank, *offered]
        return Field("incident", label, kind, tuple(offered), value, required, meaning, True)
    if not known:
        nothing = Option("", "there is nothing to choose from")
        return Field(name, label, "choice", (nothing,), "", required, meaning) if required else None
    required = (
        required or name == "stance" or (do, name) == ("authorise", "contact")
    )  # offered only where it is asked for
    if required and name not in FORESEEN and len(known) > 1:
        offered = [CHOOSE, *offered]
        known = ["", *known]
    open_choice = not required and name not in ("template", "state") and "" not in known
    if open_choice:
        offered = [blank, *offered]
        known = ["", *known]
    if name == "template" and name not in values:
        value = known[0]
    if value not in known:
        value = known[0] if required or name in ("template", "channel", "audience") else ""
    return Field(
        name,
        label,
        "choice",
        tuple(offered),
        value,
        required,
        meaning,
        name in DRIVES or (do, name) == ("dismiss", "alert"),
    )


def _whom_first(fields: list[Field]) -> list[Field]:
    """Everybody who is told stands above what they are told."""
    also = [field for field in fields if field.name == "also"]
    rest = [field for field in fields if field.name != "also"]
    place = next((n for n, field in enumerate(rest, 1) if field.name == "template"), len(rest))
    return [*rest[:place], *also, *rest[place:]]


def _whys(values: Mapping[str, str]) -> list[Field]:
    """Why, and why that, and so on: the root cause comes last."""
    names = [f"whys.{number}" for number in range(1, WHYS + 1)]
    asks = ["why did it happen", *["and why that"] * (WHYS - 1)]
    return [
        Field(name, f"Why {number}", "text", (), values.get(name, ""), False, ask, True)
        for number, (name, ask) in enumerate(zip(names, asks, strict=True), 1)
    ]


def _template_fields(board: Board, do: str, values: Mapping[str, str]) -> list[TemplateField]:
    if do == "update":
        template = board.rules.templates.get(values.get("template", ""))
        return template.fields if template else []
    if do == "notice":
        notice = board.rules.notices.get(values.get("regime", ""))
        return notice.fields if notice else []
    if do == "facts":
        return _owed_first(board, values)
    return []


def _owed_first(board: Board, values: Mapping[str, str]) -> list[TemplateField]:
    """All facts of the plan, those that an owed notice still lacks first."""
    about = board.incidents.get(values.get("incident", ""))
    owed = owed_facts(board, about) if about is not None else []
    places = {name: place for place, name in enumerate(owed)}
    return sorted(board.rules.plan.facts, key=lambda field: places.get(field.id, len(places)))


def _known(board: Board, do: str, values: Mapping[str, str]) -> dict[str, str]:
    """What the fact sheet says already."""
    about = board.incidents.get(values.get("incident", ""))
    if do not in ("notice", "facts") or about is None:
        return {}
    return {f"fields.{name}": value for name, value in facts.sheet(board, about).items()}


def _template_field(field: TemplateField, values: Mapping[str, str]) -> Field:
    name = f"fields.{field.id}"
    value = values.get(name, "")
    options: tuple[Option, ...] = ()
    kind: Kind = "text"
    if field.type in ("choice", "yes_no"):
        kind = "choice"
        named = field.choices if field.type == "choice" else ["yes", "no"]
        options = (NONE, *(Option(each, each) for each in named))
    hints = {"duration": "as 30m", "time": "as 09:40 UTC", "count": "a whole number"}
    return Field(name, field.label, kind, options, value, field.required, hints.get(field.type, ""), True)


def _pairs(written: str) -> dict[str, str]:
    """Names and values, written `disk=old, host=web-1`. Raises ValueError with the cure."""
    pairs: dict[str, str] = {}
    for each in filter(None, (part.strip() for part in written.split(","))):
        name, equals, value = (part.strip() for part in each.partition("="))
        if not (name and equals and value):
            raise ValueError(f"'{each[:40]}' is no label; write it as name=value, several with a comma between them")
        pairs[name] = value
    return pairs


def to_commands(seat: Seat, do: str, values: Mapping[str, str]) -> tuple[list[Command], int]:
    """The commands that were filled in, and when they were said (ms; -1 for now). Raises ValueError with the cure."""
    said = values.get("said", "")
    when = max(0, seat.now - parse_duration(said)) if said else -1
    if do == "say":
        return say_commands(seat, values), when
    if do == "questionnaire":
        return [questionnaire_of(values)], when
    if COMMANDS[do].control:
        return control.commands(seat.board, do, values), -1
    if do == "check":
        names = [name for name in values.get("check", "").split(",") if name]
        if not names:
            raise ValueError("nothing is ticked; choose with the space bar")
        about = {
            name: values.get(name, default) for name, default in (("incident", ""), ("holds", "yes"), ("note", ""))
        }
        return [command_from("check", {**about, "check": name}) for name in names], when
    fields: dict[str, str] = {}
    whys: dict[str, str] = {}
    given: dict[str, object] = {}
    for name, value in values.items():
        if name == "said" or not value.strip():
            continue
        if name.startswith("fields."):
            fields[name.removeprefix("fields.")] = value.strip()
        elif name.startswith("whys."):
            whys[name] = value.strip()
        elif (do, name) == ("maintain", "labels"):
            given[name] = _pairs(value)
        else:
            given[name] = value.strip()
    if fields:
        given["fields"] = fields
    if whys:
        given["whys"] = [whys[name] for name in sorted(whys)]
    return [command_from(do, given)], when
