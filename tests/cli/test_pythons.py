"""The same seed and script write the same bytes on every Python that irsim runs on."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.drills import SCRIPTS

ROOT = Path(__file__).resolve().parents[2]
OURS = f"{sys.version_info.major}.{sys.version_info.minor}"
NOT_NEEDED = ("mypy", "ruff", "import-linter", "grimp", "types-", "ast-serialize", "hypothesis", "pytest")


def _interpreter(version: str) -> str | None:
    """A working interpreter of that version; a shim may be there for one that is not."""
    for name in (
        f"python{version}",
        *sorted(str(p) for p in Path.home().glob(f".pyenv/versions/{version}*/bin/python")),
    ):
        try:
            run = subprocess.run(
                [name, "-c", "import sys, venv; print(sys.version_info[:2])"], capture_output=True, text=True
            )
        except OSError:
            continue
        if run.returncode == 0 and run.stdout.strip() == str(tuple(int(part) for part in version.split("."))):
            return name
    return None


def _digest(python: str, folder: Path) -> str:
    recording = folder / "drill.jsonl"
    arguments = [
        "drill",
        "--seed",
        "7",
        "--script",
        str(SCRIPTS / "data-breach" / "perfect.yaml"),
        "--record",
        str(recording),
    ]
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); from irsim.cli import main; main()"
    subprocess.run([python, "-c", code, *arguments], check=True, capture_output=True, text=True)
    return hashlib.sha256(recording.read_bytes()).hexdigest()


@pytest.mark.parametrize("version", [v for v in ("3.11", "3.12", "3.13", "3.14") if v != OURS])
def test_another_python_writes_the_same_recording(version: str, tmp_path: Path) -> None:
    python = _interpreter(version)
    if python is None:
        pytest.skip(f"Python {version} is not here")
    there = tmp_path / "venv"
    subprocess.run([python, "-m", "venv", str(there)], check=True, capture_output=True)
    wanted = [line for line in (ROOT / "requirements.lock").read_text().splitlines() if not line.startswith(NOT_NEEDED)]
    lock = tmp_path / "lock.txt"
    lock.write_text("\n".join(wanted), encoding="utf-8")
    installed = subprocess.run(
        [str(there / "bin" / "python"), "-m", "pip", "install", "-q", "-r", str(lock)], capture_output=True, text=True
    )
    if installed.returncode != 0:
        pytest.skip(f"the packages cannot be installed on Python {version}: {installed.stderr.strip()[-200:]}")
    ours = tmp_path / "ours"
    theirs = tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    assert _digest(str(there / "bin" / "python"), theirs) == _digest(sys.executable, ours)
