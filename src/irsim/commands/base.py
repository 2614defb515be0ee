"""What every command has in common."""

from typing import Annotated, ClassVar

from msgspec import Meta, Struct

Words = Annotated[str, Meta(description="free text")]
Names = tuple[str, ...]


def of(text: str) -> Meta:
    """What a field is, for help and forms."""
    return Meta(description=text)


class Command(Struct, frozen=True, omit_defaults=True, tag_field="do"):
    """A request by a person. `incident` is its INC id where it is about one."""

    after_end: ClassVar[bool] = False
    """whether it may still be given when the exercise is over"""
    control: ClassVar[bool] = False
    """whether only facilitator and evaluator give it; players see no trace of such a command"""
    drill: ClassVar[bool] = False
    """whether it is about an exercise as such: in live there is none to end"""
    private: ClassVar[bool] = False
    """whether nobody but its giver, facilitator and evaluator sees what was given"""
