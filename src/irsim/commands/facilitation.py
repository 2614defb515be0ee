"""The trainer's side: what facilitator and evaluator ask for while the exercise runs. Players never learn of any of it
but what it brings them."""

from typing import Annotated, ClassVar

from irsim.commands.base import Command, Names, Words, of


class Fire(Command, frozen=True, tag="fire"):
    """Deliver an inject of the scenario now, whatever it waits for; of a call that you act out: it was delivered."""

    control: ClassVar[bool] = True

    inject: Annotated[str, of("the inject's id")]


class Skip(Command, frozen=True, tag="skip"):
    """Leave out an inject that has not come yet."""

    control: ClassVar[bool] = True

    inject: Annotated[str, of("the inject's id")]
    reason: Words = ""


class Delay(Command, frozen=True, tag="delay"):
    """Let an inject come no earlier than an instant."""

    control: ClassVar[bool] = True

    inject: Annotated[str, of("the inject's id")]
    until: Annotated[str, of("as T+00:50:00 or 50m; +5m is later than it would come")]


class Edit(Command, frozen=True, tag="edit"):
    """Change the words of an inject before it is delivered; what is left empty stays."""

    control: ClassVar[bool] = True

    inject: Annotated[str, of("the inject's id")]
    subject: Words = ""
    text: Words = ""
    sender: Words = ""
    to: Annotated[Names, of("the seats that get it")] = ()
    channel: Annotated[str, of("a channel of the world")] = ""


class AdHoc(Command, frozen=True, tag="inject"):
    """Add an inject that the scenario does not have: a message (with a channel), an alert (with a monitor), or a metric
    that bends (with a service)."""

    control: ClassVar[bool] = True

    title: Annotated[str, of("for the run of show")]
    channel: Annotated[str, of("of a message: mail, phone, chat as the world has them")] = ""
    sender: Words = ""
    subject: Words = ""
    text: Words = ""
    to: Annotated[Names, of("the seats that get it; all, where empty")] = ()
    monitor: Annotated[str, of("of an alert: the monitor that fires")] = ""
    service: Annotated[str, of("of an alert or a metric")] = ""
    metric: Annotated[str, of("the metric that changes")] = ""
    value: Annotated[
        str, of("of a metric: what it goes to, in its unit, as 12 or 5.4s; of an alert: what it reads")
    ] = ""
    over: Annotated[str, of("how long the metric takes to get there, as 3m")] = ""
    lasts: Annotated[str, of("how long the metric stays there before it goes back, as 10m; for good where empty")] = ""
    at: Annotated[str, of("when it comes, as T+00:50:00 or +5m; now where empty")] = ""
    expects: Annotated[str, of("the expected reaction")] = ""
    objective: Annotated[str, of("the objective that the reaction shows")] = ""
    role: Annotated[str, of("whose reaction is expected")] = ""
    within: Annotated[str, of("how soon it is expected, as 10m")] = ""
    does: Annotated[str, of("an event by which it is met, as incident.escalated; you rate it where empty")] = ""
    points: Annotated[int, of("what it is worth")] = 5


class Discuss(Command, frozen=True, tag="discuss"):
    """Hold the exercise for a discussion: with stopped clocks, or with clocks that run while injects wait."""

    control: ClassVar[bool] = True

    length: Annotated[str, of("the time box, as 8m")]
    questions: Annotated[Names, of("what the table is to talk about")] = ()
    clocks: Annotated[str, of("stopped or running")] = "stopped"


class Adjudicate(Command, frozen=True, tag="adjudicate"):
    """Judge what was said at the table: it meets an expectation, triggers an action of the world, or has no effect."""

    control: ClassVar[bool] = True

    statement: Annotated[int, of("the record of what was said")]
    expectation: Annotated[str, of("the expectation that it meets")] = ""
    action: Annotated[str, of("the technical action that it triggers")] = ""
    incident: Annotated[str, of("the incident that it is about")] = ""
    reason: Words = ""


class Tick(Command, frozen=True, tag="tick"):
    """Tick, or untick, a key point of an expectation that is rated."""

    control: ClassVar[bool] = True

    expectation: str
    point: Annotated[int, of("the key point's number, from 1")]
    done: Annotated[bool, of("whether it was heard")] = True


class Bookmark(Command, frozen=True, tag="bookmark"):
    """Mark this moment for the debrief."""

    control: ClassVar[bool] = True
    after_end: ClassVar[bool] = True

    text: Words = ""


class Memo(Command, frozen=True, tag="memo"):
    """A note that only facilitator and evaluator read."""

    control: ClassVar[bool] = True
    after_end: ClassVar[bool] = True

    text: Words


class Hand(Command, frozen=True, tag="hand"):
    """Hand a seat to a simulated responder, or back to people."""

    control: ClassVar[bool] = True

    role: Annotated[str, of("a role of the plan")]
    to: Annotated[str, of("simulated or people")]


class Adjourn(Command, frozen=True, tag="adjourn"):
    """Close the room for today; the exercise goes on from here on another day, on the same recording."""

    control: ClassVar[bool] = True

    reason: Words = ""


class Override(Command, frozen=True, tag="override"):
    """Put your own verdict in the place of a claim's, with the reason; an empty verdict takes it back."""

    control: ClassVar[bool] = True
    after_end: ClassVar[bool] = True

    claim: Annotated[str, of("the claim's id")]
    verdict: Annotated[str, of("met, late, partly, missed, wrong or not exercised")] = ""
    reason: Words = ""
