"""What was learnt, as a change of the plan: a unified diff of its text, with the thresholds that were proposed."""

from difflib import unified_diff

from irsim.board.board import Board
from irsim.board.state import Proposal
from irsim.words.yamledit import with_value
from irsim.words.yamltext import pick, read_yaml

PLAN = "plan.yaml"


def plan_diff(board: Board, incident: str = "") -> str:
    """The proposed thresholds as a diff of the recorded plan; of one incident, or of all. Empty where none is proposed.

    The latest proposal for a monitor counts.
    """
    text = board.opened.plan
    proposals = [each for about in board.incidents.values() if incident in ("", about.id) for each in about.proposals]
    latest = {(each.monitor, each.side): each for each in sorted(proposals, key=lambda each: each.seq)}
    changed = text
    for each in latest.values():
        changed = _with(changed, each)
    lines = unified_diff(text.splitlines(), changed.splitlines(), f"a/{PLAN}", f"b/{PLAN}", lineterm="", n=2)
    return "\n".join(lines)


def _with(text: str, proposal: Proposal) -> str:
    """The plan's text with one proposal; as it was where the monitor has no such threshold to change."""
    document = read_yaml(text, PLAN)
    monitors = pick(document.data, ("monitors",)) or []
    for number, monitor in enumerate(monitors):
        if isinstance(monitor, dict) and monitor.get("id") == proposal.monitor and proposal.side in monitor:
            return with_value(text, ("monitors", number, proposal.side), proposal.written)
    return text
