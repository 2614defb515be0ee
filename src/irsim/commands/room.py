"""The exercise and the table: decisions, notes, observations."""

from typing import Annotated, ClassVar

from irsim.commands.base import Command, Words, of


class Decide(Command, frozen=True, tag="decide"):
    """Choose one of a decision's alternatives."""

    decision: Annotated[str, of("the decision")]
    choice: Annotated[str, of("one of its alternatives")]
    reason: Words = ""


class Note(Command, frozen=True, tag="note"):
    """Write a line for the record."""

    incident: str
    text: Words
    occurred: Annotated[str, of("when it happened, as T+00:40:00 or 40m; now where empty")] = ""


class Say(Command, frozen=True, tag="say"):
    """Record what somebody said at the table."""

    text: Words
    at: Annotated[str, of("when it was said, at most ten minutes back; now where empty")] = ""
    role: Annotated[str, of("who said it")] = ""


class Observe(Command, frozen=True, tag="observe"):
    """An evaluator's observation: text, and a rating P, S, M or U of an objective or an expectation."""

    after_end: ClassVar[bool] = True
    control: ClassVar[bool] = True

    text: Words = ""
    objective: str = ""
    expectation: str = ""
    rating: Annotated[str, of("P, S, M or U")] = ""
    sort: Annotated[str, of("strength or area (for improvement)")] = ""


class Proceed(Command, frozen=True, tag="proceed"):
    """End the discussion before its time is up."""

    drill: ClassVar[bool] = True

    discussion: str = ""


class End(Command, frozen=True, tag="end"):
    """End the exercise now."""

    drill: ClassVar[bool] = True

    reason: Words = ""
