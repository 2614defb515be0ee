"""The files of the status page: HTML, JSON and Atom, the same bytes for the same recording and instant."""

import hashlib
from base64 import b64encode
from functools import lru_cache
from importlib import resources
from urllib.parse import quote

import msgspec
from jinja2 import DictLoader, Environment, StrictUndefined

from irsim.log.reading import Recording
from irsim.reports.plain import listed
from irsim.reports.statuspage.account import FULL, Account, Change, Incident, Part, Post, read_account
from irsim.reports.statuspage.moments import moment, stamp

GENERATOR = '<meta name="generator" content="irsim status page">'
"""Stands at the top of every page, so that a later one may take its place."""

SCHEMA = 1
"""Of `status.json`; raised whenever a key changes its meaning or goes."""

FEED_LIMIT = 200
"""Entries of the feed: the latest."""

RECENT_DAYS = 7
"""Days on the first page; the rest is in the history."""

RECENT_POSTS = 3
"""Posts of an open incident on the first page."""

_TEMPLATES = ("base.html.j2", "index.html.j2", "history.html.j2", "incident.html.j2", "parts.html.j2", "feed.atom.j2")


def status_site(recording: Recording, until: int) -> dict[str, bytes]:
    """Path to content of every file of the status page as it stood at `until` (ms).

    Raises LookupError or ValueError where the records do not fit together.
    """
    return site_of(read_account(recording, until))


def site_of(account: Account) -> dict[str, bytes]:
    """Path to content of every file that shows `account`."""
    entries = _entries(account)
    shared = {"page": account, "entries": entries, "updated": entries[0].updated if entries else stamp(account.began)}
    pages = {
        "index.html": _rendered("index.html.j2", root="", **shared),
        "history.html": _rendered("history.html.j2", root="", **shared),
        "feed.atom": _rendered("feed.atom.j2", **shared),
        "status.json": _json(account),
    }
    for about in account.incidents:
        pages[f"incidents/{about.page}.html"] = _rendered("incident.html.j2", root="../", about=about, **shared)
    return {path: text.encode("utf-8") for path, text in pages.items()}


class Entry(msgspec.Struct, frozen=True):
    """An entry of the feed."""

    id: str
    title: str
    updated: str
    href: str
    text: str


def _entries(account: Account) -> list[Entry]:
    """Posts, and components that changed, the latest first."""
    found: list[tuple[Post | Change, str, str, str]] = []
    for about in account.incidents:
        for post in about.posts:
            title = f"{about.id}: {post.heading.lower()}"
            found.append((post, title, f"incidents/{about.page}.html", post.text or _in_words(about, post)))
    for part in account.parts:
        for change in part.changes:
            text = f"{part.label} is now shown as {change.level.label.lower()}, {_SEEN[change.seen_by]}."
            found.append((change, f"{part.label}: {change.level.label.lower()}", "index.html", text))
    found.sort(key=lambda each: each[0].at, reverse=True)
    return [
        Entry(_tag(account, _name(each)), title, stamp(each.at), href, text)
        for each, title, href, text in found[:FEED_LIMIT]
    ]


_SEEN = {"monitoring": "as monitoring sees it", "people": "as the team has confirmed"}


def _name(each: Post | Change) -> str:
    return f"component/{each.id}" if isinstance(each, Change) else f"{each.incident}/{each.id}"


def _in_words(about: Incident, post: Post) -> str:
    return f"{about.id} is now shown as {post.state}." if post.state else f"{about.id} was updated."


def _tag(account: Account, name: str) -> str:
    """A tag URI (RFC 4151) that stays however far the recording has come. `.invalid` is nobody's (RFC 2606)."""
    return f"tag:irsim.invalid,{account.began:%Y-%m-%d}:{account.recording[:32]}/{quote(name, safe='/-._~')}"


def _json(account: Account) -> str:
    """`status.json`; its keys are described in docs/statuspage.md."""
    worst = account.worst
    document = {
        "schema": SCHEMA,
        "organisation": account.organisation,
        "exercise": account.is_exercise,
        "began": stamp(account.began),
        "as_of": stamp(account.now),
        "level": worst.id if worst else "",
        "open_incidents": [about.id for about in account.open],
        "components": [_part(part, {about.id for about in account.incidents}) for part in account.parts],
        "incidents": [_incident(about) for about in account.incidents],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _part(part: Part, public: set[str]) -> dict[str, object]:
    return {
        "id": part.id,
        "label": part.label,
        "level": part.level.id,
        "level_label": part.level.label,
        "since": stamp(part.since),
        "available_ppm": part.available,
        "changes": [
            {
                "at": stamp(change.at),
                "level": change.level.id,
                "seen_by": change.seen_by,
                "incident": change.incident if change.incident in public else "",
            }
            for change in part.changes
        ],
    }


def _incident(about: Incident) -> dict[str, object]:
    return {
        "id": about.id,
        "page": f"incidents/{about.page}.html",
        "state": about.state,
        "over": about.over,
        "continued_as": about.continued,
        "began": stamp(about.began),
        "updated": stamp(about.updated),
        "ended": stamp(about.ended) if about.ended else None,
        "components": about.components,
        "posts": [
            {
                "id": post.id,
                "at": stamp(post.at),
                "state": post.state,
                "text": post.text,
                "summary": post.summary,
                "component": post.component,
                "level": post.level.id if post.level else "",
            }
            for post in about.posts
        ],
    }


def _rendered(template: str, **values: object) -> str:
    return _environment().get_template(template).render(**values).rstrip() + "\n"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    here = resources.files("irsim.reports").joinpath("templates", "statuspage")
    texts = {name: here.joinpath(name).read_text(encoding="utf-8") for name in _TEMPLATES}
    style = here.joinpath("style.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=DictLoader(texts), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters.update(moment=moment, stamp=stamp, listed=listed, percent=percent, ours=_tag)
    # the style element holds the text between newlines, and the hash is over all of it
    digest = b64encode(hashlib.sha256(f"\n{style}".encode()).digest()).decode()
    environment.globals.update(
        generator=GENERATOR,
        style=style,
        style_hash=f"sha256-{digest}",
        seen=_SEEN,
        recent_days=RECENT_DAYS,
        recent_posts=RECENT_POSTS,
    )
    return environment


def percent(share: int) -> str:
    """Parts per million as `99.97 %`, rounded down: 100 % is said only of all of it."""
    hundredths = share * 10_000 // FULL
    whole, rest = divmod(hundredths, 100)
    return f"{whole} %" if not rest else f"{whole}.{rest:02} %"
