"""A marked test message by each way, for `irsim doctor`: nothing of it is recorded, and nobody can take it for real."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from irsim.live.config.channels import Channel
from irsim.live.config.secrets import Hidden
from irsim.live.outbox import sending
from irsim.live.outbox.sending import Sender
from irsim.live.outbox.texts import Message


@dataclass(frozen=True)
class Tried:
    """What a test message by a way showed; `works` is None where it is used by hand and cannot be tested."""

    way: str
    works: bool | None
    said: str


async def tried(
    ways: Mapping[str, Channel], addresses: Mapping[str, Hidden], host: str, *, send: Sender = sending.send
) -> list[Tried]:
    """Send a test message by each way, one after another; `host` says from where."""
    found: list[Tried] = []
    text = f"This is a test of irsim on {host}. Nothing has happened, and nothing needs to be done.\n[irsim test]"
    for name, way in ways.items():
        address = addresses.get(name)
        if way.by_hand:
            found.append(Tried(name, None, "used by hand: try it yourself"))
        elif address is None:
            found.append(Tried(name, False, "its address is missing"))
        else:
            said = Message(f"TEST from irsim by {way.label or name}", text)
            outcome = await send(address.reveal(), said, f"irsim-test-{uuid4().hex}", way.timeout / 1000)
            found.append(Tried(name, outcome.taken, outcome.said or f"taken by {way.label or name}"))
    return found
