"""Who may do what from which terminal. One answer for the host, which asks it of everything that comes from elsewhere,
and for screens, which ask before a key does anything."""

from irsim.board.decide import Refused
from irsim.commands import Command, End, Proceed
from irsim.session.protocol import EVALUATOR, FACILITATOR, OBSERVER, SCREEN

WASHING = ("feedback", "questionnaire")
"""What somebody who only watched may give: how it was."""


def may_steer(kind: str, facilitated: bool, live: bool = False) -> Refused | None:
    """Whether such a terminal may pause, pace and jump: None, or why not and what to do. Nobody does in `live`."""
    if live:
        return Refused("this is real time", "practise in a drill, or look back in a replay")
    if kind == FACILITATOR:
        return None
    if facilitated:
        return Refused("time is in the facilitator's hands", "ask her to pause, or to go on")
    return _watching(kind) or _rating(kind)


def may_give(kind: str, command: Command, facilitated: bool) -> Refused | None:
    """Whether such a terminal may give a command at all; what the rules say to it is another question."""
    if kind == FACILITATOR:
        return None
    if kind == EVALUATOR:
        return None if command.control or command.after_end else _rating(kind)
    if command.control:
        return Refused("that is the facilitator's and the evaluator's to say", "tell her at the table")
    tag = str(command.__struct_config__.tag)
    if tag not in WASHING:
        refused = _watching(kind)
        if refused is not None:
            return refused
    elif kind == SCREEN:
        return _watching(kind)
    if facilitated and isinstance(command, Proceed | End):
        return Refused("that is the facilitator's to say", "ask her")
    return None


def may_read_lines(kind: str) -> Refused | None:
    """Whether such a terminal may read lines of logs: they tell of people, and are for whoever works on what they
    show."""
    return _watching(kind)


def may_close(kind: str, ended: bool) -> Refused | None:
    """Whether such a terminal, elsewhere than the host's, may close the recording."""
    if kind != FACILITATOR:
        return Refused("the host or the facilitator closes the recording", "stay, or leave: what you said is in it")
    if not ended:
        return Refused("the exercise goes on", "end it first")
    return None


def _watching(kind: str) -> Refused | None:
    if kind == SCREEN:
        return Refused("this screen only shows the room", "do it at a terminal that holds a seat")
    if kind == OBSERVER:
        return Refused("you are watching", "leave, and join with a seat")
    return None


def _rating(kind: str) -> Refused | None:
    if kind == EVALUATOR:
        return Refused("an evaluator rates and leaves the room as it is", "record an observation")
    return None
