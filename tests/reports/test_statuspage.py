"""The public status page: what it shows, what it never shows, and that browsers and feed readers take it."""

import hashlib
import json
import re
import shutil
import subprocess
from base64 import b64encode
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from xml.etree import ElementTree

import pytest

from irsim.commands import Amend, Note, SendUpdate
from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.communication import StatuspagePosted
from irsim.log.reading import Recording
from irsim.plan import default_plan_text
from irsim.reports.statuspage import GENERATOR, status_site
from irsim.reports.statuspage.moments import length
from irsim.reports.statuspage.site import percent
from tests.board.desk import Desk, at_text

COMMS = "communications_lead:Ana Quokka"
ATOM = "{http://www.w3.org/2005/Atom}"
LONG = "x" * 10_000
HOSTILE = (
    "</p><script>alert(1)</script><img src=https://example.org/x onerror=alert(2)>\x1b[2J\x00\x07]]> &amp; "
    "\u202egnp.exe\u2066\u200b \ufffe javascript:alert(3) {{ 7 * 7 }} -->" + LONG
)


def say(room: Desk, when: str, text: str, channel: str = "status_page", **more: Any) -> None:
    """An update, by a named person; it has left when this returns."""
    audience = more.pop("audience", "customers")
    command = SendUpdate("INC-1", audience, channel, text=text, **more)
    _, outcome = room.submit(when, command, COMMS)
    assert not hasattr(outcome, "refused"), outcome
    room.to(at_text(room.now + 10_000))


def outage(room: Desk | None = None, text: str = "") -> Desk:
    """An outage of the API from the first alert to the public summary."""
    room = room or Desk()
    room.enter("4m", AlertFired("AL-1", "error-rate", text or "Quokka errors", "critical", "api", "", text))
    room.do("5m", Amend("INC-1", title=text or "Quokka ate the API", description=text or "Quokka inside"))
    room.enter("6m", AlertFired("AL-2", "response-time", text or "Quokka slow", "high", "api"))
    room.do("7m", Note("INC-1", text or "Quokka notes"))
    say(room, "10m", text or "Many requests fail.\n\nWe look into it.", state="investigating")
    say(room, "12m", "Quokka sitrep", "slack", audience="team")
    say(room, "13m", "Quokka mail", "mail", state="identified")
    room.enter("30m", AlertResolved("AL-1"))
    say(room, "40m", text or "The fix holds.", component="api", level="degraded", state="monitoring")
    say(room, "1h", text or "It is over.", state="resolved")
    fields = {"happened": text or "A fault", "impact": "All", "cause": "A change", "changes": "A second look"}
    say(room, "2h", "", template="post-mortem-summary", fields=fields)
    return room


def recording(room: Desk) -> Recording:
    return Recording(Path("kite.jsonl"), list(room.ledger.records))


def site(room: Desk, until: str = "") -> dict[str, str]:
    at = room.now if not until else Desk().to(until)
    return {name: content.decode() for name, content in status_site(recording(room), at).items()}


def status(room: Desk, until: str = "") -> Any:
    return json.loads(site(room, until)["status.json"])


class Page(HTMLParser):
    """What a browser finds in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.style = ""
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag
        self.words += " "

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.style += data
        else:
            self.words += data

    def all(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value or "" for _, attributes in self.tags for key, value in attributes.items() if key == name]


def test_the_page_says_what_was_posted_and_how_the_components_are() -> None:
    files = site(outage(), "45m")
    words = " ".join(Page(files["index.html"]).words.split())
    assert "Exercise HERON. This page belongs to a drill. Nothing on it happened." in words
    assert "Degraded performance API is affected. We are working on it" in words
    assert "Incident INC-1 Monitoring Since 16 November 2026, 09:10 UTC" in words
    assert words.index("The fix holds.") < words.index("Many requests fail.")
    assert sorted(files) == ["feed.atom", "history.html", "incidents/INC-1.html", "index.html", "status.json"]


def test_an_incident_has_its_timeline_from_first_to_last_and_its_summary_on_top() -> None:
    words = " ".join(Page(site(outage())["incidents/INC-1.html"]).words.split())
    order = ["Summary of incident INC-1", "Many requests fail.", "The fix holds.", "It is over."]
    assert [words.index(text) for text in order] == sorted(words.index(text) for text in order)
    assert "Over 16 November 2026, 10:00 UTC, after 50 minutes" in words
    assert "API: Partial outage as monitoring sees it" in words
    assert "API: Degraded performance as the team has confirmed" in words


def test_nothing_internal_and_no_name_of_a_person_is_in_any_file() -> None:
    for name, text in site(outage()).items():
        assert "quokka" not in text.lower(), name
        assert "commander" not in text, name
        assert "AL-1" not in text, name


def test_a_state_that_was_told_by_another_channel_is_shown_without_its_words() -> None:
    posts = status(outage())["incidents"][0]["posts"]
    assert [(post["state"], bool(post["text"])) for post in posts] == [
        ("investigating", True),
        ("identified", False),
        ("monitoring", True),
        ("resolved", True),
        ("", True),
    ]


def test_an_incident_of_which_nothing_was_posted_is_not_there() -> None:
    room = Desk()
    room.declare("1m")
    room.update("2m", "team")
    room.to("5m")
    found = status(room)
    assert (found["incidents"], found["open_incidents"]) == ([], [])


def test_the_page_of_an_instant_knows_nothing_of_later() -> None:
    room = outage()
    early, late = status(room, "11m"), status(room)
    assert [post["id"] for post in early["incidents"][0]["posts"]] == ["UPD-1"]
    assert (early["level"], late["level"]) == ("partial-outage", "operational")
    assert (early["open_incidents"], late["open_incidents"]) == (["INC-1"], [])
    assert early["as_of"] == "2026-11-16T09:11:00Z"


def test_status_json_has_the_documented_keys() -> None:
    found = status(outage())
    assert found["schema"] == 1
    part, about = found["components"][0], found["incidents"][0]
    documented = (Path(__file__).parents[2] / "docs" / "statuspage.md").read_text(encoding="utf-8")
    for level in (found, part, part["changes"][0], about, about["posts"][0]):
        for key in level:
            assert f"`{key}`" in documented, key
    assert part == {
        "id": "api",
        "label": "API",
        "level": "operational",
        "level_label": "Operational",
        "since": "2026-11-16T10:00:10Z",
        # 36 minutes and ten seconds of two hours and ten seconds
        "available_ppm": 699_029,
        "changes": [
            {"at": "2026-11-16T09:04:00Z", "level": "partial-outage", "seen_by": "monitoring", "incident": "INC-1"},
            {"at": "2026-11-16T09:40:10Z", "level": "degraded", "seen_by": "people", "incident": "INC-1"},
            {"at": "2026-11-16T10:00:10Z", "level": "operational", "seen_by": "people", "incident": "INC-1"},
        ],
    }


def test_availability_is_of_the_session_so_far_and_never_rounded_up() -> None:
    assert status(Desk())["components"][0]["available_ppm"] is None
    assert [percent(ppm) for ppm in (1_000_000, 999_999, 996_500, 0)] == ["100 %", "99.99 %", "99.65 %", "0 %"]


def test_the_history_has_a_day_for_each_of_the_last_ninety_and_no_day_before_the_session() -> None:
    room = outage()
    room.to("100d")
    words = " ".join(Page(site(room)["history.html"]).words.split())
    assert len(re.findall("No incidents were reported", words)) == 90
    room = outage()
    room.to("3d")
    words = " ".join(Page(site(room)["history.html"]).words.split())
    days = [f"{name}, {n} November 2026" for n, name in ((19, "Thursday"), (18, "Wednesday"), (16, "Monday"))]
    assert [words.index(day) for day in days] == sorted(words.index(day) for day in days)
    assert "15 November" not in words


def test_the_feed_is_atom_with_ids_that_stay() -> None:
    room = outage()
    feed = ElementTree.fromstring(site(room)["feed.atom"])
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1, name
    entries = feed.findall(f"{ATOM}entry")
    told = [{child.tag.removeprefix(ATOM): child for child in entry} for entry in entries]
    ids = [each["id"].text or "" for each in told]
    assert len(ids) == len(set(ids)) == 8
    tag = rf"tag:irsim\.invalid,2026-11-16:{room.ledger.records[0].digest[:32]}/\S+"
    assert all(re.fullmatch(tag, id) for id in ids)
    updated = [each["updated"].text or "" for each in told]
    assert updated == sorted(updated, reverse=True)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", each) for each in updated)
    assert feed.findtext(f"{ATOM}updated") == updated[0]
    assert all(each["title"].text and each["content"].text and each["link"].get("href") for each in told)
    early = ElementTree.fromstring(site(room, "11m")["feed.atom"])
    assert {entry.findtext(f"{ATOM}id") for entry in early.findall(f"{ATOM}entry")} < set(ids)
    assert early.findtext(f"{ATOM}id") == feed.findtext(f"{ATOM}id")


def test_a_feed_without_entries_is_atom_as_well() -> None:
    feed = ElementTree.fromstring(site(Desk())["feed.atom"])
    assert feed.findtext(f"{ATOM}updated") == "2026-11-16T09:00:00Z"
    assert "Exercise HERON" in (feed.findtext(f"{ATOM}subtitle") or "")


def test_the_same_recording_gives_the_same_bytes() -> None:
    assert status_site(recording(outage()), 3_000_000) == status_site(recording(outage()), 3_000_000)


def hostile() -> Desk:
    """The same outage, with everything that people and the plan can write full of tricks."""
    label = json.dumps("<b>&amp;\u202e" + "y" * 3_000)
    plan = default_plan_text().replace("label: API, services: [api]", f"label: {label}, services: [api]")
    plan = plan.replace("organisation: PenguinMails", f"organisation: {label}")
    return outage(Desk(plan), HOSTILE)


def well_behaved(files: dict[str, str]) -> None:
    """Every page, whatever it shows: nothing runs, nothing is loaded, every link leads somewhere."""
    for name, text in files.items():
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufffe]", text), name
        if not name.endswith(".html"):
            continue
        page = Page(text)
        tags = [tag for tag, _ in page.tags]
        assert not {"script", "img", "iframe", "object", "form", "base", "b"} & set(tags), name
        assert not [key for _, given in page.tags for key in given if key.startswith("on") or key in ("style", "src")]
        assert text.startswith("<!DOCTYPE html>")
        assert GENERATOR in text[:2_000]
        (policy,) = [given["content"] for tag, given in page.tags if given.get("http-equiv") and tag == "meta"]
        digest = b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
        assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        assert ("html", {"lang": "en-GB"}) in page.tags
        headings = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert headings.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(headings)), (name, headings)
        ids = page.all("id")
        assert len(ids) == len(set(ids))
        for href in page.all("href"):
            target, _, fragment = href.partition("#")
            whole = normpath(join(dirname(name), target)) if target else name
            assert whole in files, (name, href)
            assert not fragment or fragment in Page(files[whole]).all("id"), (name, href)


def test_pages_load_nothing_run_nothing_and_lead_nowhere_else() -> None:
    for until in ("1m", "11m", "45m", ""):
        well_behaved(site(outage(), until))


def test_hostile_titles_and_texts_stay_text() -> None:
    files = site(hostile())
    well_behaved(files)
    assert "<script>alert(1)</script>" in Page(files["incidents/INC-1.html"]).words
    assert "49" not in re.sub("[^a-z49 ]", "", files["incidents/INC-1.html"].split("alert(3)")[1][:40])
    feed = ElementTree.fromstring(files["feed.atom"])
    assert any("<script>alert(1)</script>" in (each.text or "") for each in feed.iter(f"{ATOM}content"))
    json.loads(files["status.json"])


def test_an_id_that_is_no_file_name_does_not_become_one() -> None:
    room = outage()
    room.board.incidents["../../x"] = room.board.incidents["INC-1"]
    records = list(room.ledger.records)
    from irsim.events.incident import IncidentDetected
    from irsim.log.records import Record

    detected = IncidentDetected("../../x", "A forgery", 0, "SEV-1", "outage", "operational", "AL-9")
    at, digest = records[-1].at, records[-1].digest
    records.append(Record(len(records), at, "desk", -1, detected, digest))
    records.append(Record(len(records), at, "desk", -1, StatuspagePosted("../../x", "investigating"), digest))
    files = status_site(Recording(Path("forged.jsonl"), records), at)
    assert [name for name in files if name.startswith("incidents/")] == ["incidents/_2.html", "incidents/INC-1.html"]


def test_colours_can_be_read_in_both_schemes() -> None:
    style = Page(site(Desk())["index.html"]).style
    light = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", style[: style.index("@media")]))
    dark = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", style[style.index("@media") : style.index("* {")]))
    assert light.keys() == dark.keys()
    for colours in (light, dark):
        for name in ("ink", "quiet", "link", "good", "slow", "part", "down", "planned"):
            for ground in ("ground", "card"):
                assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "1 minute"), (61, "1 hour 1 minute"), (1_440, "1 day"), (3_000, "2 days 2 hours")],
)
def test_lengths_are_in_whole_minutes(minutes: int, words: str) -> None:
    from datetime import timedelta

    assert length(timedelta(minutes=minutes)) == words


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

LOOK = """<!DOCTYPE html><meta charset="utf-8"><iframe id="page" src="PAGE"
style="width:WIDTHpx;height:900px;border:0"></iframe>
<pre id="found"></pre><script>
document.getElementById("page").onload = (event) => {
  const inside = event.target.contentDocument, root = inside.documentElement;
  const style = (what) => event.target.contentWindow.getComputedStyle(inside.querySelector(what));
  document.getElementById("found").textContent = JSON.stringify({
    wide: root.scrollWidth, high: root.scrollHeight, ground: style("body").backgroundColor,
    column: style(".page").maxWidth, scripts: inside.scripts.length, loaded:
    event.target.contentWindow.performance.getEntriesByType("resource").length,
    heading: inside.querySelector("h1").textContent});
};</script>"""


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed; `.ci/run` installs it")
@pytest.mark.parametrize(("scheme", "ground"), [(1, "rgb(245, 246, 248)"), (0, "rgb(17, 22, 29)")])
def test_a_browser_shows_it_on_a_desk_and_on_a_phone_in_light_and_dark(
    tmp_path: Path, scheme: int, ground: str
) -> None:
    assert CHROMIUM
    for name, text in site(hostile(), "45m").items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    for width in (1000, 390):
        for name in ("index.html", "history.html", "incidents/INC-1.html"):
            look = tmp_path / "look.html"
            look.write_text(LOOK.replace("PAGE", name).replace("WIDTH", str(width)), encoding="utf-8")
            flags = ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
            flags += [f"--user-data-dir={tmp_path / 'profile'}", f"--blink-settings=preferredColorScheme={scheme}"]
            ran = subprocess.run(
                [
                    CHROMIUM,
                    *flags,
                    "--window-size=1200,1000",
                    "--virtual-time-budget=4000",
                    "--dump-dom",
                    look.as_uri(),
                ],
                capture_output=True,
                text=True,
                timeout=120,
                check=True,
            )
            (found,) = re.findall(r'<pre id="found">(.*?)</pre>', ran.stdout)
            seen = json.loads(found)
            assert seen["wide"] <= width, (name, "runs out of the window")
            assert seen["high"] > 300
            assert (seen["ground"], seen["column"]) == (ground, "736px"), "the style was not let in"
            assert (seen["scripts"], seen["loaded"]) == (0, 0)
            assert seen["heading"].strip()
