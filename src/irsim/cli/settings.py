"""`irsim config`: where the settings are, whether they are sound, and what may stand in them."""

import json

from irsim.tui.actions import KEYS
from irsim.tui.config import config_path, load_settings, schema
from irsim.words.clean import clean_title


def where() -> str:
    """The path alone, for scripts."""
    return clean_title(str(config_path()), 1000)


def check() -> str:
    """A word where all is sound. Raises BadInput naming every mistake."""
    load_settings(KEYS)
    path = config_path()
    shown = clean_title(str(path), 1000)
    return f"{shown}: no mistakes found" if path.exists() else f"{shown}: there is none; the defaults hold"


def schema_text() -> str:
    """The JSON Schema, indented; the actions are named in it."""
    made = schema()
    made["$defs"]["Settings"]["properties"]["keys"]["propertyNames"] = {"enum": list(KEYS)}
    return json.dumps(made, indent=2)
