"""Whom the desk pages by itself, and what has to be authorised."""

from typing import Annotated

from pydantic import Field

from irsim.plan.fields import Duration, Many, Name, PatternField
from irsim.words.documents import Model


class PageRule(Model):
    """Whom the desk pages by itself, and upon what."""

    id: Name
    label: str
    on: Annotated[list[PatternField], Many, Field(min_length=1)]
    """`alert.fired`, or events of an incident"""
    unhandled_for: Duration = 0
    """for alerts: only one that nobody looked at, dismissed, or took on with its incident, for this long"""
    pages: list[str] = []
    """contacts; of several each is paged"""
    team: bool = False
    """the whole team at once: every role, and every contact of level `team`; at severities that `notify_team`, once an
    incident, and anew when it is raised to one of them from below"""
    each_time: bool = False
    """events of an incident: its contacts are paged whenever it happens, not once an incident"""
    quiet_for: Duration = 0
    """somebody whom this rule paged less than this ago is not paged by it again"""


class Paging(Model):
    """How the desk goes through the contacts of whom each is paged after another."""

    repeat: Annotated[int, Field(ge=0, le=10)] = 0
    """how often the chain is gone through before it says that nobody is left; 0: once, and it says nothing"""
    title: str = "{{ page.reason }}"
    """what a page says on its first line, where it really goes out; Jinja2 over `page`, `incident`, `alert`,
    `services`, `clock` (the one due next), `runbook`, `dashboard` and `acknowledge` (the command that takes it on)"""
    text: str = "{{ page.reason }}"
    """what it says below; over the same"""


class Resource(Model):
    """Something that can be asked for in an incident."""

    id: Name
    label: str
    unit: str = ""
    """what an amount of it counts: dollars, people"""
    authorises: Name
    """the role that grants it"""
    above: int | None = None
    """an amount above this needs the word of one of `contacts`"""
    contacts: list[str] = []
