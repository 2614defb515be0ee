"""Labels that a source of the configuration puts on each of its alerts, through a running `irsim serve`."""

from pathlib import Path

from irsim.events.alerts import AlertFired
from irsim.events.live import AlertRepeated
from irsim.live.sources.reading import Reading
from tests.live.serves import Installation, firing, webhook


def test_without_labels_nothing_is_changed() -> None:
    reading = Reading(())
    assert reading.labelled({}) is reading


def test_they_win_over_the_senders_own_and_the_key_stays(tmp_path: Path) -> None:
    room = Installation(
        tmp_path,
        '[[sources]]\nname = "am"\nformat = "alertmanager"\nlabels = { site = "berlin", service = "api" }\n'
        '[[sources]]\nname = "own"\nformat = "generic"\n',
    )
    room.start()
    try:
        for _ in range(2):
            told = webhook({**firing("Slow", service="web", host="db-1"), "fingerprint": "f00d"})
            assert room.post("/in/am", told) == 200
        assert room.post("/in/own", {"title": "Bare", "labels": {"site": "here"}}) == 200
        room.until(lambda: sum(isinstance(each.body, AlertFired) for each in room.records()) == 2, "the alerts")
        fired = {each.body.source: each.body for each in room.records() if isinstance(each.body, AlertFired)}
        assert fired["am"].labels.items() >= {"site": "berlin", "service": "api", "host": "db-1"}.items()
        assert (fired["am"].service, fired["am"].key) == ("api", "f00d")
        assert fired["own"].labels == {"site": "here"}
        assert any(isinstance(each.body, AlertRepeated) for each in room.records())
    finally:
        room.stop()
