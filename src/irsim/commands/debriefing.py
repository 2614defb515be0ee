"""After the exercise: what everybody thinks of it, at the table and on a form of their own."""

from typing import Annotated, ClassVar

from msgspec import Struct

from irsim.commands.base import Command, Names, Words, of


class Corrective(Struct, frozen=True, omit_defaults=True):
    """A corrective action: what is to be done, how urgent it is, who does it, by when."""

    text: str
    priority: str = "medium"
    owner: str = ""
    due_date: str = ""


class Feedback(Command, frozen=True, tag="feedback"):
    """Hot wash: a strength, a gap or a fix, in your own words; a fix that has an owner becomes an improvement."""

    after_end: ClassVar[bool] = True

    text: Words
    topic: Annotated[str, of("strength, gap or fix")] = ""
    owner: Annotated[str, of("of a fix: who does it")] = ""
    due_date: Annotated[str, of("of a fix: by when, as 2026-12-01")] = ""
    priority: Annotated[str, of("of a fix: high, medium or low")] = "medium"


class Questionnaire(Command, frozen=True, tag="questionnaire"):
    """Fill in the participants' feedback. Only facilitator and evaluator see who wrote what; corrective actions with an
    owner become improvements, which everybody sees."""

    after_end: ClassVar[bool] = True
    private: ClassVar[bool] = True

    ratings: Annotated[dict[str, int], of("statement of the plan to 1 (not at all) to 5 (fully)")] = {}
    strengths: Annotated[Names, of("what went well")] = ()
    improvements: Annotated[Names, of("what could be better")] = ()
    actions: Annotated[tuple[Corrective, ...], of("corrective actions, each with text, priority, owner, due_date")] = ()
    review: Annotated[Names, of("plans to review, and training to give")] = ()
