"""What every event has in common: a tag, an audience, and whether it enters the session from outside."""

from typing import ClassVar

from msgspec import Struct

EVERYONE = "everyone"
CONTROL = "control"


class Event(Struct, frozen=True, omit_defaults=True, gc=False, tag_field="kind"):
    """Something that happened. Fields are integers, strings, booleans, lists and maps; never floats.

    `seen_by` is `everyone`, `control` (facilitator and evaluator only), or the name of the field that lists the
    seats which may see it (an empty list there means everyone). `is_input` marks what entered from outside the engine
    and is therefore durable before it is applied.
    """

    seen_by: ClassVar[str] = EVERYONE
    is_input: ClassVar[bool] = False
