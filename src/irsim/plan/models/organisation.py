"""The organisation: calendar, roles, contacts."""

import re
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from irsim.plan.fields import Name, Span
from irsim.words.calendar import parse_hours
from irsim.words.documents import Model


class About(Model):
    """What this plan is."""

    id: Name
    title: str
    organisation: str
    version: str = ""
    currency: str = "$"
    """the sign before amounts of money"""
    sources: list[str] = []
    """the documents that it carries out"""


class Calendar(Model):
    """Time zone, working hours by weekday, public holidays."""

    zone: str
    hours: Annotated[dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], str], Field(min_length=1)]
    country: str = ""
    """ISO 3166 code (and subdivision after a dash) whose public holidays count"""
    holidays: list[str] = []
    """further days off, as 2026-12-24"""

    @field_validator("hours")
    @classmethod
    def _hours(cls, hours: dict[str, str]) -> dict[str, str]:
        for written in hours.values():
            parse_hours(written)
        return hours

    @field_validator("country")
    @classmethod
    def _country(cls, country: str) -> str:
        if country and not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", country):
            raise ValueError(f"'{country[:40]}' is no country code; write it as NL, or DE-BY with its subdivision")
        return country

    @field_validator("holidays")
    @classmethod
    def _days(cls, days: list[str]) -> list[str]:
        for day in days:
            try:
                date.fromisoformat(day)
            except ValueError:
                raise ValueError(f"'{day[:40]}' is no date; write it as 2026-12-24") from None
        return days

    @field_validator("zone")
    @classmethod
    def _zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"'{zone[:40]}' is no time zone; write it as Europe/Amsterdam or UTC") from None
        return zone


class Role(Model):
    """A role of the response team, what it answers for, and the commands it owns."""

    id: Name
    label: str
    purpose: str
    responsibilities: list[str]
    owns: list[str] = []
    """commands that are this role's to give"""
    may: list[str] = []
    """commands of other roles that this one may give too, without it being a deviation"""


class Contact(Model):
    """Somebody to page or escalate to."""

    id: Name
    label: str
    person: str
    """the function: Engineering Lead, CTO"""
    level: Literal["", "primary", "secondary", "management", "team", "external"] = ""
    """where they stand in the order in which people are called; `team` are those notified with the whole team"""
    hours: Literal["always", "business", "critical"] = "always"
    """when they may be reached: around the clock, in business hours, or for critical incidents only"""
    severities: list[str] = []
    """`critical`: the severities that count as such"""
    categories: list[str] = []
    """external help is for these categories only"""
    answers_within: Span = 300_000
    """after this a page counts as missed"""
    then: str = ""
    """the contact paged next, when a page is missed"""
    number: str = ""
    """telephone number, for the card; a line to fill in by hand where left out"""
    via: str = ""
    """the channel by which they are paged, where the world has it; a page by no channel always goes out"""
    external: bool = False
