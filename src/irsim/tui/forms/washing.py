"""What people give after the exercise: the participants' feedback as a form, a fix that was typed with its owner."""

from __future__ import annotations

import re
from collections.abc import Mapping

from irsim.board.decide.learning import PRIORITIES
from irsim.commands import Corrective, Feedback, Questionnaire
from irsim.reports.plain import one_line
from irsim.tui.forms.fields import Field, Form, Option
from irsim.tui.lines import wrapped
from irsim.tui.seat import Seat

AGREE = {1: "1, not at all", 2: "2", 3: "3", 4: "4", 5: "5, fully"}

LABELLED = 28
"""Columns of a label, which has two lines: a statement that needs more is said in full beside the answers."""

_OWNED = re.compile(r"^(?P<text>.*\S)\s+@(?P<owner>\S.*?)(?:\s+(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}))?\s*$", re.DOTALL)


def fix_of(line: str) -> Feedback:
    """A fix as it was typed: `print the card @Ana Prins 2026-12-01` has an owner and a date, and is an improvement."""
    match = _OWNED.match(line.strip())
    if match is None:
        return Feedback(line.strip(), "fix")
    return Feedback(match["text"].strip(), "fix", match["owner"].strip(), match["date"] or "")


def questionnaire_form(seat: Seat, typed: Mapping[str, str]) -> Form:
    """The plan's statements, then strengths, what could be better, what is to be done about it, and what to review."""
    asked = seat.board.rules.plan.exercise
    rating = tuple(Option(str(number), word) for number, word in AGREE.items())
    fields = []
    for each in asked.statements:
        text = one_line(each.text, 200)
        name = f"ratings.{each.id}"
        help = text if len(wrapped(text, LABELLED)) > 2 else ""
        options = (Option("", "no answer", help), *(Option(o.value, o.label, help) for o in rating))
        fields.append(Field(name, text, "choice", options, typed.get(name, ""), help=text))
    strengths, improvements = range(1, asked.strengths + 1), range(1, asked.improvements + 1)
    fields += [_line(f"strengths.{n}", f"Strength {n}", typed, "what went well") for n in strengths]
    fields += [_line(f"improvements.{n}", f"To improve {n}", typed, "what could be better") for n in improvements]
    fields += [field for n in improvements for field in _action(n, typed)]
    fields.append(
        Field("review", "To review", "long", (), typed.get("review", ""), help="plans and training, a line each")
    )
    intro = "Only facilitator and evaluator see who wrote what. An action with an owner becomes an improvement for all."
    return Form("questionnaire", "Your feedback on the exercise", tuple(fields), (intro,), send="Record")


def _line(name: str, label: str, typed: Mapping[str, str], help: str) -> Field:
    return Field(name, label, "text", (), typed.get(name, ""), help=help)


def _action(number: int, typed: Mapping[str, str]) -> list[Field]:
    """An action, and once there is one who does it, by when, and how urgent it is."""
    name = f"actions.{number}"
    text = typed.get(f"{name}.text", "")
    fields = [Field(f"{name}.text", f"Action {number}", "text", (), text, help="what is to be done", drives=True)]
    if text.strip():
        priority = tuple(Option(each, each) for each in PRIORITIES)
        chosen = typed.get(f"{name}.priority", "") or "medium"
        fields += [
            _line(f"{name}.owner", f"  {number}: owner", typed, "who does it"),
            _line(f"{name}.due_date", f"  {number}: by when", typed, "as 2026-12-01"),
            Field(f"{name}.priority", f"  {number}: priority", "choice", priority, chosen),
        ]
    return fields


def questionnaire_of(values: Mapping[str, str]) -> Questionnaire:
    """The form as it was filled in."""
    numbered = sorted((name, value.strip()) for name, value in values.items() if value.strip())

    def lines(part: str) -> tuple[str, ...]:
        return tuple(value for name, value in numbered if name.startswith(f"{part}."))

    named = [name for name, _ in numbered if name.startswith("actions.")]
    texts = [name.removesuffix(".text") for name in named if name.endswith(".text")]
    actions = tuple(
        Corrective(
            values[f"{name}.text"].strip(),
            values.get(f"{name}.priority", "").strip() or "medium",
            values.get(f"{name}.owner", "").strip(),
            values.get(f"{name}.due_date", "").strip(),
        )
        for name in texts
    )
    ratings = {name.removeprefix("ratings."): int(value) for name, value in numbered if name.startswith("ratings.")}
    review = tuple(line.strip() for line in values.get("review", "").splitlines() if line.strip())
    return Questionnaire(ratings, lines("strengths"), lines("improvements"), actions, review)
