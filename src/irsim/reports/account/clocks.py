"""Clocks and times: how each running of a clock ended, and how long things took over all incidents."""

from irsim.board.state import NEVER, Clock
from irsim.reports.account.source import Row, Source
from irsim.reports.plain import counted, span
from irsim.reports.verdicts import TIMES, sign
from irsim.scoring.scorecard import ClockResult
from irsim.scoring.spread import spread


def clocks(source: Source) -> list[Row]:
    """Every running of a clock, as the scorecard has it; those that only the board knows follow."""
    listed = {result.id for result in source.card.clocks}
    rows = [_result(source, result) for result in source.card.clocks]
    return rows + [_own(source, clock) for clock in source.board.clocks.values() if clock.id not in listed]


def _result(source: Source, result: ClockResult) -> Row:
    return _row(
        source,
        result.incident,
        result.label or result.rule,
        result.since,
        result.due,
        result.stopped,
        result.verdict,
        source.board.clocks.get(result.id),
        result.owner,
        result.basis,
    )


def _own(source: Source, clock: Clock) -> Row:
    rule = source.board.rules.clocks.get(clock.rule)
    return _row(
        source,
        clock.incident,
        source.names.clock_rule(clock.rule),
        clock.since,
        clock.due,
        clock.stopped_at,
        clock.verdict(source.now),
        clock,
        rule.owner if rule else "",
        rule.basis if rule else "",
    )


def _row(
    source: Source,
    incident: str,
    label: str,
    since: int,
    due: int,
    stopped: int,
    verdict: str,
    clock: Clock | None,
    owner: str,
    basis: str,
) -> Row:
    remarks = []
    if clock is not None and clock.waived:
        remarks.append(clock.waived)
    if clock is not None and clock.re_aimed:
        remarks.append(f"re-aimed {counted(clock.re_aimed, 'time')}")
    if clock is not None and clock.subject:
        remarks.append(f"for {clock.subject}")
    if clock is not None and clock.stopped_by != NEVER:
        remarks.append(f"stopped by record {clock.stopped_by}")
    ended = f"{source.names.stamp(stopped)}, after {span(stopped - since)}" if stopped != NEVER else "not stopped"
    allowed = f"{source.names.stamp(due)}, {'under' if clock and clock.strict else 'within'} {span(due - since)}"
    return (
        incident or "-",
        label,
        source.names.stamp(since),
        allowed,
        ended,
        sign(verdict),
        source.names.role(owner) if owner else "-",
        basis or "-",
        "; ".join(remarks) or "-",
    )


def times(source: Source) -> list[Row]:
    """What each incident took, one row an incident."""
    return [
        (
            f"{item.incident or 'not opened'}: {item.title}",
            source.names.stamp(item.first_sign) if item.first_sign != NEVER else "-",
            *(_took(getattr(item, name)) for name in TIMES),
        )
        for item in source.card.metrics.incidents
    ]


def _took(milliseconds: int) -> str:
    return "never" if milliseconds == NEVER else span(milliseconds)


def summary(source: Source) -> list[Row]:
    """Each time over all incidents with n, mean, median and 90th percentile (nearest rank); never without its n."""
    rows: list[Row] = []
    incidents = source.card.metrics.incidents
    for name, label in TIMES.items():
        over = spread(value for item in incidents if (value := getattr(item, name)) != NEVER)
        figures = ("-" if each is None else span(each) for each in (over.mean, over.median, over.p90))
        rows.append((label, f"{over.n} of {len(incidents)}", *figures))
    return rows


def counts(source: Source) -> list[Row]:
    """Counts over the whole session."""
    metrics = source.card.metrics
    clocks = (
        f"{metrics.clocks_met} met, {metrics.clocks_late} late, {metrics.clocks_overdue} overdue, "
        f"{metrics.clocks_waived} waived"
    )
    alerts = f"{metrics.alerts}, {metrics.alerts_dismissed} dismissed, {metrics.false_positives} false positive"
    return [
        ("Clocks", clocks),
        ("Alerts", alerts),
        ("Commands", f"{metrics.commands}, {metrics.refused} refused"),
        ("Done automatically", f"{metrics.automations}"),
        ("Pages", f"{metrics.pages}, {metrics.pages_missed} missed"),
        ("Updates sent", f"{metrics.updates}, {metrics.public_updates} public"),
    ]
