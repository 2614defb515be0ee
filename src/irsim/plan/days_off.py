"""The days off of a calendar: those that the plan names, and the public holidays of its country."""

import holidays

from irsim.plan.models import Calendar
from irsim.words.faults import BadInput

YEARS = 3
"""How far ahead public holidays are drawn: no deadline of a plan reaches further."""


def days_off(calendar: Calendar, year: int) -> tuple[str, ...]:
    """The calendar's days off from `year` to the one after next, as ISO dates in order.

    Raises BadInput for a country whose holidays are not known.
    """
    days = set(calendar.holidays)
    if calendar.country:
        country, _, subdivision = calendar.country.partition("-")
        try:
            drawn = holidays.country_holidays(country, subdiv=subdivision or None, years=range(year, year + YEARS))
        except NotImplementedError:  # how the library says that it does not know a country
            message = f"calendar.country: no public holidays are known for '{country}'; use an ISO 3166 code as NL"
            raise BadInput.one("the plan", 0, message) from None
        days.update(day.isoformat() for day in drawn)
    return tuple(sorted(days))
