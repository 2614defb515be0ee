"""The duties of an incident: what is owed, what it lacks, findings, requests; and the notice that knows all that."""

from typing import Any

from irsim.commands import (
    Acknowledge,
    Amend,
    Aware,
    Classify,
    Determine,
    RecordFacts,
    SubjectRequest,
)
from irsim.tui.forms import Focus, build_form
from irsim.tui.screens.incident import IncidentScreen
from irsim.tui.seat import Seat
from irsim.tui.tabs import duties
from tests.tui.test_incident import in_incident, run


async def breached(seat: Seat, *more: Any) -> None:
    """Personal data are involved, and the team knows."""
    for command in (
        Acknowledge("INC-1"),
        Classify("INC-1", "SEV-1", "security", personal_data=True),
        Aware("INC-1", basis="A sample was posted."),
        *more,
    ):
        await seat.submit(command)


def told(screen: IncidentScreen) -> list[str]:
    """The rows of the tab as they read."""
    return [row.plain for row in duties.rows(screen.view)]


def test_what_is_owed_comes_in_the_order_of_its_due_with_what_it_lacks() -> None:
    async def play() -> None:
        async with in_incident((80, 24)) as (_, _, seat, screen):
            await breached(seat, RecordFacts("INC-1", {"nature": "Lists were exported.", "records": "about 2,000"}))
            rows = told(screen)
            assert rows.index("GDPR Art. 33(2) notice to the controllers (target)") < rows.index(
                "GDPR Art. 33 notice to the authority"
            )
            lacks = next(row for row in rows[rows.index("GDPR Art. 33 notice to the authority") :] if "lacks" in row)
            assert lacks == "lacks data categories, subjects, dpo contact, consequences and measures"

    run(play())


def test_a_notice_opens_with_what_the_fact_sheet_knows() -> None:
    async def play() -> None:
        async with in_incident() as (_, _, seat, _):
            await breached(seat, RecordFacts("INC-1", {"nature": "Lists were exported."}))
            form = build_form(seat, "notice", Focus(incident="INC-1"), {"regime": "gdpr"})
            values = {field.name: field.value for field in form.fields}
            assert values["fields.nature"] == "Lists were exported."
            assert values["fields.aware_at"].startswith("2026-")
            assert values["fields.measures"] == ""
            first = next(field for field in form.fields if field.name == "regime").options[1]
            assert (first.value, first.help[:4]) == ("processor", "due "), "what is due first is offered first"

    run(play())


def test_findings_and_requests_stand_with_their_state() -> None:
    async def play() -> None:
        async with in_incident() as (_, _, seat, screen):
            await breached(
                seat,
                Determine("INC-1", "high-risk"),
                Determine("INC-1", "nis2-significant", holds=False, reason="Few users."),
                Amend("INC-1", data_kinds=("california-residents",)),
                SubjectRequest("INC-1", "access", person="Ana Prins"),
            )
            rows = {row.plain: [cell.text for cell in row.tail] for row in duties.rows(screen.view)}
            assert rows["High risk to people"] == ["holds"]
            assert rows["Significant incident"] == ["does not hold"]
            assert rows["Materiality"] == ["open"]
            assert rows["DSR-1 Ana Prins: access to the data"] == ["identity not verified"]
            assert any(row.startswith("The plan document gives 45 days") for row in rows), "both figures are explained"

    run(play())


def test_where_nothing_is_owed_it_says_what_would_start_it() -> None:
    async def play() -> None:
        async with in_incident() as (_, _, _, screen):
            assert told(screen)[0].startswith("No notice is owed as things stand. Record awareness")

    run(play())
