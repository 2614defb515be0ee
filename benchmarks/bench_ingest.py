"""How many alerts a second `irsim serve` acknowledges, each durable before its sender hears so, beside a real
Alertmanager, which keeps them in memory. Both get the same requests, in the form of Alertmanager's API, in the same
run, one after the other, each time a fresh process: 1 and 16 connections, 1 and 100 alerts a request, new alerts and
the same hundred repeated. Then both are killed (SIGKILL) under load and started again: what was acknowledged, is it
still there?

Goals at 16 connections: a third of Alertmanager's speed with one alert a request, half with 100. The board follows: how
many alerts a second the desk puts on it while more come in, and afterwards, when nobody sends.

`--quick` is a rough figure in 40 s. Debian's packages prometheus-alertmanager and wrk (which sends) must be there.
"""

import argparse
import itertools
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from served import Alertmanager, Irsim, Sender, Sent, Served, missing, peak

GOALS = {(16, 1): 1 / 3, (16, 100): 1 / 2}
"""Of Alertmanager's speed, by connections and alerts a request."""

PATIENCE = 20.0
"""Seconds for which the desk is watched while it works off what was sent."""


@dataclass(frozen=True)
class Case:
    """How alerts are sent."""

    connections: int
    each: int
    new: bool

    def __str__(self) -> str:
        kind = "new" if self.new else "repeated"
        return f"{self.connections:2} connection{'s' * (self.connections > 1):1} {self.each:3} a request, {kind:8}"


@dataclass(frozen=True)
class Measured:
    """What came of it."""

    sent: Sent
    memory: float
    """MB at most"""
    bytes_each: float
    """on disk, for each alert"""
    folded: tuple[float, float] = (0, 0)
    """alerts a second on the board, while they come in and afterwards"""
    left: int = 0
    """alerts that are not on the board when nobody looks any longer"""


def speed(case: Case, one: Measured) -> float:
    """Alerts a second."""
    return one.sent.acknowledged * case.each / one.sent.seconds


def measure(served: Served, sender: Sender, case: Case, seconds: float, patience: float) -> Measured:
    """A fresh process, one case, and its end."""
    served.start()
    try:
        if isinstance(served, Irsim):
            served.well()
        sent = sender.send(served.place, case.connections, case.each, case.new, seconds)
        if sent.refused or not sent.acknowledged:
            raise SystemExit(f"{served.name}, {case}: {sent.acknowledged} acknowledged, {sent.refused} refused")
        folded, left = (0.0, 0.0), 0
        if isinstance(served, Irsim):
            folded, left = board_follows(served, case, sent, patience)
        return Measured(sent, peak(served.pid), served.on_disk() / (sent.acknowledged * case.each), folded, left)
    finally:
        served.kill()


def board_follows(served: Irsim, case: Case, sent: Sent, patience: float) -> tuple[tuple[float, float], int]:
    """Alerts a second that the desk works off, and how many alerts are left."""
    meanwhile, begun = served.worked_off(), time.monotonic()
    while served.left() and time.monotonic() - begun < patience:
        time.sleep(0.1)
    seconds, done = time.monotonic() - begun, served.worked_off()
    rates = meanwhile * case.each / sent.seconds, (done - meanwhile) * case.each / seconds if done > meanwhile else 0.0
    return rates, max(0, sent.acknowledged - done) * case.each


def survives(served: Served, sender: Sender, case: Case, seconds: float) -> tuple[int, int]:
    """Alerts that were acknowledged until a SIGKILL under load, and those that are there after a start."""
    served.start()
    try:
        sending = sender.begin(served.place, case.connections, case.each, case.new, seconds)
        time.sleep(seconds * 0.7)
        served.kill()
        sent = sender.end(sending)
        served.start()
        return sent.acknowledged * case.each, served.alerts()
    finally:
        served.kill()


def main() -> int:
    """Print what was found; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seconds", type=float, default=5, help="of sending, for each case")
    options = parser.parse_args()
    if why := missing():
        print(why)
        return 2
    seconds, patience = (1.0, 1.0) if options.quick else (options.seconds, PATIENCE)
    cases = [
        Case(*each) for each in itertools.product((1, 16) if not options.quick else (16,), (1, 100), (True, False))
    ]
    print(f"wrk sends for {seconds:g} s in each case; alerts acknowledged a second, latency of a request p50 and p99")
    lost = 0
    with tempfile.TemporaryDirectory() as folder:
        sender = Sender(Path(folder))
        places = (Path(folder, f"{number}") for number in itertools.count())

        def fresh(kind: type[Irsim] | type[Alertmanager]) -> Irsim | Alertmanager:
            place = next(places)
            place.mkdir()
            return kind(place)

        for case in cases:
            peer = measure(fresh(Alertmanager), sender, case, seconds, patience)
            ours = measure(fresh(Irsim), sender, case, seconds, patience)
            ratio, goal = speed(case, ours) / speed(case, peer), GOALS.get((case.connections, case.each))
            print(f"{case}: {ratio:.2f} of Alertmanager" + (f" (goal {goal:.2f})" if goal else ""))
            for name, one in (("Alertmanager, in memory", peer), ("irsim, durable", ours)):
                print(
                    f"    {name:24} {speed(case, one):9,.0f}/s  {one.sent.p50 * 1e3:6.2f} {one.sent.p99 * 1e3:7.2f} ms"
                    f"  {one.memory:5.0f} MB  {one.bytes_each:6,.0f} bytes an alert on disk"
                )
            left = f", {ours.left:,} not yet after {patience:g} s" if ours.left else ", all of them"
            print(f"    on the board: {ours.folded[0]:,.0f}/s meanwhile, {ours.folded[1]:,.0f}/s afterwards{left}")
        for each in (1, 100):
            for kind in (Alertmanager, Irsim):
                served = fresh(kind)
                acknowledged, there = survives(served, sender, Case(16, each, True), max(seconds, 2.0))
                print(
                    f"killed under load, 16 connections, {each:3} a request: {served.name} acknowledged "
                    f"{acknowledged:,} alerts and has {there:,} of them after a restart"
                )
                lost += max(0, acknowledged - there) if isinstance(served, Irsim) else 0
    print(f"irsim lost {lost} of what it acknowledged")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
