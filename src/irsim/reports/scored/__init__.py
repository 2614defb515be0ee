"""Everything that is scored of a recording, as data: its shape, and how it is filled in."""

from irsim.reports.scored.filling import as_json, scored
from irsim.reports.scored.shape import Scored

__all__ = ["Scored", "as_json", "scored"]
