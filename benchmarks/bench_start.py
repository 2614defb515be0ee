"""How soon `irsim --version` answers. Goal: in less than a third of the time that importing Textual's app takes.

What is compared, each in a process of its own, wall time from start to end, medians of interleaved rounds:

- Ours: the console script of this environment, and the import that it makes (`python -c "from irsim.cli import main"`).
- The peers: Python that does nothing, and `import textual.app`, which a program with a screen cannot do without.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 15

SAYS_VERSION = "import sys; sys.argv = ['irsim', '--version']; from irsim.cli import main; main()"

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "irsim --version": [str(Path(sys.executable).with_name("irsim")), "--version"],
    "the import it makes": [sys.executable, "-c", SAYS_VERSION],
    "import textual.app": [sys.executable, "-c", "import textual.app"],
}


def main() -> None:
    """Print both ratios."""
    took: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS + 1):
        for name, command in COMMANDS.items():
            begun = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            took[name].append(time.perf_counter() - begun)
    medians = {name: statistics.median(times[1:]) for name, times in took.items()}
    for name, seconds in medians.items():
        print(f"{name}: {seconds * 1000:.0f} ms")
    ours = medians["irsim --version"]
    print(f"ratio irsim --version / python -c pass: {ours / medians['python -c pass']:.2f}")
    print(f"ratio irsim --version / import textual.app: {ours / medians['import textual.app']:.2f} (goal: below 0.33)")


if __name__ == "__main__":
    main()
