"""Puts the exercise together: the documents, and what a trainer should look at by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from itertools import pairwise
from typing import Any

from irsim.log.records import Record
from irsim.plan import default_plan_text
from irsim.reports.plain import counted
from irsim.reports.practice import judging, world
from irsim.reports.practice.deeds import Script
from irsim.reports.practice.hiding import Hiding, codename_of
from irsim.reports.practice.history import LEAD, History, companies_in, history_of, people_in
from irsim.reports.practice.signs import Signs, Telling
from irsim.reports.practice.writing import document
from irsim.reports.redaction.documents import ids_in
from irsim.words.durations import HOUR, MINUTE, format_duration

GAP = 2 * HOUR
"""So long without news, and the exercise moves on off stage: nobody sits through a night in which nothing happened."""


@dataclass(frozen=True)
class Practice:
    """The documents of an exercise. `plan` is empty where the plan that ships is its plan. `remarks` are sentences for
    whoever made it; `left` is a name that stands in it all the same, and with which it must not be given away."""

    id: str
    scenario: str
    world: str
    script: str
    plan: str
    remarks: tuple[str, ...]
    left: str = ""


def practice_of(
    records: Iterable[Record],
    incident: str,
    *,
    hide: Iterable[str] = (),
    name: str = "the log",
    called: str = "",
    plan_file: str = "",
) -> Practice:
    """The exercise that can be made of `incident`. `hide` are further names that are replaced; `called` is its id.

    World and plan lie beside the scenario as `ID-world.yaml` and `ID-plan.yaml`; `plan_file` is another path of the
    plan. Raises BadInput where the log has no such incident.
    """
    kept = list(records)
    history = history_of(kept, incident, name)
    making = _Making(history, _hiding(history, kept, hide))
    return making.practice(called, plan_file)


def _hiding(history: History, records: list[Record], hide: Iterable[str]) -> Hiding:
    opened = history.opened
    ids = ids_in("plan", opened.plan) | ids_in("world", opened.world) | ids_in("scenario", opened.scenario)
    setting = opened.setting
    ids |= {*setting.services, *setting.actions, *setting.channels, *setting.contacts}
    ids |= {brief.label for brief in setting.services.values()}
    rules = history.board.rules
    ids |= {word for role in rules.roles.values() for word in (role.label, *role.label.split())}
    ids |= {"desk", "engine", "people", "simulated", "script", "facilitator", "evaluator", "observer", "screen"}
    hiding = Hiding(people_in(opened, records), [*companies_in(opened), *hide], ids)
    for _, message in history.messages:
        hiding.person(message.sender, parts=False)  # a name, a desk or a company: its words may be any
    for held in [*history.signs, *history.beside]:
        hiding.labels(held.fired.labels)
    return hiding


class _Making:
    def __init__(self, history: History, hiding: Hiding) -> None:
        self.history = history
        self.hiding = hiding
        self.ran = world.courses(history)
        self.faults = world.faults(history, self.ran)
        self.signs: Signs = Telling(history, hiding, frozenset(self.ran)).told()
        self.messages: dict[str, str] = {}

    def practice(self, called: str, plan_file: str) -> Practice:
        codename = codename_of(self.history.digest)
        name = called or "practice-" + codename.lower().replace(" ", "-")
        own_plan = self.history.opened.plan if self.history.opened.plan != default_plan_text() else ""
        injects = self._injects()
        script = Script(self.history, self.hiding, self.signs, self.messages)
        remarks = self._remarks(script)
        scenario = self._scenario(name, codename, injects)
        if own_plan or plan_file:
            scenario["plan"] = plan_file or f"{name}-plan.yaml"
        document_of_world = world.world_of(f"{name}-world", self.history, self.hiding, self.signs, self.ran)
        used = dict(self.hiding.cast)
        if used:
            scenario["cast"] = {member: used[member] for member in sorted(used, key=_in_order)}
        scenario = {key: scenario[key] for key in _ORDER if scenario.get(key) not in (None, [], {})}
        about = f"Made of {self.history.about.id} by `irsim scenario from-incident`. Look through it before you use it:"
        texts = (
            document(scenario, [about, *(f"- {remark}" for remark in remarks)]),
            document(
                document_of_world,
                [
                    f"The world of {name}. {about}",
                    "- Services, actions and labels keep their "
                    "names: they are the organisation's. What an action does to the world is not on record.",
                ],
            ),
            document(
                script.rows,
                [
                    f"What the team of {self.history.about.id} did, in the time of {name}. Play it with "
                    f"`irsim drill {name}.yaml --script {name}-as-it-was.yaml` to see how it would have been scored."
                ],
            ),
        )
        left = next((found for text in texts if (found := self.hiding.left(text))), "")
        return Practice(name, *texts, "" if plan_file else own_plan, tuple(remarks), left)

    def _scenario(self, name: str, codename: str, injects: list[dict[str, Any]]) -> dict[str, Any]:
        history, expected = self.history, judging.expectations(self.history)
        objectives = list(dict.fromkeys(each["objective"] for each in expected))
        services = [each for each in history.about.services if each in history.opened.setting.services]
        for held in history.signs:
            telling = next((slug for slug in self.signs.services if slug == held.fired.service), "")
            if telling and telling not in services:
                services.append(telling)
        starts = history.board.rules.moment(history.begins)
        return {
            "id": name,
            "title": self.hiding.title(history.about.title) or history.about.id,
            "codename": codename,
            "family": "recorded",
            "difficulty": "intermediate",
            "summary": self._summary(),
            "briefing": f"You are on duty. It is {starts:%A}, {starts:%H:%M} {starts.tzname() or 'UTC'}, and nothing "
            "has happened so far of which you know. What you see is what monitoring and people bring you.",
            "starts": starts.astimezone(UTC).isoformat(timespec="seconds"),
            "duration": format_duration(max(history.offset(history.ends), LEAD + 10 * MINUTE)),
            "world": f"{name}-world.yaml",
            "objectives": [{"id": each, "label": judging.OBJECTIVES[each]} for each in objectives],
            "truth": judging.truth_of(history, self.hiding, self._true_signs(), services),
            "faults": self.faults,
            "injects": injects,
            "expectations": expected,
            "discussion": judging.discussion(history, self.hiding, self.signs),
        }

    def _summary(self) -> str:
        history = self.history
        alerts, injects = counted(len(history.signs), "alert"), counted(len(self.signs.injects), "inject")
        return (
            f"A real incident, played again: {alerts} of it in {injects}, {counted(len(history.messages), 'message')}, "
            f"{format_duration(history.offset(history.ends))} from the briefing to the end."
        )

    # What comes

    def _injects(self) -> list[dict[str, Any]]:
        found = [*self.signs.injects, *self._letters(), *self._automations()]
        if not any(not each.get("decoy") for each in found) and not self.signs.of_truth:
            found.append(self._report())
        found.sort(key=lambda inject: inject["at"])
        found = sorted([*found, *self._gaps(found)], key=lambda inject: inject["at"])
        for inject in found:
            inject["at"] = format_duration(inject["at"])
        return found

    def _true_signs(self) -> list[str]:
        reported = [self.messages[name] for name in self._reports() if name in self.messages]
        return list(dict.fromkeys([*self.signs.of_truth, *reported])) or ["as-reported"]

    def _reports(self) -> list[str]:
        """Messages in which the incident was reported."""
        board, history = self.history.board, self.history
        named = [board.incidents[name].detected_by for name in history.family]
        for record, body in history.commands:
            if any(
                getattr(each.body, "incident", "") in history.family and each.cause == record.seq
                for each in history.records
            ):
                named += list(getattr(body.command, "messages", ()))
        return named

    def _letters(self) -> list[dict[str, Any]]:
        channels = self.history.opened.setting.channels
        found: list[dict[str, Any]] = []
        for n, (at, each) in enumerate(self.history.messages, 1):
            if each.channel not in channels:
                continue
            name = self.messages[each.message] = f"message-{n}"
            message: dict[str, Any] = {
                "channel": each.channel,
                "from": self.hiding.title(each.sender, 80) or "Somebody",
            }
            if each.to:
                message["to"] = list(each.to)
            message["subject"] = self.hiding.title(each.title) or "A message"
            message["text"] = self.hiding.text(each.text, 8_000) or message["subject"]
            if each.stances:
                message["answers"] = [{"id": s.id, "text": self.hiding.title(s.text, 400)} for s in each.stances]
            if each.answer_by > at:
                message["answer_within"] = format_duration((each.answer_by - at) // 1000 * 1000)
            found.append({"id": name, "at": self.history.offset(at), "title": message["subject"], "message": message})
        return found

    def _automations(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        setting, rules = self.history.opened.setting, self.history.board.rules
        for n, (at, each) in enumerate(self.history.automations, 1):
            done: dict[str, Any] = {"source": self.hiding.title(each.source, 60) or "A tool"}
            done["text"] = self.hiding.title(each.text, 400)
            if each.service in setting.services:
                done["service"] = each.service
            if each.category in rules.categories:
                done["category"] = each.category
            if "service" in done or "category" in done:
                found.append(
                    {"id": f"automation-{n}", "at": self.history.offset(at), "title": done["text"], "automation": done}
                )
        return found

    def _report(self) -> dict[str, Any]:
        """Without an alert and a message somebody has to bring the news: as it was declared then."""
        about, setting = self.history.about, self.history.opened.setting
        channel = next(iter(setting.channels), "") or next(
            (name for each in self.history.board.rules.audiences.values() for name in each.channels), "phone"
        )
        title = self.hiding.title(about.title) or "Something is wrong"
        text = self.hiding.text(about.description) or f"{title}. Can you have a look?"
        message = {"channel": channel, "from": "A colleague", "subject": title, "text": text}
        return {"id": "as-reported", "at": self.history.offset(about.since), "title": title, "message": message}

    def _gaps(self, injects: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Where for long nothing came and nobody did anything, the exercise moves on."""
        history = self.history
        busy = sorted({each["at"] for each in injects} | {history.offset(record.at) for record, _ in history.commands})
        busy = [at for at in busy if at >= 0]
        found: list[dict[str, Any]] = []
        for before, after in pairwise(busy):
            if after - before > GAP:
                begins, ends = before + 10 * MINUTE, after - 5 * MINUTE
                length = format_duration((ends - begins) // MINUTE * MINUTE)
                summary = f"For {length} nothing new happens; the shift keeps on."
                advance = {"to": format_duration(ends), "summary": summary}
                found.append({"id": f"later-{len(found) + 1}", "at": begins, "title": "Off stage", "advance": advance})
        return found

    # What to look at

    def _remarks(self, script: Script) -> list[str]:
        history = self.history
        found = [
            "Texts: people, customers, hosts, addresses and secrets were replaced where they could be recognised. Read "
            "every title and text for what only you know: project names, nicknames, figures of a customer.",
            "Points: the same for all of a kind. Weigh them, and add what the plan's clocks do not see: the right "
            "decision, the right words.",
            "Truth: severity, category and cause as they stood in the end. If you know better today, correct them.",
            "Texts for players (codename, briefing, titles of messages) must not give away what it is.",
        ]
        if self.faults:
            found.append(
                "Metrics run as they ran then, whatever the team does. Let an action end a fault (`ended_by`) where it "
                "should have an effect."
            )
        else:
            found.append("Alerts come and clear at their own times, whatever the team does: no metric is on record.")
        if self.signs.storms:
            found.append(f"{counted(self.signs.storms, 'storm')} of alerts became a single inject, with a count.")
        for number, words in (
            (history.elsewhere, "of the time belong to other incidents and were left out"),
            (len(history.beside), "of the time belonged to no incident and come as decoys"),
        ):
            if number:
                found.append(f"{counted(number, 'alert')} {words}.")
        later = judging.unjudged(history)
        if later:
            found.append(f"Deadlines that fall due only after the end, and are not asked for: {', '.join(later)}.")
        if script.left_out:
            found.append(
                f"{counted(script.left_out, 'deed')} of the team cannot be played again and are not in the script."
            )
        return found


_ORDER = (
    "id", "title", "codename", "family", "difficulty", "summary", "briefing", "starts", "duration", "world", "plan",
    "objectives", "cast", "truth", "faults", "injects", "expectations", "discussion",
)  # fmt: skip


def _in_order(member: str) -> tuple[str, int]:
    kind, _, number = member.partition("_")
    return kind, int(number)
