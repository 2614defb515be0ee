"""The tabs of an incident as rows, without a screen: what they say of a board, and what Enter would do there."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len

from irsim.board.criteria import unmet
from irsim.board.duties import owing
from irsim.board.playbooks import tasks_of
from irsim.reports.feed import FeedLine
from irsim.scenario.lines import parse_line
from irsim.session.protocol import NotAccepted
from irsim.tui.actions import BY_ID
from irsim.tui.items import FeedItem
from irsim.tui.lines import Cell, Span
from irsim.tui.seat import Seat
from irsim.tui.table import Table
from irsim.tui.tabs import (
    TABS,
    Opens,
    Row,
    View,
    communication,
    duties,
    evidence,
    impact,
    laid,
    overview,
    playbook,
    review,
)
from irsim.tui.tabs import timeline as timeline_tab
from irsim.tui.tabs.rows import height
from irsim.tui.tabs.timeline import Timeline
from irsim.words.durations import parse_instant
from tests.tui.house import seat_down


@asynccontextmanager
async def at_table(at: str = "2m30s", **options: Any) -> AsyncIterator[Seat]:
    """A seat in a drill that stands still at `at`, and no screen."""
    table = Table(seat_down(**options))
    table.start()
    await table.session.pause()
    await table.session.jump(parse_instant(at))
    while table.seat.now < parse_instant(at):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    yield table.seat
    await table.stop()


async def give(seat: Seat, *lines: str) -> None:
    """Give commands as a script writes them."""
    for line in lines:
        _, command = parse_line(line, "INC-1")
        result = await seat.submit(command)
        assert not isinstance(result, NotAccepted), (line, result)
        await asyncio.sleep(0.03)


def played(scene: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(scene())  # type: ignore[arg-type]  # a coroutine function


def view(seat: Seat, name: str = "INC-1") -> View:
    return View(seat, seat.board.incidents[name], lambda action: BY_ID[action].key)


def text(rows: list[Row], width: int = 100) -> str:
    return "\n".join("".join(span.text for span in line).rstrip() for row in rows for line in laid(row, width))


def row(rows: list[Row], name: str) -> Row:
    return next(each for each in rows if each.name == name)


def test_every_line_is_exactly_as_wide_as_asked() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            await give(
                seat, "evidence what='a log' holder='an old friend of the house'", "finding text='it was the door'"
            )
            for tab in TABS:
                for width in (20, 44, 78, 158):
                    for each in tab.build(view(seat)):
                        assert height(each, width) == len(laid(each, width))
                        for line in laid(each, width):
                            assert sum(cell_len(span.text) for span in line) == width, (tab.id, width, each)

    played(scene)


def test_every_row_has_a_name_of_its_own_and_opens_what_there_is() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            await give(
                seat, "acknowledge", "classify INC-1 SEV-1 security", "update INC-1 team slack text='We are on it'"
            )
            for tab in TABS:
                rows = tab.build(view(seat))
                assert rows
                names = [each.name for each in rows]
                assert len(set(names)) == len(names), tab.id
                assert all(each.opens.name in BY_ID for each in rows if each.opens and each.opens.what == "do")

    played(scene)


def test_the_overview_marks_the_status_on_its_track_and_says_what_is_missing_in_the_rules_words() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            await give(
                seat,
                "acknowledge",
                "classify INC-1 SEV-1 security personal_data=yes",
                "assign INC-1 technical_lead Ana",
            )
            rows = overview.rows(view(seat))
            shown = text(rows)
            assert "detected ▸ [investigating] ▸ contained" in shown
            assert "Ana" in shown
            assert "SEV-1 (critical)" in shown
            assert "data breach" in shown, "the plan's definition of the level"
            about = seat.board.incidents["INC-1"]
            missing = {each.name.removeprefix("missing:") for each in rows if each.name.startswith("missing:")}
            assert missing == set(unmet(seat.board, about, "resolve"))
            tests = row(rows, "missing:check tests-passing")
            assert (tests.opens, tests.typed) == (Opens("do", "check"), (("check", "tests-passing"),))
            assert "all tests pass" in tests.plain
            assert "record the root cause" in row(rows, "later").plain

    played(scene)


def test_the_overview_has_what_was_amended() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            await give(seat, 'amend INC-1 description="Lists leave at night" tags=lists reported_to_authorities=yes')
            rows = overview.rows(view(seat))
            assert row(rows, "description").plain == "Lists leave at night"
            assert text(rows).count("Lists leave at night") == 1, "it is said once"
            assert "to the authorities" in row(rows, "fact:Reported").plain
            assert "lists" in row(rows, "fact:Tags").plain

    played(scene)


def test_everything_that_the_rules_may_ask_for_has_an_action(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with at_table() as seat:
            asked = seat.board.rules.plan.requires.resolve
            monkeypatch.setitem(asked, "all", ["acknowledged", "cause", "review", "impact", "playbook"])
            words = unmet(seat.board, seat.board.incidents["INC-1"], "resolve")
            assert {each for each in words if not each.startswith("check ")} == set(overview.DOES)

    played(scene)


def test_an_incident_that_is_over_says_what_became_of_it() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            await give(seat, "declare title='The same again'", "merge INC-2 INC-1")
            merged = overview.rows(view(seat, "INC-2"))
            assert "Merged into INC-1" in text(merged)
            assert row(merged, "fate").opens == Opens("incident", "INC-1")
            assert "Before it is" not in text(merged)
            assert "not yet" not in text(merged)
            await give(seat, "dismiss incident=INC-1 reason='only a drill'")
            assert "A false alarm: only a drill" in text(overview.rows(view(seat)))
            assert overview.beside(view(seat)) == []

    played(scene)


def test_a_closed_incident_says_how_long_it_took() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            ticks = [f"check INC-1 {name}" for name in ("symptoms-resolved",)]
            await give(seat, "acknowledge", "classify INC-1 SEV-4 operational", *ticks, "resolve INC-1")
            assert "All that the plan asks for is met" in text(overview.beside(view(seat)))
            await give(seat, "close INC-1")
            assert "✔ Closed at 02:30" in text(overview.rows(view(seat)))

    played(scene)


def test_the_timeline_has_alerts_clocks_answers_and_updates_in_order() -> None:
    async def scene() -> None:
        async with at_table("6m") as seat:
            message = next(iter(seat.board.messages))
            await give(seat, "acknowledge", f"answer {message} unknown", "update INC-1 team slack text='We are on it'")
            rows = timeline_tab.rows(view(seat))
            kinds = [each.lead[-1].text for each in rows if not each.heading]
            assert {"alert", "clock", "incident", "update"} <= set(kinds)
            assert any(each.focus.message == message for each in rows), "the answer, while this alone was open"
            assert any(each.opens == Opens("update", "UPD-1") for each in rows)
            seqs = [int(each.name.removeprefix("seq:")) for each in rows if not each.heading]
            assert seqs == sorted(seqs)
            assert rows[0].heading
            assert "Mon 16 Nov" in rows[0].plain
            assert "09:02" in text(rows), "calendar time beside session time"

    played(scene)


def test_an_alert_brings_its_past_along_when_it_is_attached() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            alert = next(iter(seat.board.alerts))
            await give(seat, "declare title='Another'")
            there = Timeline()
            assert not any(each.focus.alert == alert for each in there.read(view(seat, "INC-2")))
            await give(seat, f"attach {alert} INC-2")
            found = [each for each in there.read(view(seat, "INC-2")) if each.focus.alert == alert]
            assert len(found) >= 2, "fired, then attached"

    played(scene)


def test_the_timeline_of_a_long_incident_reads_only_what_is_new() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            line = FeedLine(200_000, "T+00:03:20", "note", "INC-1, technical lead: something happened again, as before")
            seat.feed += [FeedItem(1000 + n, line, "note.added", "technical_lead", "INC-1") for n in range(5000)]
            there = Timeline()
            first = there.read(view(seat))
            assert len(first) > 5000
            for each in first:
                laid(each, 78)
            seat.feed.append(
                FeedItem(7000, replace(line, text="INC-1, technical lead: the last"), "note.added", "", "INC-1")
            )
            before = time.perf_counter()
            again = there.read(view(seat))
            assert time.perf_counter() - before < 0.1
            assert again[-1].plain == "technical lead: the last"
            assert all(a is b for a, b in zip(first, again, strict=False))

    played(scene)


def test_impact_names_its_key_and_then_every_field() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            empty = impact.rows(view(seat))
            assert "I records" in text(empty)
            assert empty[0].opens == Opens("do", "assess")
            await give(
                seat,
                "assess INC-1 systems=api users=40 functionality_loss=partial revenue=1200 brand=high regulatory=yes",
            )
            shown = text(impact.rows(view(seat)))
            for said in (
                "40 users",
                "partial",
                "$1,200",
                "high",
                "Must notify     yes",
                "Technical",
                "Business",
                "Operational",
            ):
                assert said in shown, said

    played(scene)


def test_guided_help_names_the_actions_that_fulfil_a_step_and_standard_does_not() -> None:
    async def scene() -> None:
        for assist in ("guided", "standard"):
            async with at_table(assist=assist) as seat:
                await give(
                    seat,
                    "classify INC-1 SEV-1 security",
                    "step INC-1 revoke-all-sessions",
                    "check INC-1 tests-passing holds=no",
                )
                rows = playbook.rows(view(seat))
                names = [each.name for each in rows]
                assert ("way:isolate-compromised-systems:close-door" in names) == (assist == "guided")
                assert row(rows, "step:revoke-all-sessions").lead[0].text == "✔"
                open_step = row(rows, "step:isolate-compromised-systems")
                assert open_step.focus.step == "isolate-compromised-systems"
                assert open_step.opens == Opens("do", "step")
                assert row(rows, "check:tests-passing").lead[0].text == "✘"
                assert "to resolve" in [cell.text for cell in row(rows, "check:tests-passing").tail]
                assert row(rows, "step:classify-severity").lead[0].text == "✔"
                assert ("how:isolate-compromised-systems" in names) == (assist == "guided")
                about = seat.board.incidents["INC-1"]
                whole = len(tasks_of(seat.board, about))
                assert playbook.progress(view(seat)) == f"{len(about.steps)}/{whole}"

    played(scene)


def test_updates_stand_under_their_audience_and_remarks_come_after_sending_but_not_at_bare() -> None:
    async def scene() -> None:
        for assist in ("standard", "bare"):
            async with at_table(assist=assist) as seat:
                assert "u sends an update" in text(communication.rows(view(seat)))
                await give(
                    seat,
                    "acknowledge",
                    "classify INC-1 SEV-1 security",
                    "update INC-1 team slack template=internal-sitrep",
                )
                waiting = communication.rows(view(seat))
                assert "leaves in" in text(waiting)
                assert "left empty" not in text(waiting)
                await seat.session.jump(parse_instant("3m"))
                while seat.board.updates["UPD-1"].sent_at < 0:
                    await asyncio.sleep(0.01)
                shown = text(communication.rows(view(seat)))
                assert "Response team" in shown
                assert "sent" in shown
                assert ("left empty" in shown) == (assist == "standard")
                assert row(communication.rows(view(seat)), "update:UPD-1").focus.update == "UPD-1"
                await give(seat, "update INC-1 team slack text='Never mind'", "recall UPD-2")
                assert "recalled" in text(communication.rows(view(seat)))

    played(scene)


def test_owed_notices_their_gaps_and_awareness() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            await give(seat, "acknowledge", "classify INC-1 SEV-1 security personal_data=yes", "aware INC-1")
            told = communication.rows(view(seat))
            assert "GDPR" not in text(told), "what the law asks stands among the duties, and there alone"
            assert row(told, "notices").opens == Opens("tab", "duties")
            assert row(told, "notices").plain.startswith(f"{len(owing(seat.board, 'INC-1'))} notices")
            owed = text([each for each in duties.rows(view(seat)) if each.name.startswith("clock:")])
            assert "GDPR Art. 33 notice to the authority" in owed
            await give(seat, "notice INC-1 gdpr")
            shown = duties.rows(view(seat))
            assert "It still owes" in text(shown)
            owed = text([each for each in shown if each.name.startswith("clock:")])
            assert "GDPR Art. 33 notice to the authority" not in owed
            assert "Aware" in text(shown)

    played(scene)


def test_evidence_shows_the_chain_of_custody_findings_and_whys() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            empty = text(evidence.rows(view(seat)))
            assert all(f" {key} " in empty for key in "ihfbR")
            await give(
                seat,
                "evidence INC-1 what='access logs' source=api kind=log collector=Mira occurred=1m",
                "transfer EV-1 'Legal counsel' reason='for the case'",
                "legal-hold INC-1 scope='all mail'",
                "finding INC-1 text='a stolen token' confidence=high",
                "cause INC-1 cause='no rotation' whys='nobody owned it'",
                "recover INC-1 rollback",
            )
            shown = text(evidence.rows(view(seat)))
            kept = (
                "access logs · log or audit trail from api",
                "01:00 by Mira, recorded 02:30",
                "02:30 Legal counsel, from Mira: for the case",
                "no hash recorded",
                "LH-1",
                "all mail",
            )
            known = ("a stolen token", "(high confidence)", "no rotation", "why 1", "nobody owned it", "rollback")
            for said in (*kept, *known):
                assert said in shown, said
            assert row(evidence.rows(view(seat)), "evidence:EV-1").typed == (("evidence", "EV-1"),)
            assert row(evidence.rows(view(seat)), "hold:LH-1").typed == (("hold", "LH-1"),)
            await give(seat, "lift-hold LH-1 reason='The case is settled'")
            assert "lifted 02:30: The case is settled" in text(evidence.rows(view(seat)))

    played(scene)


def test_a_fact_that_comes_late_stands_where_it_happened_and_says_when_it_was_recorded() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            reading = Timeline()
            before = [each.plain for each in reading.read(view(seat))]
            await give(seat, "note INC-1 'The guard saw a light' occurred=T-01:00:00", "note INC-1 'Nothing else'")
            shown = [each.plain for each in reading.read(view(seat))]
            late = next(n for n, line in enumerate(shown) if "The guard saw a light" in line)
            assert late == 1, "after the day, before all that happened since"
            assert shown[late].endswith("The guard saw a light (recorded 09:02)")
            assert "Nothing else" in shown[-1]
            assert "recorded" not in shown[-1]
            assert len(shown) == len(before) + 2
            assert shown == [each.plain for each in timeline_tab.rows(view(seat))]

    played(scene)


def test_the_watch_shows_what_each_metric_said() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            assert "Watch" not in text(evidence.rows(view(seat)))
            await give(seat, "acknowledge INC-1", "classify INC-1 SEV-4 operational", "resolve INC-1")
            assert "W begins the watch" in text(evidence.rows(view(seat)))
            await give(seat, "watch INC-1", "verdict INC-1 error_rates holds=no note='2 % and rising'")
            shown = text(evidence.rows(view(seat)))
            assert "until 1d 00:02 at least" in shown
            assert "2 % and rising" in shown
            assert row(evidence.rows(view(seat)), "metric:performance").typed == (("metric", "performance"),)
            await give(seat, "end-watch INC-1 failed")
            assert "failed at 02:30" in text(evidence.rows(view(seat)))

    played(scene)


def test_follow_ups_open_with_the_resolution_and_are_progressed_from_the_tab() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            checks = [*seat.board.rules.plan.requires.resolve["SEV-1"]]
            await give(
                seat,
                "acknowledge INC-1",
                "classify INC-1 SEV-1 operational",
                *(f"check INC-1 {name}" for name in checks),
                "resolve INC-1",
                "progress AI-2 in_progress note='two of five'",
                "lesson INC-1 'We looked too late' kind=tool section=monitors change='lower the limit'",
                "threshold INC-1 response-time above='4 s'",
                "satisfaction INC-1 score=4",
            )
            rows = review.rows(view(seat))
            shown = text(rows)
            assert "0 of 4" in shown
            assert "in progress · owner technical lead" in shown
            assert "two of five" in shown
            assert row(rows, "item:AI-1").typed == (("item", "AI-1"),)
            for said in (
                "We looked too late",
                "the plan's monitors: lower the limit",
                "Response time above 4 s",
                "4 of 5",
            ):
                assert said in shown, said

    played(scene)


def test_review_has_the_post_mortem_improvements_and_missed_deadlines() -> None:
    async def scene() -> None:
        async with at_table("20m") as seat:
            empty = text(review.rows(view(seat)))
            assert "V gives it a date" in empty
            assert "+ opens one" in empty
            assert "Respond" in empty
            assert "overdue" in empty
            await give(
                seat, "improve INC-1 description='Lock the door' owner=Ana", "review INC-1 when=2026-11-20T14:00"
            )
            shown = text(review.rows(view(seat)))
            assert "scheduled for Fri 20 Nov 2026 13:00" in shown
            assert "Lock the door" in shown
            assert "pending · owner Ana · no date yet" in shown
            await give(seat, "review INC-1 held=yes summary='We know why'")
            assert "✔ held" in text(review.rows(view(seat)))
            assert "We know why" in text(review.rows(view(seat)))

    played(scene)


def test_cells_beside_a_text_go_where_it_is_narrow() -> None:
    both = Row("x", (Span("a text of some words"),), (Cell("○"),), (Cell("technical lead", drop=1), Cell("stays")))
    assert "technical lead" in text([both], 80)
    narrow = text([both], 40)
    assert "technical lead" not in narrow
    assert "stays" in narrow


def test_hostile_text_is_one_clean_line() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            await give(seat, "declare title='[red]x[/red] \x1b[31mred'", "amend INC-2 description='a\u202eb'")
            shown = text(overview.rows(view(seat, "INC-2")))
            assert "[red]x[/red]" in shown
            assert "\x1b" not in shown
            assert "\u202e" not in shown

    played(scene)


def test_the_impact_suggests_a_severity_with_its_reasons_by_assist_level() -> None:
    async def scene() -> None:
        for assist, before, after in (("guided", True, True), ("standard", False, True), ("bare", False, False)):
            async with at_table(assist=assist) as seat:
                await give(seat, "acknowledge", "assess INC-1 data_compromised=yes customers=120 data_kinds=card")
                shown = text(impact.rows(view(seat)))
                assert ("data are compromised, and a data breach is SEV-1" in shown) == before, assist
                assert "Payment card data" in shown
                await give(seat, "classify INC-1 SEV-3 data")
                shown = text(impact.rows(view(seat)))
                assert ("The team chose SEV-3 (medium)." in shown) == after, assist

    played(scene)


def test_steps_stand_by_phase_and_playbook_and_a_further_one_can_be_followed() -> None:
    async def scene() -> None:
        async with at_table() as seat:
            await give(seat, "acknowledge", "classify INC-1 SEV-1 security")
            names = [each.name for each in playbook.rows(view(seat)) if each.heading]
            assert names.index("heading:assessment:initial_assessment") < names.index(
                "heading:immediate:security_breach"
            )
            assert "heading:verification:security_breach" in names
            assert "E follows one of them" in text(playbook.rows(view(seat)))
            await give(seat, "follow INC-1 ransomware")
            shown = text(playbook.rows(view(seat)))
            assert "Take the backups offline" in shown
            assert "Immediate containment · Ransomware 0/" in shown

    played(scene)
