"""After the exercise: the hot wash, and the participants' feedback. What has an owner becomes an improvement."""

from collections.abc import Iterable

from irsim.board.board import Board
from irsim.board.decide.common import Refused, choice, named, required
from irsim.board.decide.learning import PRIORITIES
from irsim.commands import Corrective, Feedback, Questionnaire
from irsim.events.after import ActionItemOpened, FeedbackGiven, QuestionnaireFilled
from irsim.events.base import Event

TOPICS = ("strength", "gap", "fix")
BEST = 5


def feedback(board: Board, command: Feedback, at: int) -> list[Event]:
    """In their own words."""
    choice(command.topic, TOPICS, "topic")
    text = required(command.text, "the text")
    if command.topic != "fix":
        if command.owner.strip() or command.due_date.strip():
            raise Refused("only a fix has an owner and a date", "give it the topic 'fix', or leave them out")
        return [FeedbackGiven(text, command.topic)]
    fix = Corrective(text, _priority(command.priority), command.owner.strip(), command.due_date.strip())
    opened = _improvements(board, [fix])
    return [FeedbackGiven(text, command.topic, opened[0].item if opened else ""), *opened]


def questionnaire(board: Board, command: Questionnaire, at: int) -> list[Event]:
    """A participant's form."""
    asked = {each.id: each for each in board.rules.plan.exercise.statements}
    ratings = {}
    for name, rating in command.ratings.items():
        statement = named(asked, name, "statement", "" if asked else "the plan asks for none: leave the ratings out")
        if not 1 <= rating <= BEST:
            raise Refused(f"{rating} is no rating of '{statement}'", f"give 1 (not at all) to {BEST} (fully)")
        ratings[statement] = rating
    strengths, improvements, review = (
        _said(each) for each in (command.strengths, command.improvements, command.review)
    )
    actions = tuple(
        Corrective(each.text.strip(), _priority(each.priority), each.owner.strip(), each.due_date.strip())
        for each in command.actions
        if each.text.strip()
    )
    if not (ratings or strengths or improvements or actions or review):
        raise Refused("nothing is filled in", "rate a statement, or write a line")
    opened = _improvements(board, actions)
    items = tuple(each.item for each in opened)
    return [QuestionnaireFilled(ratings, strengths, improvements, actions, review, items), *opened]


def _said(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(line.strip() for line in lines if line.strip())


def _priority(given: str) -> str:
    return choice(given.strip(), PRIORITIES, "priority") or "medium"


def _improvements(board: Board, actions: Iterable[Corrective]) -> list[ActionItemOpened]:
    """An improvement for each action that somebody owns. They are the exercise's: about no incident."""
    owned = [each for each in actions if each.owner]
    first = len(board.items) + 1
    return [
        ActionItemOpened(f"AI-{number}", "", each.text, each.owner, each.priority, each.due_date)
        for number, each in enumerate(owned, first)
    ]


RULES = {"feedback": feedback, "questionnaire": questionnaire}
