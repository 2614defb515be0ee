"""What the law asks: the worked cases of the deadlines to the minute, findings that begin and end clocks, requests."""

from datetime import UTC, datetime

import pytest

from irsim.board.rules import Rules
from irsim.commands import (
    Amend,
    AnswerSubject,
    Assess,
    Aware,
    Determine,
    Notice,
    RecordFacts,
    SubjectRequest,
    VerifyIdentity,
)
from irsim.plan import default_plan_text, load_plan
from irsim.plan.days_off import days_off
from irsim.plan.models import Plan
from tests.board.desk import Desk

PLAN = load_plan(default_plan_text())


def every_duty(plan: Plan) -> Plan:
    """The plan of an organisation that every law binds."""
    return plan.model_copy(update={"profile": dict.fromkeys(plan.profile, True)})


def at(written: str) -> datetime:
    return datetime.fromisoformat(written)


def due(clock_id: str, starts: str, *also: str) -> str:
    """When a clock is due that starts at `starts` (and its further starts at `also`), in UTC."""
    begin = min(at(written) for written in (starts, *also))
    further = {name: days_off(calendar, begin.year) for name, calendar in PLAN.calendars.items()}
    rules = Rules(every_duty(PLAN), begin, days_off(PLAN.calendar, begin.year), further)
    clock = rules.clocks[clock_id]
    marks = {clock_id: _ms(begin, starts)}
    marks |= {f"{clock_id}+{n}": _ms(begin, written) for n, written in enumerate(also, 1)}
    aimed = rules.aim(clock, "SEV-1", rules.begins(clock, marks), marks)
    assert aimed is not None
    return rules.moment(aimed).astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")


def _ms(begin: datetime, written: str) -> int:
    return round((at(written) - begin).total_seconds() * 1000)


@pytest.mark.parametrize(
    ("clock", "starts", "also", "expected"),
    [
        # 72 hours by the clock run through a weekend
        ("gdpr-33", "2026-12-18T16:20Z", (), "2026-12-21 16:20Z"),
        ("uk-gdpr-33", "2026-12-24T23:59Z", (), "2026-12-27 23:59Z"),
        # four business days, the day of the finding not counted; close of hours in Washington is 17:30
        ("sec-8k", "2026-11-12T15:00Z", (), "2026-11-18 22:30Z"),
        # Thanksgiving is none of them
        ("sec-8k", "2026-11-25T15:00Z", (), "2026-12-02 22:30Z"),
        # the earlier of classified + 4 h and aware + 24 h; classified after that, four hours from then
        ("dora-initial", "2026-11-16T09:00Z", ("2026-11-16T11:00Z",), "2026-11-16 15:00Z"),
        ("dora-initial", "2026-11-16T09:00Z", ("2026-11-17T08:00Z",), "2026-11-17 09:00Z"),
        ("dora-initial", "2026-11-16T09:00Z", ("2026-11-17T10:30Z",), "2026-11-17 14:30Z"),
        ("dora-intermediate", "2026-11-16T12:00Z", (), "2026-11-19 12:00Z"),
        # one month after the notification was submitted: the last day of a shorter month, to its end in Amsterdam
        ("nis2-final", "2026-01-31T12:00Z", (), "2026-02-28 23:00Z"),
        ("nis2-final", "2028-01-31T12:00Z", (), "2028-02-29 23:00Z"),
        # thirty days from 31 January end with 2 March, in Los Angeles
        ("california-1798-82", "2026-01-31T20:00Z", (), "2026-03-03 08:00Z"),
        # a day that begins in UTC and not yet in California counts from the day there
        ("california-1798-82", "2026-02-01T05:00Z", (), "2026-03-03 08:00Z"),
        # across the change to summer time the day still ends at midnight
        ("ccpa", "2026-02-15T20:00Z", (), "2026-04-02 07:00Z"),
        ("hipaa", "2026-01-01T12:00-05:00", (), "2026-03-03 05:00Z"),
        ("new-york-899-aa", "2026-10-20T12:00Z", (), "2026-11-20 05:00Z"),
        ("visa", "2026-11-16T09:00Z", (), "2026-11-19 23:00Z"),
        ("mastercard", "2026-11-16T09:00Z", (), "2026-11-17 09:00Z"),
        ("nydfs", "2026-11-26T18:00Z", (), "2026-11-29 18:00Z"),
        ("gdpr-12", "2026-11-16T09:00Z", (), "2026-12-16 23:00Z"),
    ],
)
def test_a_worked_case(clock: str, starts: str, also: tuple[str, ...], expected: str) -> None:
    assert due(clock, starts, *also) == expected


def test_what_differs_between_plan_document_and_law_is_explained_where_it_stands() -> None:
    figures = {clock.id: clock for clock in PLAN.clocks}
    for name in ("ccpa", "ccpa-credit", "pci", "hipaa", "california-1798-82"):
        assert figures[name].differs, name
    assert all(clock.differs for clock in PLAN.clocks if clock.target)
    assert PLAN.law.as_of
    assert "counsel" in PLAN.law.caution


def breached() -> Desk:
    desk = Desk()
    desk.declare("0s", "SEV-1", "security")
    return desk


def test_a_high_risk_starts_the_notice_to_the_people_and_the_opposite_finding_waives_it() -> None:
    desk = breached()
    assert desk.runs("gdpr-34") == []
    desk.do("1h", Determine("INC-1", "high-risk"))
    assert desk.runs("gdpr-34") == [("1h", "3d1h", "running")]
    desk.do("2h", Determine("INC-1", "high-risk", holds=False, reason="The data were encrypted."))
    assert desk.runs("gdpr-34")[0][2] == "waived"
    assert "determined high-risk is yes" in desk.clock("gdpr-34").waived
    desk.do("3h", Determine("INC-1", "high-risk", reason="The key was in the same dump."))
    assert desk.runs("gdpr-34")[-1] == ("1h", "3d1h", "running"), "it counts from the first finding"


def test_a_finding_that_something_does_not_hold_starts_nothing_and_wants_a_reason() -> None:
    desk = breached()
    reason, _ = desk.refused("1h", Determine("INC-1", "nis2-significant", holds=False))
    assert "a reason is missing" in reason
    desk.do("1h", Determine("INC-1", "nis2-significant", holds=False, reason="Forty users for six minutes."))
    assert desk.runs("nis2-early-warning") == []
    assert desk.incident.determined == {"nis2-significant": False}


def test_nis2_counts_its_final_report_from_the_notification() -> None:
    desk = breached()
    desk.do("1h", Determine("INC-1", "nis2-significant"))
    assert desk.runs("nis2-early-warning") == [("1h", "1d1h", "running")]
    desk.do("20h", Notice("INC-1", "nis2-early-warning"))
    assert desk.runs("nis2-early-warning")[0][2] == "met"
    assert desk.runs("nis2-final") == []
    desk.do("2d", Notice("INC-1", "nis2-notification"))
    assert [since for since, _, _ in desk.runs("nis2-final")] == ["2d"]


def test_dora_is_aimed_again_when_it_is_classified_late() -> None:
    desk = breached()
    desk.do("1d", Determine("INC-1", "dora-major", at="20h"))
    assert desk.runs("dora-initial") == [("0s", "1d", "running")]
    late = breached()
    late.do("1d2h", Determine("INC-1", "dora-major"))
    assert late.runs("dora-initial") == [("0s", "1d6h", "running")]


def test_a_law_that_does_not_bind_the_organisation_starts_no_clock() -> None:
    desk = breached()
    desk.do("1h", Determine("INC-1", "material"))
    assert desk.runs("sec-8k") == []


def test_the_kinds_of_data_decide_which_laws_ask() -> None:
    desk = breached()
    desk.do("1h", Aware("INC-1"))
    assert desk.runs("uk-gdpr-33") == []
    assert desk.runs("pci") == []
    desk.do("2h", Amend("INC-1", data_kinds=("uk-personal", "card")))
    assert desk.runs("uk-gdpr-33") == [("1h", "3d1h", "running")]
    assert desk.runs("pci") == [("1h", "1d1h", "running")]
    desk.do("3h", Notice("INC-1", "mastercard"))
    assert desk.runs("pci")[0][2] == "met"
    assert desk.runs("mastercard")[0][2] == "met"
    assert desk.runs("visa")[0][2] == "running"


def test_an_outage_of_more_than_four_hours_is_told_to_the_authority() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-1", "outage")
    desk.do("10m", Assess("INC-1", customer_impact="unavailable"))
    desk.to("4h9m")
    assert desk.runs("authority-outage") == []
    desk.to("4h10m")
    assert desk.runs("authority-outage") == [("4h10m", "8h10m", "running")]
    desk.do("5h", Assess("INC-1", customer_impact="none"))
    assert desk.runs("authority-outage")[0][2] == "running", "it was down that long, whatever follows"


def test_an_outage_that_ends_in_time_starts_nothing_and_the_next_one_counts_from_itself() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-1", "outage")
    desk.do("10m", Assess("INC-1", customer_impact="unavailable"))
    desk.do("3h", Assess("INC-1", customer_impact="degraded"))
    desk.to("5h")
    assert desk.runs("authority-outage") == []
    desk.do("5h", Assess("INC-1", customer_impact="unavailable"))
    desk.to("8h59m")
    assert desk.runs("authority-outage") == []
    desk.to("9h")
    assert [since for since, _, _ in desk.runs("authority-outage")] == ["9h"]


# The fact sheet


def test_one_fact_sheet_fills_every_notice_and_what_a_regime_lacks_is_listed() -> None:
    desk = breached()
    desk.do("40m", Aware("INC-1"))
    desk.do("1h", RecordFacts("INC-1", {"nature": "Lists were exported.", "measures": "Sessions were closed."}))
    desk.do("2h", Notice("INC-1", "gdpr", fields={"subjects": "about 180,000"}))
    filed = desk.records("notice.filed")[-1].body
    assert filed.fields["nature"] == "Lists were exported."  # type: ignore[attr-defined]
    assert filed.fields["subjects"] == "about 180,000"  # type: ignore[attr-defined]
    assert filed.fields["aware_at"] == "2026-11-16 09:40"  # type: ignore[attr-defined]
    assert filed.lacks == ("data_categories", "records", "dpo_contact", "consequences")  # type: ignore[attr-defined]
    assert desk.incident.facts["subjects"] == "about 180,000", "what one notice says, the next one knows"
    desk.do("2h", Notice("INC-1", "uk-gdpr", fields={"phase": "initial"}))
    assert "phase" not in desk.incident.facts
    assert desk.records("notice.filed")[-1].body.fields["subjects"] == "about 180,000"  # type: ignore[attr-defined]
    desk.do("3h", RecordFacts("INC-1", {"nature": ""}))
    assert "nature" not in desk.incident.facts


# Requests of data subjects


def asked() -> Desk:
    """An incident, an hour into which somebody asks what is held about them."""
    desk = breached()
    message = desk.message("1h")
    desk.do("2h", SubjectRequest("INC-1", "access", message))
    return desk


def test_a_request_of_a_data_subject_runs_from_when_it_came() -> None:
    desk = asked()
    request = desk.board.subject_requests["DSR-1"]
    assert request.received_at == desk.board.messages["MSG-1"].delivered_at
    assert [clock[0] for clock in desk.runs("gdpr-12")] == ["1h"]
    assert "logged already" in desk.refused("3h", SubjectRequest("INC-1", "erasure", "MSG-1"))[0]


def test_nobody_gets_data_before_the_identity_is_verified() -> None:
    desk = asked()
    reason, hint = desk.refused("3h", AnswerSubject("DSR-1", "granted", "Here they are."))
    assert "was not verified" in reason
    assert "verify the identity first" in hint
    desk.do("4h", VerifyIdentity("DSR-1", "Called back on the number on file."))
    assert desk.runs("identity-check")[0][2] == "met"
    desk.do("5h", AnswerSubject("DSR-1", "granted", "Sent to the address on file."))
    assert desk.runs("gdpr-12")[0][2] == "met"


def test_an_impostor_is_refused_with_a_reason() -> None:
    desk = asked()
    desk.do("4h", VerifyIdentity("DSR-1", "The number on file knows nothing of it.", holds=False))
    assert "could not be confirmed" in desk.refused("5h", AnswerSubject("DSR-1", "granted"))[0]
    assert "a reason is missing" in desk.refused("5h", AnswerSubject("DSR-1", "refused"))[0]
    desk.do("5h", AnswerSubject("DSR-1", "refused", "It did not come from the person."))
    assert desk.runs("gdpr-12")[0][2] == "met"


def test_two_requests_have_a_clock_each() -> None:
    desk = asked()
    desk.message("3h")
    desk.do("3h", SubjectRequest("INC-1", "erasure", "MSG-2"))
    desk.do("4h", VerifyIdentity("DSR-2", "By the account."))
    desk.do("5h", AnswerSubject("DSR-2", "granted"))
    assert [verdict for _, _, verdict in desk.runs("gdpr-12")] == ["running", "met"]
    desk.do("6h", AnswerSubject("DSR-1", "extended", "Forty lists have to be searched."))
    assert desk.runs("gdpr-12")[0][2] == "running"
