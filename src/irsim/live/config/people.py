"""`[people.NAME]`: who works here, by which account or token they are known, and the ways that reach them."""

from typing import Annotated

from pydantic import Field

from irsim.live.config.secrets import Secret
from irsim.plan.fields import Name
from irsim.words.documents import Model


class Person(Model):
    """Somebody who works on incidents; the table's name is what records call them."""

    label: Annotated[str, Field(max_length=80)] = ""
    """what the board shows, where it is not the name"""
    account: Annotated[str, Field(max_length=64)] = ""
    """their account on this machine: who joins over the socket is known by it"""
    tokens: Annotated[tuple[Secret, ...], Field(max_length=8)] = ()
    """what they show where no account says who they are"""
    contacts: tuple[Name, ...] = ()
    """contacts of the plan behind which they stand"""
    ways: tuple[Name, ...] = ()
    """channels that reach them, in the order in which they are tried"""


People = dict[Name, Person]
