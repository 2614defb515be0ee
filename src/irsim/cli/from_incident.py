"""`irsim scenario from-incident`: a recorded incident becomes an exercise, checked before anything is written."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from irsim.cli.output import show
from irsim.log.records import Record
from irsim.reports.practice import Practice, practice_of
from irsim.scenario.library import load_scenario, plan_for
from irsim.scenario.script import read_script
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput


def from_recording(
    path: Path,
    incident: str,
    output: Path | None = None,
    script_out: Path | None = None,
    hide: Sequence[str] = (),
    plan: Path | None = None,
    *,
    force: bool = False,
) -> int:
    """The exercise of an incident in a recording; the exit code. Raises BadInput with the cure."""
    from irsim.cli.recordings import sound_recording

    recording = sound_recording(path)
    return from_records(recording.records, incident, str(path), output, script_out, hide, plan, force=force)


def from_store(
    config_file: Path | None,
    incident: str,
    output: Path | None = None,
    script_out: Path | None = None,
    hide: Sequence[str] = (),
    plan: Path | None = None,
    *,
    force: bool = False,
) -> int:
    """The same of an incident in the live store of a configuration, which goes on meanwhile. Raises BadInput."""
    from irsim.live.config.loading import load_configuration
    from irsim.live.places import address_of
    from irsim.live.store.base import Away
    from irsim.live.store.opening import open_store
    from irsim.log.records import unseal

    config = load_configuration(config_file)
    try:
        store = open_store(address_of(config), create=False)
    except Away as away:
        raise BadInput.one("the live store", 0, f"cannot be read: {away}; give --from with a recording") from None
    try:
        records = [unseal(line.rstrip(b"\n")) for line in store.read(0)]
    except Away as away:
        raise BadInput.one("the live store", 0, f"cannot be read: {away}; come again") from None
    finally:
        store.close()
    return from_records(records, incident, "the live store", output, script_out, hide, plan, force=force)


def from_records(
    records: Iterable[Record],
    incident: str,
    name: str,
    output: Path | None = None,
    script_out: Path | None = None,
    hide: Sequence[str] = (),
    plan: Path | None = None,
    *,
    force: bool = False,
) -> int:
    """The same from any log, which is called `name` where something is wrong with it: that of a live store, say."""
    called = output.stem if output is not None else ""
    folder = output.parent if output is not None else Path()
    if output is not None and output.suffix not in (".yaml", ".yml"):
        raise BadInput.one(str(output), 0, "is no name of a scenario; end it in .yaml")
    named = str(plan.resolve()) if plan is not None else ""
    try:
        practice = practice_of(records, incident, hide=hide, name=name, called=called, plan_file=named)
    except (LookupError, AssertionError, TypeError, AttributeError) as fault:
        message = f"no exercise can be made of it: its records do not fit together ({type(fault).__name__})"
        raise BadInput.one(name, 0, message) from None
    if practice.left:
        message = f"'{clean_title(practice.left, 60)}' would still stand in it; give --hide with the whole name"
        raise BadInput.one(name, 0, message)
    files = _files(practice, folder, output, script_out)
    _check(practice, plan)
    for file in files:
        if file.exists() and not force:
            raise BadInput.one(str(file), 0, "exists already; give another name, or --force to write over it")
    for file, text in files.items():
        _write(file, text)
    for file in files:
        show(f"Written: {clean_title(str(file), 1000)}")
    for remark in practice.remarks:
        show(f"- {remark}")
    return 0


def _files(practice: Practice, folder: Path, output: Path | None, script_out: Path | None) -> dict[Path, str]:
    files = {output or folder / f"{practice.id}.yaml": practice.scenario}
    files[folder / f"{practice.id}-world.yaml"] = practice.world
    if practice.plan:
        files[folder / f"{practice.id}-plan.yaml"] = practice.plan
    if script_out is not None:
        files[script_out] = practice.script
    return files


def _check(practice: Practice, plan: Path | None) -> None:
    """What does not stand its own check is not written. Raises BadInput, which then is a fault of irsim's."""
    with tempfile.TemporaryDirectory(prefix="irsim-") as made:
        folder = Path(made)
        scenario = folder / f"{practice.id}.yaml"
        scenario.write_text(practice.scenario, encoding="utf-8")
        (folder / f"{practice.id}-world.yaml").write_text(practice.world, encoding="utf-8")
        (folder / f"{practice.id}-plan.yaml").write_text(practice.plan, encoding="utf-8")
        script = folder / f"{practice.id}-as-it-was.yaml"
        script.write_text(practice.script, encoding="utf-8")
        load_scenario(scenario, plan_for(scenario, plan)[0])
        read_script(script)


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)  # it tells what is to come, and was somebody's real incident
    except OSError as error:
        raise BadInput.one(str(file), 0, f"cannot be written: {error.strerror}; give another place") from None
