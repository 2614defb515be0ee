"""Papers before the room: situation manual and its sheets for players, handbook and evaluation guides for those who run
it."""

from irsim.plan import Plan
from irsim.reports.document import Document
from irsim.reports.papers.guides import filled_from, guides
from irsim.reports.papers.handbook import handbook
from irsim.reports.papers.players import part_sheets, situation_manual
from irsim.reports.papers.script import Script, script_of
from irsim.scenario.library import Loaded


def papers(loaded: Loaded, plan: Plan, plan_text: str, seed: str) -> dict[str, Document]:
    """Every paper by its file's name without the ending. Names tell players nothing. Raises BadInput."""
    script = script_of(loaded, plan, plan_text, seed)
    sheets = {f"situation-manual-part-{number}": sheet for number, sheet in part_sheets(script).items()}
    return {
        "situation-manual": situation_manual(script),
        **sheets,
        "controller-evaluator-handbook": handbook(script),
        "evaluation-guides": guides(script),
    }


__all__ = ["Script", "filled_from", "guides", "papers", "script_of"]
