"""The handover between shifts: what changed, what goes on, what comes next, what was promised, what waits."""

import json

from irsim.commands import Acknowledge, Classify, Maintain, Resolve, SendUpdate, Silence
from irsim.events.live import IncidentReturned, OnCallChanged
from irsim.events.session import SeatLeft
from irsim.log.records import Record
from irsim.reports.handing_over import (
    SHIFT,
    Handover,
    handover,
    handover_json,
    handover_markdown,
    handover_text,
    shift_began,
)
from irsim.words.durations import HOUR
from tests.board.live import Watch


def shift() -> Watch:
    """Ten hours: an incident before the shift, one that begins in it, is raised, is told of, and comes back."""
    watch = Watch()
    watch.fires("10m", "old", title="Old *fault* \x1b[31m", severity="critical", service="api")
    watch.do("12m", Acknowledge("INC-1"))
    watch.fires("3h", "new", title="Disk is full", severity="critical", service="db")
    watch.do("3h1m", Acknowledge("INC-2"))
    watch.do("3h2m", Classify("INC-2", "SEV-2", "outage"))
    watch.do("3h5m", Classify("INC-2", "SEV-1", "outage", reason="Orders fail"))
    watch.enter("4h", IncidentReturned("INC-2", HOUR))
    return watch


def told(watch: Watch, since: int = 2 * HOUR) -> Handover:
    return handover(watch.board, watch.ledger.records, since, watch.now)


def section(found: Handover, name: str) -> list[str]:
    return [item.text for each in found.sections if each.id == name for item in each.items]


def test_it_says_what_began_what_was_raised_and_what_came_back() -> None:
    watch = shift()
    found = told(watch)
    assert section(found, "new") == ["SEV-1: Disk is full on Database"]
    assert "lowered from SEV-1 to SEV-2: Disk is full on Database" in section(found, "severity")
    assert "raised from SEV-2 to SEV-1: Disk is full on Database (Orders fail)" in section(found, "severity")
    first, second = section(found, "returned")  # the desk has said so of the other one by itself
    assert " times): Old" in first
    assert second.startswith("untouched for ")
    assert second.endswith(": Disk is full on Database")
    assert len(section(found, "open")) == 2
    assert not section(told(watch, since=watch.now), "new")


def test_it_says_what_ended_once_and_not_what_was_opened_again() -> None:
    watch = shift()
    found = told(watch)
    assert not section(found, "resolved")
    watch.submit("5h", Resolve("INC-1", "Fixed"))
    names = [item.incident for each in told(watch).sections if each.id == "resolved" for item in each.items]
    assert len(names) == len(set(names))


def test_clocks_come_in_the_order_in_which_they_fall_due_the_overdue_first() -> None:
    watch = shift()
    watch.to("10h")
    found = told(watch)
    (clocks,) = (each for each in found.sections if each.id == "clocks")
    dues = [item.at for item in clocks.items]
    assert dues == sorted(dues)
    assert "overdue by" in clocks.items[0].text
    assert clocks.items[0].urgency == "urgent"


def test_it_says_what_was_promised_and_for_how_long_what_is_kept_quiet() -> None:
    watch = shift()
    rules = watch.board.rules
    template = next(each for each in rules.templates.values() if each.id == "customer-update")
    fields = {field.id: "2h" if field.promises else "words" for field in template.fields}
    watch.do("4h30m", SendUpdate("INC-2", "customers", "status_page", template.id, fields))
    watch.to("4h31m")
    assert section(told(watch), "promised")
    watch.do("4h32m", Silence("AL-2", "2h", "Being repaired"))
    watch.do("4h33m", Maintain("Disks are exchanged", "3h", services=("db",)))
    quiet = section(told(watch), "quiet")
    assert any("Disks are exchanged" in text for text in quiet)
    assert any("AL-2 is silenced until" in text for text in quiet)


def test_a_shift_began_when_its_person_was_last_there_or_took_the_duty() -> None:
    watch = shift()
    ana, kim = SeatLeft("table", "ana"), SeatLeft("table", "kim")
    left = [Record(900, HOUR, "table:ana", -1, ana), Record(901, 2 * HOUR, "table:kim", -1, kim)]
    assert shift_began(watch.board, left, "ana", watch.now) == HOUR
    assert shift_began(watch.board, [], "ana", 10 * HOUR) == 10 * HOUR - SHIFT
    assert shift_began(watch.board, [], "", HOUR) == 0
    watch.enter("4h10m", OnCallChanged("primary-on-call", "ana", -1, "first-line"))
    assert shift_began(watch.board, left, "Ana", watch.now) == watch.now


def test_every_form_of_it_is_clean_and_says_the_same() -> None:
    watch = shift()
    found = told(watch)
    text, mail = handover_text(found, watch.board, 80), handover_markdown(found, watch.board)
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text + mail
    assert "Old \\*fault\\*" in mail
    assert mail.startswith("# Handover of ")
    data = json.loads(json.dumps(handover_json(found, watch.board)))
    assert [each["incident"] for each in data["new"]] == ["INC-2"]
    assert data["now"] - data["since"] == watch.now - 2 * HOUR


def test_a_quiet_night_has_nothing_to_hand_over() -> None:
    watch = Watch()
    watch.to("1h")
    found = handover(watch.board, watch.ledger.records, 0, watch.now)
    assert found.count == 0
    assert "nothing to hand over" in handover_text(found, watch.board)
