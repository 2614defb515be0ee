"""The public status page of a recording, as a static site: only what was posted to it, and the components' levels."""

from irsim.reports.statuspage.site import GENERATOR, status_site

__all__ = ["GENERATOR", "status_site"]
