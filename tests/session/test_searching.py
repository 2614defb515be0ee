"""What somebody looks for in a log, how they write it, and what is found."""

import re

import pytest

from irsim.board.catalogue import Catalogue
from irsim.commands import Acknowledge, Dismiss, Merge, Note, Resolve
from irsim.session.searching import Search, bounded_story, fits, parse_query, search_records, story_in
from irsim.words.durations import DAY, HOUR, MINUTE
from tests.board.live import Watch


@pytest.fixture(scope="module")
def watch() -> Watch:
    """Monday, nine o'clock: an outage of the API that is taken on, one of the database that was a false alarm."""
    watch = Watch()
    watch.fires("10m", "a", title="Payments time out", severity="critical", service="api")
    watch.do("12m", Acknowledge("INC-1"))
    watch.do("13m", Note("INC-1", "Rolled back to the Grüne release"))
    watch.fires("3h", "b", title="Disk is full", severity="critical", service="db")
    watch.do("3h5m", Dismiss(incident="INC-2", reason="The probe was wrong"))
    watch.to("4h")
    return watch


def ask(watch: Watch, query: str) -> Search:
    return parse_query(query, watch.board, watch.now)


def found(watch: Watch, query: str) -> list[str]:
    answer = search_records(watch.ledger.records, ask(watch, query), watch.board)
    return [about.id for about in answer.incidents]


def test_a_query_is_read_as_words_and_fields(watch: Watch) -> None:
    wanted = ask(
        watch, 'Service:api severity:critical status:closed since:2h until:2026-11-16 incident:inc-3 "disk full"'
    )
    assert wanted.text == "disk full"
    assert (wanted.service, wanted.severity, wanted.status, wanted.incident) == ("api", "SEV-1", "closed", "INC-3")
    assert (wanted.since_at, wanted.until_at) == (2 * HOUR, 15 * HOUR)  # the whole of that day, from nine on
    assert ask(watch, "https://x.example/y 10:42").text == "https://x.example/y 10:42"
    assert ask(watch, "since:12:00").since_at == 3 * HOUR
    assert ask(watch, "since:14:00").since_at == 5 * HOUR - DAY  # yesterday's, for today's is still to come
    assert ask(watch, "since:2026-11-16T10:00").since_at == HOUR
    # as it is printed beside lines, and as dialogs take it; without a year the last such day that has come
    assert ask(watch, 'since:"16 Nov 10:00"').since_at == HOUR
    assert ask(watch, "can't since:16 Nov 10:00 until:1h ago read") == ask(
        watch, "can't read since:2026-11-16T10:00 until:1h"
    )
    assert ask(watch, 'since:"16 Nov 2026 10:00:30"').since_at == HOUR + 30_000
    assert ask(watch, 'since:"17 Nov 09:00"').since_at == -364 * DAY
    assert ask(watch, "since:10:00:30").since_at == HOUR + 30_000
    assert ask(watch, "since:-5m").since_at == ask(watch, 'since:"5m ago"').since_at == watch.now - 5 * MINUTE
    assert ask(watch, "until:2026-11-20").until_at == 5 * DAY - 9 * HOUR


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("sevrity:SEV-1", "did you mean 'severity'"),
        ("severity:SEV-9", "the plan has no severity 'SEV-9'"),
        ("status:gone", "there is no status 'gone'"),
        ("since:yesterday", "is no time; write it as 8h"),
        ("since:2026-13-40", "is no time"),
        ('since:"31 Nov 10:00"', "is no time; write it as 8h (so long ago), 14:05, 21 Nov 03:12, 2026-11-20 or "),
        ("since:2026-11-17", "'2026-11-17' is still to come, for it is 2026-11-16 13:00 (UTC); give an earlier time"),
        ("since:99999999999d", "is no time"),
        ("since:1h until:2h", "lies behind"),
        ("service: words", "has no value"),
        ("service:a service:b", "stands there twice"),
        ('"open', "quotation mark"),
        ("x" * 301, "at most 300 characters"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(watch: Watch, query: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as refused:
        parse_query(query, watch.board, watch.now)
    assert "\n" not in str(refused.value)


def test_incidents_are_found_by_what_they_are_and_by_the_words_of_their_records(watch: Watch) -> None:
    assert found(watch, "") == ["INC-2", "INC-1"]
    assert found(watch, "service:API") == ["INC-1"]
    assert found(watch, "severity:SEV-1 status:open") == ["INC-1"]
    assert found(watch, "status:false-alarm") == ["INC-2"]
    assert found(watch, "status:investigating") == ["INC-1"]
    assert found(watch, "GRÜNE rolled") == ["INC-1"]
    assert found(watch, "grüne service:db") == []
    assert found(watch, "until:2026-11-15") == []
    assert found(watch, "since:30m") == ["INC-1"]  # the other one was over by then


def test_lines_come_newest_first_page_by_page(watch: Watch) -> None:
    records = watch.ledger.records
    page = search_records(records, Search(kinds=("incident.detected",), limit=1), watch.board)
    assert [record.body.incident for record in page.records] == ["INC-2"]  # type: ignore[attr-defined]
    page = search_records(records, Search(kinds=("incident.detected",), limit=1, before=page.more), watch.board)
    assert [record.body.incident for record in page.records] == ["INC-1"]  # type: ignore[attr-defined]
    assert page.more == -1
    lines = search_records(records, ask(watch, "rolled severity:SEV-1"), watch.board).records
    assert {str(record.body.__struct_config__.tag) for record in lines} == {"note.added"}
    assert not search_records(records, ask(watch, "rolled incident:INC-2"), watch.board).records


def test_a_story_holds_all_records_of_one_incident_and_no_other(watch: Watch) -> None:
    story = story_in(watch.ledger.records, "INC-1")
    kinds = [str(record.body.__struct_config__.tag) for record in story.records]
    assert kinds.index("alert.fired") < kinds.index("incident.detected") < kinds.index("note.added")
    assert all("INC-2" not in str(record.body) for record in story.records)
    assert story.left == 0
    assert bounded_story(watch.ledger.records * 200).left > 0


def test_a_catalogue_knows_how_each_incident_ended() -> None:
    watch = Watch()
    for number in range(1, 4):
        watch.fires(f"{number}h", str(number), title=f"Fault {number}", severity="critical", service=f"s{number}")
        watch.do(f"{number}h1m", Acknowledge(f"INC-{number}"))
    watch.do("4h", Merge("INC-3", "INC-2"))
    outcome = watch.submit("5h", Resolve("INC-1", "All is well"))[1]
    catalogue = Catalogue(watch.ledger.records)
    catalogue.see(watch.board)
    known = catalogue.incidents
    assert known["INC-3"].ending == "merged"
    assert known["INC-3"].lasted == HOUR
    assert known["INC-2"].ending == "open"
    assert known["INC-1"].acknowledged_at - known["INC-1"].since == MINUTE
    assert known["INC-1"].ending == ("resolved" if known["INC-1"].resolved_at >= 0 else "open"), outcome
    for name, about in watch.board.incidents.items():
        brief = known[name]
        assert (brief.title, brief.severity, brief.status) == (about.title, about.severity, about.status)
        assert (brief.since, brief.acknowledged_at) == (about.since, about.acknowledged_at)
        assert (brief.resolved_at, brief.closed_at) == (about.resolved_at, about.closed_at)
    assert not fits(known["INC-2"], Search(status="merged"))
