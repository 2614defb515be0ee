"""The way out, and what is learnt."""

from typing import Annotated, ClassVar

from irsim.commands.base import Command, Names, Words, of


class Recover(Command, frozen=True, tag="recover"):
    """Choose how to recover."""

    incident: str
    approach: Annotated[str, of("an approach of the plan: rollback, fix_forward or workaround")]
    reason: Words = ""


class Check(Command, frozen=True, tag="check"):
    """Tick a criterion of the plan, or record that it does not hold."""

    incident: str
    check: Annotated[str, of("a criterion of the plan")]
    holds: bool = True
    note: Words = ""


class Resolve(Command, frozen=True, tag="resolve"):
    """The incident is over for those it affected."""

    incident: str
    reason: Annotated[str, of("what shows it")] = ""


class Close(Command, frozen=True, tag="close"):
    """Nothing is left to do."""

    incident: str
    reason: Words = ""


class Review(Command, frozen=True, tag="review"):
    """Schedule the post-mortem, or record that it was held."""

    incident: str
    when: Annotated[str, of("when it takes place, as 2026-11-19T14:00")] = ""
    held: bool = False
    summary: Words = ""
    attendees: Annotated[Names, of("groups of the plan that it is for")] = ()


class Improve(Command, frozen=True, tag="improve"):
    """Open an improvement with an owner and a date."""

    after_end: ClassVar[bool] = True

    incident: str
    description: Words
    owner: str = ""
    priority: Annotated[str, of("high, medium or low")] = "medium"
    due_date: str = ""
    measure: Annotated[str, of("how success will be measured")] = ""
    objective: Annotated[str, of("the objective that it improves")] = ""
    issue: Annotated[str, of("what was found wanting")] = ""
    element: Annotated[str, of("planning, organisation, equipment, training or exercise")] = ""
    person: Annotated[str, of("whom to ask about it")] = ""
    start_date: Annotated[str, of("when it begins, as 2026-12-01")] = ""
