"""What an impact assessment suggests, in sentences: for dialogs, tabs, the feed and the report."""

from irsim.board.suggesting import Suggested
from irsim.reports.names import Names, lower_label
from irsim.reports.plain import one_line


def told_suggestion(names: Names, suggested: Suggested) -> list[str]:
    """A sentence for the severity and one for the category, with every reason; none where nothing is suggested."""
    told = []
    if suggested.severity:
        why = _reasons(suggested.for_severity)
        told.append(f"The impact suggests {names.severity(suggested.severity)}: {why}.")
    if suggested.category:
        why = _reasons(suggested.for_category)
        told.append(f"The impact suggests the category {lower_label(names.category(suggested.category))}: {why}.")
    return told


def _reasons(reasons: tuple[str, ...]) -> str:
    said = [one_line(reason, 300).rstrip(".") for reason in reasons]
    return "; ".join(reason[:1].lower() + reason[1:] for reason in said)
