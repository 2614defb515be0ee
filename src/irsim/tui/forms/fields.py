"""The parts of a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

NOW = "@now"
"""Beside what was filled in: the instant (ms) of whoever fills it in."""

Kind = Literal["text", "long", "number", "choice", "many", "fixed"]


@dataclass(frozen=True)
class Option:
    """Something that can be chosen: `help` is the plan's definition, or what it does."""

    value: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Field:
    """One thing to fill in. `name` is the command's field; `fields.NAME` is a template's.

    A choice takes one of `options` (an empty value where it may stay open), many takes several with commas between;
    fixed is not shown.
    `drives` says that the rest of the form depends on it.
    """

    name: str
    label: str
    kind: Kind = "text"
    options: tuple[Option, ...] = ()
    value: str = ""
    required: bool = False
    help: str = ""
    drives: bool = False


@dataclass(frozen=True)
class Focus:
    """What is selected on the screen: ids of the board, empty where nothing is."""

    incident: str = ""
    alert: str = ""
    message: str = ""
    decision: str = ""
    update: str = ""
    step: str = ""
    said: str = ""
    inject: str = ""
    statement: str = ""
    expectation: str = ""
    claim: str = ""
    objective: str = ""
    alerts: tuple[str, ...] = ()
    """where an act is about several alerts: all of them"""


@dataclass(frozen=True)
class Form:
    """A dialog's content. `intro` stands above the fields, `notes` below: suggestions and checklists by assist level.

    `preview` is what recipients would read; `send` is the button's word.
    """

    do: str
    title: str
    fields: tuple[Field, ...]
    intro: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = field(default=())
    """(style, line)"""
    preview: str = ""
    send: str = "Record"
