"""What a spoken line can mean because it is open now: answers, decisions, steps, criteria, statuses, a named alert."""

from __future__ import annotations

from collections.abc import Iterator

from irsim.board.board import Board
from irsim.board.criteria import wanted
from irsim.board.decide.common import resolved
from irsim.board.playbooks import open_tasks
from irsim.board.state import NEVER, Incident
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.tui.forms.sayable import Meaning, phrases_of, stems_in
from irsim.tui.forms.spoken import stems_of

MOVE = stems_in("move set mark change status put")


def open_now(board: Board, about: Incident | None, alert: str) -> list[Meaning]:
    """What is open now: answers, decisions, steps, criteria, statuses, an alert that the line names."""
    found = [_declare(about), *_answers(board), *_decisions(board)]
    if alert:
        given = {"alert": alert}
        found.append(
            Meaning("dismiss", alert, f"{alert} is a false alarm", phrases_of("false alarm"), given, rest="reason")
        )
        if about is not None:
            phrases = phrases_of("attach", "belongs", "part", "sign")
            found.append(Meaning("attach", alert, f"{alert} is a sign of {about.id}", phrases, given, bonus=0.05))
    if about is not None:
        found += [*_steps(board, about), *_statuses(board, about), *_checks(board, about)]
    return found


def _declare(about: Incident | None) -> Meaning:
    """What was detected is confirmed at once; anything else needs a title."""
    phrases = phrases_of("declare incident", "declare", "open incident")
    if about is not None and about.declared_at == NEVER:
        return Meaning("declare", "", f"Declare {about.id}", phrases, {"incident": about.id})
    return Meaning("declare", "", "Declare an incident", phrases, {}, "opens the declaration", whole=False)


def _answers(board: Board) -> Iterator[Meaning]:
    for message in board.messages.values():
        if message.answered_at != NEVER:
            continue
        around = stems_of(f"answer reply {message.sender} {message.title}")
        for stance, text in message.stances.items():
            yield Meaning(
                "answer",
                f"{message.id} {stance}",
                f"Answer {message.id}: {one_line(text, 90)}",
                phrases_of(text, first_words(text), stance.replace("-", " ")),
                {"message": message.id, "stance": stance},
                one_line(f"{message.sender}: {message.title}"),
                around,
                denies=True,
            )


def _decisions(board: Board) -> Iterator[Meaning]:
    for asked in board.decisions.values():
        if asked.taken_at != NEVER or asked.lapsed_at != NEVER:
            continue
        for choice, text in asked.alternatives.items():
            yield Meaning(
                "decide",
                f"{asked.id} {choice}",
                f"Decide: {one_line(text, 90)}",
                phrases_of(text, first_words(text), choice.replace("-", " ")),
                {"decision": asked.id, "choice": choice},
                one_line(asked.question),
                stems_of(asked.question),
                denies=True,
                bonus=0.05,
            )


def _steps(board: Board, about: Incident) -> Iterator[Meaning]:
    """Steps that no technical action of the world fulfils: of the others, the action is what was meant."""
    acted = {brief.step for brief in board.opened.setting.actions.values()}
    for step in (task.step for task in open_tasks(board, about)):
        if step.id not in acted:
            text = one_line(step.text)
            phrases = phrases_of(step.text, step.id)
            yield Meaning(
                "step",
                step.id,
                f"Step done: {text}",
                phrases,
                {"step": step.id},
                Names(board).role(step.role),
                bonus=0.02,
            )


def _statuses(board: Board, about: Incident) -> Iterator[Meaning]:
    given = {"contained": "contain", "resolved": "resolve", "closed": "close"}
    for status in board.rules.tracks[about.track].statuses:
        if status.means == "detected":
            continue
        do = given.get(status.means, "status")
        if do in ("resolve", "close"):
            phrases = phrases_of(status.label, f"{status.label} incident")
            yield Meaning(do, status.id, f"{do.capitalize()} {about.id}", phrases, rest="reason")
        else:
            fields = {} if do == "contain" else {"status": status.id}
            label = f"Status: {status.label.lower()}"
            yield Meaning(do, status.id, label, phrases_of(status.label), fields, needs=MOVE, rest="reason")


def _checks(board: Board, about: Incident) -> Iterator[Meaning]:
    for name in wanted(board, about, "close" if resolved(board, about) else "resolve"):
        check = board.rules.checks.get(name)
        if check is not None and not about.checks.get(name):
            text = one_line(check.text)
            phrases = phrases_of(check.text, name.replace("-", " "))
            yield Meaning("check", name, f"Criterion holds: {text}", phrases, {"check": name})


def first_words(text: str) -> str:
    """The first sentence of an alternative, or its first clause: how people call it."""
    return text.split(". ")[0].split(", ")[0]
