"""Stores of each released format, as SQL, in `formats/`. Written once for each format, by the version that made it:
`python -m tests.live.store.formats FOLDER` makes those of the format that is now."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg

from irsim.live.store.opening import open_store
from irsim.live.store.sql import SqlStore
from tests.live.postgres import Server, as_account
from tests.live.store.chains import Chain, delivery, taken, told

FOLDER = Path(__file__).parent / "formats"


def fill(store: SqlStore) -> Chain:
    """What each of them holds: a short story, a delivery in the log, two and a command that wait."""
    store._clock = lambda: 1_900_000_000_000
    assert store.take_desk("ada@ops")
    chain = told()
    store.append(chain.lines, -1)
    store.put([delivery("{}", once="one"), delivery('{"größe": 1}', once="two"), delivery("three")])
    first = store.waiting(0, 1)[0]
    store.append([chain.add(taken(first))], chain.seq - 1)
    store.forget(first.number, 0)
    store.ask("ic:ada", b'{"type":"note"}')
    store.let_go()
    return chain


def dump_sqlite(path: Path) -> str:
    """A file of SQLite as SQL."""
    with sqlite3.connect(path) as connection:
        text = "\n".join(connection.iterdump()) + "\n"
    connection.close()
    return text


def restore_sqlite(text: str, path: Path) -> None:
    """And back."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.executescript(text)
    connection.close()


def dump_postgres(server: Server, database: str) -> str:
    """A database of PostgreSQL as SQL, whatever schema it is in."""
    command = [str(server.programs / "pg_dump"), "-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres"]
    run = subprocess.run(
        [*command, "--inserts", "--no-owner", "--no-privileges", "--schema=public", database],
        check=True,
        capture_output=True,
        preexec_fn=as_account(server.account),
        cwd="/",
    )
    left_out = re.compile(r"--|\\|SET |SELECT pg_catalog.set_config|CREATE SCHEMA|COMMENT ON SCHEMA")
    lines = run.stdout.decode().splitlines()
    kept = [line.replace("public.", "") for line in lines if line and not left_out.match(line)]
    return "\n".join(kept) + "\n"


def restore_postgres(text: str, url: str) -> None:
    """And back."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(text.encode())


def write(folder: Path, server: Server, scratch: Path) -> None:
    """Make them all."""
    folder.mkdir(parents=True, exist_ok=True)
    small = open_store(f"sqlite:///{scratch}/live.db")
    chain = fill(small)
    small.close()
    (folder / "log.jsonl").write_bytes(b"".join(chain.lines))
    (folder / "sqlite.sql").write_text(dump_sqlite(scratch / "live.db"), encoding="utf-8")
    (folder / "sqlite-intake.sql").write_text(dump_sqlite(scratch / "live-intake.db"), encoding="utf-8")
    url = server.database()
    big = open_store(url)
    fill(big)
    big.close()
    (folder / "postgresql.sql").write_text(dump_postgres(server, url.rpartition("/")[2]), encoding="utf-8")


if __name__ == "__main__":
    import tempfile

    from tests.live.postgres import running

    with running() as started, tempfile.TemporaryDirectory() as place:
        write(Path(sys.argv[1]), started, Path(place))
