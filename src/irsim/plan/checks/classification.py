"""Tracks and categories."""

from irsim.plan.checks.base import PlanChecker


def check(about: PlanChecker) -> None:
    """Statuses are told apart, and categories name a track and a playbook that exist."""
    plan, ids = about.plan, about.ids
    for n in range(len(plan.tracks)):
        about.unique(("tracks", n, "statuses"))
    for n, category in enumerate(plan.categories):
        about.known(("categories", n, "track"), category.track, ids["tracks"], "track")
        if category.playbook:
            about.known(("categories", n, "playbook"), category.playbook, ids["playbooks"], "playbook")
        for name, book in category.by_subcategory.items():
            path = ("categories", n, "by_subcategory", name)
            about.known(path, name, category.subcategories, f"subcategory of {category.id}")
            about.known(path, book, ids["playbooks"], "playbook")
