"""Who is on call, whom pages then reach, who answers them, and what the desk says of turns and gaps."""

import re
from datetime import timedelta

import pytest

from irsim.board.board import Board
from irsim.board.reach import whom
from irsim.board.rota import changes, gap_signals, gaps_told, handed_over, until_said
from irsim.board.signals import heard
from irsim.commands import Acknowledge, AnswerPage, Attach, Declare, Escalate, Page
from irsim.events.live import OnCallChanged, PlanAdopted
from irsim.events.work import PageAcknowledged, PageExhausted, PageMissed
from irsim.plan import default_plan_text
from irsim.plan.rota import Roster
from irsim.reports.feed import feed_line
from irsim.words.durations import parse_duration
from tests.board.desk import Desk, at_text, kinds

ROTAS = """
rotas:
  - id: first-line
    label: First line
    contacts: primary-on-call
    zone: Europe/Amsterdam
    people: [{id: ana, name: Ana Prins}, {id: kim, name: Kim Visser}]
    turns: {starts: 2026-11-09 09:00, weeks: 1, order: [kim, ana]}
    overrides: []
"""
NIGHT = "overrides: [{person: kim, from: 2026-11-16 18:00, until: 2026-11-17 09:00}]"
ONLY_NIGHT = ROTAS.replace("    turns: {starts: 2026-11-09 09:00, weeks: 1, order: [kim, ana]}\n", "").replace(
    "overrides: []", NIGHT
)
ANA = OnCallChanged("primary-on-call", "ana", parse_duration("168h"), "first-line")
NOBODY = OnCallChanged("primary-on-call", "", parse_duration("1h"), "first-line")


def live(rotas: str = ROTAS) -> Desk:
    """A live session that begins on Monday 16 November at nine in Amsterdam."""
    return Desk(default_plan_text() + rotas, "2026-11-16T08:00:00+00:00", engine="live")


def rosters(board: Board) -> dict[str, Roster]:
    return {rota.id: Roster(rota, board.rules.plan.calendar.zone) for rota in board.rules.plan.rotas}


def watch(desk: Desk, when: str) -> list[OnCallChanged]:
    """The desk looks at its rotas: what it enters."""
    at = desk.to(when)
    said = changes(desk.board, rosters(desk.board), at)
    for event in said:
        desk.enter(when, event, "desk")
    return said


def gaps(desk: Desk, when: str) -> list[tuple[str, str, str]]:
    """The desk warns of gaps: the state, severity and title of what it says."""
    at = desk.to(when)
    said = gap_signals(desk.board, rosters(desk.board), at, gaps_told(desk.board))
    for event in heard(desk.board, "irsim", said, at):
        desk.enter(when, event, "source:irsim")
    return [(signal.state, signal.severity, signal.title) for signal in said]


def lines(desk: Desk) -> list[str]:
    """The feed as it was told."""
    board = Board(desk.board.opened)
    found = []
    from irsim.board.fold import apply

    for record in desk.ledger.records:
        apply(board, record)
        line = feed_line(record, board)
        if line is not None:
            found.append(line.text)
    return found


class TestWatch:
    def test_the_first_look_says_who_is_on_call_and_the_next_one_nothing(self) -> None:
        desk = live()
        (said,) = watch(desk, "1m")
        assert (said.person, at_text(said.until), said.since) == ("ana", "7d", -1)
        assert watch(desk, "2m") == []
        assert until_said(desk.board, "primary-on-call") == "Mon 23 Nov 09:00 CET"

    def test_a_handover_is_said_when_it_comes(self) -> None:
        desk = live(ROTAS.replace("overrides: []", NIGHT))
        watch(desk, "0s")
        assert until_said(desk.board, "primary-on-call") == "18:00 CET"
        assert watch(desk, "8h59m59s") == []
        assert [said.person for said in watch(desk, "9h")] == ["kim"]
        assert until_said(desk.board, "primary-on-call") == "Tue 09:00 CET"
        assert desk.board.on_call["primary-on-call"].was == "ana"

    def test_what_changed_while_nobody_had_the_desk_is_said_with_its_true_time(self) -> None:
        desk = live(ROTAS.replace("overrides: []", NIGHT))
        watch(desk, "0s")
        said = watch(desk, "30h")
        assert [(each.person, at_text(each.since)) for each in said] == [("kim", "9h"), ("ana", "1d")]
        assert desk.board.on_call["primary-on-call"].since == parse_duration("24h")
        late = [line for line in lines(desk) if "is on call" in line]
        assert "happened at 16 Nov 17:00" in late[1]

    def test_an_override_that_comes_with_another_plan_counts_at_once(self) -> None:
        desk = live()
        watch(desk, "0s")
        other = live(ROTAS.replace("overrides: []", NIGHT.replace("18:00", "10:00"))).board
        (said,) = changes(desk.board, rosters(other), desk.to("90m"))
        assert (said.person, at_text(said.since)) == ("kim", "1h")

    def test_a_contact_without_a_rota_any_more_is_its_own_persons_again(self) -> None:
        desk = live("")
        desk.enter("0s", ANA)
        (said,) = watch(desk, "1m")
        assert (said.person, said.rota) == ("", "")
        assert desk.board.on_call == {}

    def test_in_a_drill_nobody_asks(self) -> None:
        desk = Desk(default_plan_text() + ROTAS)
        desk.do("1m", Page("primary-on-call"))
        assert desk.board.on_call == {}
        assert desk.board.pages["PG-1"].person == ""


class TestGaps:
    def test_one_gap_is_one_alert_that_begins_as_a_warning(self) -> None:
        desk = live(ONLY_NIGHT)
        assert gaps(desk, "0s") == [("firing", "high", "Nobody is on call: Primary on-call")]
        ahead = "Nobody will be on call from Tue 17 Nov 09:00 CET: Primary on-call"
        assert gaps(desk, "9h") == [
            ("firing", "medium", ahead),
            ("resolved", "", "Somebody is on call: Primary on-call"),
        ]
        gaps(desk, "24h")
        first, second = desk.board.alerts.values()
        assert first.resolved_at == parse_duration("9h")
        assert (second.severity, second.title, second.source) == ("high", "Nobody is on call: Primary on-call", "irsim")
        assert second.resolved_at < 0

    def test_how_severe_a_gap_is_and_what_it_is_called_is_the_plans(self) -> None:
        desk = live(ONLY_NIGHT)
        given = default_plan_text().replace(
            "label: Nobody is on call\n    severity: high", "label: Gap\n    severity: critical"
        )
        given = given.replace("by an override in the plan, or in the calendar.", "by asking Ana.", 1)
        desk.enter("0s", PlanAdopted(given + ONLY_NIGHT))
        gaps(desk, "0s")
        (alert,) = desk.board.alerts.values()
        assert (alert.severity, alert.title, alert.monitor) == ("critical", "Gap: Primary on-call", "rota-gap")
        assert alert.text.endswith("Give the turn to somebody by asking Ana.")
        assert desk.incident.alerts == [alert.id]

    def test_a_plan_without_monitors_of_rotas_is_told_of_gaps_all_the_same(self) -> None:
        desk = live(ONLY_NIGHT)
        given = re.sub(r"  - id: rota-gap(-ahead)?\n(    .*\n)+", "", default_plan_text())
        assert "rota-gap" not in given
        desk.enter("0s", PlanAdopted(given + ONLY_NIGHT))
        gaps(desk, "0s")
        (alert,) = desk.board.alerts.values()
        assert (alert.severity, alert.title) == ("medium", "Nobody is on call: Primary on-call")

    def test_a_gap_is_told_only_when_it_is_near_and_is_over_when_somebody_comes(self) -> None:
        desk = live(ONLY_NIGHT.replace("    overrides", "    warn_before: 2h\n    overrides"))
        assert [each[0] for each in gaps(desk, "10h")] == []
        assert [each[0] for each in gaps(desk, "22h1m")] == ["firing"]
        (key,) = gaps_told(desk.board)
        assert gap_signals(desk.board, rosters(live().board), desk.to("23h"), [key])[0].state == "resolved"

    def test_a_rota_whose_feed_is_not_known_says_neither(self) -> None:
        desk = live(ONLY_NIGHT)
        gaps(desk, "9h")
        assert gap_signals(desk.board, {}, desk.to("24h"), gaps_told(desk.board)) == []
        assert changes(desk.board, {}, desk.now) == []

    def test_nobody_waits_for_a_contact_behind_whom_nobody_stands(self) -> None:
        desk = live()
        desk.enter("0s", NOBODY)
        desk.alert("1m", "high")
        desk.to("6m")
        assert [page.contact for page in desk.board.pages.values()] == ["secondary-on-call"]
        first = whom(desk.board, desk.now)[0]
        assert (first.contact, first.reachable, first.why) == ("primary-on-call", False, "nobody is on call")


class TestPages:
    def test_a_page_names_whoever_was_on_call_when_it_went_out(self) -> None:
        desk = live()
        desk.enter("0s", ANA)
        desk.do("1m", Page("primary-on-call"))
        desk.enter("2m", OnCallChanged("primary-on-call", "kim", -1, "first-line"))
        desk.to("7m")
        assert desk.board.pages["PG-1"].person == "ana"
        told = " / ".join(lines(desk))
        assert "Primary on-call (Ana Prins) paged" in told
        assert "no answer from Primary on-call (Ana Prins)" in told

    def test_anybody_may_answer_and_the_record_says_who(self) -> None:
        desk = live()
        desk.enter("0s", ANA)
        desk.do("1m", Page("primary-on-call"))
        events, _ = desk.submit("2m", AnswerPage("pg-1"), by="technical_lead:Kim")
        assert "page.acknowledged" in kinds(events)
        assert "Primary on-call (Ana Prins) acknowledged after 1m, answered by Kim (technical lead)" in lines(desk)[-1]
        desk.to("1h")
        assert desk.records("page.missed") == []

    def test_a_second_answer_is_refused(self) -> None:
        desk = live()
        desk.do("1m", Page("primary-on-call"))
        desk.do("2m", AnswerPage("PG-1"))
        assert "answered already" in desk.refused("3m", AnswerPage("PG-1"))[0]

    def test_in_a_drill_the_exercise_answers(self) -> None:
        desk = Desk()
        desk.do("1m", Page("primary-on-call"))
        reason, cure = desk.refused("2m", AnswerPage("PG-1"))
        assert "the exercise answers for Primary on-call" in reason
        assert "wait for the answer" in cure

    @pytest.mark.parametrize("repeat", ["2", "0"])
    def test_a_late_answer_leaves_whoever_comes_after_alone(self, repeat: str) -> None:
        plan = default_plan_text().replace("  repeat: 2", f"  repeat: {repeat}")
        desk = Desk(plan, engine="live")
        desk.do("1m", Page("primary-on-call"))
        desk.to("6m")
        assert [page.contact for page in desk.board.pages.values()] == ["primary-on-call", "secondary-on-call"]
        desk.do("7m", AnswerPage("PG-1"))
        desk.to("1h")
        assert len(desk.board.pages) == 2


class TestAcknowledging:
    def test_taking_the_incident_on_answers_those_on_call(self) -> None:
        desk = live()
        desk.enter("0s", ANA)
        name = desk.alert("0s", "high", "api")
        desk.to("5m")
        desk.do("5m30s", Declare(alerts=(name,), severity="SEV-3"))
        desk.do("6m", Escalate("INC-1", "secondary-on-call"))
        desk.do("6m", Escalate("INC-1", "ceo"))
        desk.do("7m", Acknowledge("INC-1"))
        answered = [page.contact for page in desk.board.pages.values() if page.acknowledged_at >= 0]
        assert answered == ["primary-on-call", "secondary-on-call"], "the page about its alert, too; not the CEO's"

    def test_whoever_was_only_called_because_those_on_call_did_not_answer_is_left_alone(self) -> None:
        desk = live()
        desk.do("0s", Declare(title="Slow", severity="SEV-3"))
        desk.do("1m", Page("primary-on-call", "INC-1"))
        desk.to("12m")
        assert [page.contact for page in desk.board.pages.values()][-1] == "cto"
        desk.do("13m", Acknowledge("INC-1"))
        desk.to("2h")
        assert len(desk.board.pages) == 3

    def test_other_incidents_pages_wait_on(self) -> None:
        desk = live()
        desk.do("0s", Declare(title="Slow", severity="SEV-3"))
        desk.do("0s", Declare(title="Down", severity="SEV-3"))
        desk.do("1m", Page("primary-on-call", "INC-1"))
        desk.do("2m", Acknowledge("INC-2"))
        assert desk.board.pages["PG-1"].acknowledged_at < 0

    def test_in_a_drill_it_answers_nobody(self) -> None:
        desk = Desk()
        desk.do("0s", Declare(title="Slow", severity="SEV-3"))
        desk.do("1m", Page("primary-on-call", "INC-1"))
        desk.do("2m", Acknowledge("INC-1"))
        assert desk.records("page.acknowledged") == []


class TestLevels:
    def test_an_unanswered_page_goes_on_until_nobody_is_left_and_that_is_said(self) -> None:
        desk = live()
        desk.enter("0s", ANA)
        desk.alert("0s", "high", "api")
        desk.to("2h")
        sent = [(at_text(page.sent_at), page.contact) for page in desk.board.pages.values()]
        chain = ["primary-on-call", "secondary-on-call", "cto"]
        assert sent == [(f"{5 * n}m", chain[(n - 1) % 3]) for n in range(1, 7)]
        (ended,) = desk.records("page.exhausted")
        assert isinstance(ended.body, PageExhausted)
        assert ended.body.contacts == tuple(chain)
        assert any("nobody is left to page" in line for line in lines(desk))

    def test_an_answer_at_the_second_level_ends_it(self) -> None:
        desk = live()
        desk.alert("0s", "high", "api")
        desk.to("11m")
        desk.do("12m", AnswerPage("PG-2"))
        desk.to("2h")
        assert len(desk.board.pages) == 2

    def test_what_fell_due_while_the_desk_was_down_is_said_at_takeover_with_its_true_time(self) -> None:
        desk = live()
        desk.enter("0s", ANA)
        desk.do("1m", Page("primary-on-call", reason="Look at the queue"))
        late = parse_duration("3h")
        desk.now = late
        desk.ledger.look(late)
        (missed,) = desk.records("page.missed")
        assert isinstance(missed.body, PageMissed)
        assert missed.at == late
        assert any("no answer from Primary on-call (Ana Prins), due by 08:06:00" in line for line in lines(desk))
        following = desk.board.pages["PG-2"]
        assert (following.contact, following.sent_at) == ("secondary-on-call", late)
        assert following.answer_by == late + parse_duration("5m"), "whoever comes next has their whole time"

    def test_in_time_it_is_not_said(self) -> None:
        desk = live()
        desk.do("1m", Page("primary-on-call"))
        desk.to("6m")
        assert not any("due by" in line for line in lines(desk) if "no answer" in line)


class TestHandover:
    def test_both_are_told_which_incidents_go_along(self) -> None:
        desk = live()
        desk.enter("0s", ANA)
        desk.do("1m", Declare(title="Slow", severity="SEV-3"))
        event = OnCallChanged("primary-on-call", "kim", -1, "first-line")
        desk.enter("2m", event)
        assert {who: [about.id for about in going] for who, going in handed_over(desk.board, event).items()} == {
            "ana": ["INC-1"],
            "kim": ["INC-1"],
        }
        said = lines(desk)[-1]
        assert said.startswith("Primary on-call: Kim Visser is on call, after Ana Prins")
        assert "Ana Prins hands over, Kim Visser takes over: INC-1 is open" in said

    def test_with_nothing_open_or_nobody_new_there_is_nothing_to_hand_over(self) -> None:
        desk = live()
        desk.enter("0s", ANA)
        longer = OnCallChanged("primary-on-call", "ana", parse_duration("300h"), "first-line")
        desk.enter("1m", longer)
        assert handed_over(desk.board, longer) == {}
        assert desk.board.on_call["primary-on-call"].since == 0
        desk.do("2m", Declare(title="Slow", severity="SEV-3"))
        assert handed_over(desk.board, longer) == {}

    def test_a_gap_is_urgent(self) -> None:
        desk = live()
        desk.enter("0s", ANA)
        desk.enter("1m", NOBODY)
        record = desk.ledger.records[-1]
        line = feed_line(record, desk.board)
        assert line is not None
        assert (line.urgency, line.text) == ("urgent", "Primary on-call: nobody is on call, after Ana Prins")


def test_an_alert_attached_before_it_was_paged_is_answered_with_its_incident() -> None:
    desk = live()
    name = desk.alert("0s", "high", "", "")
    desk.to("6m")
    desk.do("6m", Declare(title="Slow", severity="SEV-3"))
    desk.do("6m", Attach(name, "INC-1"))
    desk.do("7m", Acknowledge("INC-1"))
    assert isinstance(desk.records("page.acknowledged")[0].body, PageAcknowledged)
    assert timedelta(milliseconds=desk.board.pages["PG-1"].acknowledged_at) == timedelta(minutes=7)


def test_who_was_woken_for_one_incident_is_told_of_the_next_one() -> None:
    desk = live()
    first = desk.alert("0s", "critical", "api", "")
    desk.to("6m")
    second = desk.alert("7m", "critical", "postgres", "")
    desk.to("13m")
    board = desk.board
    assert board.alerts[first].incident != board.alerts[second].incident
    primary = [page for page in board.pages.values() if page.contact == "primary-on-call"]
    assert {page.incident for page in primary} == {board.alerts[first].incident, board.alerts[second].incident}
