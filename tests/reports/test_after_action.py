"""The after-action report: complete and true for any recording, whatever people wrote into it."""

import re
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from irsim.reports.after_action import after_action_report
from irsim.reports.scorecard import scorecard_text
from irsim.scoring.score import score
from tests.reports.story import Story, card_of, claim, opened, whole_story

VERDICTS = ("met", "late", "partly", "missed", "wrong", "not exercised", "not rated")
HOSTILE = (
    "| pipe | `tick` **bold** <script>alert(1)</script> [x](javascript:y) # h\n# heading\n\n- item\n```\n"
    "\x1b[31mred\x1b]8;;http://evil.example\x07\u202eevil {{ 7*7 }} {% raw %}"
)
PARSER = MarkdownIt("gfm-like", {"linkify": False})


def report_of(story: Story, claims: list[Any] | None = None, **changes: Any) -> str:
    if claims is None:
        claims = [claim(verdict) for verdict in VERDICTS]
    return after_action_report(story.recording(**changes), card_of(story, claims))


@pytest.fixture(scope="module")
def report() -> str:
    return report_of(whole_story())


def section(report: str, heading: str) -> str:
    """From a heading of the second level to the next."""
    after = report[report.index(f"\n## {heading}") + 1 :]
    return re.split(r"\n## ", after)[0]


def test_it_says_that_it_is_an_exercise(report: str) -> None:
    assert report.startswith("# After-Action Report: Paper Kite: Contact lists leave the house\n")
    assert "**EXERCISE.**" in report.split("## 1.")[0]


def test_the_overview_names_what_makes_the_recording_evidence(report: str) -> None:
    overview = section(report, "1. Exercise overview")
    story = whole_story()
    for words in (
        f"| Head digest | {story.records[-1].digest} |",
        f"| Records | {len(story.records)}, the last of them record {len(story.records) - 1} |",
        "| Chain | holds from the first record to the last |",
        "| State | closed: nothing is added any more |",
        "| Seed | 7 |",
        "| Rules number | 1 |",
        "| Assist level | standard |",
        "| Calendar start (T+0) | Mon 16 Nov 2026 09:00:00 UTC |",
        "| Length | 1h of 2h planned |",
        "| Held | no real start is recorded",
        "| communications lead | simulated | no name recorded | 0 commands |",
        "| Threat or hazard | breach |",
        "| Sponsor | PenguinMails |",
        "| Participants | 2 seats played by people and 1 seat simulated (appendix B) |",
        "| Point of contact | not recorded; fill it in |",
        "A stolen token is used to export contact lists.",
    ):
        assert words in overview


def test_strengths_and_improvements_name_their_evidence(report: str) -> None:
    analysis = section(report, "3. Analysis")
    strengths, improvements = analysis.split("#### Areas for improvement")[:2]
    assert "**A claim that is met** (✔ met, 10 of 10 points, incident commander)" in strengths
    assert "Reference: expectation 'c-met' of the scenario" in strengths
    assert "Basis: automatic" in strengths
    assert "Evidence: T+00:04:00 (record 3) and T+00:04:00 (record 4)" in strengths
    for verdict in ("late", "partly", "missed", "wrong"):
        assert f"**A claim that is {verdict}**" in improvements
    assert "Analysis: Severity decides who is woken." in improvements
    assert "Calm voices" in analysis
    assert "- A claim that is not rated (◌ not rated): classify as SEV-1, within 10m" in analysis


def test_the_incident_says_where_its_severity_differed(report: str) -> None:
    incident = section(report, "4. Incidents")
    assert "SEV-2 (high), assigned. Judged 1 level too mild: in truth SEV-1 (critical)." in incident
    assert "| Personal data | yes |" in incident
    assert "| Acknowledged | T+00:08:00, Mon 16 Nov 2026 09:08:00 UTC |" in incident
    assert "A leaked token\n\n1. It was committed\n2. No scan" in incident


def test_the_timeline_has_both_times_and_what_the_scenario_did(report: str) -> None:
    timeline = section(report, "5. Timeline")
    assert "| T+00:04:00 | 16 Nov 09:04 | inject | The first hint (hint) | 1 |" in timeline
    assert "fault leak takes hold of API: A token was stolen." in timeline
    assert "Revoke all tokens" in timeline


def test_clocks_and_times(report: str) -> None:
    clocks = section(report, "6. Clocks and times")
    assert "T+00:19:00, under 15m | T+00:08:00, after 4m | ✔ met" in clocks
    assert "| detection to acknowledgement | 1 of 1 | 4m | 4m | 4m |" in clocks
    assert "| detection to resolution | 0 of 1 | - | - | - |" in clocks


def test_the_communication_log(report: str) -> None:
    log = section(report, "7. Communication log")
    assert "> We are looking into it.  \n>\n> More soon." in log
    assert "Says what the plan rules out here: promises" in log
    assert "Recalled before it left" in log
    assert "after 1m (record " in log
    assert "Only what we know / Three customers so far." in log
    assert "not answered, although due by T+00:30:00" in log
    assert "Approximate number of records" in log


def test_decisions_work_and_improvements(report: str) -> None:
    assert "| Now | It is early. | - |\n| Later | - | chosen |" in section(report, "8. Decisions")
    work = section(report, "9. Work")
    assert "| Revoke all tokens | INC-1 | 412 tokens revoked (after 1m) |" in work
    assert work.index("| Ana | collected |") < work.index("| Legal counsel | for the authority |")
    assert "Primary on-call (Mira Lund)" in work
    assert "acknowledged after 2m40s: Coming" in work
    assert "resolve incident=INC-1 reason=over" in work
    hot_wash = section(report, "11. Hot wash")
    assert "1. What did you see first?" in hot_wash
    assert "### Strengths" in hot_wash
    plan = section(report, "Appendix A")
    assert "| AI-1 | - | from INC-1 | Scan repositories | - | Ana | - | - | 2026-12-01 | high | 0 leaks |" in plan
    assert "| in progress: begun; opened " in plan
    assert "Areas without a corrective action" in plan


def test_the_rules_are_in_words_and_so_are_the_scenarios_own(report: str) -> None:
    rules = section(report, "Appendix C")
    assert "half the points until twice the limit" in rules
    assert "'Classify as SEV-1': late is worth 25 %" in rules


def test_every_claim_is_in_the_appendix(report: str) -> None:
    appendix = section(report, "Appendix D")
    assert all(f"| c-{verdict.replace(' ', '-')} |" in appendix for verdict in VERDICTS)


def test_where_there_is_nothing_it_says_so() -> None:
    report = report_of(Story(), [])
    for sentence in (
        "**The session has not ended.**",
        "No incident was opened.",
        "No clock ran.",
        "No update was written.",
        "No decision was put to the team.",
        "No command was refused.",
        "No improvements were recorded.",
        "There are no claims.",
        "| State | open: more may follow, under a later head |",
    ):
        assert sentence in report


def test_damage_is_said_at_the_top() -> None:
    report = report_of(whole_story(), broken="record 99 (line 100) was changed", torn=17)
    assert "**The recording is damaged:** record 99 (line 100) was changed." in report.split("## 1.")[0]
    assert "17 bytes of an unfinished last line were left out" in report


def test_a_scenario_that_cannot_be_read_is_said_and_no_harm() -> None:
    story = Story(opened(scenario="id: [broken"))
    assert "**The scenario in the recording cannot be read:**" in report_of(story, [])


def test_a_live_store_is_live() -> None:
    setting = opened().setting.__class__(scenario="", codename="")
    report = report_of(Story(opened(scenario="", world="", setting=setting)), [])
    assert "**LIVE.**" in report
    assert "EXERCISE" not in report


def structure(report: str) -> list[tuple[str, str]]:
    """The blocks of a document without their texts."""
    return [(token.type, token.tag) for token in PARSER.parse(report) if token.type != "inline"]


def inlines(report: str) -> list[Token]:
    return [child for token in PARSER.parse(report) for child in token.children or []]


def test_hostile_text_changes_no_block_of_the_report() -> None:
    """Given markup, HTML, templates and escape sequences in every text, the document has the blocks of a tame one."""
    tame = " ".join(["tame"] * 12)
    documents = [structure(quotes_aside(hostile_report(text))) for text in (tame, HOSTILE, "| \\", "長い" * 40)]
    assert all(document == documents[0] for document in documents[1:])


def hostile_report(text: str) -> str:
    claims = [claim(verdict, title=text, rule=text, why=text, id=text, role=text) for verdict in VERDICTS]
    return report_of(whole_story(text), claims)


def quotes_aside(report: str) -> str:
    """A quotation keeps its lines, and so may have more paragraphs than another."""
    return re.sub(r"(?m)^>.*\n(>.*\n)*", "> quoted\n", report)


def test_hostile_text_neither_acts_nor_disappears() -> None:
    report = hostile_report(HOSTILE)
    assert not set(report) & set("\x1b\x07\u202e\r")
    assert {token.type for token in inlines(report)} <= {
        "text", "text_special", "softbreak", "hardbreak", "strong_open", "strong_close", "code_inline"
    }  # fmt: skip
    assert "<script" not in report
    text = "".join(token.content for token in inlines(report))
    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }} {% raw %}" in text


def test_with_the_scorers_own_card() -> None:
    """Given what the scorer makes of a recording, report and scorecard agree with it."""
    story = whole_story()
    card = score(story.records)
    report = after_action_report(story.recording(), card)
    assert f"Score: {card.score:g} of 100" in report
    assert all(f"| {item.id} |" in report for item in card.claims)
    assert f"{card.score:g} of 100" in scorecard_text(card)


def test_titles_of_a_hundred_kilobytes_are_cut() -> None:
    huge = "x" * 100_000
    report = hostile_report(huge)
    assert "…" in report
    assert max(len(line) for line in report.split("\n")) < 30_000


def test_the_same_recording_gives_the_same_report(report: str) -> None:
    assert report_of(whole_story()) == report


def test_no_blank_runs_and_no_trailing_garbage(report: str) -> None:
    assert "\n\n\n\n" not in report
    assert report.endswith("|\n") or report.endswith(".\n")
