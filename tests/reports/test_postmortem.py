"""The post-mortem: each part of the agenda from the log, for people and for calendars."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from icalendar import Calendar

from irsim.commands import Cause, Lesson, Note, Review, Satisfaction, Threshold
from irsim.events.after import LessonRecorded, ReviewScheduled, ThresholdProposed
from irsim.log.reading import Recording
from irsim.plan import default_plan_text, load_plan
from irsim.reports.account.source import Source, read_source
from irsim.reports.planning import plan_diff
from irsim.reports.postmortem import as_html, as_markdown, invitation, post_mortem, summary
from irsim.reports.postmortem.content import chosen
from irsim.words.durations import HOUR, MINUTE
from irsim.words.faults import BadInput
from tests.board.desk import Desk
from tests.reports.story import Story, card_of, opened, whole_story

HOSTILE = "</td><script>alert(1)</script> [link](http://x.test) `code` \x1b[31m | cell\nline"


def source_of(story: Story) -> Source:
    return read_source(story.recording(), card_of(story, []))


def with_date(text: str = "", plan: str = "") -> Story:
    """The small drill, with a post-mortem, a lesson and a threshold before its session is closed."""
    story = whole_story(text)
    story.add(60 * MINUTE, "incident_commander", ReviewScheduled("INC-1", "x", 76 * HOUR, ("engineering",)))
    story.add(
        60 * MINUTE,
        "incident_commander",
        LessonRecorded("INC-1", text or "Scan first", "tool", "monitors", text or "x"),
    )
    story.add(
        60 * MINUTE, "incident_commander", ThresholdProposed("INC-1", "response-time", "above", "4 s", 4000, text)
    )
    return story


class Cells(HTMLParser):
    """What a browser would find."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_each_part_of_the_agenda_is_filled_from_the_log() -> None:
    source = source_of(with_date())
    text = as_markdown(post_mortem(source, source.board.incidents["INC-1"]))
    rule = source.board.rules.plan.review
    assert rule is not None
    places = [text.index(f"## {number}. {item.text}") for number, item in enumerate(rule.agenda, 1)]
    assert places == sorted(places)
    timeline, impact, cause, response, improvements = (
        text[begin:end] for begin, end in zip(places, [*places[1:], len(text)], strict=True)
    )
    assert "INC-1 declared" in timeline
    assert "T+00:07:00" in timeline
    assert "fault leak" not in timeline, "what the scenario did is in the after-action report"
    assert "3 customers, 10 users" in impact
    assert "A leaked token" in cause
    assert "1. Why? It was committed" in cause
    assert "2. Why? No scan" in cause
    assert "| respond |" in response
    assert "met" in response
    assert "Scan repositories" in improvements
    assert "0 leaks" in improvements
    assert "Scan first" in improvements
    assert "```diff" in improvements


def test_a_part_of_which_nothing_is_known_says_so() -> None:
    desk = Desk()
    desk.declare("1m", "SEV-3")
    source = read_source(Recording(Path("x.jsonl"), desk.ledger.records, []), card_of(Story(), []))
    text = as_markdown(post_mortem(source, source.board.incidents["INC-1"]))
    assert "Nothing of this is on record. Fill it in at the meeting." in text


def test_the_page_says_the_same_and_no_text_leaves_its_cell() -> None:
    source = source_of(with_date(HOSTILE))
    document = post_mortem(source, source.board.incidents["INC-1"])
    page = as_html(document)
    found = Cells(page)
    assert "script" not in found.tags
    assert "<script>alert(1)</script>" in found.text
    assert "\x1b" not in page
    plain = Cells(as_html(post_mortem(source_of(with_date()), source.board.incidents["INC-1"])))
    assert "INC-1 declared" in plain.text
    assert "EXERCISE" in plain.text
    markdown = as_markdown(document)
    assert "<script>" not in markdown
    assert "](http://" not in markdown


def test_the_summary_is_for_those_who_were_not_there() -> None:
    source = source_of(with_date())
    text = summary(source, source.board.incidents["INC-1"])
    for words in (
        "EXERCISE",
        "Contact lists exported",
        "A leaked token",
        "Scan repositories, by 2026-12-01",
        "Scan first",
    ):
        assert words in text, words
    assert "Ana" not in text, "it names what changes and never who"


def test_the_invitation_is_what_calendars_read() -> None:
    source = source_of(with_date("Ünïcödé " * 30))
    raw = invitation(source, source.board.incidents["INC-1"])
    assert raw is not None
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    begins = datetime(2026, 11, 16, 9, tzinfo=UTC) + timedelta(hours=76)
    assert event.decoded("dtstart") == begins
    assert event.decoded("dtend") == begins + timedelta(hours=2)
    assert str(event["summary"]).startswith("EXERCISE: Post-mortem of INC-1: Ünïcödé")
    assert "Root cause: the five whys" in str(event["description"])
    assert "For: Engineering" in str(event["description"])
    assert "Management" not in str(event["description"])
    assert raw == invitation(source, source.board.incidents["INC-1"])


def test_groups_with_an_address_are_invited() -> None:
    plan = default_plan_text().replace("label: Engineering}", "label: Engineering, mail: eng@example.com}")
    story = Story(opened(plan=plan))
    desk = Desk(plan)
    desk.declare("1m", "SEV-3")
    desk.do("2m", Review("INC-1", "2026-11-19T14:00"))
    source = read_source(Recording(Path("x.jsonl"), desk.ledger.records, []), card_of(story, []))
    raw = invitation(source, source.board.incidents["INC-1"])
    assert raw is not None
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["attendee"]) == "mailto:eng@example.com"


def test_without_a_date_there_is_no_invitation() -> None:
    story = whole_story()
    story.add(60 * MINUTE, "incident_commander", ReviewScheduled("INC-1", "next week"))
    source = source_of(story)
    assert invitation(source, source.board.incidents["INC-1"]) is None


def test_a_threshold_is_a_change_of_one_line_of_the_plan() -> None:
    desk = Desk()
    desk.declare("1m", "SEV-3")
    desk.do("2m", Threshold("INC-1", "response-time", above="4 s"))
    desk.do("3m", Threshold("INC-1", "response-time", above="3 s", reason="Earlier still"))
    desk.do("3m", Threshold("INC-1", "apdex", below="0.9"))
    lines = plan_diff(desk.board).split("\n")
    assert lines[:2] == ["--- a/plan.yaml", "+++ b/plan.yaml"]
    gone = [line[1:] for line in lines[2:] if line.startswith("-")]
    come = [line[1:] for line in lines[2:] if line.startswith("+")]
    assert [line.replace("5000 ms", "3 s").replace('"0.8"', '"0.9"') for line in gone] == come
    changed = desk.board.opened.plan.replace(gone[0], come[0])
    monitor = next(each for each in load_plan(changed).monitors if each.id == "response-time")
    assert monitor.above == 3000
    assert plan_diff(desk.board, "INC-2") == ""


def test_an_incident_that_is_not_there_is_said() -> None:
    source = source_of(whole_story())
    with pytest.raises(BadInput, match="has no incident 'INC-7'"):
        chosen(source, "INC-7")


def test_what_is_learnt_goes_on_after_the_end() -> None:
    desk = Desk()
    desk.declare("1m", "SEV-3")
    desk.do("1m", Cause("INC-1", "x"))
    for command in (
        Lesson("INC-1", "x", "tool"),
        Threshold("INC-1", "response-time", above="4 s"),
        Satisfaction("INC-1", 5),
    ):
        assert command.after_end
    assert not Note("INC-1", "x").after_end
