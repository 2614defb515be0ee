"""`irsim plan`: a plan's mistakes, and the arithmetic of its deadlines."""

import json
from datetime import UTC, datetime
from pathlib import Path

from irsim.board.rules import Rules
from irsim.plan import Plan, default_plan_text, load_plan
from irsim.plan.days_off import days_off, named_days_off
from irsim.reports.card import card, card_page
from irsim.reports.deadline import explain
from irsim.scenario.files import read_bounded
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput, nearest


def read_plan(file: Path | None) -> Plan:
    """The plan in `file`, or the one that ships. Raises BadInput."""
    if file is None:
        return load_plan(default_plan_text(), "the plan that ships")
    return load_plan(read_bounded(file), str(file))


def check_plan(file: Path) -> str:
    """A sentence about a sound plan. Raises BadInput with every mistake."""
    plan = read_plan(file)
    return (
        f"{clean_title(plan.plan.title, 80)}: sound. {len(plan.severities)} severities, {len(plan.categories)} "
        f"categories, {len(plan.roles)} roles, {len(plan.clocks)} clocks, {len(plan.notices)} notices."
    )


def schema_text() -> str:
    """The JSON Schema of a plan, for editors."""
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **Plan.model_json_schema()}, indent=2)


def card_of(category: str, file: Path | None, *, as_html: bool) -> str:
    """The plan on one page. Raises BadInput."""
    plan = read_plan(file)
    known = [kind.id for kind in plan.categories]
    if category and category not in known:
        unknown = f"no category is called '{clean_title(category, 40)}'; {nearest(category[:80], known)}"
        raise BadInput.one("irsim plan card", 0, unknown)
    text = card(Rules(plan, datetime(2000, 1, 1, tzinfo=UTC)), category)
    return card_page(plan.plan.title, text) if as_html else text


WHERE = "irsim plan deadline"


def deadline(clock_id: str, starts: str, also: tuple[str, ...], severity: str, file: Path | None) -> list[str]:
    """The arithmetic of a deadline in lines. `starts` is when it begins, `also` when its further starts come.

    What the plan's profile denies is said, and does not keep anybody from asking. Raises BadInput.
    """
    plan = read_plan(file)
    clocks = {clock.id: clock for clock in plan.clocks}
    if clock_id not in clocks:
        unknown = f"no clock is called '{clean_title(clock_id, 40)}'; {nearest(clock_id[:80], clocks)}"
        raise BadInput.one(WHERE, 0, unknown)
    clock = clocks[clock_id]
    if len(also) > len(clock.also):
        has = f"{len(clock.also)} further starts" if clock.also else "one start"
        raise BadInput.one(WHERE, 0, f"'{clock_id}' has {has}; leave out what is too much of --also")
    legs = [moment(starts) if starts else None, *map(moment, also)]
    begun = [leg for leg in legs if leg is not None]
    if not begun:
        raise BadInput.one(WHERE, 0, "nothing starts the clock; give --from 2026-12-18T16:20Z")
    first = min(begun)
    unlike = [name for name in clock.needs if not plan.profile.get(name)]
    asked = plan.model_copy(update={"profile": {**plan.profile, **dict.fromkeys(clock.needs, True)}})
    further = {name: days_off(calendar, first.year) for name, calendar in plan.calendars.items()}
    rules = Rules(asked, first, days_off(plan.calendar, first.year), further)
    level = rules.severity(severity) if severity else rules.severities[0]
    if not level:
        unknown = f"'{clean_title(severity, 40)}' is no severity; {nearest(severity[:80], rules.severities)}"
        raise BadInput.one(WHERE, 0, unknown)
    calendar = plan.calendar if clock.calendar is None else plan.calendars[clock.calendar]
    return explain(rules, clock, level, legs, named_days_off(calendar, first.year), unlike)


def moment(written: str) -> datetime:
    """An instant as people write it, in UTC where no zone is given. Raises BadInput."""
    try:
        read = datetime.fromisoformat(written.strip())
    except ValueError:
        sentence = f"'{clean_title(written, 40)}' is no instant; write it as 2026-12-18T16:20Z"
        raise BadInput.one(WHERE, 0, sentence) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
