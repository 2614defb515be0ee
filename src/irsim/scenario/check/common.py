"""What the checks of both files have in common."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from irsim.events import fields_of
from irsim.plan.fields import EventPattern
from irsim.scenario.cast import FIELDS as CAST_FIELDS
from irsim.scenario.cast import KINDS as CAST_KINDS
from irsim.scenario.check.names import Names
from irsim.scenario.models import Bend, Confirming
from irsim.words.documents import Checker, Reading
from irsim.words.faults import nearest
from irsim.words.quantities import parse_quantity
from irsim.words.texts import TextFault, names_in
from irsim.words.yamltext import Path


class Check(Checker):
    """What both files have in common."""

    def __init__(self, reading: Reading[Any], names: Names) -> None:
        super().__init__(reading, names.lost)
        self.names = names

    def text(self, path: Path, text: str) -> None:
        try:
            used = names_in(text)
        except TextFault as fault:
            self.say(path, str(fault))
            return
        for name, attribute in sorted(used):
            if name not in self.names.cast and name != "facts":
                if name not in self.lost:
                    self.say(path, f"'{name[:60]}' is not in the cast; {nearest(name, [*self.names.cast, 'facts'])}")
                continue
            known = self.names.facts if name == "facts" else CAST_FIELDS.get(self.names.cast[name], ())
            if not attribute:
                self.say(
                    path, f"'{name}' stands alone; write what of it, as {{{{ {name}.{min(known, default='name')} }}}}"
                )
            elif attribute not in known and attribute not in self.lost and (known or name == "facts"):
                self.say(path, f"'{name}' has no '{attribute[:60]}'; {nearest(attribute, known)}")

    def texts_below(self, path: Path, model: BaseModel, keys: tuple[str, ...]) -> None:
        for key in keys:
            value = getattr(model, key, None)
            if isinstance(value, str) and "{" in value:
                self.text((*path, key), value)

    def texts(self, path: Path, texts: Iterable[str]) -> None:
        for n, text in enumerate(texts):
            if "{" in text:
                self.text((*path, n), text)

    def bends(self, path: Path, bends: Iterable[Bend], own: str) -> None:
        for n, bend in enumerate(bends):
            service = bend.service or own
            here = (*path, n)
            if service not in self.names.services:
                self.known((*here, "service"), service, self.names.services, "service")
            else:
                self.metric((*here, "metric"), service, bend.metric, bend.add)

    def metric(self, path: Path, service: str, metric: str, *values: str | int | None) -> None:
        metrics = self.names.services[service].metrics
        if metric not in metrics:
            if metric in self.lost:
                return
            self.say(path, f"'{service}' has no metric '{metric}'; {nearest(metric, metrics)}")
            return
        for value in values:
            if value is not None:
                try:
                    parse_quantity(value, metrics[metric].unit)
                except ValueError as error:
                    self.say(path, str(error))

    def confirming(self, path: Path, audience: str, confirming: Confirming) -> None:
        self.known(path, audience, self.names.audiences, "audience of the plan")
        self.texts_below(path, confirming, ("who", "says"))

    def pattern(self, path: Path, item: EventPattern) -> None:
        fields = fields_of(item.event)
        for name, value in item.where.items():
            here = (*path, "where", name)
            if name.split(".")[0] not in fields:
                self.say(here, f"'{item.event}' has no field '{name}'; {nearest(name, fields)}")
                continue
            self.value(here, item.event, name, value)

    def value(self, path: Path, kind: str, name: str, value: object) -> None:
        allowed = self.names.values.get((kind, name))
        for each in value if isinstance(value, list) else [value]:
            if allowed is not None and isinstance(each, str) and each != "*":
                self.known(path, each, allowed, name)

    def cast(self, path: Path, cast: dict[str, str]) -> None:
        for name, kind in cast.items():
            self.known((*path, name), kind, CAST_KINDS, "kind of cast")


def shown(names: list[str]) -> str:
    return " > ".join(names if len(names) <= 8 else [*names[:7], "...", names[-1]])
