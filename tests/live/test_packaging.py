"""What ships for servers: units that systemd takes, a container file whose commands exist, and the guide that names
both as they are."""

import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest
import typer

from irsim.cli.app import app
from irsim.live.config.serve import PORT

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
UNITS = [PACKAGING / "irsim.service", PACKAGING / "user" / "irsim.service"]
GUIDE = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")


def unit_of(path: Path) -> ConfigParser:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[method-assign,assignment]  # systemd's keys have capitals
    unit.read_string(path.read_text(encoding="utf-8"))
    return unit


def taken(words: list[str]) -> None:
    """The command and the options of an irsim command line exist."""
    command = typer.main.get_command(app)
    context = command.make_context("irsim", words, resilient_parsing=True)
    name, inner, rest = command.resolve_command(context, words)  # type: ignore[attr-defined]
    inner.make_context(name, rest, parent=context).close()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.parent.name)
def test_a_unit_starts_what_exists_and_starts_it_again(path: Path) -> None:
    service = unit_of(path)["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert program.endswith("/bin/irsim")
    assert words[0] == "serve"
    taken([word for word in words if word != "/etc/irsim/irsim.toml"] if "--config" not in words else words)
    assert (service["Type"], service["Restart"], service["NoNewPrivileges"]) == ("notify", "always", "yes")
    assert service["EnvironmentFile"].startswith("-")


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.parent.name)
def test_systemd_takes_a_unit(path: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here; install Debian's package systemd")
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = re.sub(r"^(User|Group)=.*\n", "", text, flags=re.MULTILINE)
    (tmp_path / "irsim.service").write_text(text, encoding="utf-8")
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "irsim.service")], capture_output=True, text=True
    )
    assert "irsim.service" not in said.stderr, said.stderr


def test_the_container_copies_what_is_there_and_runs_as_nobody_in_particular() -> None:
    lines = (PACKAGING / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    said = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    for word, rest in said:
        if word == "COPY":
            for name in rest.split()[:-1]:
                assert (ROOT / name).exists()
                assert f"!{name}" in ignored
    last = dict(said)
    assert last["USER"].strip() not in ("root", "0")
    assert last["VOLUME"] == "/var/lib/irsim"
    assert last["EXPOSE"] == str(PORT)
    assert f":{PORT}/healthz" in last["HEALTHCHECK"]
    assert last["ENTRYPOINT"] == '["irsim"]'
    assert last["CMD"] == '["serve"]'
    taken(["serve"])
    assert "'.[live]'" in last["RUN"]
    assert "--constraint requirements.lock" in last["RUN"]


def test_the_guide_installs_as_the_container_does_and_its_commands_exist() -> None:
    assert "--constraint requirements.lock '.[live]'" in GUIDE
    first = (PACKAGING / "Containerfile").read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    assert first in GUIDE
    for path in UNITS:
        assert f"packaging/{path.relative_to(PACKAGING)}" in GUIDE
    found = re.findall(r"^(?:\S*/)?irsim ([a-z].*)$", "\n".join(re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)), re.M)
    assert found
    for line in found:
        taken(shlex.split(line, comments=True))
