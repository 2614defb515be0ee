"""The after-action report and improvement plan (AAR/IP) of a recording, as Markdown."""

from functools import lru_cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from irsim.log.reading import Recording
from irsim.reports import measuring, planning
from irsim.reports.account import after, analysis, clocks, communication, incidents, overview, timeline, work
from irsim.reports.account.source import Source, read_source
from irsim.reports.markdown import fenced, md, quote, table
from irsim.reports.verdicts import VERDICTS
from irsim.scoring.scorecard import Scorecard

TEMPLATE = "after-action.md.j2"


def after_action_report(recording: Recording, card: Scorecard) -> str:
    """The whole report on `recording`, scored as `card`; ends in a newline.

    It tells what only control may know (faults, true severities), and is therefore for after the exercise. Raises
    BadInput where the recorded plan cannot be read.
    """
    return _template().render(_account(read_source(recording, card), card)).rstrip() + "\n"


@lru_cache(maxsize=1)
def _template() -> Template:
    # `finalize` escapes whatever the template prints, so that no text can be forgotten; Markdown passes unchanged.
    environment = Environment(
        autoescape=False, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, finalize=md
    )
    environment.filters.update(md=md, quote=quote, table=table, fenced=fenced)
    text = resources.files("irsim.reports").joinpath("templates", TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(text)


def _account(source: Source, card: Scorecard) -> dict[str, object]:
    """Everything that the template writes."""
    return {
        "live": source.names.live,
        "title": overview.title(source),
        "ended": source.board.ended_at >= 0,
        "closed": source.recording.closed,
        "broken": source.recording.broken,
        "briefing": source.board.opened.setting.briefing,
        "story": source.filled(source.loaded.scenario.truth.story) if source.loaded else "",
        "unreadable": source.unreadable,
        "truth": overview.truth(source),
        "overview": overview.overview(source),
        "seats": overview.seats(source),
        "custody": overview.custody(source),
        "score": analysis.score_line(card.score),
        "coverage": f"{card.coverage:g}",
        "objectives": analysis.totals(source, card.objectives, rated=True),
        "roles": analysis.totals(source, card.roles),
        "analyses": analysis.analyses(source),
        "observations": analysis.general_observations(source),
        "claims": analysis.appendix(source),
        "own_rules": analysis.own_rules(source),
        "verdicts": list(VERDICTS.items()),
        "incidents": incidents.incidents(source),
        "unopened": incidents.unopened(source),
        "loose_alerts": incidents.loose_alerts(source),
        "timeline": timeline.timeline(source),
        "clocks": clocks.clocks(source),
        "times": clocks.times(source),
        "time_summary": clocks.summary(source),
        "counts": clocks.counts(source),
        "measured": _measured(card),
        "updates": communication.updates(source),
        "statuspage": communication.statuspage(source),
        "notices": communication.notices(source),
        "messages": communication.messages(source),
        "decisions": communication.decisions(source),
        "stated": communication.stated(source),
        "actions": work.actions(source),
        "evidence": work.evidence(source),
        "evidence_custody": work.custody(source),
        "holds": work.holds(source),
        "pages": work.pages(source),
        "requests": work.requests(source),
        "handovers": work.handovers(source),
        "deviations": work.deviations(source),
        "refused": work.refused(source),
        "questions": after.questions(source),
        "discussions": after.discussions(source),
        "feedback": after.feedback(source),
        "improvement_plan": after.improvement_plan(source),
        "lessons": after.lessons(source),
        "thresholds": after.thresholds(source),
        "plan_diff": planning.plan_diff(source.board),
        "satisfaction": after.satisfaction(source),
    }


def _measured(card: Scorecard) -> dict[str, object]:
    """The plan's metrics; empty where the card was made without."""
    if card.measures is None:
        return {}
    return {
        "impact": measuring.impact(card.measures),
        "quality": measuring.quality(card.measures),
        "services": measuring.services(card.measures),
        "remarks": measuring.service_remarks(card.measures),
        "security": measuring.security(card.measures),
    }
