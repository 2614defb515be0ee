"""What the law and contracts ask: notices and their content, determinations, requests of data subjects."""

from datetime import date

from pydantic import field_validator

from irsim.plan.fields import Name
from irsim.plan.models.communication import TemplateField
from irsim.words.documents import Model


class Notice(Model):
    """A legal regime under which somebody is owed a notice, and its content."""

    id: Name
    label: str
    recipient: str
    basis: str
    authority: bool = False
    """whether it goes to an authority"""
    about: str = ""
    """whom it binds, and when"""
    asks: list[Name] = []
    """facts of the fact sheet that must be there"""
    may: list[Name] = []
    """facts that can be"""
    fields: list[TemplateField] = []
    """content of its own"""
    headings: dict[str, list[Name]] = {}
    """where the law fixes them: heading to the content under it; else each line is its own"""


class Fact(TemplateField):
    """A line of the fact sheet, written once for every notice that asks for it."""

    required: bool = False
    known_from: str = ""
    """a fact of the incident that fills it by itself, as `affected_customers`"""
    shared: bool = True
    """what is typed for it in one notice holds for the others"""


class Determination(Model):
    """Something that the organisation finds, and from which the law counts: a high risk, materiality, a discovery."""

    id: Name
    label: str
    question: str
    """what has to be found, as counsel would ask it"""
    basis: str


class Right(Model):
    """Something that a person may ask of the organisation about their own data."""

    id: Name
    label: str
    regime: str
    """the law that gives it"""
    basis: str


class Law(Model):
    """How far the legal figures can be trusted."""

    as_of: str = ""
    """the date of the table, as 2026-11-21"""
    caution: str = ""
    """said beside every legal deadline"""

    @field_validator("as_of")
    @classmethod
    def _date(cls, written: str) -> str:
        if written:
            try:
                date.fromisoformat(written)
            except ValueError:
                raise ValueError(f"'{written[:40]}' is no date; write it as 2026-12-24") from None
        return written
