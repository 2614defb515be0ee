"""A glance at a body in the form of Alertmanager's webhook or API: whether nothing about it is out of the ordinary, so
that reading it could find no fault. It takes a tenth of the time of reading; a receiver need know no more."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from irsim.live.sources.reading import ALERT_LIMIT, SIZE_LIMIT
from irsim.live.sources.values import LABELS_LIMIT


class _Strict(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """What is not listed is not ordinary; it could nest too deeply, for one."""


_Labels = Annotated[dict[str, str], msgspec.Meta(min_length=1, max_length=LABELS_LIMIT)]
_Annotations = Annotated[dict[str, str], msgspec.Meta(max_length=LABELS_LIMIT)]
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class _Posted(_Strict):
    labels: _Labels
    annotations: _Annotations = {}
    startsAt: _Moment | None = None  # noqa: N815  # the sender's words
    endsAt: _Moment | None = None  # noqa: N815
    generatorURL: str = ""  # noqa: N815


class _Told(_Strict):
    status: Literal["firing", "resolved"]
    labels: _Labels
    annotations: _Annotations = {}
    startsAt: _Moment | None = None  # noqa: N815
    endsAt: _Moment | None = None  # noqa: N815
    generatorURL: str = ""  # noqa: N815
    fingerprint: str = ""


class _Group(_Strict):
    version: Literal["4"]
    alerts: Annotated[list[_Told], msgspec.Meta(max_length=ALERT_LIMIT)]
    truncatedAlerts: Literal[0] = 0  # noqa: N815
    status: str = ""
    receiver: str = ""
    groupKey: str = ""  # noqa: N815
    groupLabels: dict[str, str] = {}  # noqa: N815
    commonLabels: dict[str, str] = {}  # noqa: N815
    commonAnnotations: dict[str, str] = {}  # noqa: N815
    externalURL: str = ""  # noqa: N815


_ordinary = {
    "alertmanager": msgspec.json.Decoder(_Group).decode,
    "alertmanager-api": msgspec.json.Decoder(
        Annotated[list[_Posted], msgspec.Meta(min_length=1, max_length=ALERT_LIMIT)]
    ).decode,
}


def ordinary(form: str, body: bytes) -> bool:
    """Whether reading `body` would find something in it and no fault. False says nothing: then it must be read."""
    look = _ordinary.get(form)
    if look is None or len(body) > SIZE_LIMIT:
        return False
    try:
        look(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True
