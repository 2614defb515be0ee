"""What the plan asks for before an incident is over."""

from irsim.words.documents import Model


class Criteria(Model):
    """What the plan asks for before resolve and close, by severity (`all` for every one)."""

    resolve: dict[str, list[str]] = {}
    close: dict[str, list[str]] = {}
