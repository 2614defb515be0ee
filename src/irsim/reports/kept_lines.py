"""What is said of log lines that were kept as evidence."""

from datetime import UTC, datetime

from irsim.reports.plain import counted
from irsim.session.loglines import LinesKept
from irsim.words.clean import clean_title


def where_from(kept: LinesKept) -> str:
    """Where kept lines come from, for the record of their custody."""
    moments = [datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S") for at in (kept.first, kept.last)]
    logs = ", ".join(clean_title(name, 60) for name in kept.sources) or "logs"
    return f"{counted(kept.count, 'line')} of {logs}, {moments[0]} to {moments[1]} UTC"
