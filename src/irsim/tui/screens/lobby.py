"""Before a room that is hosted elsewhere: its seats, who sits there, and which one to take."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from irsim.reports.plain import one_line
from irsim.session.admission import NAME_LIMIT, own_account
from irsim.session.protocol import EVALUATOR, FACILITATOR, OBSERVER, PLAYERS, SCREEN
from irsim.tui.dialogs.simple import Line, Pick
from irsim.tui.screens.opening import opening, show_faults
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.session.wire import Lobby
    from irsim.tui.house import House
    from irsim.tui.launch import JoinWish

TABLE = "*"
"""Stands for all seats that people play."""

OTHERS = {
    OBSERVER: ("Watch", "see what the players see; say afterwards how it was"),
    FACILITATOR: ("Facilitator", "the run of show, and time"),
    EVALUATOR: ("Evaluator", "observations and ratings"),
    SCREEN: ("Screen", "the room for a projector: it takes no keys that change anything"),
}
"""What is no seat of the plan: how it is called, and what it does. In this order it is offered."""


def offers(lobby: Lobby) -> list[tuple[str, str, str]]:
    """What can be chosen: a value, its label, and who sits there or what it does."""
    open_seats = [place for place in lobby.places if place.played == "people"]
    found = []
    if PLAYERS in lobby.kinds:
        for place in open_seats:
            there = ", ".join(one_line(name, 40) for name in place.people)
            found.append((place.id, one_line(place.label, 60), f"here: {there}" if there else "nobody sits here yet"))
        if len(open_seats) > 1:
            found.append((TABLE, "The whole table", "every seat that people play, at one keyboard"))
    return found + [(kind, *words) for kind, words in OTHERS.items() if kind in lobby.kinds]


def chosen_wish(wish: JoinWish, value: str) -> JoinWish:
    """The wish with what was chosen."""
    if value in OTHERS:
        return replace(wish, kind=value)
    return replace(wish, kind=PLAYERS, seats=() if value == TABLE else (value,))


def ask_name(app: House, wish: JoinWish, back: Callable[[], object]) -> None:
    """What somebody is called, where they have not said it; then join. `esc` goes `back`."""

    def named(name: str | None) -> None:
        if not name:
            back()
            return
        found = replace(wish, name=one_line(name, NAME_LIMIT).strip() or own_account())
        opening(app, "Joining the room", lambda: app.launcher.join(found), "asking the host")

    if wish.name or wish.kind == SCREEN:
        named(wish.name or own_account())
        return
    hint = "The others and the recording call you by it."
    if wish.token:
        hint += " A guest's own token says the name by itself."
    app.push_screen(Line("Your name", hint, value=own_account(), word="Join"), named)


def enter_lobby(app: House, wish: JoinWish) -> None:
    """Ask the host who sits where, let somebody choose, and join; `esc` leaves."""

    async def go() -> None:
        try:
            lobby = await asyncio.to_thread(app.launcher.look, wish)
        except BadInput as bad:
            show_faults(app, "This room cannot be joined", bad)
            return
        over = " It is over; what is left is the hot wash." if lobby.ended else ""
        intro = f"{one_line(lobby.codename, 60)}: take a seat, or watch.{over}"
        if not {FACILITATOR, EVALUATOR} & set(lobby.kinds):
            intro += " Facilitator and evaluator join by the command with a token that the host was shown."

        def chosen(value: str | None) -> None:
            if value:
                ask_name(app, chosen_wish(wish, value), choose)
            else:
                app.exit()

        def choose() -> None:
            app.push_screen(Pick("Join the room", offers(lobby), intro), chosen)

        choose()

    app.run_worker(go(), group="opening", exclusive=False)
