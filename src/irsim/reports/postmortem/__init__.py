"""The post-mortem of an incident: its document, a summary for stakeholders, and an invitation."""

from irsim.reports.postmortem.content import PostMortem, Section, post_mortem
from irsim.reports.postmortem.documents import as_html, as_markdown, summary
from irsim.reports.postmortem.invitation import invitation

__all__ = ["PostMortem", "Section", "as_html", "as_markdown", "invitation", "post_mortem", "summary"]
