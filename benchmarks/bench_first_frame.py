"""How soon the home screen stands. Goal: at most 1.3 times as long as the smallest Textual program with a table.

What is compared, each on a pseudo-terminal of 120x40, from the start of the process until a word of the frame's content
has come to the terminal, medians of interleaved rounds:

- Ours: `irsim` without arguments, until its panels are drawn (`reading the library`), and until the list of drills is
  there too, which is read in a thread after the first frame (a drill's code name).
- The peer: a Textual app with header, table of ten rows and footer, until a cell of the last row.

Both also say how much memory they hold then.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from terminals import OnTerminal

ROUNDS = 9

PEER = """
from textual.app import App
from textual.widgets import DataTable, Footer, Header

class Hello(App):
    def compose(self):
        yield Header()
        yield DataTable()
        yield Footer()

    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("one", "two", "three")
        table.add_rows([(f"row{n}", "a", "b") for n in range(10)])

Hello().run()
"""

OURS = [str(Path(sys.executable).with_name("irsim"))]
FRAME, LIST = "reading the library", "Paper Kite"


def main() -> None:
    """Print times, memory and the ratio."""
    took: dict[str, list[float]] = {"irsim": [], "irsim, drills listed": [], "hello world": []}
    memory: dict[str, list[float]] = {"irsim": [], "hello world": []}
    with tempfile.TemporaryDirectory() as folder:
        own = {"XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_STATE_HOME": folder}
        for number in range(ROUNDS + 1):
            ours = OnTerminal(OURS, env=own, cwd=folder)
            try:
                times = [ours.until(FRAME), ours.until(LIST)]
                held = ours.resident()
            finally:
                ours.end()
            peer = OnTerminal([sys.executable, "-c", PEER], cwd=folder)
            try:
                theirs = peer.until("row9")
                peer.watch(0.3)
                other = peer.resident()
            finally:
                peer.end()
            if number:  # the first round fills the caches
                took["irsim"].append(times[0])
                took["irsim, drills listed"].append(times[1])
                took["hello world"].append(theirs)
                memory["irsim"].append(held)
                memory["hello world"].append(other)
    medians = {name: statistics.median(each) for name, each in took.items()}
    for name, seconds in medians.items():
        with_it = f", {statistics.median(memory[name]):.0f} MB" if name in memory else ""
        print(f"{name}: {seconds * 1000:.0f} ms{with_it}")
    print(f"ratio irsim / hello world: {medians['irsim'] / medians['hello world']:.2f} (goal: at most 1.3)")


if __name__ == "__main__":
    main()
