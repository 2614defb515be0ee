"""The configuration of an installation, `irsim.toml`: its models, one file a section, and what must fit together."""

from irsim.live.config.check import check_files, check_installation, check_references, source_secrets
from irsim.live.config.loading import load_configuration, read_configuration, schema
from irsim.live.config.secrets import Hidden, Secret
from irsim.live.config.whole import Config

__all__ = [
    "Config",
    "Hidden",
    "Secret",
    "check_files",
    "check_installation",
    "check_references",
    "load_configuration",
    "read_configuration",
    "schema",
    "source_secrets",
]
