"""What the law and contracts ask."""

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
    fields: list[TemplateField]
