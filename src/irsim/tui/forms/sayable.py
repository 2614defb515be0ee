"""What a spoken line can mean on this board: everything that can be done, in the words of the plan and of the world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from irsim.board.board import Board
from irsim.board.decide.common import resolved
from irsim.board.state import NEVER, Incident
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.tui.forms.spoken import stem, stems_of, words_of

Phrase = tuple[str, ...]
"""Stems that belong together."""


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


TELL = _stems("tell inform notify update post write message announce communicate publish send brief say mail")
PAGE = _stems("page call ring phone wake get bring reach contact fetch")
LINE = ("lin", "phone")
ESCALATE = _stems("escalate raise")
FILE = _stems("file notify report submit notice tell")
SAVE = _stems("evidence preserve keep secure collect")
SHARED = _stems("lead incident")
"""Words that name no role by themselves."""

MOVE = _stems("move set mark change status put")


@dataclass(frozen=True)
class Meaning:
    """Something that a line may mean: the command `do` with `given`, fields as a form has them.

    One of `needs` must be said, where there are any. `hints` are words around it, which help and do not suffice.
    `whole` says that nothing more is asked; else the rest of the line goes into the field `rest`, and a form opens.
    """

    do: str
    subject: str
    label: str
    phrases: tuple[Phrase, ...]
    given: Mapping[str, str] = field(default_factory=dict)
    help: str = ""
    hints: Phrase = ()
    needs: frozenset[str] = frozenset()
    whole: bool = True
    rest: str = ""
    denies: bool = False
    """whether 'no' and 'not' belong to it, as to an answer"""
    bonus: float = 0.0


def _phrases(*texts: str) -> tuple[Phrase, ...]:
    found = (stems_of(text) for text in texts)
    return tuple(dict.fromkeys(phrase for phrase in found if phrase))


def _parts(text: str) -> list[str]:
    """A label and its parts: `Response team and engineering` is both, and either."""
    return [text, *(part for half in text.split(",") for part in half.split(" and "))]


def _first(text: str) -> str:
    return text.split(". ")[0].split(", ")[0]


def standing(board: Board) -> list[Meaning]:
    """What does not change while a board lives: the world's actions, contacts, audiences, notices, approaches."""
    return [
        *_actions(board),
        *_contacts(board),
        *_audiences(board),
        *_notices(board),
        *_approaches(board),
        *_simple(),
    ]


def _actions(board: Board) -> Iterator[Meaning]:
    names = Names(board)
    for name, brief in board.opened.setting.actions.items():
        label = one_line(brief.label)
        yield Meaning(
            "act",
            name,
            f"Act: {label}",
            _phrases(label, name.replace("-", " ")),
            {"action": name},
            one_line(f"{names.role(brief.role)}. {brief.meaning}"),
            stems_of(brief.meaning),
        )


def _contacts(board: Board) -> Iterator[Meaning]:
    names = Names(board)
    for contact in board.rules.contacts.values():
        brief = board.opened.setting.contacts.get(contact.id)
        named = one_line(brief.name, 80) if brief else ""
        phrases = _phrases(contact.label, contact.person, contact.id, named, *named.split())
        called = names.contact(contact.id)
        yield Meaning(
            "page", contact.id, f"Page {called}", phrases, {"contact": contact.id}, contact.person, LINE, PAGE
        )
        yield Meaning(
            "escalate", contact.id, f"Escalate to {called}", phrases, {"to": contact.id}, contact.person, (), ESCALATE
        )


def _audiences(board: Board) -> Iterator[Meaning]:
    known = board.opened.setting.channels
    public: dict[str, str] = {}
    for audience in board.rules.audiences.values():
        reached = [name for name in audience.channels if name in known]
        if not reached:
            continue
        yield _telling(f"Update to {audience.label}", _phrases(*_parts(audience.label), audience.id), audience.id)
        for channel in reached:
            if known[channel].public:
                public.setdefault(channel, audience.id)
    for channel, audience_id in public.items():
        label = one_line(known[channel].label, 60)
        phrases = _phrases(label, channel)
        yield _telling(f"Update by {label}", phrases, audience_id, channel, TELL | _stems("put"))
    for template in board.rules.templates.values():
        first = next((name for name in template.audiences if name in board.rules.audiences), "")
        if first:
            yield Meaning(
                "update",
                template.id,
                f"Update: {template.label}",
                _phrases(template.label, template.id),
                {"audience": first, "template": template.id},
                "opens the update, filled in as far as the line goes",
                whole=False,
            )


def _telling(
    label: str, phrases: tuple[Phrase, ...], audience: str, channel: str = "", needs: frozenset[str] = TELL
) -> Meaning:
    given = {"audience": audience, **({"channel": channel} if channel else {})}
    help = "opens the update, filled in as far as the line goes"
    return Meaning("update", channel or audience, label, phrases, given, help, (), needs, whole=False, rest="text")


def _notices(board: Board) -> Iterator[Meaning]:
    for notice in board.rules.notices.values():
        yield Meaning(
            "notice",
            notice.id,
            one_line(notice.label),
            _phrases(notice.id, notice.recipient, notice.label, *words_of(notice.recipient)[-1:]),
            {"regime": notice.id},
            f"opens the notice. {one_line(notice.basis)}",
            stems_of(f"notice {notice.basis}"),
            FILE,
            whole=False,
        )


def _approaches(board: Board) -> Iterator[Meaning]:
    for approach in board.rules.approaches.values():
        called = approach.id.replace("_", " ")
        yield Meaning(
            "recover",
            approach.id,
            f"Recover by {called}",
            _phrases(called, approach.text),
            {"approach": approach.id},
            one_line(approach.text),
            stems_of("recover approach choose"),
        )


def _simple() -> Iterator[Meaning]:
    """What needs no subject but the incident."""
    acknowledging = ("acknowledge", "ack", "take", "got")
    yield Meaning("acknowledge", "", "Acknowledge", _phrases(*acknowledging))
    contained = ("contained", "containment", "stopped spreading", "bleeding stopped", "under control")
    yield Meaning("contain", "", "Contained", _phrases(*contained), rest="reason")
    yield Meaning(
        "dismiss", "", "False alarm", _phrases("false alarm", "false positive", "no incident dismiss"), rest="reason"
    )
    yield Meaning(
        "aware",
        "",
        "Record awareness",
        _phrases("personal data", "compromised", "data breach", "awareness", "recorded"),
        needs=_stems("aware awareness"),
        rest="basis",
    )
    yield Meaning(
        "legal-hold",
        "",
        "Order a legal hold",
        _phrases("legal hold", "litigation hold"),
        help="opens the order, filled in as far as the line goes",
        whole=False,
        rest="scope",
    )
    yield Meaning(
        "evidence",
        "",
        "Keep evidence",
        _phrases("evidence", "preserve evidence", "evidence store"),
        help="opens the record, filled in as far as the line goes",
        needs=SAVE,
        whole=False,
        rest="what",
    )


def open_now(board: Board, about: Incident | None, alert: str) -> list[Meaning]:
    """What is open now: answers, decisions, steps, criteria, statuses, an alert that the line names."""
    found = [_declare(about), *_answers(board), *_decisions(board)]
    if alert:
        given = {"alert": alert}
        found.append(
            Meaning("dismiss", alert, f"{alert} is a false alarm", _phrases("false alarm"), given, rest="reason")
        )
        if about is not None:
            phrases = _phrases("attach", "belongs", "part", "sign")
            found.append(Meaning("attach", alert, f"{alert} is a sign of {about.id}", phrases, given, bonus=0.05))
    if about is not None:
        found += [*_steps(board, about), *_statuses(board, about), *_checks(board, about)]
    return found


def _declare(about: Incident | None) -> Meaning:
    """What was detected is confirmed at once; anything else needs a title."""
    phrases = _phrases("declare incident", "declare", "open incident")
    if about is not None and about.declared_at == NEVER:
        return Meaning("declare", "", f"Declare {about.id}", phrases, {"incident": about.id})
    return Meaning("declare", "", "Declare an incident", phrases, {}, "opens the declaration", whole=False)


def _answers(board: Board) -> Iterator[Meaning]:
    for message in board.messages.values():
        if message.answered_at != NEVER:
            continue
        around = stems_of(f"answer reply {message.sender} {message.title}")
        for stance, text in message.stances.items():
            yield Meaning(
                "answer",
                f"{message.id} {stance}",
                f"Answer {message.id}: {one_line(text, 90)}",
                _phrases(text, _first(text), stance.replace("-", " ")),
                {"message": message.id, "stance": stance},
                one_line(f"{message.sender}: {message.title}"),
                around,
                denies=True,
            )


def _decisions(board: Board) -> Iterator[Meaning]:
    for asked in board.decisions.values():
        if asked.taken_at != NEVER or asked.lapsed_at != NEVER:
            continue
        for choice, text in asked.alternatives.items():
            yield Meaning(
                "decide",
                f"{asked.id} {choice}",
                f"Decide: {one_line(text, 90)}",
                _phrases(text, _first(text), choice.replace("-", " ")),
                {"decision": asked.id, "choice": choice},
                one_line(asked.question),
                stems_of(asked.question),
                denies=True,
                bonus=0.05,
            )


def _steps(board: Board, about: Incident) -> Iterator[Meaning]:
    """Steps that no technical action of the world fulfils: of the others, the action is what was meant."""
    kind = board.rules.categories.get(about.category)
    book = board.rules.playbooks.get(kind.playbook) if kind else None
    acted = {brief.step for brief in board.opened.setting.actions.values()}
    for step in book.steps if book else ():
        if step.id not in about.steps and step.id not in acted:
            text = one_line(step.text)
            phrases = _phrases(step.text, step.id)
            yield Meaning(
                "step",
                step.id,
                f"Step done: {text}",
                phrases,
                {"step": step.id},
                Names(board).role(step.role),
                bonus=0.02,
            )


def _statuses(board: Board, about: Incident) -> Iterator[Meaning]:
    given = {"contained": "contain", "resolved": "resolve", "closed": "close"}
    for status in board.rules.tracks[about.track].statuses:
        if status.means == "detected":
            continue
        do = given.get(status.means, "status")
        if do in ("resolve", "close"):
            phrases = _phrases(status.label, f"{status.label} incident")
            yield Meaning(do, status.id, f"{do.capitalize()} {about.id}", phrases, rest="reason")
        else:
            fields = {} if do == "contain" else {"status": status.id}
            label = f"Status: {status.label.lower()}"
            yield Meaning(do, status.id, label, _phrases(status.label), fields, needs=MOVE, rest="reason")


def _checks(board: Board, about: Incident) -> Iterator[Meaning]:
    wanted = board.rules.plan.requires.close if resolved(board, about) else board.rules.plan.requires.resolve
    for name in [*wanted.get("all", []), *wanted.get(about.severity, [])]:
        check = board.rules.checks.get(name)
        if check is not None and not about.checks.get(name):
            text = one_line(check.text)
            phrases = _phrases(check.text, name.replace("-", " "))
            yield Meaning("check", name, f"Criterion holds: {text}", phrases, {"check": name})


def role_named(board: Board, text: str) -> str:
    """The role that a line names, by its label, its initials or most of it; empty where it is none."""
    said = words_of(text)
    stems = [stem(word) for word in said]
    best, most = "", 0.0
    for role in board.rules.roles.values():
        label = [word for word in words_of(role.label) if word != "and"]
        if "".join(word[0] for word in label) in said:
            return role.id
        own = [stem(word) for word in label]
        hits = {
            word for word in own if any(each == word or (len(each) >= 4 and word.startswith(each)) for each in stems)
        }
        share = len(hits) / len(own)
        if share > most and share >= 0.5 and not hits <= SHARED:
            best, most = role.id, share
    return best


def _short_for(said: str, word: str) -> bool:
    """Whether it is the word, or how people shorten it: `tech` for `technical`."""
    return said == word or (len(said) >= 4 and word.startswith(said))
