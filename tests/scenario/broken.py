"""A scenario and its world with about forty mistakes, and what is to be said of each."""

WORLD = """\
id: shop
title: A shop
services:
  - id: db
    label: Database
    depends_on: [api]
    metrics: {cpu_usage: {unit: ppm, baseline: 40 apples}}
  - id: api
    label: API
    depends_on: [db, cache]
    metrics:
      response_time: {unit: ms, baseline: [1]}
      error_rate: {unit: ppm, baseline: 1 %}
actions:
  - {id: close, label: Close, role: technical_leader, step: isolate, result: "Done, {{ bos.first }}."}
  - {id: open, label: Open, role: technical_lead, bends: [{metric: error_rate, add: 1 %}]}
contacts:
  primary-on-cal: {person: boss}
cast: {boss: colleage}
facts: {mailboxes: 120}
"""

WORLD_FOUND = [
    (6, "services.db.depends_on: a circle of dependencies (db > api > db); remove one"),
    (7, "services.db.metrics.cpu_usage: '40 apples' is not a value in ppm; write it as '5 %', '5 ppm', '5'"),
    (10, "services.api.depends_on.1: no service is called 'cache'; use one of: api, db"),
    (12, "services.api.metrics.response_time.baseline: this is not a value; write it with its unit, as 5 %, 200 ms"),
    (15, "actions.close.result: 'bos' is not in the cast; did you mean 'boss'?"),
    (15, "actions.close.role: no role is called 'technical_leader'; did you mean 'technical_lead'?"),
    (15, "actions.close.step: no playbook step is called 'isolate'; "),
    (16, "actions.open.bends.0: an action's bend needs a 'service'"),
    (18, "contacts.primary-on-cal: no contact of the plan is called 'primary-on-cal'; did you mean"),
    (19, "cast.boss: no kind of cast is called 'colleage'; did you mean 'colleague'?"),
]

SCENARIO = """\
id: broken
title: Broken
codename: Door
family: data-breach
difficulty: easy
summary: "{{ facts.mailboxs }}"
briefing: "{% for x in y %}{% endfor %}"
starts: 2026-11-16
duration: 1h
world: world.yaml
objectives: [{id: triage, label: Triage}, {id: triage, label: Again}]
truth:
  incidents:
    - {id: theft, title: Theft, severity: SEV-9, category: securty, services: [apii], signs: [sen], faults: [door]}
faults:
  - {id: door, at: 1m, service: api, ended_by: [lock], bends: [{metric: rte, add: 1}, {metric: error_rate, add: 5 s}]}
  - {id: gate, at: 1m, after: seen, service: api}
  - {id: wall, at: -5m, service: api}
injects:
  - {id: seen, at: 2 minutes, title: Seen, alert: {monitor: unauthorised-access, service: api, title: x}}
  - {id: late, at: 2h, title: Late, alert: {monitor: unauthorised-access, service: api, title: x}}
  - {id: both, at: 3m, title: Both, hold: {for: 1m, questions: []}, advance: {to: 2m, summary: x}}
  - {id: one, after: two, title: x, hold: {for: 1m, questions: []}}
  - {id: two, after: one, title: x, hold: {for: 1m, questions: ["{{ boss }}"]}}
  - {id: event, after: incident.merged, title: x, hold: {for: 1m, questions: []}}
  - id: mail
    after: [seen, sean]
    title: x
    message: {channel: mial, from: "{{ boss.nam }}", to: [incident_commander, nobody], subject: "{{ 1 * 9 }}", text: x}
    colour: red
decisions:
  - {id: police, at: 1m, question: x, alternatives: [{id: yes, text: Now}, {id: no, text: No}], default: maybe}
expectations:
  - {id: ack, title: x, objective: triage, role: lead, points: 4, clock: respond}
  - {id: two-ways, title: x, objective: triage, role: incident_commander, points: 4}
  - {id: by, title: x, objective: triag, role: incident_commander, points: 0, does: {event: note.added}, by: soon}
  - {id: anchor, title: x, objective: triage, role: incident_commander, points: 1, clock: respnd, by: {after: seen}}
  - id: fields
    title: x
    objective: triage
    role: incident_commander
    points: 1
    does: {event: incident.classified, where: {severty: SEV-1}}
    values: {severity: SEV-8}
    by: {within: 10m, after: {event: incident.clasified}}
harms:
  - id: harm
    title: x
    objective: triage
    role: technical_lead
    any_of: [{event: action.taken, where: {action: cloze}}]
    costs: 1
"""

SCENARIO_FOUND = [
    (5, "difficulty: 'easy' does not fit; use one of: advanced, intermediate, introductory"),
    (6, "summary: 'facts' has no 'mailboxs'; did you mean 'mailboxes'?"),
    (7, "briefing: 'for' is not allowed in a text; use names, filters and if only"),
    (8, "starts: needs an offset from UTC; write it as 2026-11-16T09:00:00+00:00"),
    (11, "objectives.triage.id: 'triage' is given twice, first in line 11; rename one"),
    (14, "truth.incidents.theft.category: no category is called 'securty'; did you mean 'security'?"),
    (14, "truth.incidents.theft.services.0: no service is called 'apii'; did you mean 'api'?"),
    (14, "truth.incidents.theft.severity: no severity is called 'SEV-9'; did you mean 'SEV-"),
    (14, "truth.incidents.theft.signs.0: no inject or monitor is called 'sen'; "),
    (16, "faults.door.bends.0.metric: 'api' has no metric 'rte';"),
    (16, "faults.door.bends.1.metric: '5 s' is not a value in ppm; write it as '5 %', '5 ppm', '5'"),
    (16, "faults.door.ended_by.0: no action of the world is called 'lock'; use one of: close, open"),
    (17, "faults.gate: needs exactly one of 'at', 'after' and 'when', has at and after"),
    (18, "faults.wall.at: '-5m' is negative; write a duration from 0s on"),
    (20, "injects.seen.at: '2 minutes' is not a duration; write it as 90s, 4m, 1h30m or 3d"),
    (21, "injects.late.alert.monitor: no monitor is called 'unauthorised-access'; did you mean"),
    (21, "injects.late.at: not before the exercise's end at 1h"),
    (22, "injects.both: needs exactly one of 'message', 'alert', 'automation', 'hold' and 'advance'"),
    (23, "injects.one.after: waits for itself (one > two > one); give one a time"),
    (24, "injects.two.hold.questions.0: 'boss' stands alone; write what of it, as {{ boss."),
    (25, "injects.event.after: 'incident.merged' is an event, not an inject; write it as {event: incident.merged}"),
    (27, "injects.mail.after.1: no inject is called 'sean'; "),
    (29, "injects.mail.message.channel: no channel of the world is called 'mial'; none is defined"),
    (29, "injects.mail.message.subject: 'mul' is not allowed in a text; use names, filters and if only"),
    (29, "injects.mail.message.to.1: no role is called 'nobody'; "),
    (30, "injects.mail.colour: this key is not known here; remove it or check its spelling"),
    (32, "decisions.police.default: no alternative is called 'maybe'; use one of: no, yes"),
    (34, "expectations.ack.incident: an expectation about a clock names its incident of the truth; add it"),
    (34, "expectations.ack.role: no role is called 'lead'; "),
    (35, "expectations.two-ways: needs exactly one of 'does', 'any_of', 'clock' and 'judge: evaluator'"),
    (36, "expectations.by.by: 'soon' is not a duration; write it as 90s, 4m, 1h30m or 3d"),
    (36, "expectations.by.points: '0' is too small; write 1 or more"),
    (37, "expectations.anchor.by.within: this is required; add it"),
    (37, "expectations.anchor.clock: no clock of the plan is called 'respnd'; did you mean 'respond'?"),
    (
        43,
        "expectations.fields.does.where.severty: 'incident.classified' has no field 'severty'; did you mean",
    ),
    (44, "expectations.fields.values.severity: no severity is called 'SEV-8'; did you mean 'SEV-"),
    (
        45,
        "expectations.fields.by.after.event: no event is called 'incident.clasified'; did you mean",
    ),
    (51, "harms.harm.any_of.0.where.action: no action is called 'cloze'; did you mean 'close'?"),
]
