"""What facilitator and evaluator did, told: for control's feed alone, but for seats that change hands and the day's
end, which everyone hears of."""

from irsim.board.script import injects_of, reaction_to, script_of
from irsim.events import facilitation as events
from irsim.reports.names import SEAT_WORDS
from irsim.reports.plain import few_lines, one_line
from irsim.reports.telling.base import Teller, Told, because, tells
from irsim.words.durations import format_instant

KIND = "control"


def _titled(t: Teller, name: str) -> str:
    """An inject by its id and its title."""
    inject, added = injects_of(t.board).get(name), t.board.show.added.get(name)
    title = inject.title if inject is not None else added.title if added is not None else ""
    return f"{one_line(name, 80)} ({one_line(title, 80)})" if title else one_line(name, 80)


def _claimed(t: Teller, name: str) -> str:
    """An expectation, or a claim, by its title."""
    loaded = script_of(t.board)
    titles: dict[str, str] = {}
    if loaded is not None:
        titles |= {each.id: each.title for each in loaded.scenario.harms}
        titles |= {each.id: each.title for each in loaded.scenario.expectations}
    titles |= {reaction_to(added): each.expects for added, each in t.board.show.added.items()}
    title = titles.get(name) or name
    return f"'{one_line(title, 100)}'"


@tells(events.InjectCalled)
def _called(body: events.InjectCalled, t: Teller) -> Told:
    return Told(KIND, f"inject {_titled(t, body.inject)} is delivered now{t.by}")


@tells(events.InjectWithdrawn)
def _withdrawn(body: events.InjectWithdrawn, t: Teller) -> Told:
    return Told(KIND, f"inject {_titled(t, body.inject)} is left out{t.by}{because(one_line(body.reason))}")


@tells(events.InjectDelayed)
def _delayed(body: events.InjectDelayed, t: Teller) -> Told:
    return Told(KIND, f"inject {_titled(t, body.inject)} comes no earlier than {format_instant(body.until)}{t.by}")


@tells(events.InjectEdited)
def _edited(body: events.InjectEdited, t: Teller) -> Told:
    changed = [name for name in ("subject", "text", "sender", "to", "channel") if getattr(body, name)]
    return Told(KIND, f"inject {_titled(t, body.inject)} is changed before it comes: {', '.join(changed)}{t.by}")


@tells(events.InjectAwaiting)
def _awaiting(body: events.InjectAwaiting, t: Teller) -> Told:
    return Told(KIND, f"inject {_titled(t, body.inject)} is due: act it out, then say that it came", urgency="notice")


@tells(events.InjectAdded)
def _added(body: events.InjectAdded, t: Teller) -> Told:
    when = f", due at {format_instant(body.at)}" if body.at > t.record.at else ""
    expected = f"expected: {one_line(body.expects, 200)}" if body.expects.strip() else ""
    return Told(KIND, f"inject {one_line(body.inject, 40)} is added: {one_line(body.title, 120)}{when}", expected)


@tells(events.StatementJudged)
def _judged(body: events.StatementJudged, t: Teller) -> Told:
    meets = f"meets {_claimed(t, body.expectation)}" if body.expectation else ""
    brief = t.board.opened.setting.actions.get(body.action)
    does = f"does '{one_line(brief.label if brief else body.action, 80)}'" if body.action else ""
    said = t.board.show.statements.get(body.statement)
    quoted = f" ('{one_line(said.text, 100)}')" if said is not None else ""
    effect = " and ".join(filter(None, (meets, does))) or "has no effect"
    text = f"what was said at {format_instant(body.said_at)}{quoted} {effect}{because(one_line(body.reason))}"
    return Told(KIND, text)


@tells(events.KeyPointTicked)
def _ticked(body: events.KeyPointTicked, t: Teller) -> Told:
    loaded = script_of(t.board)
    known = {each.id: each for each in loaded.scenario.expectations} if loaded is not None else {}
    points = known[body.expectation].key_points if body.expectation in known else []
    point = one_line(points[body.point - 1], 120) if 0 < body.point <= len(points) else f"key point {body.point}"
    return Told(KIND, f"{'heard' if body.done else 'not heard after all'}: {point} ({_claimed(t, body.expectation)})")


@tells(events.BookmarkSet)
def _bookmarked(body: events.BookmarkSet, t: Teller) -> Told:
    return Told(KIND, f"bookmark{because(one_line(body.text, 200))}")


@tells(events.MemoAdded)
def _noted(body: events.MemoAdded, t: Teller) -> Told:
    return Told(KIND, f"private note{t.by}: {one_line(body.text)}", few_lines(body.text) if "\n" in body.text else "")


@tells(events.ClaimOverridden)
def _overridden(body: events.ClaimOverridden, t: Teller) -> Told:
    claim = _claimed(t, body.claim)
    verdict = (
        f"{claim} is {one_line(body.verdict, 40)}" if body.verdict else f"the verdict on {claim} is the rules' again"
    )
    return Told(KIND, f"{verdict}{t.by}{because(one_line(body.reason))}")


@tells(events.SeatHanded)
def _handed(body: events.SeatHanded, t: Teller) -> Told:
    now = SEAT_WORDS.get(body.to, one_line(body.to, 40))
    return Told("seat", f"the seat of {t.names.role(body.role)} is {now} from now on", urgency="notice")


@tells(events.SessionAdjourned)
def _adjourned(body: events.SessionAdjourned, t: Teller) -> Told:
    reason = because(one_line(body.reason))
    part = one_line(body.title or body.part, 120)
    text = f"the room is closed for today{f' in {part!r}' if part else ''}, and goes on from here another day{reason}"
    return Told("room", text, urgency="notice")
