"""Reads `irsim.toml` and says every mistake in it, also those that only two sections together make."""

import os
from pathlib import Path
from typing import Any

from irsim.live.config.check import cross_checked
from irsim.live.config.whole import FILE, Config
from irsim.words.clean import clean_title
from irsim.words.documents import few, read_sound
from irsim.words.faults import BadInput, Fault
from irsim.words.tomltext import SIZE_LIMIT, read_toml


def config_path() -> Path:
    """Where the configuration is looked for when none is named."""
    from platformdirs import user_config_path

    return user_config_path("irsim", appauthor=False) / FILE


def load_configuration(path: Path | None = None) -> Config:
    """The configuration at `path`; without one, that in the platform's config folder, or the defaults.

    Raises BadInput naming every mistake with its line, its key and its cure.
    """
    config, faults = look_at_configuration(path)
    if faults or config is None:
        raise BadInput(faults)
    return config


def look_at_configuration(path: Path | None = None) -> tuple[Config | None, list[Fault]]:
    """What `load_configuration` reads, as far as it is sound (None where nothing is), and every mistake in it. Raises
    BadInput where it cannot be read at all."""
    place = path or config_path()
    shown = clean_title(str(place), 200)
    try:
        # A pipe without a writer would block for ever.
        with open(place, "rb", opener=lambda at, flags: os.open(at, flags | getattr(os, "O_NONBLOCK", 0))) as file:
            data = file.read(SIZE_LIMIT + 1) or b""
    except (FileNotFoundError, NotADirectoryError):
        if path is None:
            return Config(), []
        raise BadInput.one(shown, 0, "there is no such file; create it, or leave --config out") from None
    except OSError as error:
        why = (error.strerror or "it is out of reach").lower()
        raise BadInput.one(shown, 0, f"cannot be read: {why}; mend that, or name another file") from None
    return _looked_at(data, shown, place.absolute().parent)


def read_configuration(data: str | bytes, name: str = FILE, folder: Path | None = None) -> Config:
    """The configuration in `data`, called `name` in messages. Raises BadInput as `load_configuration` does."""
    config, faults = _looked_at(data, name, folder or Path.cwd())
    if faults or config is None:
        raise BadInput(faults)
    return config


def _looked_at(data: str | bytes, name: str, folder: Path) -> tuple[Config | None, list[Fault]]:
    reading = read_sound(Config, read_toml(data, name), {})
    if reading.value is None:
        return None, reading.faults
    config = reading.value.model_copy(update={"store": reading.value.store.resolved(folder)})
    config.come_from(reading, folder)
    return config, few([*reading.faults, *cross_checked(config)])


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the configuration."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Config.model_json_schema(by_alias=True, mode="validation"),
        "title": "irsim.toml",
    }
