"""A receiver as a process of its own, to be killed: `python -m tests.live.receiver.process STORE`; prints its port."""

import asyncio
import sys
from pathlib import Path

from irsim.live.config import read_configuration
from irsim.live.receiver.facts import Facts
from irsim.live.receiver.intake import Intake
from irsim.live.receiver.serving import serve_receiver
from irsim.live.store.sqlite import SqliteStore

CONFIGURATION = """
[serve]
listen = "127.0.0.1:0"
[serve.limits]
rate = 100000
[[sources]]
name = "open"
format = "alertmanager"
"""


async def main(store: Path) -> None:
    """Receive until killed."""
    intake = Intake(SqliteStore(store))
    runner = await serve_receiver(read_configuration(CONFIGURATION), intake, Facts)
    print(runner.address[1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
