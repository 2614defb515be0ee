"""Checking a scenario: a sound one is sound, and every mistake in another is named in one go, with line and cure."""

from pathlib import Path

import pytest

from irsim.plan import Plan, default_plan_text, load_plan
from irsim.scenario.library import find_scenario, load_scenario, parse_scenario
from irsim.words.faults import BadInput, Fault
from tests.drills import the_plan
from tests.scenario.broken import SCENARIO, SCENARIO_FOUND, WORLD, WORLD_FOUND

DATA = Path(__file__).parents[1] / "data"
SMALL = (DATA / "small.yaml").read_text(encoding="utf-8")
SMALL_WORLD = (DATA / "small-world.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(default_plan_text(), "default.yaml")


def faults_of(folder: Path, plan: Plan, scenario: str, world: str) -> list[Fault]:
    (folder / "small-world.yaml").write_text(world, encoding="utf-8")
    (folder / "world.yaml").write_text(world, encoding="utf-8")
    (folder / "scenario.yaml").write_text(scenario, encoding="utf-8")
    try:
        load_scenario(folder / "scenario.yaml", plan)
    except BadInput as bad:
        return bad.faults
    return []


def test_the_small_scenario_is_sound(plan: Plan) -> None:
    loaded = load_scenario(DATA / "small.yaml", plan)
    assert loaded.scenario.id == "small"
    assert parse_scenario(loaded.scenario_text, loaded.world_text) == loaded


def test_forty_mistakes_in_two_files_are_told_in_one_go_with_their_lines(tmp_path: Path, plan: Plan) -> None:
    faults = faults_of(tmp_path, plan, SCENARIO, WORLD)
    for name, found in (("scenario.yaml", SCENARIO_FOUND), ("world.yaml", WORLD_FOUND)):
        told = sorted((fault.line, fault.message) for fault in faults if Path(fault.file).name == name)
        assert [(line, said[: len(wanted)]) for (line, said), (_, wanted) in zip(told, found, strict=True)] == found
    assert all(fault.message.isprintable() for fault in faults)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("by: {within: 10m, after: seen}", "by: {within: 10, after: seen}", "expectations.classify.by.within: '10' is"),
        ("by: {within: 10m, after: seen}", "by: [10m]", "expectations.classify.by: '['10m']' is not a duration; "),
        (
            "by: {within: 10m, after: seen}",
            "by: {within: 10m, after: sen}",
            "expectations.classify.by.after: no inject",
        ),
        ("ended_by: [close-door]", "ended_by: [[close-door, 5]]", "faults.open-door.ended_by.0.1: '5' is not text; "),
        ("ended_by: [close-door]", "ended_by: [{event: x.y}]", "faults.open-door.ended_by.0.event: no event is called"),
        (
            "ended_by: [close-door]",
            "ended_by: close-door",
            "faults.open-door.ended_by: 'close-door' does not fit; write",
        ),
        (
            "after: seen, delay: 20m",
            "after: {evnt: x}, delay: 20m",
            "injects.still-open.after.evnt: this key is not known here; did you mean 'event'?",
        ),
        (
            "after: seen, delay: 20m",
            "at: 5m, delay: 20m",
            "injects.still-open: 'delay' goes with 'after' or 'when'; add",
        ),
        ("starts: 2026-11-16T09:00:00+00:00", "starts: soon", "starts: 'soon' is no instant; write it as 2026-11-16T"),
        ("duration: 1h", "duration: 0s", "duration: '0s' is no time at all; write it as"),
        (
            "world: small-world.yaml",
            "world: nowhere.yaml",
            "world: there is no file 'nowhere.yaml' beside this one; fix",
        ),
        ("signs: [seen]", "signs: [seen@nowhere]", "truth.incidents.theft.signs.0: no service is called 'nowhere'; "),
        ("signs: [seen]", "signs: [a@b@c]", "truth.incidents.theft.signs.0: 'a@b@c' is not a name; write"),
        ("cast: {thief: person}", "cast: {thief: burglar}", "cast.thief: no kind of cast is called 'burglar'; use one"),
    ],
)
def test_one_slip_is_one_sentence(tmp_path: Path, plan: Plan, old: str, new: str, said: str) -> None:
    assert old in SMALL
    faults = faults_of(tmp_path, plan, SMALL.replace(old, new, 1), SMALL_WORLD)
    assert [fault.message[: len(said)] for fault in faults] == [said]
    assert faults[0].line == SMALL[: SMALL.index(old)].count("\n") + 1


def test_a_broken_world_does_not_hide_mistakes_of_the_scenario(tmp_path: Path, plan: Plan) -> None:
    faults = faults_of(tmp_path, plan, SMALL.replace("points: 4", "points: x"), "id: [")
    assert [Path(fault.file).name for fault in faults] == ["scenario.yaml", "small-world.yaml"]


def test_a_reference_to_a_part_that_is_broken_is_no_second_mistake(tmp_path: Path, plan: Plan) -> None:
    faults = faults_of(tmp_path, plan, SMALL.replace("id: seen, at: 2m", "id: seen, at: x"), SMALL_WORLD)
    assert [fault.message.partition(":")[0] for fault in faults] == ["injects.seen.at"]
    faults = faults_of(tmp_path, plan, SMALL, SMALL_WORLD.replace("label: API", "label: 5"))
    assert [fault.message.partition(":")[0] for fault in faults] == ["services.api.label"]


def test_long_chains_are_checked_as_soon_as_short_ones(tmp_path: Path, plan: Plan) -> None:
    services = "".join(f"  - {{id: s{n}, label: x, depends_on: [s{n + 1}]}}\n" for n in range(3_000))
    world = SMALL_WORLD.replace("services:\n", f"services:\n{services}  - {{id: s3000, label: x}}\n")
    hold = "title: x, hold: {for: 1m, questions: []}"
    injects = "".join(f"  - {{id: i{n}, after: i{n + 1}, {hold}}}\n" for n in range(3_000))
    scenario = SMALL.replace("injects:\n", f"injects:\n{injects}  - {{id: i3000, at: 1m, {hold}}}\n")
    assert faults_of(tmp_path, plan, scenario, world) == []
    circle = scenario.replace("i3000, at: 1m", "i3000, after: i0")
    [fault] = faults_of(tmp_path, plan, circle, world.replace("s3000, label: x", "s3000, label: x, depends_on: [s0]"))[
        :1
    ]
    assert "waits for itself (i0 > i1 > i2 > i3 > i4 > i5 > i6 > ... > i0)" in fault.message


def test_a_scenario_is_found_by_path_and_what_is_not_there_is_answered() -> None:
    assert find_scenario(str(DATA / "small.yaml")) == DATA / "small.yaml"
    with pytest.raises(BadInput, match="there is no such file; check the path"):
        find_scenario("nowhere.yaml")
    with pytest.raises(BadInput, match="no scenario is called that; "):
        find_scenario("nowhere")


def test_a_file_too_large_is_refused_unread(tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)
    with pytest.raises(BadInput, match="larger than 2,000,000 bytes; split it or cut its texts"):
        load_scenario(path, plan)


def test_a_worlds_monitor_names_a_metric_a_category_and_services_that_are_there(tmp_path: Path) -> None:
    world = (DATA / "small-world.yaml").read_text(encoding="utf-8")
    world += (
        "monitors:\n"
        "  - {id: m-one, label: One, severity: high, metric: no-metric, above: 5}\n"
        "  - {id: m-two, label: Two, severity: high, metric: cpu_usage, unit: ms, above: 5 ms, category: none}\n"
        "  - {id: m-three, label: Three, severity: high, category: security, services: [apy]}\n"
    )
    (tmp_path / "small-world.yaml").write_text(world, encoding="utf-8")
    (tmp_path / "small.yaml").write_text((DATA / "small.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_scenario(tmp_path / "small.yaml", the_plan())
    said = str(caught.value)
    assert "m-one.metric: no metric of a service is called 'no-metric'" in said
    assert "m-two.category: no category is called 'none'" in said
    assert "m-two.unit: 'db' has this metric in ppm; write unit: ppm" in said
    assert "m-three.services.0: no service is called 'apy'; did you mean 'api'?" in said
