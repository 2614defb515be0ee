"""Mistakes in whom a plan pages, what it has authorised, and who may do what, each with its line."""

import pytest

from irsim.plan import default_plan_text, load_plan
from irsim.words.faults import BadInput

DEFAULT = default_plan_text()

SLIPS = [
    (
        "[handover, request,",
        "[handower, request,",
        "roles.incident_commander.may.0: no command is called 'handower'; did you",
    ),
    ("deviations: true", "strict: [observe]", "strict.0: no role owns 'observe', so it cannot be kept to one; "),
    ("deviations: true", "strict: [notise]", "strict.0: no command is called 'notise'; did you mean 'notice'?"),
    (
        "5m\n    pages: [primary-on-call]",
        "5m\n    pages: [primary]",
        "pages.unhandled-alert.pages.0: no contact is called",
    ),
    (
        "5m\n    pages: [primary-on-call]",
        "5m\n    pages: []",
        "pages.unhandled-alert: this rule pages nobody; give 'pages' or",
    ),
    (
        "on: [incident.declared, incident.classified]",
        "on: page.sent",
        "pages.whole-team.on: nobody is paged upon 'page.",
    ),
    (
        "{event: alert.fired, where: {severity:",
        "{event: alert.fired, where: {sevrity:",
        "pages.unhandled-alert.on: 'alert.",
    ),
    ("    team: true", "    team: true\n    unhandled_for: 5m", "pages.whole-team.unhandled_for: only an alert can be"),
    (
        "on: [incident.declared, incident.classified]",
        "on: alert.fired",
        "pages.whole-team.on: the whole team is notified",
    ),
    ("paging:\n  repeat: 2", "paging:\n  repeat: 11", "paging.repeat: '11' is too large; write 10 or less"),
    ("{{ page.to }}:", "{{ pagee.to }}:", "paging.text: a page knows no 'pagee'; did you mean 'page'?"),
    ("{{ page.to }}:", "{{ page.whom }}:", "paging.text: 'page' has no 'whom'; use one of: answer_by, id, reason, to"),
    ("{{ page.to }}:", "{% for x in y %}:", "paging.text: the text is no valid template"),
    ("level: primary", "level: first", "contacts.primary-on-call.level: 'first' does not fit; use one of: "),
    (
        "above: 5, contacts: [cto, ceo]",
        "above: 5",
        "resources.people.above: nobody authorises more than this; name them",
    ),
    (
        "above: 5, contacts: [cto, ceo]",
        "contacts: [cto]",
        "resources.people.contacts: these are asked from an amount on",
    ),
    (
        "above: 5, contacts: [cto, ceo]",
        "above: 5, contacts: [cfo]",
        "resources.people.contacts.0: no contact is called",
    ),
    (
        "authorises: incident_commander, above: 5,",
        "authorises: boss, above: 5,",
        "resources.people.authorises: no role",
    ),
    (
        "  - {id: cto, label: Management,",
        "  - {id: cto, then: cto, label: Management,",
        "contacts.cto.then: the chain comes",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), SLIPS)
def test_one_slip_is_one_fault_in_its_line(old: str, new: str, said: str) -> None:
    assert DEFAULT.count(old) == 1, old
    with pytest.raises(BadInput) as caught:
        load_plan(DEFAULT.replace(old, new), "plan.yaml")
    [fault] = caught.value.faults
    assert abs(fault.line - 1 - DEFAULT[: DEFAULT.index(old)].count("\n")) <= 4, "that of the rule, or of the key in it"
    assert fault.message.startswith(said)
