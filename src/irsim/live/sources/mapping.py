"""A mapping: a YAML document that says where in a sender's JSON stands what irsim wants to know of an alert."""

from functools import lru_cache
from importlib import resources
from typing import Annotated, Any

from pydantic import Field, PlainValidator, WithJsonSchema

from irsim.events.signals import FIRING, RESOLVED, TAKEN
from irsim.live.sources.places import Place, Text, place, text
from irsim.plan.fields import ByShape, IfMap, IfPlain, Name
from irsim.words.documents import STAND_IN, Checker, Model, few, read_sound
from irsim.words.faults import BadInput
from irsim.words.yamltext import read_yaml

NOTHING = "nothing"
"""The state of what is no news: an issue that was commented on."""

STATES = (FIRING, RESOLVED, TAKEN, NOTHING)

SHIPPED = ("cloudevents", "datadog", "generic", "grafana", "new-relic", "opsgenie", "sentry")
"""The mappings that ship, each the name of a format."""

_PLACE = {
    "type": "string",
    "description": "a place in the body: names with dots, as data.event.title; $ is the whole body",
}
_TEXT = {"type": "string", "description": "a text with places in it, as '{title} on {host | \\'a host\\'}'"}
_WANTED = {
    "anyOf": [{"type": ["string", "boolean"]}, {"type": "array", "items": {"type": ["string", "boolean"]}}],
    "description": "true: something stands there; false: nothing does; else the text or texts that fit",
}


def _wanted(written: Any) -> tuple[str | bool, ...]:
    wanted = tuple(written) if isinstance(written, list) else (written,)
    if not wanted or not all(isinstance(each, str | bool) for each in wanted):
        raise ValueError('this is no condition; write true, false, a text in quotes, as "1", or a list of them')
    return wanted


PlaceField = Annotated[Place, PlainValidator(place), WithJsonSchema(_PLACE)]
TextField = Annotated[Text, PlainValidator(text), WithJsonSchema(_TEXT)]
Where = dict[PlaceField, Annotated[tuple[str | bool, ...], PlainValidator(_wanted), WithJsonSchema(_WANTED)]]


class Lookup(Model):
    """A value that is translated by a table."""

    of: TextField
    """the value"""
    means: Annotated[dict[str, str], Field(min_length=1, max_length=200)]
    """what each of the sender's words becomes; capitals do not matter"""
    else_: Annotated[str | None, Field(alias="else")] = None
    """what any other word becomes; where this is missing it stays as it is"""


FieldSource = Annotated[Annotated[TextField, IfPlain] | Annotated[Lookup, IfMap], ByShape]


class Gathered(Model):
    """Labels or annotations from several places."""

    of: Annotated[list[PlaceField], Field(max_length=10)] = []
    """places of maps, of lists of `name:value` or of [name, value] or {key, value}, or of a text with commas between"""
    with_: Annotated[dict[Name, TextField], Field(alias="with", max_length=50)] = {}
    """and single ones by their name; one that is empty is left out"""


class Case(Model):
    """How one shape of the sender's bodies is read."""

    when: Where = {}
    """what a body of this shape has"""
    each: PlaceField | None = None
    """where its alerts stand: a list of objects, or one; where nothing stands there, the body is the alert"""
    state: FieldSource
    """firing, resolved, acknowledged, or nothing for what is no news"""
    key: FieldSource | None = None
    """the sender's own key for the alert, the same in all its life; where it is empty, a digest takes its place"""
    title: FieldSource
    """one line on what is the matter"""
    text: FieldSource | None = None
    """more about it"""
    severity: FieldSource | None = None
    """the sender's word; the plan says what it means"""
    service: FieldSource | None = None
    """the service of the world that it is about"""
    category: FieldSource | None = None
    """the plan's category of incident"""
    monitor: FieldSource | None = None
    """the check or rule that fired"""
    since: FieldSource | None = None
    """when it began: RFC 3339, or a Unix time in s, ms, µs or ns"""
    until: FieldSource | None = None
    """when it was over"""
    labels: Gathered = Gathered()
    annotations: Gathered = Gathered()
    links: Annotated[dict[Name, TextField], Field(max_length=20)] = {}
    """addresses by what they lead to: runbook, dashboard, source, silence"""


class Mapping(Model):
    """The whole document."""

    id: Name
    title: str
    about: str = ""
    """what the sender needs set up"""
    expect: Where = {}
    """what every body has; any other is refused"""
    ignore: Annotated[list[Where], Field(max_length=20)] = []
    """bodies that are no alerts, and no mistake"""
    truncated: PlaceField | None = None
    """where the sender says how many alerts it has left out; then nothing is closed"""
    cases: Annotated[list[Case], Field(min_length=1, max_length=20)]
    """the first that fits a body counts"""


_STAND_IN = {"id": STAND_IN, "title": "", "cases": [{"state": FIRING, "title": ""}]}


@lru_cache(maxsize=32)
def load_mapping(written: str | bytes, name: str = "mapping") -> Mapping:
    """The mapping in `written`. Raises BadInput naming every mistake with its line and cure."""
    reading = read_sound(Mapping, read_yaml(written, name), _STAND_IN)
    faults = list(reading.faults)
    if reading.value is not None:
        faults += _states(Checker(reading, reading.lost), reading.value)
    if faults or reading.value is None:
        raise BadInput(few(faults))
    return reading.value


def _states(about: Checker, mapping: Mapping) -> list[Any]:
    """What a state can come to is known to the board, wherever the mapping says it outright."""
    for n, case in enumerate(mapping.cases):
        path = ("cases", n, "state")
        if isinstance(case.state, Lookup):
            for word, state in case.state.means.items():
                about.known((*path, "means", word), state, STATES, "state")
            if case.state.else_ is not None:
                about.known((*path, "else"), case.state.else_, STATES, "state")
        elif all(isinstance(part, str) for part in case.state.parts):
            about.known(path, case.state.written, STATES, "state")
    return about.faults


def shipped_mapping_text(name: str) -> str:
    """A mapping that ships, as YAML text; `name` is one of SHIPPED."""
    file = resources.files("irsim.live.sources").joinpath("mappings", f"{name}.yaml")
    return file.read_text(encoding="utf-8")


def shipped_mapping(name: str) -> Mapping:
    """A mapping that ships; `name` is one of SHIPPED."""
    return load_mapping(shipped_mapping_text(name), f"{name}.yaml")


def mapping_schema() -> dict[str, Any]:
    """JSON Schema of a mapping, for editors."""
    return Mapping.model_json_schema(by_alias=True)
