"""The days off of a calendar: those that the plan names, and the public holidays of its country."""

from datetime import date

from irsim.plan.models import Calendar
from irsim.words.faults import BadInput

YEARS = 3
"""How far ahead public holidays are drawn: no deadline of a plan reaches further."""


def named_days_off(calendar: Calendar, year: int) -> dict[str, str]:
    """The calendar's days off from `year` to the one after next: ISO date to its name, in order.

    Raises BadInput for a country whose holidays are not known.
    """
    days = dict.fromkeys(calendar.holidays, "a day off of the plan's")
    if calendar.country:
        try:
            drawn = _drawn(calendar.country, range(year, year + YEARS))
        except NotImplementedError:  # how the library says that it does not know a country
            message = (
                f"calendar.country: no public holidays are known for '{calendar.country}'; use an ISO 3166 code as NL"
            )
            raise BadInput.one("the plan", 0, message) from None
        days.update((day.isoformat(), name) for day, name in drawn.items())
    return dict(sorted(days.items()))


def knows(country: str) -> bool:
    """Whether the public holidays of a country, or of its part after a dash, are known."""
    try:
        _drawn(country, range(0))
    except NotImplementedError:
        return False
    return True


def _drawn(written: str, years: range) -> dict[date, str]:
    import holidays  # slow to import, and few need it

    country, _, subdivision = written.partition("-")
    return holidays.country_holidays(country, subdiv=subdivision or None, years=years)


def days_off(calendar: Calendar, year: int) -> tuple[str, ...]:
    """The same without names, as a recording keeps them."""
    return tuple(named_days_off(calendar, year))
