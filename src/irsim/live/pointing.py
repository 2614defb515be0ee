"""How a sender is pointed at an installation that nobody sends to yet: for the room while it is empty, and the log."""

from typing import TYPE_CHECKING

from irsim.live.config.sources import ALERTMANAGER
from irsim.live.places import receiver_of

if TYPE_CHECKING:
    from irsim.live.config.sources import Source
    from irsim.live.config.whole import Config

GENERIC = "generic"


def pointing(config: "Config") -> tuple[str, ...]:
    """Sentences: where alerts are sent to, a line that sends one, and where the configuration is shown."""
    url, sources = receiver_of(config), config.sources
    first = next((each for each in sources if each.format == ALERTMANAGER), sources[0] if sources else None)
    if first is None:
        return (f"No source may send. Name one in {_configuration(config)}: `irsim live example` shows how.",)
    kind = {ALERTMANAGER: "Alertmanager's webhook"}.get(first.format, f"a sender of format {first.format}")
    said = [f"Point {kind} at {url}/in/{first.name}."]
    test = next((each for each in sources if each.format == GENERIC and not each.mapping), None)
    if test is not None and test.signing in ("none", "bearer") and test.header is None:
        said.append(f"Try: {_curl(url, test)}")
    if not config.channels:
        said.append("No channel is configured, so pages and updates reach nobody outside the room.")
    said.append(f"`irsim live example` shows what {_configuration(config)} can hold.")
    return tuple(said)


def _curl(url: str, source: "Source") -> str:
    secret = '-H "Authorization: Bearer $TOKEN" ' if source.secrets else ""
    return f"""curl {secret}--json '{{"title": "A test"}}' {url}/in/{source.name}"""


def _configuration(config: "Config") -> str:
    return config.document.name if config.document.data else "irsim.toml"
