"""The scorecard after a drill as plain text: score and coverage, claims with their rules, times, clocks, seats."""

from irsim.reports.columns import bar, cut, hang, in_ascii, pad
from irsim.reports.metrics import measures_lines
from irsim.reports.names import SEAT_WORDS
from irsim.reports.plain import counted, one_line, span
from irsim.reports.verdicts import IMPROVEMENTS, TIMES, by_objective, points, sign
from irsim.scoring.scorecard import Claim, ClockResult, Scorecard, Total, TrueTime
from irsim.words.durations import format_instant

NARROWEST = 60
"""Columns below which nothing can be aligned; a narrower width is taken as this."""

_TEXT = 2_000
_VERDICT = 16


def scorecard_text(card: Scorecard, width: int = 100, *, ascii_only: bool = False) -> str:
    """The whole scorecard in lines of at most `width` columns, without colour codes; ends in a newline.

    `ascii_only` replaces our own signs and bars for terminals without UTF-8.
    """
    width = max(width, NARROWEST)
    parts = [_head(card, width)]
    if card.objectives:
        parts.append(_totals("Objectives", card.objectives, width))
    if card.roles:
        parts.append(_totals("Roles", card.roles, width))
    parts.append(_claims(card, width))
    if card.deviations:
        parts.append(_deviations(card, width))
    parts.append(_times(card, width))
    parts.append(_clocks(card, width))
    parts.append(_counts(card, width))
    if card.measures is not None:
        parts.append([*_section("Metrics", width), *measures_lines(card.measures, width)])
    parts.append(_foot(card, width))
    text = "\n\n".join("\n".join(part) for part in parts) + "\n"
    return in_ascii(text) if ascii_only else text


def _section(title: str, width: int) -> list[str]:
    return [title, "─" * width]


def _head(card: Scorecard, width: int) -> list[str]:
    title = one_line(card.codename) or one_line(card.scenario) or "Session"
    lines = [*hang("", f"Score: {title}", width), "─" * width]
    if card.score is None:
        lines += hang("  Score     ", "none: nothing that counts was exercised", width)
    else:
        lines += hang("  Score     ", f"{card.score:g} of 100  {bar(card.score, 20)}", width)
    lines += hang("  Coverage  ", f"{card.coverage:g} %  {bar(card.coverage, 20)}", width)
    lines += hang(
        "            ", "the share of the possible points that was exercised and judged; a figure of its own", width
    )
    if card.ended_at >= 0:
        lines += hang("  Ended     ", format_instant(card.ended_at), width)
    else:
        lines += hang("  Ended     ", "not yet: this is the score so far", width)
    return [*lines, *hang("  Assist    ", f"level {one_line(card.assist, 40)}", width)]


def _totals(title: str, totals: list[Total], width: int) -> list[str]:
    # label | bar | score | coverage | points
    tail = 10 + 1 + 6 + 1 + 10 + 1 + 12
    room = width - tail - 3
    lines = _section(title, width)
    heads = f"{pad('', 10)} {'score':>6} {'coverage':>10} {'points':>12}"
    lines.append("  " + pad("", room) + " " + heads)
    for total in totals:
        score = "none" if total.score is None else f"{total.score:g}"
        shown = f"{points(total.points)} of {points(total.possible)}"
        row = f"{bar(total.score)} {score:>6} {f'{total.coverage:g} %':>10} {shown:>12}"
        lines.append("  " + pad(one_line(total.label) or one_line(total.id), room) + " " + row)
    return lines


def _claims(card: Scorecard, width: int) -> list[str]:
    lines = _section("Claims", width)
    if not card.claims:
        return [*lines, "  Nothing was expected in this session."]
    first = True
    for _, label, claims in by_objective(card):
        if not claims:
            continue
        if not first:
            lines.append("")
        first = False
        lines += hang("  ", one_line(label), width)
        for claim in claims:
            lines += _claim(claim, width)
    return lines


def _claim(claim: Claim, width: int) -> list[str]:
    of = points(claim.points) if claim.harm else f"{points(claim.points)}/{points(claim.possible)}"
    lead = f"    {pad(sign(claim.verdict), _VERDICT)}{of:>7}  "
    under = " " * 8
    when = format_instant(claim.at) if claim.at >= 0 else ""
    if when and claim.due >= 0:
        when += f", due {format_instant(claim.due)}"
    elif claim.due >= 0:
        when = f"due {format_instant(claim.due)}"
    lines = hang(lead, one_line(claim.title), width)
    facts = [one_line(claim.role.replace("_", " "), 60), when, _evidence(claim)]
    lines += hang(under, " · ".join(fact for fact in facts if fact), width)
    if claim.rule:
        lines += hang(under + "Rule: ", one_line(claim.rule, _TEXT), width)
    if claim.why and claim.verdict in IMPROVEMENTS:
        lines += hang(under + "Why:  ", one_line(claim.why, _TEXT), width)
    return lines


def _evidence(claim: Claim) -> str:
    if not claim.evidence:
        return ""
    shown = ", ".join(str(seq) for seq in claim.evidence[:12])
    more = f" and {len(claim.evidence) - 12} more" if len(claim.evidence) > 12 else ""
    return f"{'record' if len(claim.evidence) == 1 else 'records'} {shown}{more}"


def _deviations(card: Scorecard, width: int) -> list[str]:
    lines = _section("Deviations from roles", width)
    lines += hang("  ", "what a role did that the plan gives to another; it costs no points by itself", width)
    for each in card.deviations:
        about = f" on {one_line(each.incident, 40)}" if each.incident else ""
        role, owner = (one_line(name.replace("_", " "), 60) for name in (each.role, each.owner))
        words = f"{role}: '{one_line(each.command, 40)}'{about}, which is the {owner}'s (record {each.seq})"
        lines += hang(f"    {format_instant(each.at)}  ", words, width)
    return lines


def _times(card: Scorecard, width: int) -> list[str]:
    lines = _section("Times", width)
    if not card.metrics.incidents:
        return [*lines, "  No incident was played or recorded."]
    for number, times in enumerate(card.metrics.incidents):
        lines += ([""] if number else []) + _incident_times(times, width)
    return lines


def _incident_times(times: TrueTime, width: int) -> list[str]:
    id = one_line(times.incident, 40)
    title = one_line(times.title)
    lines = hang("  ", f"{id} {title}" if id else f"{title} (the team opened no incident for it)", width)
    assigned, true = one_line(times.assigned_severity, 40), one_line(times.true_severity, 40)
    if assigned and true and assigned != true:
        lines += hang("    ", f"assigned {assigned}, in truth {true}; claims are judged by the true one", width)
    elif true or assigned:
        lines += hang("    ", f"severity {true or assigned}", width)
    rows = [("first sign", format_instant(times.first_sign) if times.first_sign >= 0 else "none came")]
    rows += [(label, _after(getattr(times, name))) for name, label in TIMES.items()]
    return lines + [f"    {pad(label, 40)}{value}" for label, value in rows]


def _after(milliseconds: int) -> str:
    return span(milliseconds) if milliseconds >= 0 else "never"


def _clocks(card: Scorecard, width: int) -> list[str]:
    metrics = card.metrics
    lines = _section("Clocks", width)
    lines += hang(
        "  ",
        f"{metrics.clocks_met} met, {metrics.clocks_late} late, {metrics.clocks_overdue} overdue, "
        f"{metrics.clocks_waived} waived",
        width,
    )
    return lines + [_clock(clock, width) for clock in card.clocks]


def _clock(clock: ClockResult, width: int) -> str:
    ran = f"{span(clock.stopped - clock.since)} of " if clock.stopped >= 0 else "of "
    figures = f"{ran}{span(clock.due - clock.since)}"
    due = f"due {format_instant(clock.due)}"
    incident = pad(one_line(clock.incident, 40), 8)
    room = width - 4 - 12 - 9 - 19 - 16
    label = pad(one_line(clock.label) or one_line(clock.rule), room)
    return cut(f"    {pad(sign(clock.verdict), 12)}{incident} {label} {pad(figures, 18)} {due}".rstrip(), width)


def _counts(card: Scorecard, width: int) -> list[str]:
    metrics = card.metrics
    sentences = [
        f"{counted(metrics.alerts, 'alert')}, {metrics.alerts_dismissed} dismissed, "
        f"{counted(metrics.false_positives, 'false positive')} in all",
        f"{counted(metrics.commands, 'command')}, {metrics.refused} refused",
        f"{counted(metrics.pages, 'page')}, {metrics.pages_missed} missed",
        f"{counted(metrics.updates, 'update')}, {metrics.public_updates} of them public",
    ]
    if metrics.automations:
        sentences.append(f"{counted(metrics.automations, 'thing')} done automatically")
    lines = _section("Counts", width)
    for sentence in sentences:
        lines += hang("  ", sentence, width)
    return lines


def _foot(card: Scorecard, width: int) -> list[str]:
    lines = _section("Seats and recording", width)
    for role, seat in card.seats.items():
        words = SEAT_WORDS.get(seat, one_line(seat, 40))
        lines += hang(f"  {pad(one_line(role.replace('_', ' '), 60), 24)}", words, width)
    if not card.seats:
        lines.append("  No seats were taken.")
    state = "closed" if card.closed else "open: more may be added, and the head will then change"
    lines += hang(f"  {pad('recording', 24)}", state, width)
    lines += hang("  ", "head digest, to be kept: it shows later that nothing was changed", width)
    return [*lines, *hang("  ", one_line(card.head, 80), width)]
