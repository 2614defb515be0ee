"""`[store]`: where live records are kept: SQLite unless a URL says otherwise. A password is never in it."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from pydantic import Field, field_validator, model_validator

from irsim.live.config.secrets import Hidden, Secret
from irsim.words.documents import Model

FILE = "live.sqlite"
SQLITE, POSTGRESQL = "sqlite", "postgresql"


def default_path() -> Path:
    """The SQLite file in the platform's data folder."""
    from platformdirs import user_data_path

    return user_data_path("irsim", appauthor=False) / "live" / FILE


class Store(Model):
    """Where live records are kept."""

    url: str = Field(default_factory=lambda: f"{SQLITE}:///{quote(str(default_path()))}", max_length=2_000)
    """`sqlite:///path` or `postgresql://user@host/database`, without a password; SQLite in our data folder by itself"""
    password_env: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$")
    """the variable of the environment with the database's password"""
    password_file: str | None = Field(default=None, min_length=1)
    """the file with the database's password, readable by this account alone"""

    @field_validator("url")
    @classmethod
    def _known(cls, url: str) -> str:
        # No part of the URL is repeated: somebody may have put a password into it.
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError("this is no address; write postgresql://user@host:5432/database") from None
        if parts.scheme == SQLITE:
            if parts.netloc or not parts.path.strip("/"):
                raise ValueError("an SQLite file is named by three slashes and its path; write sqlite:///path")
            return url
        if parts.scheme != POSTGRESQL:
            raise ValueError("this kind of store is not known; write sqlite:///path or postgresql://user@host/database")
        if parts.password is not None or any(key.lower() == "password" for key, _ in parse_qsl(parts.query)):
            raise ValueError("a password does not belong here; take it out, change it, and name it by password_env")
        if not parts.path.strip("/") or (port is not None and not port):
            raise ValueError("the database's name is missing; write postgresql://user@host:5432/database")
        return url

    @model_validator(mode="after")
    def _one(self) -> "Store":
        if self.password_env and self.password_file:
            raise ValueError("the password is in one place; keep password_env or password_file")
        if (self.password_env or self.password_file) and self.kind == SQLITE:
            raise ValueError(
                "an SQLite file has no password; take it out, and keep the file readable by yourself alone"
            )
        return self

    @property
    def kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return urlsplit(self.url).scheme

    @property
    def place(self) -> str:
        """Where it is: the same for every process that shares it. May be shown."""
        return self.url

    @property
    def path(self) -> Path | None:
        """The SQLite file, None where it is another store."""
        if self.kind != SQLITE:
            return None
        # sqlite:///a/b is relative, sqlite:////a/b and sqlite:///~/b are not: as SQLAlchemy and others read it.
        return Path(os.path.expanduser(unquote(urlsplit(self.place).path).removeprefix("/")))

    def resolved(self, folder: Path) -> "Store":
        """The same with whole paths: relative ones lie in `folder`, that of the configuration."""
        changes: dict[str, str] = {}
        if self.path is not None:
            changes["url"] = f"{SQLITE}:///{quote(str(folder / self.path))}"
        if self.password_file:
            changes["password_file"] = str(folder / os.path.expanduser(self.password_file))
        return self.model_copy(update=changes)

    def password(self, env: Mapping[str, str] = os.environ) -> Hidden | None:
        """The password, None where none is configured. Raises BadInput where it cannot be read."""
        if not self.password_env and not self.password_file:
            return None
        return Secret(env=self.password_env, file=self.password_file).read("store.password", Path.cwd(), env)
