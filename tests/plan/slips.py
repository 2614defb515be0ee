"""Single slips in a plan, each with the line at fault and what is said of it.

The plan is the hospital's of `tests/data`: it has every section, and none of the names of the plan that ships. A slip
is (what stands there, what is written instead, how the sentence begins, a part of the line that is at fault). The last
is left out where the fault is told in the line of the slip itself.
"""

CALENDAR = [
    (
        "zone: Europe/London\n  hours: {mon: 07",
        "zone: Europe/Londn\n  hours: {mon: 07",
        "calendar.zone: 'Europe/Londn' is no",
    ),
    ("fri: 07:00-24:00", "fri: 07:00-25:00", "calendar.hours: '07:00-25:00' are no working hours; write"),
    (
        "sat: 09:00-13:00",
        "sat: 13:00-09:00",
        "calendar.hours: working hours '13:00-09:00' end before they begin; write",
    ),
    ("sat: 09:00-13:00", "satday: 09:00-13:00", "calendar.hours.satday: 'satday' does not fit; did you mean 'sat'?"),
    (
        "country: GB-ENG\n  holidays",
        "country: England\n  holidays",
        "calendar.country: 'England' is no country code; write",
    ),
    ("country: IN", "country: XX", "calendars.supplier.country: no public holidays are known for 'XX'; use an ISO"),
    ("country: IN", "country: IN-ZZZ", "calendars.supplier.country: no public holidays are known for 'IN-ZZZ'; use"),
    ("holidays: [2026-12-24]", "holidays: [24.12.2026]", "calendar.holidays: '24.12.2026' is no date; write it as"),
    ("holidays: [2026-12-24]", "holidays: [2026-02-30]", "calendar.holidays: '2026-02-30' is no date; write it as"),
    (
        "holidays: [2026-12-24]",
        "holidays: 2026-12-24",
        "calendar.holidays: '2026-12-24' does not fit; write a list, as",
    ),
    ("zone: Asia/Kolkata", "zone: Asia/Calcuta", "calendars.supplier.zone: 'Asia/Calcuta' is no time zone; write"),
    ('as_of: "2026-11-21"', 'as_of: "21/11/2026"', "law.as_of: '21/11/2026' is no date; write it as 2026-12-24"),
    ("listed_company: false", "listed_company: maybe", "profile.listed_company: 'maybe' does not fit; write true or"),
]

CLASSIFICATION = [
    (
        "severities:\n",
        "severities:\n  - {id: code-red, label: Again, definition: The same again.}\n",
        "severities.code-red.id: 'code-red' is given twice, first in line",
        "id: code-red, label: Code Red",
    ),
    ("alias: L2", "alias: L1", "severities.code-red.alias: 'L1' is another severity's name; choose another"),
    ("alias: L2", "alias: code-black", "severities.code-red.alias: 'code-black' is another severity's name; choose"),
    (
        "Code White, definition",
        "Code White, definiton",
        "severities.code-white.definiton: this key is not known here; did",
    ),
    ("id: code-white", "id: code white", "severities.code white.id: 'code white' is not a name; write a letter, then"),
    (
        "means: contained",
        "means: contaned",
        "tracks.floor.statuses.in-hand.means: 'contaned' does not fit; did you mean",
    ),
    ("phase: containment}", "phase: contain}", "tracks.floor.statuses.in-hand.phase: 'contain' does not fit; did you"),
    ("{id: safe, label", "{id: in-hand, label", "tracks.floor.statuses.in-hand.id: 'in-hand' is given twice, first in"),
    (
        "means: closed, phase",
        "means: resolved, phase",
        "tracks.floor.statuses: no status means closed, so that nothing",
        "statuses:",
    ),
    (
        "means: closed, phase: lessons learned}\n",
        "means: closed, phase: lessons learned}\n      - {id: shelf, label: S, means: closed, phase: recovery}\n",
        "tracks.floor.statuses.shelf.means: nothing leads to 'shelf', closing ends before it; leave it out",
        "id: shelf",
    ),
    (
        "{id: handed-back",
        "{id: back, label: Back again, means: working, phase: assessment}\n      - {id: handed-back",
        "tracks.floor.statuses.back.means: 'working' comes before 'recovered', and 'safe' stands above; change the",
    ),
    (
        "track: floor, definition: A sys",
        "track: flor, definition: A sys",
        "categories.clinical-system.track: no track is",
    ),
    ("playbook: downtime, sub", "playbook: downtme, sub", "categories.clinical-system.playbook: no playbook is called"),
    (
        "{snooping: access-audit}",
        "{snoping: access-audit}",
        "categories.notes-seen.by_subcategory.snoping: no subcategory",
    ),
    ("{snooping: access-audit}", "{snooping: acces}", "categories.notes-seen.by_subcategory.snooping: no playbook is"),
    (
        "presume_personal_data: true",
        "presume_personal_data: perhaps",
        "categories.notes-seen.presume_personal_data: 'perhaps' does not fit",
    ),
]

PEOPLE = [
    (
        "owns: [triage, attach",
        "owns: [triage, atach",
        "roles.clinical-lead.owns.1: no command is called 'atach'; did you",
    ),
    (
        "may: [note, say, page]",
        "may: [note, say, pge]",
        "roles.switchboard.may.2: no command is called 'pge'; did you mean",
    ),
    (
        "deviations: true",
        "strict: [feedback]",
        "strict.0: no role owns 'feedback', so it cannot be kept to one; add it",
    ),
    (
        "purpose: Runs the response and decides.",
        "purpose:",
        "roles.on-call-manager.purpose: this is empty; write a word",
    ),
    (
        "then: bleep-2201, via",
        "then: bleep-2202, via",
        "contacts.bleep-2200.then: no contact is called 'bleep-2202'; did",
    ),
    (
        "answers_within: 3m, then: gold",
        "answers_within: 3m, then: bleep-2200",
        "contacts.bleep-2200.then: the chain comes back to 'bleep-2200'; leave out one 'then'",
        "{id: bleep-2200",
    ),
    ("3m, then: gold", "0s, then: gold", "contacts.bleep-2201.answers_within: '0s' is no time at all; write it as"),
    (
        "level: secondary",
        "level: second",
        "contacts.bleep-2201.level: 'second' does not fit; did you mean 'secondary'?",
    ),
    ("[code-black, code-red], ans", "[code-blak, code-red], ans", "contacts.gold.severities.0: no severity is called"),
    (
        "[clinical-system], ans",
        "[clinical], ans",
        "contacts.supplier-desk.categories.0: no category is called 'clinical'",
    ),
    (
        "hours: critical, severities: [code-black, code-red], ",
        "hours: critical, ",
        "contacts.gold.hours: it is not said",
    ),
    (
        "alert.fired, where: {severity: critical}",
        "alert.fird, where: {severity: critical}",
        "pages.nobody-looked.on.event: no",
    ),
    (
        "where: {severity: critical}}, u",
        "where: {severity: severe}}, u",
        "pages.nobody-looked.on: no severity of alerts is",
    ),
    (
        "where: {severity: critical}}, u",
        "where: {severty: critical}}, u",
        "pages.nobody-looked.on: 'alert.fired' has no field",
    ),
    (
        "pages: [bleep-2200]",
        "pages: [bleep-22]",
        "pages.nobody-looked.pages.0: no contact is called 'bleep-22'; did you",
    ),
    ("pages: [bleep-2200]", "pages: []", "pages.nobody-looked: this rule pages nobody; give 'pages' or 'team: true'"),
    (
        "[incident.declared, incident.classified]",
        "[page.sent]",
        "pages.everybody.on.0: nobody is paged upon 'page.sent'; use",
    ),
    ("[incident.declared, incident.classified]", "[]", "pages.everybody.on: too few are given; write at least 1"),
    ("repeat: 1", "repeat: 99", "paging.repeat: '99' is too large; write 10 or less"),
    ("authorises: on-call-manager", "authorises: manager", "resources.beds.authorises: no role is called 'manager'; "),
    (
        "above: 4, contacts: [gold]",
        "above: 4",
        "resources.beds.above: nobody authorises more than this; name them under",
    ),
    (
        "above: 4, contacts: [gold]",
        "contacts: [gold]",
        "resources.beds.contacts: these are asked from an amount on; give",
    ),
]

DETECTION = [
    ("opens: [critical, high]", "opens: [critical, hgh]", "alerting.opens.1: 'hgh' does not fit; did you mean 'high'?"),
    (
        "within: 45m",
        "within: 45 minutes",
        "alerting.joins.0.within: '45 minutes' is not a duration; write it as 90s, 4m",
    ),
    (
        "critical: code-red, high",
        "critical: code-rd, high",
        "alerting.suggests.critical: no severity is called 'code-rd'",
    ),
    (
        "critical: code-red, high: code-orange",
        "critical: code-red, high: code-black",
        "alerting.suggests.high: stricter than what 'critical' suggests; give one that is not stricter than 'code-red'",
    ),
    (
        "provisional: code-yellow",
        "provisional: code-blue",
        "alerting.provisional: no severity is called 'code-blue'; did",
    ),
    ("above: 20 s", "above: 20 apples", "monitors.chart-delay.above: '20 apples' is not a value in ms; write it as"),
    (
        "above: 20 s, every",
        "above: 20 s, below: 1 s, every",
        "monitors.chart-delay: a monitor of a metric needs one of",
    ),
    (
        "above: 20 s, every: 1m",
        "above: 20 s, every: 0s",
        "monitors.chart-delay.every: '0s' is no time at all; write it",
    ),
    ("unit: per_1000s", "unit: per_second", "monitors.theatre-air.unit: 'per_second' does not fit; use one of: "),
    (
        "{id: theatre-air, label: Air",
        "{id: chart-delay, label: Air",
        "monitors.chart-delay.id: 'chart-delay' is given twice",
    ),
]

CLOCKS = [
    (
        "stops: incident.acknowledged\n",
        "stops: incident.acknowleged\n",
        "clocks.pick-up.stops: no event is called",
    ),
    (
        "under: {code-black: 2m",
        "under: {code-blck: 2m",
        "clocks.pick-up.under.code-blck: no severity is called 'code-blck'",
    ),
    (
        "next business day, code-green",
        "next working day, code-green",
        "clocks.pick-up.under.code-yellow: 'next working day'",
    ),
    ("    within: 72h\n", "", "clocks.ico: clock 'ico' needs one of 'under' and 'within'", "id: ico\n"),
    ("within: 72h", "within: -72h", "clocks.ico.within: '-72h' leaves no time; write a period longer than nothing"),
    (
        "within: 72h",
        "under: 71h\n    within: 72h",
        "clocks.ico: clock 'ico' needs one of 'under' and 'within'",
        "id: ico\n",
    ),
    (
        "when: {personal_data: true}",
        "when: {personal_dta: true}",
        "clocks.ico.when.personal_dta: 'personal_dta' is no fact",
    ),
    ("when: {personal_data: true}", "when: {}", "clocks.ico.when: this is no condition; write a map of facts, as"),
    (
        "{severity: [code-black, code-red]}",
        "{severity: code-blue}",
        "clocks.toolkit.when.severity: no severity is called",
    ),
    (
        "when: {impact.customer_impact: unavailable}",
        "when: {impact.customer_impact: gone}",
        "clocks.long-downtime.when.impact",
    ),
    (
        "    when: {impact.customer_impact: unavailable}\n",
        "",
        "clocks.long-downtime.for: clock 'long-downtime' has a 'for'",
    ),
    ("regime: ico-notice}", "regime: ico-notce}", "clocks.ico.stops: no notice is called 'ico-notce'; did you mean"),
    ("calendar: regulator\n", "calendar: reglator\n", "clocks.care-regulator.calendar: no further calendar is called"),
    ("needs: [care_provider]", "needs: [care_home]", "clocks.care-regulator.needs.0: no line of the profile is called"),
    (
        "until: [resolved, closed]",
        "until: [resolvd, closed]",
        "clocks.huddle.until.0: 'resolvd' does not fit; did you mean",
    ),
    (
        "until: [resolved, closed]",
        "until: [reviewing]",
        "clocks.huddle.until.0: no status of any track means 'reviewing'",
    ),
    (
        "    stops: {event: update.sent, where: {audience: wards}}\n    within: 20m\n    cadence: true\n"
        "    until: [resolved, closed]\n",
        "    stops: []\n    within: 20m\n    cadence: true\n",
        "clocks.huddle: nothing ever ends clock 'huddle'; give 'stops', or 'until' for a cadence",
        "id: huddle",
    ),
    (
        "where: {means: [contained, rec",
        "where: {means: [containd, rec",
        "clocks.paper.stops: no status can mean 'containd'; did",
    ),
    (
        "where: {means: [contained, rec",
        "where: {means: [eradicated, rec",
        "clocks.paper.stops: no status of any track means",
    ),
    ("starts: incident.escalated", "starts: []", "clocks.fix-by-supplier.starts: too few are given; write at least 1"),
    (
        "starts: incident.detected\n    stops: incident.acknowledged",
        "starts: incident.acknowledged\n    stops: incident.acknowledged",
        "clocks.pick-up.starts: 'incident.acknowledged' starts this clock and stops it too; tell them apart by 'where'",
    ),
    ("not_before: 8h", "not_before: 48h", "clocks.quiet-night.not_before: '48h' is longer than the clock runs; give a"),
    (
        "not_before: 8h",
        "not_before: promised",
        "clocks.quiet-night.not_before: nothing is promised here; give a period",
    ),
    (
        "starts: page.sent",
        "starts: incident.declared",
        "clocks.bleep-answered.starts: 'incident.declared' names no page; a",
    ),
    (
        "per: request\n",
        "per: request\n    cadence: true\n",
        "clocks.access-request: clock 'access-request' runs per request;",
        "id: access-request",
    ),
    ("within: promised", "within: promissed", "clocks.kept-word.within: 'promissed' is not a period; write it as 15m"),
    (
        "within: 36h\n    not",
        "within: promised\n    not",
        "clocks.quiet-night: only a clock per promise lasts as promised; give",
        "id: quiet-night",
    ),
    (
        "right: see-notes}",
        "right: see-note}",
        "clocks.access-request.starts: no right is called 'see-note'; did you mean",
    ),
    (
        "owner: switchboard\n    basis: IT-14, section 4\n  - id: bl",
        "owner: swtchboard\n    basis: IT-14, section 4\n  - id: bl",
        "clocks.huddle.owner: no role is called 'swtchboard'; did you",
        "owner: swtchboard",
    ),
]

WORK = [
    (
        "routine: [first-minutes]",
        "routine: [first-minute]",
        "routine.0: no playbook is called 'first-minute'; did you mean",
    ),
    (
        "role: clinical-lead, done_by",
        "role: clinical-led, done_by",
        "playbooks.first-minutes.steps.walk.role: no role is called",
    ),
    (
        "done_by: alert.triaged",
        "done_by: seat.taken",
        "playbooks.first-minutes.steps.walk.done_by: 'seat.taken' is about no",
    ),
    (
        "{check: typed-back}",
        "{check: typed-bck}",
        "playbooks.downtime.steps.type-back.done_by: no check is called 'typed-bck'",
    ),
    ("{evidence_kind: audit}", "{evidence_kind: audt}", "playbooks.access-audit.steps.pull-audit.done_by: no kind of"),
    (
        "{id: freeze-orders, text",
        "{id: paper-charts, text",
        "playbooks.downtime.steps.paper-charts.id: 'paper-charts' is given",
    ),
    (
        "phase: recovery}\n      - {id: type",
        "phase: recover}\n      - {id: type",
        "playbooks.downtime.steps.restart-charts.phase: ",
    ),
    (
        "code-black: [wards-agree]\n",
        "code-black: [ward-agree]\n",
        "requires.resolve.code-black.0: no check is called 'ward-agree'",
    ),
    (
        "    all: [declared]",
        "    al: [declared]",
        "requires.resolve.al: no severity is called 'al'; did you mean 'all'?",
    ),
    ("at_most: 36h", "at_most: 6h", "watch.at_most: 6h is shorter than at_least, 8h; give a longer one"),
    ("{id: bleeps, text", "{id: charts, text", "watch.metrics.charts.id: 'charts' is given twice, first in line"),
    (
        "owner: clinical-lead, within: 3",
        "owner: clinical-leed, within: 3",
        "follow_ups.debrief-wards.owner: no role is called",
    ),
    (
        "within: 3 business days",
        "within: promised",
        "follow_ups.debrief-wards.within: nothing is promised here; give a",
    ),
    (
        "done_when: [review]",
        "done_when: [reviw]",
        "follow_ups.debrief-wards.done_when.0: no check is called 'reviw'; did you",
    ),
    ("within: 10 business days", "within: promised", "review.within: nothing is promised here; give a period, as 5"),
    ("lasts: 45m", "lasts: 45", "review.lasts: "),
    (
        "shows: timeline",
        "shows: timelin",
        "review.agenda.story.shows: 'timelin' does not fit; did you mean 'timeline'?",
    ),
]

COMMUNICATION = [
    (
        "[tannoy, bleep], internal",
        "[tannoy, public-board], internal",
        "audiences.wards.channels.1: the status page is public",
    ),
    (
        "audiences: [wards, executives]",
        "audiences: [wards, board]",
        "templates.ward-word.audiences.1: no audience is called",
    ),
    (
        "audiences: [wards, executives]",
        "audiences: []",
        "templates.ward-word.audiences: it is for nobody; name an audience",
    ),
    (
        "must_not: [false-comfort]\n  - id: fam",
        "must_not: [false-hope]\n  - id: fam",
        "templates.ward-word.must_not.0: no phrase",
    ),
    (
        "{{ works }} On",
        "{{ works }} {{ worcs }} On",
        "templates.ward-word.text: 'worcs' is no field of this template; did",
        "text: |",
    ),
    (
        "{{ works }} On",
        "On",
        "templates.ward-word.fields.works: the text never says it; write {{ works }} in it",
        "{id: works",
    ),
    (
        "{{ incident.id }}: {{ works",
        "{{ incident.severity }}: {{ works",
        "templates.ward-word.text: 'incident' has no 'severity'",
        "text: |",
    ),
    (
        "{{ incident.id }}: {{ works",
        "{% for x in y %}{% endfor %}{{ works",
        "templates.ward-word.text: 'for' is not allowed in",
        "text: |",
    ),
    (
        "type: duration, promises: true}\n    text: |\n      {{ inc",
        "type: text, promises: true}\n    text: |\n      {{ inc",
        "templates.ward-word.fields.again_in.promises: only a duration can be promised; write type: duration",
    ),
    (
        "state: known",
        "state: knwn",
        "templates.family-word.state: no state of the status page is called 'knwn'; did you mean",
    ),
    (
        "[nothing to worry about, ent",
        "[Nothing to worry about, ent",
        "phrases.false-comfort.0: write it in lower case: nothing",
    ),
    (
        "[nothing to worry about, entirely safe]",
        "[]",
        "phrases.false-comfort: an empty list; give phrases, or take it out",
    ),
    (
        "[nothing to worry about, ent",
        "['', ent",
        "phrases.false-comfort.0: an empty phrase is found in every text; take it",
    ),
    (
        "level: usual}\n    - {cat",
        "level: usul}\n    - {cat",
        "status_page.follows.0.level: no level of the status page is called",
    ),
    (
        "summary: public-story",
        "summary: public-storey",
        "status_page.summary: no template is called 'public-storey'; did you",
    ),
    (
        "services: [charts]}",
        "services: [charts, charts]}",
        "status_page.components.appointments.services.1: 'charts' is given",
    ),
    (
        "channel: public-board",
        "channel: public-bord",
        "status_page.channel: nobody is told by 'public-bord'; name it among",
    ),
    ("recall: 15s", "recall: -15s", "recall: '-15s' is negative; write a duration from 0s on"),
]

DUTIES = [
    (
        "asks: [what, patients",
        "asks: [what, patiens",
        "notices.ico-notice.asks.1: no fact is called 'patiens'; did you mean",
    ),
    ("may: [done]", "may: [what]", "notices.ico-notice.may.0: 'what' is asked for twice; leave one out"),
    (
        "known_from: affected_users",
        "known_from: affected_user",
        "facts.patients.known_from: no fact of an incident is called",
    ),
    ("question: Did a patient come to harm by it?, ", "", "determinations.harm.question: this is required; add it"),
]

YAML = [
    ("routine: [first-minutes]", "routine: [first-minutes", "not valid YAML here: ", "playbooks:"),
    ("routine: [first-minutes]", "routine: *books", "an alias (*books) is not allowed here; write the value out"),
    (
        "routine: [first-minutes]",
        "routine: &books [first-minutes]",
        "an anchor (&books) is not allowed here; write the value",
    ),
    ("routine: [first-minutes]", "routine: !!set [first-minutes]", "a tag ("),
    (
        "routine: [first-minutes]",
        "routine: [first-minutes]\nroutine: []",
        "'routine' is given twice, first in line",
        "routine: []",
    ),
    ("routine: [first-minutes]", "\troutine: [first-minutes]", "not valid YAML here: found a tab character"),
    (
        "label: Word to the wards\n    starts",
        "label: Word: to the wards\n    starts",
        "not valid YAML here: mapping values",
    ),
    ("recall: 15s", "recal: 15s", "recal: this key is not known here; did you mean 'recall'?"),
    ("\nroles:\n", "\nrole:\n", "role: this key is not known here; did you mean 'roles'?"),
    ("recall: 15s", "recall: 15s\n---\nplan: again", "a second document begins; keep one document a file", "---"),
]

MEASURED = [
    (
        "provider: the hospital}",
        "provider: the hospital}\n  - {id: gold-room, label: Again}",
        "bridges.gold-room.id: 'gold-room' is given twice, first in line",
        "label: Again",
    ),
    (
        "{customer_impact: unavailable}, severity: code-red, b",
        "{customer_impact: unavailable}, severity: code-rd, b",
        "suggestions.0.severity: no severity is called 'code-rd'; did you mean 'code-red'?",
    ),
    ("99.5 %", "101 %", "service_levels.availability: '101 %' is no share of the time; write it as 99.9 %"),
    ("[record-audit]}", "[record-adit]}", "security_metrics.snooped.measured_by.monitors.0: no monitor is called"),
    ("unmeasured: Nothing here knows it.", "note: x", "security_metrics.trained: 'trained' has no figure; give"),
    ("{id: roles, text: I knew", "{id: ward, text: I knew", "exercise.statements.ward.id: 'ward' is given twice"),
    ("improvements: 1", "improvements: 12", "exercise.improvements: '12' is too large; write 9 or less"),
]

SLIPS: list[tuple[str, ...]] = [
    *CALENDAR, *CLASSIFICATION, *PEOPLE, *DETECTION, *CLOCKS, *WORK, *COMMUNICATION, *DUTIES, *MEASURED, *YAML,
]  # fmt: skip
