"""Forms of facilitator and evaluator that are more than their command's fields: words as they are, key points to tick,
an inject of one of three kinds. Each has a shape, and a way back to commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from irsim.board.board import Board
from irsim.board.script import injects_of, reaction_to, script_of
from irsim.commands import Command, Tick
from irsim.reports.plain import few_lines, one_line
from irsim.scenario.script import command_from
from irsim.tui.forms.fields import Field, Focus, Option
from irsim.words.durations import format_instant
from irsim.words.texts import TextFault, render

Values = Mapping[str, str]

KINDS = (
    Option("message", "a message", "a mail, a call, a line of chat"),
    Option("alert", "an alert", "as if a monitor had fired"),
    Option("metric", "a metric", "it bends, and monitors and channels follow"),
)

OF_KIND: dict[str, tuple[str, ...]] = {
    "message": ("channel", "sender", "subject", "text", "to"),
    "alert": ("monitor", "service", "subject", "text", "value"),
    "metric": ("service", "metric", "value", "over", "lasts"),
}
"""What an added inject of each kind asks for, beside its title and when it comes."""

REACTION = ("role", "expects", "within", "does", "points")
"""What is asked of the expected reaction, once an objective is chosen."""

OUTCOMES = (
    Option("meets", "it meets an expectation"),
    Option("does", "it triggers a technical action"),
    Option("both", "it does both"),
    Option("none", "it has no effect"),
)

WORDS = ("subject", "text", "sender", "to", "channel")
"""What of an inject can be changed before it comes."""


def filled(board: Board, text: str) -> str:
    """A text of the scenario with the cast in it; as written where it cannot be filled."""
    loaded = script_of(board)
    try:
        return render(text, {**board.opened.cast, "facts": loaded.world.facts if loaded else {}})
    except TextFault:
        return text


def words_of(board: Board, name: str) -> dict[str, str]:
    """An inject's words as they would come now: those of `WORDS` that it has."""
    inject, added, changed = injects_of(board).get(name), board.show.added.get(name), board.show.edited.get(name)
    if inject is not None and inject.message is not None:
        message = inject.message
        found = {
            "subject": message.subject,
            "text": message.text,
            "sender": message.sender,
            "to": ",".join(message.to),
            "channel": message.channel,
        }
    elif inject is not None and inject.alert is not None:
        found = {"subject": inject.alert.title, "text": inject.alert.text}
    elif added is not None and added.channel:
        found = {**{each: getattr(added, each) for each in WORDS}, "to": ",".join(added.to)}
    elif added is not None and added.monitor:
        found = {"subject": added.subject, "text": added.text}
    else:
        return {}
    for each in found:
        given = getattr(changed, each) if changed is not None else ""
        found[each] = ",".join(given) if isinstance(given, tuple) and given else given or found[each]
    return {each: filled(board, text) for each, text in found.items()}


def given(board: Board, do: str, focus: Focus) -> dict[str, str]:
    """What a form stands at before anything is typed."""
    if do == "edit":
        return words_of(board, focus.inject)
    if do == "discuss":
        about = injects_of(board).get(focus.inject)
        return {"length": "8m", "clocks": "stopped", "questions": "\n".join(about.questions) if about else ""}
    if do == "inject":
        return {"kind": "message", "within": "10m", "points": "5", "objective": ""}
    if do == "adjudicate":
        return {"outcome": "meets"}
    if do == "hand":
        return {"to": "simulated"}
    return {}


def _heard(board: Board, expectation: str) -> str:
    return ",".join(str(number) for number in sorted(board.show.ticked.get(expectation, ())))


def shaped(board: Board, do: str, focus: Focus, fields: list[Field], values: dict[str, str]) -> list[Field]:
    """The fields of the form of `do` as people fill them in; what the selection says already is not asked again."""
    if do in SHAPES:
        fields = SHAPES[do](board, fields, values)
    chosen = ("inject", "statement", "claim", "expectation" if do == "tick" else "")
    fields = [
        replace(each, options=(Option("", "choose one"), *each.options[1:]))
        if each.required and each.kind == "choice" and len(each.options) > 1 and not each.options[0].value
        else each
        for each in fields
    ]
    return [
        replace(each, kind="fixed")
        if each.name in chosen and getattr(focus, each.name) == each.value and each.value
        else each
        for each in fields
    ]


def _edit(board: Board, fields: list[Field], values: dict[str, str]) -> list[Field]:
    known = words_of(board, values.get("inject", ""))
    return [each for each in fields if each.name not in WORDS or each.name in known]


def _inject(_: Board, fields: list[Field], values: dict[str, str]) -> list[Field]:
    kind = values.get("kind", "message")
    asked = {"kind", "title", "at", "objective", *OF_KIND.get(kind, ())}
    if values.get("objective"):
        asked.update(REACTION)
    first = Field("kind", "What comes", "choice", KINDS, kind, True, "", True)
    needed = {"channel", "sender", "subject", "monitor", "metric", "service", "role", "expects"}
    if kind == "metric":
        needed.add("value")
    rest = [replace(each, required=each.required or each.name in needed) for each in fields if each.name in asked]
    order = ["title", *OF_KIND.get(kind, ()), "at", "objective", *REACTION]
    drives = {"service", "objective"}
    rest = [replace(each, drives=each.drives or each.name in drives) for each in rest]
    return [first, *sorted(rest, key=lambda each: order.index(each.name))]


def _tick(board: Board, fields: list[Field], values: dict[str, str]) -> list[Field]:
    loaded = script_of(board)
    known = {each.id: each for each in (loaded.scenario.expectations if loaded is not None else ())}
    about = known.get(values.get("expectation", ""))
    points = about.key_points if about is not None else []
    options = tuple(Option(str(number), one_line(filled(board, point), 200)) for number, point in enumerate(points, 1))
    name = f"point.{about.id}" if about is not None else "point"
    heard = values.get(name, _heard(board, about.id) if about is not None else "")
    return [
        *(replace(each, drives=True) for each in fields if each.name == "expectation"),
        Field(name, "Heard", "many", options, heard, False, "space ticks"),
    ]


def _adjudicate(_: Board, fields: list[Field], values: dict[str, str]) -> list[Field]:
    outcome = values.get("outcome", "meets")
    first = Field("outcome", "What it does", "choice", OUTCOMES, outcome, True, "", True)
    gone = {
        "meets": ("action", "incident"),
        "does": ("expectation",),
        "none": ("action", "incident", "expectation"),
    }.get(outcome, ())
    asked = [
        replace(each, required=each.required or each.name in ("expectation", "action"))
        for each in fields
        if each.name not in gone
    ]
    return [*(each for each in asked if each.name == "statement"), first, *asked[1:]]


def _hand(board: Board, fields: list[Field], values: dict[str, str]) -> list[Field]:
    """A seat goes to whoever does not play it now: only that is offered."""
    played = board.seats.get(values.get("role", ""), "")
    found = []
    for each in fields:
        if each.name == "to" and played:
            options = tuple(option for option in each.options if option.value not in ("", played))
            value = each.value if each.value in {option.value for option in options} else options[0].value
            each = replace(each, options=options, value=value)
        found.append(replace(each, drives=each.drives or each.name == "role"))
    return found


def _override(_: Board, fields: list[Field], values: dict[str, str]) -> list[Field]:
    return [replace(each, drives=each.drives or each.name == "claim") for each in fields]


SHAPES: dict[str, Callable[[Board, list[Field], dict[str, str]], list[Field]]] = {
    "edit": _edit,
    "inject": _inject,
    "tick": _tick,
    "adjudicate": _adjudicate,
    "hand": _hand,
    "override": _override,
}


def intro(board: Board, do: str, values: Values) -> tuple[str, ...]:
    """What the form is about."""
    if do in ("fire", "skip", "delay", "edit"):
        name = values.get("inject", "")
        inject, added = injects_of(board).get(name), board.show.added.get(name)
        title = inject.title if inject is not None else added.title if added is not None else ""
        return (one_line(title, 160),) if title else ()
    if do == "adjudicate":
        said = board.show.statements.get(int(values["statement"])) if values.get("statement", "").isdigit() else None
        return () if said is None else (f"Said at {format_instant(said.said_at)}: '{one_line(said.text, 300)}'",)
    if do == "adjourn":
        return ("Everybody reads the reason. The recording stays open, and is taken up again on the other day.",)
    if do == "hand":
        return ("A simulated responder takes over what was left undone; people may take the seat back at any time.",)
    if do == "override":
        before = board.show.overrides.get(values.get("claim", ""))
        so_far = f"Your verdict so far: {before.verdict}, {one_line(before.reason, 200)}" if before else ""
        return tuple(filter(None, (_claimed(board, values.get("claim", "")), so_far)))
    return ()


def _claimed(board: Board, name: str) -> str:
    """The title of a claim; empty where none is chosen."""
    loaded = script_of(board)
    titles: dict[str, str] = {}
    if loaded is not None:
        titles |= {each.id: each.title for each in loaded.scenario.expectations}
        titles |= {each.id: each.title for each in loaded.scenario.harms}
    titles |= {reaction_to(inject): each.expects for inject, each in board.show.added.items()}
    return one_line(titles.get(name, ""), 160)


def commands(board: Board, do: str, values: Values) -> list[Command]:
    """What was filled in. Raises ValueError with the cure."""
    if do == "tick":
        about = values.get("expectation", "")
        if not about:
            raise ValueError("no expectation is chosen; choose one that has key points")
        ticked = {int(each) for each in values.get(f"point.{about}", "").split(",") if each.isdigit()}
        before = set(board.show.ticked.get(about, ()))
        changes: list[Command] = [Tick(about, point) for point in sorted(ticked - before)]
        changes += [Tick(about, point, done=False) for point in sorted(before - ticked)]
        if not changes:
            raise ValueError("nothing is changed; tick with the space bar what was heard")
        return changes
    dropped = {"edit": (), "inject": ("kind",), "adjudicate": ("outcome",)}.get(do, ())
    known = words_of(board, values.get("inject", "")) if do == "edit" else {}
    filled_in: dict[str, object] = {
        name: value.strip()
        for name, value in values.items()
        if value.strip() and name not in dropped and value.strip() != known.get(name, "").strip()
    }
    if do == "edit":
        filled_in["inject"] = values.get("inject", "")
    if do == "discuss":
        lines = few_lines(values.get("questions", ""), 8000, 60).split("\n")
        filled_in["questions"] = [line.strip() for line in lines if line.strip()]
    return [command_from(do, filled_in)]
