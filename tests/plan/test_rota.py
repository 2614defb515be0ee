"""Rotas: turns, handovers that keep their time, overrides, feeds, gaps; and what a plan may say of them."""

import re
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from irsim.plan import default_plan_text, load_plan
from irsim.plan.duty_feed import EVENT_LIMIT, SIZE_LIMIT, read_feed
from irsim.plan.models import Rota
from irsim.plan.rota import Roster, Shift, on_call, turns
from irsim.words.faults import BadInput
from irsim.words.recurring import recurrence

AMSTERDAM = "Europe/Amsterdam"

PEOPLE = [
    {"id": "ana", "name": "Ana Prins", "mail": "ana@example.org"},
    {"id": "kim", "name": "Kim Visser"},
    {"id": "joost", "name": "Joost"},
]


def rota(**fields: Any) -> Rota:
    """Three people, a week each from Monday 5 October at nine, unless something else is said."""
    weekly = {"starts": "2026-10-05 09:00", "weeks": 1, "order": ["ana", "kim", "joost"]}
    return Rota.model_validate(
        {"id": "first", "label": "First line", "contacts": "primary-on-call", "zone": AMSTERDAM, "people": PEOPLE}
        | ({"turns": weekly} if "ics" not in fields else {})
        | fields
    )


def local(written: str, zone: str = AMSTERDAM) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone))


class TestTurns:
    @pytest.mark.parametrize(
        ("at", "person"),
        [
            ("2026-10-05 09:00", "ana"),
            ("2026-10-12 08:59", "ana"),
            ("2026-10-12 09:00", "kim"),
            ("2026-10-19 09:00", "joost"),
            ("2026-10-26 08:59", "joost"),
            ("2026-10-26 09:00", "ana"),
            ("2027-10-04 09:00", "kim"),
        ],
    )
    def test_people_follow_one_another_week_by_week(self, at: str, person: str) -> None:
        assert on_call(rota(), local(at)).person == person

    def test_a_handover_at_nine_stays_at_nine_over_daylight_saving(self) -> None:
        autumn = on_call(rota(), local("2026-10-24 12:00"))
        assert (autumn.since, autumn.until) == (local("2026-10-19 09:00"), local("2026-10-26 09:00"))
        assert autumn.since is not None
        assert autumn.until is not None
        assert autumn.until - autumn.since == timedelta(hours=7 * 24 + 1)
        spring = on_call(rota(), local("2027-03-26 12:00"))
        assert spring.since is not None
        assert spring.until is not None
        assert spring.until.astimezone(ZoneInfo(AMSTERDAM)).hour == 9
        assert spring.until - spring.since == timedelta(hours=7 * 24 - 1)

    def test_an_hour_that_is_left_out_or_comes_twice_leaves_no_hole(self) -> None:
        nightly = rota(turns={"starts": "2026-10-23 02:30", "days": 1, "order": ["ana", "kim"]})
        for since, until in (("2026-10-23", "2026-10-28"), ("2027-03-26", "2027-03-31")):
            found = turns(nightly, local(since + " 12:00"), local(until + " 12:00"))
            assert all(one.until == other.since for one, other in pairwise(found))
            assert all(one.person != other.person for one, other in pairwise(found))

    def test_before_the_first_turn_nobody_has_the_duty(self) -> None:
        turn = on_call(rota(), local("2026-10-01 12:00"))
        assert (turn.person, turn.since, turn.until) == ("", None, local("2026-10-05 09:00"))

    def test_the_plans_zone_counts_where_the_rota_has_none(self) -> None:
        turn = on_call(rota(zone=""), local("2026-10-06 12:00"), "Asia/Tokyo")
        assert turn.since == local("2026-10-05 09:00", "Asia/Tokyo")


class TestOverrides:
    HOLIDAY = {"person": "kim", "from": "2026-10-07 18:00", "until": "2026-10-08 09:00"}

    def test_an_override_wins_and_the_turn_goes_on_after_it(self) -> None:
        found = turns(rota(overrides=[self.HOLIDAY]), local("2026-10-05 09:00"), local("2026-10-12 09:00"))
        assert [turn.person for turn in found] == ["ana", "kim", "ana"]
        assert found[1].since == local("2026-10-07 18:00")
        assert found[2].until == local("2026-10-12 09:00")

    def test_of_two_overrides_the_last_one_that_is_listed_counts(self) -> None:
        again = {**self.HOLIDAY, "person": "joost", "until": "2026-10-07 20:00"}
        two = rota(overrides=[self.HOLIDAY, again])
        assert on_call(two, local("2026-10-07 19:00")).person == "joost"
        assert on_call(two, local("2026-10-07 20:00")).person == "kim"

    def test_an_override_that_ends_in_nothing_leaves_a_gap(self) -> None:
        alone = Roster(rota(turns=None, overrides=[self.HOLIDAY]), AMSTERDAM)
        gap = alone.gaps(local("2026-10-08 00:00"), local("2026-10-09 00:00"))
        assert [(turn.since, turn.until) for turn in gap] == [(local("2026-10-08 09:00"), None)]

    def test_a_gap_is_told_in_its_whole_length(self) -> None:
        later = {**self.HOLIDAY, "from": "2026-10-10 09:00", "until": "2026-10-11 09:00"}
        two = Roster(rota(turns=None, overrides=[self.HOLIDAY, later]), AMSTERDAM)
        (gap,) = two.gaps(local("2026-10-09 00:00"), local("2026-10-09 01:00"))
        assert (gap.since, gap.until) == (local("2026-10-08 09:00"), local("2026-10-10 09:00"))


moments = st.datetimes(datetime(2026, 9, 1), datetime(2027, 6, 1)).map(
    lambda each: each.replace(second=0, microsecond=0)
)
walls = moments.map(lambda each: f"{each:%Y-%m-%d %H:%M}")


@st.composite
def rotas(draw: st.DrawFn) -> Rota:
    people = st.sampled_from(["ana", "kim", "joost"])
    overrides = []
    for since in draw(st.lists(moments, max_size=4)):
        until = since + timedelta(minutes=draw(st.integers(1, 20_000)))
        overrides.append(
            {"person": draw(people), "from": f"{since:%Y-%m-%d %H:%M}", "until": f"{until:%Y-%m-%d %H:%M}"}
        )
    order = draw(st.lists(people, min_size=1, max_size=5))
    length = draw(st.sampled_from([{"weeks": 1}, {"weeks": 2}, {"days": 1}, {"days": 3}]))
    zone = draw(st.sampled_from([AMSTERDAM, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]))
    given_turns = {"starts": draw(walls), "order": order, **length}
    return rota(zone=zone, turns=draw(st.sampled_from([given_turns, given_turns, None])), overrides=overrides)


@settings(max_examples=120, deadline=None)
@given(rotas(), moments, st.integers(1, 90))
def test_turns_tile_time_and_say_what_on_call_says(one: Rota, since: datetime, days: int) -> None:
    begins = since.replace(tzinfo=UTC)
    ends = begins + timedelta(days=days)
    roster = Roster(one, "UTC")
    found = roster.turns(begins, ends)
    assert found[0].since == begins
    assert found[-1].until == ends
    assert all(one.until == other.since for one, other in pairwise(found))
    held = sum(((turn.until - turn.since) for turn in found if turn.until and turn.since), timedelta())
    assert held == ends - begins
    for turn in found:
        assert turn.since is not None
        assert turn.until is not None
        assert turn.since < turn.until
        whole = roster.on_call(turn.since)
        last = roster.on_call(turn.until - timedelta.resolution)
        assert whole.person == turn.person
        assert whole == last
        assert whole.since is None or whole.since <= turn.since
        assert whole.until is None or whole.until >= turn.until


@settings(max_examples=80, deadline=None)
@given(rotas(), st.data())
def test_an_override_always_wins(one: Rota, data: st.DataObject) -> None:
    if not one.overrides:
        return
    roster = Roster(one, "UTC")
    last = one.overrides[-1]
    since, until = roster.instant(last.from_), roster.instant(last.until)
    if since < until:  # within the hour that is left out an override may be no time at all
        at = data.draw(st.floats(0, 0.999).map(lambda part: since + (until - since) * part))
        assert roster.on_call(at).person == last.person


@settings(max_examples=60, deadline=None)
@given(rotas())
def test_every_handover_is_at_the_time_of_the_first_one(one: Rota) -> None:
    if one.turns is None or one.turns.starts.hour < 4:  # but for the hours that daylight saving takes or gives
        return
    plain = one.model_copy(update={"overrides": []})
    begins = Roster(plain, "UTC").instant(one.turns.starts)
    found = turns(plain, begins, begins + timedelta(days=200))
    zone = ZoneInfo(one.zone)
    assert {turn.since.astimezone(zone).time() for turn in found if turn.since} == {one.turns.starts.time()}
    dates = [turn.since.astimezone(zone).date() for turn in found if turn.since]
    assert {(later - date).days for date, later in pairwise(dates)} <= {one.turns.length}


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\nUID:{n}\n{event.strip()}\nEND:VEVENT\n" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


WEEK = "DTSTART;TZID=Europe/Amsterdam:20261005T090000\nDTEND;TZID=Europe/Amsterdam:20261012T090000\n"


def feed(*events: str, since: str = "2026-10-01 00:00", until: str = "2027-01-01 00:00", **fields: Any) -> list[Shift]:
    found = read_feed(calendar(*events), rota(ics="duty", **fields), "UTC", local(since), local(until))
    assert found.faults == []
    return found.shifts


class TestFeeds:
    @pytest.mark.parametrize(
        ("event", "person"),
        [
            ("SUMMARY:ana", "ana"),
            ("SUMMARY:ANA PRINS", "ana"),
            ("SUMMARY:On call - Ana Prins (first line)", "ana"),
            ("SUMMARY:Anastasia", "Anastasia"),
            ("SUMMARY:\nATTENDEE;CN=Kim Visser:mailto:kim@example.org", "kim"),
            ("SUMMARY:Somebody \\, else", "Somebody , else"),
            ("SUMMARY:Ali\u202ece\u200b", "Alice"),
        ],
    )
    def test_the_summary_says_who_has_the_duty(self, event: str, person: str) -> None:
        (shift,) = feed(WEEK + event)
        assert shift == Shift(person, local("2026-10-05 09:00"), local("2026-10-12 09:00"))

    def test_or_the_attendee(self) -> None:
        event = WEEK + "SUMMARY:kim\nATTENDEE:mailto:ANA@example.org"
        assert [shift.person for shift in feed(event, who="attendee")] == ["ana"]
        assert [shift.person for shift in feed(event)] == ["kim"]

    def test_a_weekly_event_leaves_no_hole_over_daylight_saving(self) -> None:
        events = [
            f"DTSTART;TZID=Europe/Amsterdam:202610{day:02}T090000\n"
            f"DTEND;TZID=Europe/Amsterdam:202610{day + 7:02}T090000\n"
            f"SUMMARY:{name}\nRRULE:FREQ=WEEKLY;INTERVAL=2"
            for day, name in ((5, "ana"), (12, "kim"))
        ]
        roster = Roster(rota(ics="duty"), "UTC", feed(*events))
        assert roster.gaps(local("2026-10-05 09:00"), local("2026-12-20 09:00")) == []
        found = roster.turns(local("2026-10-05 09:00"), local("2026-11-02 09:00"))
        assert [turn.person for turn in found] == ["ana", "kim", "ana", "kim"]

    def test_times_left_out_moved_or_cancelled(self) -> None:
        events = (
            WEEK + "SUMMARY:ana\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Europe/Amsterdam:20261012T090000",
            "DTSTART:20261102T080000Z\nDTEND:20261103T080000Z\nSUMMARY:joost\nSTATUS:CANCELLED",
        )
        assert [shift.since for shift in feed(*events)] == [local(f"2026-10-{day} 09:00") for day in ("05", "19", "26")]
        moved = calendar(events[0]).replace(
            b"END:VCALENDAR",
            b"BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID;TZID=Europe/Amsterdam:20261019T090000\r\n"
            b"DTSTART;TZID=Europe/Amsterdam:20261019T120000\r\nDTEND;TZID=Europe/Amsterdam:20261020T120000\r\n"
            b"SUMMARY:kim\r\nEND:VEVENT\r\nEND:VCALENDAR",
        )
        shifts = read_feed(moved, rota(ics="d"), "UTC", local("2026-10-18 00:00"), local("2026-10-25 00:00")).shifts
        assert [(shift.person, shift.since) for shift in shifts] == [("kim", local("2026-10-19 12:00"))]

    def test_whole_days_are_days_of_the_rota(self) -> None:
        (shift,) = feed("DTSTART;VALUE=DATE:20261012\nDTEND;VALUE=DATE:20261014\nSUMMARY:ana")
        assert (shift.since, shift.until) == (local("2026-10-12 00:00"), local("2026-10-14 00:00"))

    def test_a_hole_in_a_feed_is_a_gap(self) -> None:
        later = "DTSTART:20261014T070000Z\nDURATION:P2D\nSUMMARY:kim"
        roster = Roster(rota(ics="duty"), "UTC", feed(WEEK + "SUMMARY:ana", later))
        (gap,) = roster.gaps(local("2026-10-12 00:00"), local("2026-10-13 00:00"))
        assert (gap.since, gap.until) == (local("2026-10-12 09:00"), local("2026-10-14 09:00"))

    def test_an_override_wins_over_the_feed(self) -> None:
        one = rota(ics="duty", overrides=[TestOverrides.HOLIDAY])
        assert on_call(one, local("2026-10-07 20:00"), "UTC", feed(WEEK + "SUMMARY:ana")).person == "kim"

    @pytest.mark.parametrize(
        "text",
        [b"", b"hello", b"<html><body>Sign in</body></html>", b"BEGIN:VCALENDAR", bytes(range(256)) * 10],
    )
    def test_what_is_no_calendar_is_said_and_not_used(self, text: bytes) -> None:
        with pytest.raises(ValueError, match="no iCalendar file; look at"):
            read_feed(text, rota(ics="duty"), "UTC", local("2026-10-01 00:00"), local("2026-11-01 00:00"))

    @pytest.mark.parametrize(
        "text", [b"X" * (SIZE_LIMIT + 1), calendar(*[""] * (EVENT_LIMIT + 1))], ids=["bytes", "events"]
    )
    def test_one_beyond_the_limits_is_not_used_by_half(self, text: bytes) -> None:
        with pytest.raises(ValueError, match="export fewer months"):
            read_feed(text, rota(ics="duty"), "UTC", local("2026-10-01 00:00"), local("2026-11-01 00:00"))

    def test_a_recurrence_without_end_or_without_days_takes_no_time(self) -> None:
        old = "DTSTART;TZID=Europe/Amsterdam:19700105T090000\nDTEND;TZID=Europe/Amsterdam:19700112T090000\n"
        found = feed(old + "SUMMARY:ana\nRRULE:FREQ=WEEKLY", until="2026-11-01 00:00")
        assert [shift.since for shift in found][:2] == [local("2026-09-28 09:00"), local("2026-10-05 09:00")]
        never = [old + f"SUMMARY:ana\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY={30 + n % 2}" for n in range(300)]
        begun = time.process_time()
        assert feed(*never) == []
        assert time.process_time() - begun < 3
        counted = [old + "SUMMARY:ana\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2"] * 200
        with pytest.raises(ValueError, match="recurs over too many days"):
            feed(*counted)
        assert time.process_time() - begun < 10

    @pytest.mark.parametrize(
        ("event", "fault"),
        [
            ("DTSTART:tomorrow\nSUMMARY:ana", "no time that can be read"),
            ("SUMMARY:ana", "no time that can be read"),
            (WEEK, "names nobody"),
            (WEEK + "SUMMARY:ana\nRRULE:FREQ=SECONDLY", "recurs by SECONDLY"),
            (WEEK + "SUMMARY:ana\nRRULE:FREQ=YEARLY;BYWEEKNO=9", "recurs by BYWEEKNO"),
        ],
    )
    def test_an_event_that_cannot_be_read_is_said_and_the_others_count(self, event: str, fault: str) -> None:
        good = "DTSTART:20261101T080000Z\nDTEND:20261102T080000Z\nSUMMARY:kim"
        found = read_feed(
            calendar(event, good), rota(ics="duty"), "UTC", local("2026-10-01 00:00"), local("2027-01-01 00:00")
        )
        assert "kim" in [shift.person for shift in found.shifts]
        assert len(found.faults) == 1
        assert fault in found.faults[0]

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=400), st.integers(0, 400))
    def test_no_bytes_break_the_reading(self, noise: bytes, place: int) -> None:
        text = calendar(WEEK + "SUMMARY:ana\nRRULE:FREQ=WEEKLY")
        with_noise = text[:place] + noise + text[place:]
        for each in (noise, with_noise):
            with suppress(ValueError):
                read_feed(each, rota(ics="duty"), "UTC", local("2026-10-01 00:00"), local("2026-12-01 00:00"))


rules = st.one_of(
    st.builds(lambda days: f"FREQ=DAILY;INTERVAL={days}", st.integers(1, 40)),
    st.builds(
        lambda weeks, days, starts: f"FREQ=WEEKLY;INTERVAL={weeks};BYDAY={','.join(sorted(days))};WKST={starts}",
        st.integers(1, 5),
        st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=4),
        st.sampled_from(["MO", "SU"]),
    ),
    st.builds(
        lambda place, day, months: f"FREQ=MONTHLY;INTERVAL={months};BYDAY={place}{day}",
        st.sampled_from([1, 2, 4, 5, -1, -2]),
        st.sampled_from(["MO", "TH", "SU"]),
        st.integers(1, 4),
    ),
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.sampled_from([1, 15, 28, 31, -1, -3])),
    st.builds("FREQ=YEARLY;BYMONTH={};BYDAY=-1SU".format, st.integers(1, 12)),
    st.just("FREQ=MONTHLY"),
    st.just("FREQ=YEARLY"),
    st.just("FREQ=WEEKLY"),
)


@settings(max_examples=120, deadline=None)
@given(rules, st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.one_of(st.none(), st.integers(1, 9)))
def test_recurrences_are_those_of_dateutil(rule: str, first: datetime, count: int | None) -> None:
    """But for the first one, which counts by the calendar's rules whether or not it fits."""
    first = first.replace(hour=0, minute=0, second=0, microsecond=0)
    last = first + timedelta(days=800)
    parts = dict(part.split("=") for part in rule.split(";"))
    ours = recurrence({name: value.split(",") for name, value in parts.items()})
    theirs = [each.date() for each in rrulestr(rule, dtstart=first).between(first, last, inc=True)]
    assert sorted({first.date(), *theirs}) == list(ours.days(first.date(), last.date()))
    later = first.date() + timedelta(days=300)
    assert [day for day in theirs if day >= later] == list(ours.days(first.date(), last.date(), later))
    if count is not None and first.date() in theirs:
        counted = recurrence({"COUNT": [count], **{name: value.split(",") for name, value in parts.items()}})
        assert list(counted.days(first.date(), last.date())) == theirs[:count]


ROTAS = """
rotas:
  - id: first-line
    label: First line
    contacts: primary-on-call
    people: [{id: ana, name: Ana}, {id: kim, name: Kim}]
    turns: {starts: 2026-11-16 09:00, weeks: 1, order: [ana, kim]}
    overrides:
      - {person: kim, from: 2026-12-24 09:00, until: 2026-12-27 09:00}
"""


class TestPlan:
    def test_the_plan_that_ships_has_none(self) -> None:
        assert load_plan(default_plan_text()).rotas == []

    def test_a_rota_is_read(self) -> None:
        (one,) = load_plan(default_plan_text() + ROTAS).rotas
        assert (one.contacts, one.warn_before) == (["primary-on-call"], 86_400_000)

    @pytest.mark.parametrize(
        ("was", "slip", "said"),
        [
            ("primary-on-call", "primary-on-cal", "no contact is called 'primary-on-cal'; did you mean"),
            ("order: [ana, kim]", "order: [ana, kin]", "no person of this rota is called 'kin'; did you mean 'kim'?"),
            ("person: kim", "person: joe", "no person of this rota is called 'joe'"),
            ("weeks: 1", "weeks: 1, days: 1", "say how long a turn is, by one of the two"),
            ("weeks: 1, ", "", "say how long a turn is, by one of the two"),
            ("2026-11-16 09:00", "Monday", "'Monday' is no time of a day; write it as 2026-11-16 09:00"),
            ("2026-11-16 09:00", "2026-11-31 09:00", "is no time of a day; write it as"),
            ("until: 2026-12-27", "until: 2026-12-23", "before it begins; give a later 'until'"),
            (
                "    label: First line",
                "    label: First line\n    zone: Europe/Amsterdm",
                "is no time zone; write it as",
            ),
            ("    turns:", "    ics: duty\n    turns:", "this rota has turns already; leave one of the two out"),
            ("{id: kim, name: Kim}", "{id: ana, name: Kim}", "'ana' is given twice"),
        ],
    )
    def test_a_slip_is_told_with_its_cure(self, was: str, slip: str, said: str) -> None:
        with pytest.raises(BadInput) as caught:
            load_plan(default_plan_text() + ROTAS.replace(was, slip))
        assert any(said in fault.message for fault in caught.value.faults)
        assert all(fault.line for fault in caught.value.faults)

    def test_a_rota_without_anybody_and_a_contact_with_two_are_slips(self) -> None:
        empty = ROTAS + "  - {id: empty, label: Empty, contacts: [primary-on-call]}\n"
        with pytest.raises(BadInput) as caught:
            load_plan(default_plan_text() + empty)
        said = " ".join(fault.message for fault in caught.value.faults)
        assert "nobody has the duty in this rota; give 'turns', 'ics' or 'overrides'" in said
        assert "'first-line' stands behind this contact already; name it in one rota" in said


def test_the_examples_of_the_page_are_sound() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rota.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (one,) = load_plan(default_plan_text() + example).rotas
    assert [person.id for person in one.people] == ["ana", "kim"]
    shipped = re.search(r"# rotas:\n(?:#   .*\n)+", default_plan_text())
    assert shipped is not None
    commented = re.sub(r"^# ", "", shipped[0], flags=re.MULTILINE)
    assert load_plan(default_plan_text() + commented).rotas == [one]
