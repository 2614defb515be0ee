"""What the organisation asks of those who took part in an exercise."""

from typing import Annotated

from pydantic import Field

from irsim.plan.fields import Name
from irsim.words.documents import Model


class Statement(Model):
    """A statement on the exercise, with which participants agree from 1 (not at all) to 5 (fully)."""

    id: Name
    text: str


class Exercise(Model):
    """The participants' feedback after an exercise."""

    statements: list[Statement] = []
    strengths: Annotated[int, Field(ge=0, le=9)] = 3
    """how many strengths everybody is asked for"""
    improvements: Annotated[int, Field(ge=0, le=9)] = 3
    """how many areas for improvement, and how many corrective actions, everybody is asked for"""
