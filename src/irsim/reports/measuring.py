"""The metrics of the plan in words and figures, as rows that text, Markdown and screens lay out: no mean without n."""

import re
from collections.abc import Callable

from irsim.reports.plain import counted, one_line, span
from irsim.reports.verdicts import TIMES
from irsim.scoring.scorecard import Measures, SecurityFigure, ServiceLevel
from irsim.scoring.spread import Share, Spread
from irsim.words.durations import MINUTE
from irsim.words.faults import sentence

Row = tuple[str, ...]

NONE = "-"

OVER = ", over"
"""Behind an error budget that is used up."""

NOT_MEASURED = "not measured"

SPREAD_HEADS = ("n", "mean", "median", "p90")


def times(measures: Measures) -> list[Row]:
    """Each time over all incidents: label, `n of incidents`, mean, median, 90th percentile."""
    return [
        _row(label, measures.times.get(name, Spread(0)), brief, measures.incidents) for name, label in TIMES.items()
    ]


def impact(measures: Measures) -> list[Row]:
    """Downtime, customers and revenue of an incident, and how long a page took, in the same columns as `times`."""
    return [
        _row("downtime, minutes", measures.downtime, minutes),
        _row("customers affected", measures.customers, _whole),
        _row("revenue impact", measures.revenue, _dollars),
        _row("page to its answer", measures.page_answers, brief, measures.pages_missed.of),
        _row("satisfaction, of 1 to 5", measures.satisfaction, _points),
    ]


def _row(label: str, spread: Spread, shown: Callable[[int], str], of: int | None = None) -> Row:
    n = f"{spread.n}" if of is None else f"{spread.n} of {of}"
    return (label, n, *(NONE if each is None else shown(each) for each in (spread.mean, spread.median, spread.p90)))


def quality(measures: Measures) -> list[Row]:
    """Shares and counts, each a label and a sentence's worth of figures."""
    severity = measures.severity
    rows: list[Row] = [
        ("false positives, alerts", share(measures.false_alerts, "dismissed")),
        ("false positives, incidents", share(measures.false_incidents, "dismissed")),
        ("severity assigned rightly", _accuracy(severity.right, severity.n)),
    ]
    if severity.n:
        rest = severity.n - severity.by_truth
        how = [f"{severity.by_truth} by the true severity"] if severity.by_truth else []
        how += [f"{rest} by the last one assigned"] if rest else []
        amiss = f"{severity.too_mild} too mild, {severity.too_strict} too strict"
        rows.append(("severity assigned wrongly", f"{amiss}; judged {', '.join(how)}"))
    rows += [
        ("pages missed", share(measures.pages_missed, "missed")),
        ("automated actions", f"{measures.automated}"),
    ]
    for rule in measures.updates:
        judged = rule.met + rule.late + rule.overdue
        text = share(Share(rule.met, judged), "in time") if judged else "none fell due"
        more = [f"{number} {word}" for number, word in ((rule.late, "late"), (rule.overdue, "overdue")) if number]
        rows.append((one_line(rule.label or rule.rule, 60), ", ".join([text, *more])))
    return rows


def _accuracy(right: int, n: int) -> str:
    return share(Share(right, n), "right") if n else "none was classified"


def share(part: Share, word: str) -> str:
    """`2 of 8 dismissed (25 %)`; of none, that there were none."""
    return "none" if part.percent is None else f"{part.part} of {part.of} {word} ({part.percent} %)"


def services(measures: Measures) -> list[Row]:
    """Services that were down, worst first: label, downtime, availability, objective, budget used."""
    hit = [service for service in measures.services if service.down]
    return [
        (
            one_line(service.label, 60) + (" *" if service.lasting else ""),
            minutes(service.down),
            percent(service.availability),
            percent(service.objective),
            f"{minutes(service.down)} of {minutes(service.budget)}" + (OVER if service.down > service.budget else ""),
        )
        for service in sorted(hit, key=lambda service: -service.down)
    ]


SERVICE_HEADS = ("service", "down, min", "availability", "objective", "budget used, min")


def service_remarks(measures: Measures) -> list[str]:
    """What the table of services leaves unsaid."""
    found = measures.services
    if not found:
        return ["Not measured: the plan has no service levels, or no service has a component of the status page."]
    calm = [_name(service) for service in found if service.n and not service.down]
    silent = [_name(service) for service in found if not service.n]
    period = max((service.period for service in found), default=0)
    remarks = [f"Reckoned over {span(period)}: each recording stands for one window of the plan."] if period else []
    remarks += ["* still down at the end"] if any(service.lasting for service in found) else []
    remarks += [f"No downtime: {', '.join(calm)}"] if calm else []
    remarks += [f"Not measured, for no monitor would tell: {', '.join(silent)}"] if silent else []
    return remarks


def _name(service: ServiceLevel) -> str:
    return one_line(service.label or service.service, 60)


def security(measures: Measures) -> list[Row]:
    """Each security metric: group, label, figure or `not measured`, source, what is counted or why it is not."""
    return [
        (one_line(item.group, 40), one_line(item.label, 60), figure(item), one_line(item.source, 80), remark(item))
        for item in measures.security
    ]


def figure(item: SecurityFigure) -> str:
    """`3 alerts`, or that it is not measured."""
    if item.figure is None:
        return NOT_MEASURED
    unit = one_line(item.unit, 20)
    return f"{item.figure:,} {unit.removesuffix('s') if item.figure == 1 else unit}".rstrip()


def remark(item: SecurityFigure) -> str:
    """Why there is no figure, or what it is of: a sentence, or nothing."""
    text = one_line(item.unmeasured if item.figure is None else item.note, 200)
    return sentence(text) if text else ""


def title(measures: Measures) -> str:
    """`3 recordings, 5 incidents`."""
    return f"{counted(measures.recordings, 'recording')}, {counted(measures.incidents, 'incident')}"


def brief(milliseconds: int) -> str:
    """A time by its two largest units: `16h3m` of `16h3m30s`."""
    units = re.findall(r"\d+[a-z]+", span(milliseconds))
    return "".join(units[:2])


def minutes(milliseconds: int) -> str:
    """Minutes to one decimal, rounded to the nearest: `43.2`."""
    tenths = (milliseconds * 10 + MINUTE // 2) // MINUTE
    return f"{tenths // 10:,}.{tenths % 10}"


def percent(ppm: int | None) -> str:
    """`99.9687 %`, without needless decimals: only a service that was never down has 100."""
    if ppm is None:
        return NONE
    return f"{ppm // 10_000}.{ppm % 10_000:04d}".rstrip("0").rstrip(".") + " %"


def _whole(number: int) -> str:
    return f"{number:,}"


def _dollars(number: int) -> str:
    return f"${number:,}" if number < 1_000_000 else f"${number // 1_000_000:,}.{number % 1_000_000 // 10_000:02d}M"


def _points(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"
