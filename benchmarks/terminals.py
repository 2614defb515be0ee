"""A program on a pseudo-terminal of its own, for benchmarks: when a word came to the screen, and what it costs."""

import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


class OnTerminal:
    """A child on a terminal of `size` (columns, rows); everything it writes is read and counted."""

    def __init__(
        self,
        command: Sequence[str],
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str] | None = None,
        cwd: str = ".",
    ) -> None:
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        around = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **(env or {})}
        for name in ("NO_COLOR", "TEXTUAL_THEME", "COLUMNS", "LINES"):
            around.pop(name, None)
        self.begun = time.perf_counter()
        self.child = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=around, cwd=cwd, start_new_session=True
        )
        os.close(slave)
        self.written = 0
        self._seen = b""

    def read(self, seconds: float) -> bytes:
        """What comes within so many seconds at most; empty where nothing does."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return b""
        try:
            found = os.read(self.master, 1 << 16)
        except OSError:
            return b""
        self.written += len(found)
        self._seen += found
        return found

    def until(self, word: str, seconds: float = 30) -> float:
        """Seconds from the child's start until `word` had come to the terminal. Raises TimeoutError."""
        end = time.perf_counter() + seconds
        while word.encode() not in self._seen:
            if not self.read(0.5) and time.perf_counter() > end:
                raise TimeoutError(f"'{word}' never came; the last that did: {self._seen[-2000:]!r}")
        return time.perf_counter() - self.begun

    def watch(self, seconds: float) -> None:
        """Read along for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

    def type(self, keys: str) -> None:
        """As if typed."""
        os.write(self.master, keys.encode())

    def cpu_seconds(self) -> float:
        """Processor time that the child's threads have used, those that are there now."""
        threads = Path(f"/proc/{self.child.pid}/task").glob("*/schedstat")
        return sum(int(each.read_text().split()[0]) for each in threads) / 1e9

    def resident(self) -> float:
        """Its resident memory in MB."""
        return int(Path(f"/proc/{self.child.pid}/statm").read_text().split()[1]) * PAGE / 1e6

    def end(self) -> None:
        """Stop it."""
        if self.child.poll() is None:
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()
        os.close(self.master)
