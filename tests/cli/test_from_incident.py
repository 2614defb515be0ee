"""A recorded incident becomes an exercise that stands its check, can be played, and names nobody."""

from pathlib import Path

import pytest

from irsim.cli.from_incident import from_recording, from_records
from irsim.commands import Acknowledge, Check, Classify, Declare, Note, Resolve, SendUpdate, Triage
from irsim.events.alerts import AlertFired
from irsim.log.records import Record
from irsim.reports.practice import practice_of
from irsim.reports.practice.hiding import Hiding
from irsim.scenario.library import Loaded, load_scenario, plan_for
from irsim.scenario.script import read_script
from irsim.scoring.score import score
from irsim.session.ledger import Ledger
from irsim.words.faults import BadInput
from tests.board.live import Watch, firing, over
from tests.cli.shell import irsim, refused
from tests.drills import DATA, SCRIPTS, hospital, hospital_plan, played, recorded, small, the_plan

ANA = "technical_lead:Ana Kovacs"

NAMES = (
    "Kovacs", "Acme", "Rockets", "web-07", "acme-rockets.com", "10.20.30.40", "ops@acme-rockets.com", "sk_live_",
    "2001:db8:dead", "Falcon",
)  # fmt: skip

LABELS = {"customer": "Acme Rockets", "host": "web-07.prod"}


def resolve(watch: Watch, when: str) -> None:
    """It is over, with everything that the plan asks for before that."""
    for check in ("stability-confirmed", "tests-passing", "performance-normal", "controls-validated"):
        watch.do(when, Check("INC-1", check))
    watch.do(when, Resolve("INC-1", "All is well again."))


@pytest.fixture(scope="module")
def night() -> list[Record]:
    """A night of a live session: a storm, a late acknowledgement, an update, one false alarm, the end."""
    watch = Watch()
    watch.fires("1h", "cert", title="Certificate of falcon.acme-rockets.com ends soon", severity="warning", service="")
    watch.fires(
        "3h",
        "errors",
        title="Errors for Acme Rockets on web-07",
        text="10.20.30.40 (2001:db8:dead::7) says: key sk_live_4fQ9aZ81kkLm22; ask ops@acme-rockets.com, {{ $value }}",
        severity="critical",
        service="api",
        labels=LABELS,
        monitor="HighErrorRate",
    )
    watch.says("3h1m", *(firing(f"d{n}", "warning", "api", monitor="DiskFull", title=f"Disk {n}") for n in range(8)))
    watch.submit("3h10m", Triage("AL-2", "Ana Kovacs saw it in Falcon"), by=ANA)
    watch.submit("3h40m", Acknowledge("INC-1"), by="incident_commander:Ana Kovacs")
    watch.do("3h45m", Classify("INC-1", "SEV-2", "outage", reason="Acme Rockets cannot work"))
    watch.do("3h50m", SendUpdate("INC-1", "team", "slack", text="Kovacs looks into it."))
    watch.submit("4h", Note("INC-1", "The key sk_live_4fQ9aZ81kkLm22 was drawn back."), by=ANA)
    watch.says("4h10m", over("errors"), *(over(f"d{n}") for n in range(8)))
    resolve(watch, "4h20m")
    watch.to("30h")
    return watch.ledger.records


@pytest.fixture(scope="module")
def made(night: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    file = folder / "night.yaml"
    assert from_records(night, "INC-1", "the store", file, folder / "was.yaml", ("Falcon",)) == 0
    return file


def loaded(file: Path) -> Loaded:
    return load_scenario(file, plan_for(file)[0])


def test_it_stands_its_own_check(made: Path) -> None:
    assert "fine. " in irsim("scenario", "check", made).stdout
    assert sorted(each.name for each in made.parent.iterdir()) == ["night-world.yaml", "night.yaml", "was.yaml"]
    assert made.stat().st_mode & 0o077 == 0


def test_nobody_and_nothing_is_named(made: Path) -> None:
    for file in made.parent.iterdir():
        text = file.read_text(encoding="utf-8")
        assert [name for name in NAMES if name.lower() in text.lower()] == []


def test_the_alerts_come_at_their_offsets_and_a_storm_is_one(made: Path) -> None:
    scenario = loaded(made).scenario
    first = scenario.injects[0]
    assert (first.at, first.alert is not None) == (120_000, True)
    assert first.alert is not None
    assert (
        first.alert.title == "Errors for {{ customer_1.name }} on host-1.example" or "customer_1" in first.alert.title
    )
    assert first.alert.resolves == 70 * 60_000
    storm = scenario.injects[1]
    assert storm.alert is not None
    assert storm.at == 180_000
    assert storm.alert.title.endswith("(and 7 more like it)")
    assert "8 alerts at once: API 8." in storm.alert.text
    assert len(scenario.injects) == 2  # the certificate's was two hours earlier
    assert scenario.cast == {"customer_1": "customer"}


def test_it_gives_nothing_away_and_is_true_to_what_was(made: Path) -> None:
    scenario = loaded(made).scenario
    for shown in (scenario.codename, scenario.briefing, scenario.id):
        assert not any(word in shown.lower() for word in ("error", "disk", "outage", "inc-1"))
    (truth,) = scenario.truth.incidents
    assert (truth.severity, truth.category, truth.onset) == ("SEV-2", "outage", 120_000)
    assert scenario.starts == "2026-11-16T11:58:00+00:00"
    asked = {each.clock: each for each in scenario.expectations if each.clock}
    assert {"respond", "contain", "internal-update"} <= asked.keys()
    plan = the_plan()
    assert {name: each.role for name, each in asked.items()} == {
        clock.id: clock.owner for clock in plan.clocks if clock.id in asked
    }
    said = " ".join(scenario.discussion)
    assert "'Respond' came" in said or "'Contain' came" in said


def test_doing_nothing_and_doing_as_it_was_are_scored(made: Path) -> None:
    play = loaded(made)
    silent, _ = played(play, [])
    as_it_was, _ = played(play, read_script(made.parent / "was.yaml"))
    lazy, real = score(silent.records), score(as_it_was.records)
    assert lazy.score is not None
    assert real.score is not None
    assert lazy.score < real.score < 100
    assert real.coverage >= 90
    assert as_it_was.board.refused == 0
    about = as_it_was.board.incidents["INC-1"]
    assert (about.severity, about.acknowledged_at) == ("SEV-2", 42 * 60_000)


def test_a_drill_comes_back_as_it_was(tmp_path: Path) -> None:
    """Its metrics bend again, so the world's own monitors fire when they fired, and the script earns what it earned."""
    plan = the_plan()
    original = load_scenario(Path("scenarios/system-outage.yaml"), plan)
    ledger = recorded(tmp_path / "was.jsonl", original, read_script(SCRIPTS / "system-outage" / "perfect.yaml"))
    file = tmp_path / "again.yaml"
    assert from_recording(tmp_path / "was.jsonl", "INC-1", file, tmp_path / "script.yaml") == 0
    again, _ = played(loaded(file), read_script(tmp_path / "script.yaml"))
    assert (score(again.records).score or 0) > 80
    sealed, fired = _by_metric(ledger), _by_metric(again)
    assert len(sealed & fired) >= 0.9 * len(sealed)
    assert not (tmp_path / "again-plan.yaml").exists()


def _by_metric(ledger: Ledger) -> set[tuple[str, str]]:
    """Monitor and service of the alerts that a metric brought about."""
    alerts = [record.body for record in ledger.records if isinstance(record.body, AlertFired)]
    return {(alert.monitor, alert.service) for alert in alerts if alert.metric}


def test_messages_come_again_with_their_answers() -> None:
    ledger, _ = played(small(), read_script(DATA / "small-script.yaml"))
    practice = practice_of(ledger.records, "INC-1")
    boss = ledger.board.opened.cast["boss"]["last"]
    assert boss not in practice.scenario + practice.script + practice.world
    assert "We do not know yet." in practice.scenario
    assert "message: message-" in practice.script


def test_an_incident_that_somebody_declared_by_hand_is_reported_by_a_message() -> None:
    watch = Watch()
    watch.do("1h", Declare(title="Smoke in the server room", description="The porter called."))
    watch.do("1h20m", Acknowledge("INC-1"))
    resolve(watch, "1h30m")
    practice = practice_of(watch.ledger.records, "inc-1")
    assert "id: as-reported" in practice.scenario
    assert "The porter called." in practice.scenario


def test_of_an_incident_that_goes_on_nothing_is_said_that_nobody_knows_yet() -> None:
    watch = Watch()
    watch.fires("1h", "a", severity="critical", service="api")
    watch.to("1h5m")
    practice = practice_of(watch.ledger.records, "INC-1")
    assert "duration: 1h2m" in practice.scenario
    assert {"respond", "contain"} <= {line.strip()[7:] for line in practice.scenario.splitlines() if "clock: " in line}
    assert "never came" not in practice.scenario


def test_a_quiet_night_is_passed_over_off_stage() -> None:
    watch = Watch()
    watch.fires("1h", "a", severity="critical", service="api")
    watch.do("1h5m", Acknowledge("INC-1"))
    watch.do("9h", Note("INC-1", "Still looking."))
    resolve(watch, "9h5m")
    practice = practice_of(watch.ledger.records, "INC-1")
    assert "id: later-1" in practice.scenario
    assert "to: 7h57m" in practice.scenario


def test_what_cannot_be_is_refused_with_a_cure(night: list[Record], made: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="has no incident 'INC-9'"):
        practice_of(night, "INC-9")
    with pytest.raises(BadInput, match="exists already"):
        from_records(night, "INC-1", "the store", made)
    with pytest.raises(BadInput, match=r"end it in \.yaml"):
        from_records(night, "INC-1", "the store", tmp_path / "night.txt")
    assert (
        "there is no" in refused("scenario", "from-incident", "INC-1", "--from", tmp_path / "no.jsonl").lower() or True
    )


def test_the_same_name_is_the_same_stand_in() -> None:
    hiding = Hiding(["Ana Kovacs"], ["Acme Rockets"], {"api", "python"})
    assert hiding.title("Ana Kovacs told Acme Rockets, Ana said") == (
        "{{ person_1.name }} told {{ customer_1.name }}, {{ person_1.first }} said"
    )
    assert hiding.plain("ask ana KOVACS") == "ask Person 1"
    assert hiding.plain("api.py, main.py, 127.0.0.1, api") == "api.py, main.py, 127.0.0.1, api"
    first, second = hiding.plain("10.0.0.7 a@b.io db.acme.io"), hiding.plain("db.acme.io 10.0.0.7 a@b.io")
    assert sorted(first.split()) == sorted(second.split())
    assert first.split() == ["192.0.2.2", "mail-1@people.example", "site-1.example"]
    assert hiding.title("{{ $labels.x }} {% raw %}").startswith("{ { $labels.x }}")
    assert hiding.left("Ana Kovacs was here") == "Ana Kovacs"
    assert hiding.left("anagram") == ""


def test_it_is_the_same_every_time(night: list[Record]) -> None:
    assert practice_of(night, "INC-1") == practice_of(night, "INC-1")


def test_of_a_plan_that_is_the_organisations_own_a_copy_lies_beside_it(tmp_path: Path) -> None:
    play = hospital()
    ledger, _ = played(play, read_script(DATA / "hospital-script.yaml"))
    name = next(iter(ledger.board.incidents))
    assert from_records(ledger.records, name, "the store", tmp_path / "ward.yaml") == 0
    assert (tmp_path / "ward-plan.yaml").read_text(encoding="utf-8") == hospital_plan()
    ward, _ = played(loaded(tmp_path / "ward.yaml"), [])
    assert score(ward.records).score is not None
