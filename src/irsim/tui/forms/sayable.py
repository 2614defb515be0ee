"""What a spoken line can mean on this board whatever happens: its acts, in the words of the plan and of the world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from irsim.board.board import Board
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.tui.forms.spoken import stem, stems_of, words_of

Phrase = tuple[str, ...]
"""Stems that belong together."""


def stems_in(words: str) -> frozenset[str]:
    """The stems of a few words."""
    return frozenset(stem(word) for word in words.split())


TELL = stems_in("tell inform notify update post write message announce communicate publish send brief say mail put")
PAGE = stems_in("page call ring phone wake get bring reach contact fetch")
LINE = ("lin", "phone")
ESCALATE = stems_in("escalate raise")
FILE = stems_in("file notify report submit notice tell")
FOLLOW = stems_in("follow playbook open use")
SAVE = stems_in("evidence preserve keep secure collect")


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


def phrases_of(*texts: str) -> tuple[Phrase, ...]:
    """Each text as a phrase; those that tell nothing left out."""
    found = (stems_of(text) for text in texts)
    return tuple(dict.fromkeys(phrase for phrase in found if phrase))


def parts_of(text: str) -> list[str]:
    """A label and its parts: `Response team and engineering` is both, and either."""
    return [text, *(part for half in text.split(",") for part in half.split(" and "))]


def standing(board: Board) -> list[Meaning]:
    """What does not change while a board lives: the world's actions, contacts, audiences, notices, approaches."""
    return [
        *_actions(board),
        *_contacts(board),
        *_audiences(board),
        *_notices(board),
        *_approaches(board),
        *_playbooks(board),
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
            phrases_of(label, name.replace("-", " ")),
            {"action": name},
            one_line(f"{names.role(brief.role)}. {brief.meaning}"),
            stems_of(brief.meaning),
        )


def _contacts(board: Board) -> Iterator[Meaning]:
    names = Names(board)
    for contact in board.rules.contacts.values():
        brief = board.opened.setting.contacts.get(contact.id)
        named = one_line(brief.name, 80) if brief else ""
        phrases = phrases_of(contact.label, contact.person, contact.id, named, *named.split())
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
        yield _telling(
            board, f"Update to {audience.label}", phrases_of(*parts_of(audience.label), audience.id), audience.id
        )
        for channel in reached:
            if known[channel].public:
                public.setdefault(channel, audience.id)
    for channel, audience_id in public.items():
        label = one_line(known[channel].label, 60)
        phrases = phrases_of(label, channel)
        yield _telling(board, f"Update by {label}", phrases, audience_id, channel)
    for template in board.rules.templates.values():
        first = next((name for name in template.audiences if name in board.rules.audiences), "")
        if first:
            yield Meaning(
                "update",
                template.id,
                f"Update: {template.label}",
                phrases_of(template.label, template.id),
                {"audience": first, "template": template.id},
                "opens the update, filled in as far as the line goes",
                whole=False,
            )


def _telling(board: Board, label: str, phrases: tuple[Phrase, ...], audience: str, channel: str = "") -> Meaning:
    """What is told goes into the first text that the audience's template asks for."""
    given = {"audience": audience, **({"channel": channel} if channel else {})}
    template = next((each for each in board.rules.templates.values() if audience in each.audiences), None)
    asked = next((each.id for each in template.fields if each.required), "") if template is not None else ""
    if template is not None and asked:
        given["template"] = template.id
    help = "opens the update, filled in as far as the line goes"
    rest = f"fields.{asked}" if asked else "text"
    return Meaning("update", channel or audience, label, phrases, given, help, (), TELL, whole=False, rest=rest)


def _notices(board: Board) -> Iterator[Meaning]:
    for notice in board.rules.notices.values():
        yield Meaning(
            "notice",
            notice.id,
            one_line(notice.label),
            phrases_of(notice.id, notice.recipient, notice.label, *words_of(notice.recipient)[-1:]),
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
            phrases_of(called, approach.text),
            {"approach": approach.id},
            one_line(approach.text),
            stems_of("recover approach choose"),
        )


def _playbooks(board: Board) -> Iterator[Meaning]:
    for book in board.rules.playbooks.values():
        label = one_line(book.label, 60)
        yield Meaning(
            "follow",
            book.id,
            f"Follow the playbook: {label}",
            phrases_of(f"{label} playbook", f"follow {label}"),
            {"playbook": book.id},
            needs=FOLLOW,
        )


def _simple() -> Iterator[Meaning]:
    """What needs no subject but the incident."""
    acknowledging = ("acknowledge", "ack", "take", "got")
    yield Meaning("acknowledge", "", "Acknowledge", phrases_of(*acknowledging))
    contained = ("contained", "containment", "stopped spreading", "bleeding stopped", "under control")
    yield Meaning("contain", "", "Contained", phrases_of(*contained), rest="reason")
    yield Meaning(
        "dismiss", "", "False alarm", phrases_of("false alarm", "false positive", "no incident dismiss"), rest="reason"
    )
    yield Meaning(
        "aware",
        "",
        "Record awareness",
        phrases_of("personal data", "compromised", "data breach", "awareness", "recorded"),
        needs=stems_in("aware awareness"),
        rest="basis",
    )
    yield Meaning(
        "legal-hold",
        "",
        "Order a legal hold",
        phrases_of("legal hold", "litigation hold"),
        help="opens the order, filled in as far as the line goes",
        whole=False,
        rest="scope",
    )
    yield Meaning(
        "evidence",
        "",
        "Keep evidence",
        phrases_of("evidence", "preserve evidence", "evidence store"),
        help="opens the record, filled in as far as the line goes",
        needs=SAVE,
        whole=False,
        rest="what",
    )
