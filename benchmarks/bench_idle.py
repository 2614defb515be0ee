"""What a room costs while nobody touches it. Limits: 3 % of a core, and 2 kB a second to the terminal when it is calm.

A drill runs at real time in the room, on a pseudo-terminal of 120x40; nobody gives a command. After it has settled, for
20 s: the processor time of the process with all its threads (engine, recording, screen), what it writes to the terminal
each second (the median is a calm second, in which clocks tick and nothing happens; the most is one with an alert), and
the memory that it holds in the end. The peer is the smallest Textual program with a table, which shows nothing new.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from bench_first_frame import PEER
from terminals import OnTerminal

SETTLE, SECONDS = 4.0, 20

ROOM = """
import sys
from pathlib import Path
from textual.screen import Screen
from irsim.cli.launcher import LocalLauncher
from irsim.tui.app import IrsimApp
from irsim.tui.config import Settings
from irsim.tui.launch import Wish
from irsim.tui.terminal import Terminal

class AtOnce(IrsimApp):
    def open_first(self):
        self.push_screen(Screen())
        self.call_later(self.begin)

    async def begin(self):
        wish = Wish("data-breach", pace=100, record=Path(sys.argv[1]), seed="1")
        await self.sit_down(self.launcher.begin(wish))

AtOnce(LocalLauncher(), Settings(), Terminal(False, "full")).run()
"""


def main() -> None:
    """Print shares, bytes and memory."""
    with tempfile.TemporaryDirectory() as folder:
        room = OnTerminal([sys.executable, "-c", ROOM, str(Path(folder, "drill.jsonl"))])
        peer = OnTerminal([sys.executable, "-c", PEER])
        try:
            room.until("Playbook")
            peer.until("row9")
            room.watch(SETTLE)
            peer.watch(0.1)
            before, other = room.cpu_seconds(), peer.cpu_seconds()
            each_second = []
            for _ in range(SECONDS):
                written = room.written
                room.watch(1)
                each_second.append(room.written - written)
            share = (room.cpu_seconds() - before) / SECONDS
            print(f"hello world: {(peer.cpu_seconds() - other) / SECONDS:.1%} of a core, {peer.resident():.0f} MB")
            print(f"room: {share:.1%} of a core (limit 3 %), {room.resident():.0f} MB")
            calm, most = statistics.median(each_second), max(each_second)
            print(f"to the terminal: {calm / 1000:.1f} kB in a calm second (limit 2 kB), {most / 1000:.1f} kB at most")
        finally:
            room.end()
            peer.end()


if __name__ == "__main__":
    main()
