"""What those who took part thought of the exercise: their forms counted statement by statement, without names."""

from collections.abc import Sequence

from irsim.events.after import QuestionnaireFilled
from irsim.plan.models import Statement
from irsim.scoring.case import Case
from irsim.scoring.scorecard import Opinion, Opinions

HIGHEST = 5


def opinions(case: Case) -> Opinions | None:
    """The participants' feedback, None where nobody filled it in. A statement that the plan no longer has is left out:
    the recorded plan is the one that was asked by."""
    forms = [record.body for record in case.of("questionnaire.filled") if isinstance(record.body, QuestionnaireFilled)]
    if not forms:
        return None
    return Opinions(
        n=len(forms),
        statements=[_counted(each, forms) for each in case.board.rules.plan.exercise.statements],
        strengths=[text for form in forms for text in form.strengths],
        improvements=[text for form in forms for text in form.improvements],
        actions=[action for form in forms for action in form.actions],
        review=[text for form in forms for text in form.review],
    )


def _counted(statement: Statement, forms: Sequence[QuestionnaireFilled]) -> Opinion:
    """The mean in hundredths, rounded down; of nothing there is none."""
    given = [form.ratings[statement.id] for form in forms if statement.id in form.ratings]
    return Opinion(
        statement.id,
        statement.text,
        len(given),
        100 * sum(given) // len(given) if given else None,
        [given.count(rating) for rating in range(1, HIGHEST + 1)],
    )
