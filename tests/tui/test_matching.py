"""Say: what people say at a table finds the act that they mean, and small talk finds none."""

import asyncio
import time
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irsim.board.decide import Refused, decide
from irsim.commands import Acknowledge, Act, Classify, Command, Declare
from irsim.events.inputs import CommandSubmitted
from irsim.events.world import DecisionStated
from irsim.log.writing import MemorySink
from irsim.scenario.library import find_scenario, load_scenario
from irsim.session.protocol import NotAccepted
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.forms import Focus, build_form
from irsim.tui.forms.matching import clear_best, matched, matches
from irsim.tui.seat import Seat
from irsim.words.durations import MINUTE
from tests.drills import begin, the_plan
from tests.hosts import host_of
from tests.tui.house import in_room, settle, until


@cache
def table(scenario: str, minute: int) -> Seat:
    """A board some minutes into a drill, with its incident taken on: what matching asks of a seat."""
    loaded = load_scenario(find_scenario(scenario), the_plan())
    ledger, engine = begin(loaded, MemorySink(), "people")
    engine.advance(minute * MINUTE)
    for number, command in enumerate((Declare("INC-1"), Acknowledge("INC-1"))):
        result = ledger.input_now(CommandSubmitted(f"c{number}", command), "incident_commander", minute * MINUTE)
        assert not isinstance(result, NotAccepted), result.refused

    def ask(command: Command, said: int = -1) -> Refused | None:
        decided = decide(ledger.board, command, ledger.board.at, said)
        return decided if isinstance(decided, Refused) else None

    roles = tuple(ledger.board.rules.roles)
    return cast(Seat, SimpleNamespace(board=ledger.board, now=ledger.board.at, ask=ask, roles=roles))


def breach() -> Seat:
    return table("data-breach", 14)


def outage() -> Seat:
    return table("system-outage", 20)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("let's revoke all active sessions", "act revoke-sessions"),
        ("kill every session now", "act revoke-sessions"),
        ("Revoke the support tool's keys", "act revoke-support-keys"),
        ("turn off impersonation", "act disable-impersonation"),
        ("swich the contact list exprot off", "act disable-export"),
        ("Stop deleting logs!", "act extend-log-retention"),
        ("rotate all privileged creds", "act rotate-privileged-credentials"),
        ("block that IP address at the edge", "act block-ip"),
        ("page the CTO", "page cto"),
        ("wake up the primary on-call", "page primary-on-call"),
        ("call our lawyer", "page legal-counsel"),
        ("get the security firm on the line", "page security-firm"),
        ("escalate to the CEO", "escalate ceo"),
        ("this is a sev one", "classify"),
        ("sev 1 security breach, personal data", "classify"),
        ("tell customers exports are paused", "update customers"),
        ("let the customers know that exports are off", "update customers"),
        ("send a sitrep to management", "update management"),
        ("give comms to Sam", "assign communications_lead"),
        ("Ana is the technical lead", "assign technical_lead"),
        ("it's contained", "contain"),
        ("this is a false alarm", "dismiss"),
        ("file the GDPR notice", "notice gdpr"),
        ("order a legal hold on all mail", "legal-hold"),
        ("keep the access logs as evidence", "evidence"),
        ("we are aware that personal data were compromised", "aware"),
        ("notify the security team", "step notify-security-team"),
        ("act revoke-sessions", "typed"),
        ("classify SEV-1 security personal_data=yes", "typed"),
    ],
)
def test_in_the_breach_the_first_match_is_clear(line: str, value: str) -> None:
    found = matches(breach(), line, "INC-1")
    assert [match.value for match in found][:1] == [f"INC-1 {value}"]
    assert clear_best(found) == f"INC-1 {value}"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("copy the audit logs to the evidence store", "act copy-audit-logs"),
        ("post on the status page that we are investigating", "update status_page"),
        ("notify the regulator", "notice gdpr"),
    ],
)
def test_what_may_mean_two_things_is_offered_first_and_asked_about(line: str, value: str) -> None:
    found = matches(breach(), line, "INC-1")
    assert found[0].value == f"INC-1 {value}"
    assert clear_best(found) == ""


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("drop the orphaned slot", "act drop-idle-slot"),
        ("find out who owns the replication slots", "act check-slot-owners"),
        ("restart the API", "act restart-api"),
        ("hold the batch jobs", "act hold-batch-jobs"),
        ("pause sending", "act pause-sending"),
        ("give redis more memory", "act raise-redis-memory"),
        ("drain the queue slowly", "act drain-queue-slowly"),
        ("freeze all deploys", "act freeze-deploys"),
        ("check the netwrok", "act check-network"),
        ("restore last night's backup to the side", "act restore-side-copy"),
        ("grow the volume, then start", "decide way-back grow-volume"),
        ("fail over to the replica", "decide way-back fail-over"),
        ("this is an outage, sev two", "classify"),
        ("page the secondary on-call", "page secondary-on-call"),
        ("tell all customers we are looking into it", "update customers"),
        ("let the team know on slack", "update team"),
        ("workaround for now", "recover workaround"),
        ("all tests pass", "check tests-passing"),
    ],
)
def test_in_the_outage_the_first_match_is_clear(line: str, value: str) -> None:
    found = matches(outage(), line)
    assert clear_best(found) == f"INC-1 {value}", [(match.value, match.worth) for match in found]


@pytest.mark.parametrize(
    "line",
    [
        "", "?", "what's for lunch", "I need more coffee", "can somebody hear me", "the weather is terrible today",
        "asdf qwer zxcv", "how many customers are there", "has anyone seen my charger", "hello everybody",
        "one moment please", "let's think about this for a second", "I don't like this at all", "good job everyone",
        "take a five minute break", "who has the biscuits", "\x1b[31m \u202e", "🐧" * 50,
    ],
)  # fmt: skip
def test_small_talk_matches_nothing(line: str) -> None:
    assert matches(breach(), line) == []
    assert matches(outage(), line) == []


@pytest.mark.parametrize("line", ["don't restart the database", "shall we restart the database?"])
def test_a_question_or_a_no_is_offered_and_never_preselected(line: str) -> None:
    found = matches(outage(), line)
    assert found[0].value == "INC-1 act restart-database"
    assert clear_best(found) == ""


def test_what_the_rules_refuse_says_so_and_is_not_preselected() -> None:
    found = matches(breach(), "close the incident")
    assert found[0].value == "INC-1 close closed"
    assert found[0].refused == "INC-1 is not resolved"
    assert clear_best(found) == ""


def test_a_classification_takes_what_was_said_and_keeps_the_rest() -> None:
    first = matches(breach(), "sev 1 security breach, personal data")[0]
    assert first.command == Classify("INC-1", "SEV-1", "security", "breach", True)
    assert isinstance(found := matches(outage(), "make it SEV-3")[0].command, Classify)
    assert (found.severity, found.category) == ("SEV-3", outage().board.incidents["INC-1"].category)


def test_a_line_that_is_not_enough_has_no_command_but_what_was_said_for_the_form() -> None:
    first = matches(breach(), "tell customers exports are paused")[0]
    assert first.command is None
    assert first.given == {
        "incident": "INC-1",
        "audience": "customers",
        "template": "customer-acknowledgment",
        "fields.symptom": "Exports are paused",
    }
    hold = matches(breach(), "order a legal hold on all mail")[0]
    assert (hold.do, hold.given["scope"]) == ("legal-hold", "All mail")
    kept = matches(breach(), "keep the access logs as evidence")[0]
    assert (kept.do, kept.given["what"]) == ("evidence", "The access logs")


def test_a_match_is_found_again_by_its_value_while_it_is_open() -> None:
    line = "drop the orphaned slot"
    value = clear_best(matches(outage(), line))
    found = matched(outage(), line, value)
    assert found is not None
    assert found.command == Act("drop-idle-slot", "INC-1")
    assert matched(outage(), "what's for lunch", value) is None


def test_matching_is_quick_enough_for_every_key_stroke() -> None:
    lines = ["let's revoke all active sessions and page the CTO now", "grow the volume, then start", "x" * 4000]
    for line in lines:
        matches(outage(), line)
    began = time.perf_counter()
    for _ in range(20):
        for line in lines:
            matches(outage(), line)
    assert (time.perf_counter() - began) / 60 < 0.02


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_the_same_text_gives_the_same(text: str) -> None:
    assert matches(breach(), text) == matches(breach(), text)


def test_the_form_offers_what_the_line_may_mean_the_likely_first() -> None:
    form = build_form(breach(), "say", Focus("INC-1"), {"text": "revoke all sessions"})
    match = next(field for field in form.fields if field.name == "match")
    assert match.value == "INC-1 act revoke-sessions"
    assert match.options[0].value == match.value
    assert "" in [option.value for option in match.options]
    form = build_form(breach(), "say", Focus("INC-1"), {"text": "what's for lunch"})
    match = next(field for field in form.fields if field.name == "match")
    assert [option.value for option in match.options] == [""]


async def said(pilot: Any, app: Any, **values: str) -> str:
    """Fill in the dialog of `d` and send it; what it says is in the way."""
    await pilot.press("d")
    await until(pilot, lambda: isinstance(app.screen, FormDialog))
    dialog = app.screen
    dialog.values.update(values)
    await dialog._sync("text")
    dialog.values.update(values)
    await dialog.action_send()
    await settle(pilot)
    return str(dialog.query_one("#fault").render()) if dialog.is_current else ""


def test_the_words_and_what_they_mean_are_both_recorded_from_when_they_were_said() -> None:
    async def play() -> None:
        breach = load_scenario(find_scenario("data-breach"), the_plan())
        async with in_room(loaded=breach, at="8m") as (pilot, app, seat):
            await seat.submit(Declare("INC-1"))
            await seat.submit(Acknowledge("INC-1"))
            await settle(pilot)
            assert await said(pilot, app, text="this is a sev one", said="2m", role="technical_lead") == ""
            records = host_of(seat.session).ledger.records
            stated = next(r for r in records if isinstance(r.body, DecisionStated))
            assert isinstance(stated.body, DecisionStated)
            assert (stated.by, stated.body.role, stated.body.said_at) == (
                "technical_lead", "technical_lead", seat.now - 2 * MINUTE,
            )  # fmt: skip
            given_ = [r for r in records if isinstance(r.body, CommandSubmitted)][-1]
            assert isinstance(given_.body, CommandSubmitted)
            assert isinstance(given_.body.command, Classify)
            assert (given_.by, given_.body.said) == ("technical_lead", seat.now - 2 * MINUTE)
            assert seat.board.incidents["INC-1"].severity == "SEV-1"
            assert not isinstance(app.screen, FormDialog)

    asyncio.run(play())


def test_what_is_only_noted_changes_nothing_else() -> None:
    async def play() -> None:
        breach = load_scenario(find_scenario("data-breach"), the_plan())
        async with in_room(loaded=breach, at="8m") as (pilot, app, seat):
            assert await said(pilot, app, text="somebody should look at the help desk", match="") == ""
            commands = [
                r.body.command for r in host_of(seat.session).ledger.records if isinstance(r.body, CommandSubmitted)
            ]
            assert [type(command).__name__ for command in commands] == ["Say"]

    asyncio.run(play())


def test_refused_words_are_not_on_the_record_and_the_dialog_stays() -> None:
    async def play() -> None:
        breach = load_scenario(find_scenario("data-breach"), the_plan())
        async with in_room(loaded=breach, at="8m") as (pilot, app, seat):
            fault = await said(pilot, app, text="close the incident", match="INC-1 close closed")
            assert fault.startswith("INC-1 is not resolved.")
            assert not [r for r in host_of(seat.session).ledger.records if isinstance(r.body, CommandSubmitted)]

    asyncio.run(play())


def test_a_seat_that_is_not_held_here_cannot_have_said_it() -> None:
    async def play() -> None:
        breach = load_scenario(find_scenario("data-breach"), the_plan())
        people = ("incident_commander", "technical_lead")
        async with in_room(loaded=breach, at="8m", people=people) as (pilot, app, seat):
            fault = await said(pilot, app, text="page the CTO", role="communications_lead")
            assert "communications lead is not held here" in fault
            form = build_form(seat, "say", Focus(), {})
            offered = [option.value for field in form.fields if field.name == "role" for option in field.options]
            assert offered == ["", *people]

    asyncio.run(play())


def test_words_that_need_more_open_their_form_with_what_they_told() -> None:
    async def play() -> None:
        breach = load_scenario(find_scenario("data-breach"), the_plan())
        async with in_room(loaded=breach, at="8m") as (pilot, app, _):
            await said(pilot, app, text="tell customers exports are paused", said="1m", role="communications_lead")
            await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.form.do == "update")
            assert isinstance(app.screen, FormDialog)
            values = app.screen.values
            assert (values["audience"], values["fields.symptom"], values["said"]) == (
                "customers",
                "Exports are paused",
                "1m",
            )

    asyncio.run(play())
