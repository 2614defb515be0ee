"""A real PostgreSQL for tests: in a folder of its own, on loopback, at a free port. Import `server` into a conftest."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.live.ports import free_port


def binaries() -> Path | None:
    """Where PostgreSQL's server programs are: Debian keeps them out of PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]))
    found = versions[-1] if versions else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@dataclass
class Server:
    """A PostgreSQL that a test may stop and start."""

    folder: Path
    port: int
    programs: Path
    account: str
    made: int = 0
    durable: bool = False
    """whether it waits for the disk: only who measures needs it, for what a crash of its processes loses is the same"""

    @property
    def url(self) -> str:
        """Its first database."""
        return self.url_of("postgres")

    def url_of(self, database: str, user: str = "postgres") -> str:
        """A database of it."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def fresh(self) -> str:
        """The address of a new, empty schema: one behaves as a database of its own, and is made in no time."""
        self.made += 1
        self.run(f"CREATE SCHEMA s{self.made}")
        return f"{self.url}?options=-csearch_path%3Ds{self.made}"

    def database(self) -> str:
        """The address of a new, empty database."""
        self.made += 1
        self.run(f"CREATE DATABASE d{self.made}")
        return self.url_of(f"d{self.made}")

    def run(self, statement: str) -> None:
        """Do something with it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _control(self, *arguments: str) -> None:
        command = [str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-w", "-t", "20", *arguments]
        subprocess.run(command, check=True, preexec_fn=as_account(self.account), stdout=subprocess.DEVNULL, cwd="/")

    def start(self) -> None:
        """Let it run."""
        options = f"-p {self.port} -k '' -h 127.0.0.1 -c logging_collector=off -c max_connections=80"
        if not self.durable:
            options += " -c fsync=off"
        self._control("-l", str(self.folder / "server.log"), "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """End it: `fast` cuts every line; `immediate` is a crash."""
        self._control("-m", how, "stop")


def as_account(account: str) -> Callable[[], None] | None:
    """What makes a child another account's: PostgreSQL does not run as root."""
    if not account:
        return None
    entry = pwd.getpwnam(account)

    def become() -> None:
        os.setgroups([])
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)

    return become


@contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """A PostgreSQL of one's own. Raises FileNotFoundError where it is not installed."""
    programs = binaries()
    if programs is None:
        raise FileNotFoundError("PostgreSQL is not installed: apt-get install postgresql")
    account = ""
    if os.geteuid() == 0:
        names = {entry.pw_name for entry in pwd.getpwall()}
        account = "postgres" if "postgres" in names else "nobody"
    folder = Path(tempfile.mkdtemp(prefix="irsim-pg-"))
    try:
        if account:
            os.chown(folder, pwd.getpwnam(account).pw_uid, -1)
        command = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust"]
        subprocess.run(
            [*command, "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True,
            preexec_fn=as_account(account),
            stdout=subprocess.DEVNULL,
            cwd="/",
        )
        started = Server(folder, free_port(), programs, account, durable=durable)
        started.start()
        try:
            yield started
        finally:
            started.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL that runs while the tests do."""
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with running() as started:
        yield started
