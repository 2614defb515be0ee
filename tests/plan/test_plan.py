"""The plan: the one that ships loads, and every mistake in another is named in one go."""

import pytest

from irsim.plan import default_plan_text, load_plan
from irsim.words.calendar import Period
from irsim.words.durations import HOUR, MINUTE
from irsim.words.faults import BadInput, Fault

DEFAULT = default_plan_text()


def faults_of(text: str) -> list[Fault]:
    with pytest.raises(BadInput) as caught:
        load_plan(text, "plan.yaml")
    return caught.value.faults


def test_the_plan_that_ships_is_sound() -> None:
    plan = load_plan(DEFAULT, "default.yaml")
    assert [severity.id for severity in plan.severities] == ["SEV-1", "SEV-2", "SEV-3", "SEV-4", "SEV-5"]
    assert {track.id for track in plan.tracks} == {"operational", "security"}


def test_its_clocks_say_what_the_documents_say() -> None:
    clocks = {clock.id: clock for clock in load_plan(DEFAULT, "default.yaml").clocks}
    assert clocks["respond"].under == {
        "SEV-1": Period("ms", 15 * MINUTE, "15m"),
        "SEV-2": Period("ms", HOUR, "1h"),
        "SEV-3": Period("ms", 4 * HOUR, "4h"),
        "SEV-4": Period("business", 1, "next business day"),
    }
    assert clocks["gdpr-33"].within == Period("ms", 72 * HOUR, "72h")
    assert clocks["gdpr-33"].legal


PLAN = """\
plan: {id: mine, title: Mine, organisation: Us}
calendar:
  zone: Europe/Amsterdm
  hours: {mon: 09:00-18:00}
  country: Netherlands
  holidays: [2026-13-01]
severities:
  - {id: SEV-1, label: High, definition: bad}
  - {id: SEV-1, label: Low, definition: good}
tracks:
  - id: main
    label: Main
    statuses:
      - {id: detected, label: Detected, means: detected, phase: detection}
      - {id: closed, label: Closed, means: done, phase: recovery}
  - id: other
    label: Other
    statuses: [{id: a, label: A, means: working, phase: recovery}, {id: a, label: B, means: closed, phase: recovery}]
categories:
  - {id: outage, label: Outage, track: mian, playbook: restart}
  - {id: lost, label: Lost, track: main}
roles:
  - {id: lead, label: Lead, purpose: leads, responsibilities: [], owns: [acknowlege]}
contacts:
  - {id: on-call, label: On call, person: Dev, answers_within: 5 minutes}
  - {id: boss, label: Boss, person: CTO, then: ceo, severities: [SEV-9], categories: [outages]}
alerting:
  suggests: {critical: SEV-0}
  provisional: SEV-3
  category: outage
monitors:
  - {id: slow, label: Slow, severity: high, metric: response_time, unit: ms, above: 5 apples}
  - {id: dull, label: Dull, severity: high, metric: response_time}
  - {id: often, label: Often, severity: high, every: 0s}
clocks:
  - {id: respond, label: R, starts: incident.detected, stops: incident.acknowleged, within: 15m, owner: lead, basis: x}
  - {id: update, label: U, starts: incident.detected, stops: {update.sent: 1}, within: 15m, owner: lead, basis: x}
  - {id: resolve, label: S, starts: incident.detected, stops: incident.detected, owner: leader, basis: x}
  - {id: bad, label: B, starts: incident.detected, stops: incident.detected, under: {SEV-7: 1h}, owner: lead, basis: x}
  - {id: worse, label: W, starts: page.sent, stops: page.missed, under: {SEV-1: 1 hour}, owner: lead, basis: x}
  - {id: field, label: F, starts: {event: page.sent, where: {contct: x}}, stops: [], within: 1h, owner: lead, basis: x}
  - id: file
    label: N
    starts: page.sent
    stops: {event: notice.filed, where: {regime: gpdr}}
    within: 1h
    owner: lead
    basis: x
notices:
  - {id: gdpr, label: GDPR, recipient: authority, basis: law, fields: [{id: nature, label: Nature}]}
templates:
  - {id: first, label: First, audiences: [public], fields: [], text: x, must_not: [blame]}
requires:
  close: {SEV-1: [tidy]}
"""

FOUND = [
    (3, "calendar.zone: 'Europe/Amsterdm' is no time zone; write it as Europe/Amsterdam or UTC"),
    (5, "calendar.country: 'Netherlands' is no country code; write it as NL, or DE-BY with its subdivision"),
    (6, "calendar.holidays: '2026-13-01' is no date; write it as 2026-12-24"),
    (9, "severities.SEV-1.id: 'SEV-1' is given twice, first in line 8; rename one"),
    (15, "tracks.main.statuses.closed.means: 'done' does not fit; use one of: "),
    (18, "tracks.other.statuses.a.id: 'a' is given twice, first in line 18; rename one"),
    (20, "categories.outage.playbook: no playbook is called 'restart'; none is defined"),
    (20, "categories.outage.track: no track is called 'mian'; "),
    (23, "roles.lead.owns.0: no command is called 'acknowlege'; did you mean 'acknowledge'?"),
    (25, "contacts.on-call.answers_within: '5 minutes' is not a duration; write it as"),
    (26, "contacts.boss.categories.0: no category is called 'outages'; did you mean 'outage'?"),
    (26, "contacts.boss.severities.0: no severity is called 'SEV-9'; did you mean 'SEV-1'?"),
    (26, "contacts.boss.then: no contact is called 'ceo'; "),
    (28, "alerting.suggests.critical: no severity is called 'SEV-0'; did you mean 'SEV-1'?"),
    (29, "alerting.provisional: no severity is called 'SEV-3'; did you mean 'SEV-1'?"),
    (32, "monitors.slow.above: '5 apples' is not a value in ms; write it as '5 ms', "),
    (33, "monitors.dull: a monitor of a metric needs one of 'above' and 'below'"),
    (34, "monitors.often.every: '0s' is no time at all; write it as"),
    (36, "clocks.respond.stops: no event is called 'incident.acknowleged'; did you mean 'incident.acknowledged'?"),
    (37, "clocks.update.stops.event: this is required; add it"),
    (37, "clocks.update.stops.update.sent: this key is not known here; remove it or check its spelling"),
    (38, "clocks.resolve.owner: no role is called 'leader'; did you mean 'lead'?"),
    (38, "clocks.resolve.starts: 'incident.detected' starts this clock and stops it too; tell them apart by 'where'"),
    (38, "clocks.resolve: clock 'resolve' needs one of 'under' and 'within'"),
    (39, "clocks.bad.starts: 'incident.detected' starts this clock and stops it too; tell them apart by 'where'"),
    (39, "clocks.bad.under.SEV-7: no severity is called 'SEV-7'; did you mean 'SEV-1'?"),
    (40, "clocks.worse.under.SEV-1: '1 hour' is not a period; write it as 15m, 72h, "),
    (41, "clocks.field.starts: 'page.sent' has no field 'contct'; did you mean 'contact'?"),
    (41, "clocks.field: nothing ever ends clock 'field'; give 'stops', or 'until' for a cadence"),
    (45, "clocks.file.stops: no notice is called 'gpdr'; did you mean 'gdpr'?"),
    (52, "templates.first.audiences.0: no audience is called 'public'; none is defined"),
    (52, "templates.first.must_not.0: no phrase list is called 'blame'; none is defined"),
    (54, "requires.close.SEV-1.0: no check is called 'tidy'; use one of: "),
]


def test_a_plan_with_thirty_mistakes_is_told_all_of_them_with_their_lines() -> None:
    told = [(fault.line, fault.message) for fault in faults_of(PLAN)]
    assert [(line, message[: len(said)]) for (line, message), (_, said) in zip(told, FOUND, strict=True)] == FOUND
    assert all(message.isprintable() for _, message in told)


def test_missing_sections_are_named_and_do_not_set_off_others() -> None:
    faults = faults_of("plan: {id: mine, title: Mine, organisation: Us}\ncategories: [{id: a, label: A, track: t}]\n")
    assert [fault.message for fault in faults] == [
        f"{section}: this is required; add it" for section in ("alerting", "calendar", "roles", "severities", "tracks")
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("zone: Europe/Amsterdam", "zone: ../../etc/passwd", "calendar.zone: '../../etc/passwd' is no time zone; "),
        ("mon: 09:00-18:00", "mon: 9-18", "calendar.hours: '9-18' are no working hours; write them as 09:00-18:00"),
        (
            "mon: 09:00-18:00",
            "monday: 09:00-18:00",
            "calendar.hours.monday: 'monday' does not fit; did you mean 'mon'?",
        ),
        (
            "within: 72h\n    owner: legal",
            "within: -72h\n    owner: legal",
            "clocks.gdpr-33.within: '-72h' leaves no time; write a period longer than",
        ),
        (
            "within: 72h\n    owner: legal",
            "within: [72h]\n    owner: legal",
            "clocks.gdpr-33.within: '['72h']' is not a period; write it as 15m, 72h",
        ),
    ],
)
def test_one_slip_in_the_plan_that_ships_is_one_fault(old: str, new: str, said: str) -> None:
    assert DEFAULT.count(old) >= 1
    [fault] = faults_of(DEFAULT.replace(old, new, 1))
    assert fault.line == DEFAULT[: DEFAULT.index(old)].count("\n") + 1
    assert fault.message.startswith(said)
