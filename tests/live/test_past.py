"""The store read for looking back: the board of an instant is what folding the log up to it gives, what left the board
is found as it was, and nothing of an exercise is ever public."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from irsim.board.board import Board
from irsim.board.catalogue import Catalogue
from irsim.board.fold import apply
from irsim.cli.publishing import live_account, real_from
from irsim.commands import Acknowledge, Note, SendUpdate
from irsim.events.live import IncidentArchived
from irsim.live.looking_back import course_of, known_at
from irsim.live.searching import Shelf
from irsim.live.store.opening import open_store
from irsim.live.store.sql import SqlStore
from irsim.log.records import GENESIS, Record, seal
from irsim.session.replaying import Reel
from irsim.session.searching import Search, parse_query
from irsim.words.durations import HOUR, MINUTE
from irsim.words.faults import BadInput
from tests.board.live import Watch, firing


def posted(watch: Watch, when: str, incident: str) -> None:
    watch.do(when, SendUpdate(incident, "customers", "status_page", text=f"We look into {incident}."))


@pytest.fixture(scope="module")
def watch() -> Watch:
    """A real incident that left the board, an exercise of which somebody posted, and one that turned out real."""
    watch = Watch()
    watch.fires("10m", "real", title="Payments time out", severity="critical", service="api")
    watch.do("11m", Acknowledge("INC-1"))
    posted(watch, "12m", "INC-1")
    watch.says("2h", firing("drill", "critical", "db", title="Practice"), source="shadow", exercise=True)
    watch.do("2h1m", Acknowledge("INC-2"))
    posted(watch, "2h2m", "INC-2")
    watch.do("2h5m", Note("INC-2", "Only practising"))
    watch.enter("3h", IncidentArchived("INC-1"))
    watch.enter("3h1m", IncidentArchived("INC-2"))
    watch.to("4h")
    return watch


@pytest.fixture(scope="module")
def store(watch: Watch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    made = open_store(f"sqlite:///{tmp_path_factory.mktemp('past') / 'live.sqlite'}")
    assert made.take_desk("the test")
    made.append(lines_of(watch), -1)
    yield made
    made.close()


def lines_of(watch: Watch) -> list[bytes]:
    lines, previous = [], GENESIS
    for record in watch.ledger.records:
        sealed, line = seal(record.seq, record.at, record.by, record.cause, record.body, previous)
        previous = sealed.digest
        lines.append(line)
    return lines


@pytest.mark.parametrize("minutes", [0, 11, 12, 121, 200])
def test_the_board_of_an_instant_is_what_folding_up_to_it_gives(watch: Watch, store: SqlStore, minutes: int) -> None:
    at = minutes * MINUTE
    past = known_at(store, at).recording
    reel = Reel(past.records, (), past.begun)
    reel.warm(lambda record, board: False)
    reel.seek(reel.place_at(at))
    expected = Board(watch.board.opened)
    for record in watch.ledger.records:
        if record.at <= at:
            apply(expected, record)
    assert reel.board.incidents == expected.incidents
    assert reel.board.clocks == expected.clocks
    assert not reel.fault


def test_a_log_that_has_not_begun_says_so(store: SqlStore) -> None:
    with pytest.raises(BadInput, match="before the log begins"):
        known_at(store, -5 * HOUR)


def test_what_has_left_the_board_is_found_as_it_was(watch: Watch, store: SqlStore) -> None:
    assert not watch.board.incidents
    shelf = Shelf(store, lambda: watch.board)
    found = shelf.search(parse_query("service:api severity:SEV-1 status:archived", watch.board, watch.now))
    assert [about.id for about in found.incidents] == ["INC-1"]
    found = shelf.search(Search("practising"))
    assert [about.id for about in found.incidents] == ["INC-2"]
    page = shelf.search(Search("we look into", limit=1))
    assert page.more > 0
    assert shelf.search(Search("we look into", limit=500, before=page.more)).records[-1].seq < page.more
    story = shelf.story("INC-1")
    assert str(story.records[0].body.__struct_config__.tag) == "alert.fired"
    with pytest.raises(BadInput, match="no incident of this log"):
        shelf.story("INC-99")
    assert Catalogue(watch.ledger.records).incidents.keys() == {"INC-1", "INC-2"}


def test_the_metrics_count_what_left_the_board_and_no_exercise(watch: Watch, store: SqlStore) -> None:
    whole = course_of(store).over_time(watch.board, "week", 12, watch.now).whole
    assert whole.incidents == 1
    assert whole.services == {"api": 1}
    assert whole.times.acknowledge.mean == MINUTE


def test_nothing_of_an_exercise_is_public_also_once_it_has_left_the_board(watch: Watch, store: SqlStore) -> None:
    account = live_account(store, watch.board)
    assert [about.id for about in account.incidents] == ["INC-1"]
    assert account.incidents[0].posts[0].text == "We look into INC-1."
    assert not account.is_exercise


def test_an_exercise_that_turns_out_real_is_public_from_there_on() -> None:
    watch = Watch()
    watch.says("1h", firing("drill", "critical", "db", title="Practice"), source="shadow", exercise=True)
    signs: list[Record] = list(watch.ledger.records)
    assert real_from("INC-1", signs) is None
    assert real_from("INC-7", signs) is None
    watch.fires("2h", "real", severity="critical", service="api")
    signs = list(watch.ledger.records)
    assert real_from("INC-2", signs) == 0


def test_a_page_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    from irsim.cli.publishing import publisher
    from irsim.live.config.loading import load_configuration

    file = tmp_path / "irsim.toml"
    file.write_text(f'[store]\nurl = "sqlite:///{tmp_path / "live.sqlite"}"\n')
    assert publisher(load_configuration(file), file) is None
    file.write_text(f'[store]\nurl = "sqlite:///{tmp_path / "live.sqlite"}"\n[statuspage]\nfolder = "public"\n')
    watch = Watch()
    watch.fires("10m", "real", severity="critical", service="api")
    posted(watch, "12m", "INC-1")
    watch.to("13m")
    store = open_store(f"sqlite:///{tmp_path / 'live.sqlite'}")
    assert store.take_desk("the test")
    store.append(lines_of(watch), -1)
    store.close()
    publish = publisher(load_configuration(file), file)
    assert publish is not None
    publish(watch.board)
    assert (tmp_path / "public" / "incidents" / "INC-1.html").exists()
    (tmp_path / "public" / "mine.txt").write_text("not of the page")
    with pytest.raises(BadInput, match="not of a status page"):
        publish(watch.board)
    assert (tmp_path / "public" / "mine.txt").exists()
