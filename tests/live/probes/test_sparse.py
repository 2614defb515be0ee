"""Probes that look too seldom for a rate: said with the place and the cure, by whoever looks at the configuration."""

from pathlib import Path

import pytest

from irsim.live.config.loading import read_configuration
from irsim.live.doctor.inside import configured
from irsim.live.probes.judging import Judge
from irsim.live.probes.looking import Look
from irsim.live.probes.sparse import too_sparse
from irsim.plan import default_plan_text, load_plan
from tests.live.asked import asked
from tests.live.serves import Installation

PLAN = load_plan(default_plan_text(), "default.yaml")


def probe(every: str = "", kind: str = "http") -> str:
    target = "http://127.0.0.1:9/" if kind == "http" else "127.0.0.1:9"
    often = f'every = "{every}"\n' if every else ""
    return f'[[probes]]\nname = "web"\nkind = "{kind}"\ntarget = "{target}"\nservice = "api"\n{often}'


def warned(toml: str) -> list[str]:
    return [str(each) for each in too_sparse(read_configuration(toml, "irsim.toml"), PLAN)]


def test_it_is_said_with_the_figures_the_line_and_the_cure() -> None:
    assert warned(probe("1m")) == [
        "irsim.toml:6: probes.0.every: a look every 1m makes 15 in the plan's window of 15m, and rates are reckoned "
        'from 20 on, so error-rate and apdex will never fire; write every = "47s" or less, '
        "or give 'probing' in the plan a longer 'window' or a smaller 'enough'"
    ]


@pytest.mark.parametrize("toml", [probe(), probe("47s"), probe("10m", "tcp"), probe("10m", "tls")])
def test_nothing_is_said_where_nothing_is_missed(toml: str) -> None:
    assert warned(toml) == []


@pytest.mark.parametrize(("every", "reckoned"), [(45_000, True), (47_000, True), (48_000, False), (60_000, False)])
def test_what_is_said_is_what_the_judge_does(every: int, reckoned: bool) -> None:
    judge = Judge(read_configuration(probe(f"{every}ms"), "irsim.toml").probes[0], PLAN)
    values = [judge.hear(Look(n * every, "", 20))[1] for n in range(100)]
    assert ("error_rate" in values[-1]) is reckoned
    assert bool(warned(probe(f"{every}ms"))) is not reckoned


def test_the_check_the_doctor_and_the_start_say_it(tmp_path: Path) -> None:
    room = Installation(tmp_path, probe("1m"))
    found = asked(room, "live", "check")
    assert found.code == 0, "nothing is broken by it"
    done = room.run("live", "check")
    assert "warning: probes.0.every: a look every 1m makes 15" in done.stderr
    as_data = asked(room, "live", "check", "--json").json
    assert (as_data["sound"], len(as_data["warnings"])) == (True, 1)
    config = read_configuration(room.config.read_text(), str(room.config), room.folder)
    assert [each.state for each in configured(config) if each.part == "probes"] == ["look"]
    room.start()
    try:
        room.until(lambda: "Warning: " in room.log.read_text(), "the warning")
    finally:
        room.kill()
    assert "write every" in room.log.read_text()
