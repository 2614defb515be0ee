"""The command line: one typer app; each group of commands has its file and imports what it needs when it runs."""

import itertools
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from irsim.cli.grouped import Grouped
from irsim.cli.live_commands import register as register_live
from irsim.words.faults import BadInput

app = typer.Typer(
    name="irsim",
    cls=Grouped,
    help="Incident-response trainer and live incident board for the terminal.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
scenario_app = typer.Typer(help="Look after scenarios.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(scenario_app, name="scenario")
improvements_app = typer.Typer(
    help="List the improvements of your recordings, and note how far they are.", rich_markup_mode=None
)
app.add_typer(improvements_app, name="improvements")
config_app = typer.Typer(help="Look after the settings.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(config_app, name="config")
plan_app = typer.Typer(help="Look after response plans.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(plan_app, name="plan")
register_live(app)

PlanFile = Annotated[Path | None, typer.Option("--plan", help="a plan's file; the one that ships where left out")]
OwnPlan = Annotated[
    Path | None, typer.Option("--plan", help="a plan's file; the scenario's own, or the one that ships, where left out")
]
Recorded = Annotated[Path, typer.Argument(help="a recording, as `irsim drill` wrote it")]


@app.command()
def drill(
    scenario: Annotated[str, typer.Argument(help="a scenario's name or file")] = "data-breach",
    seed: Annotated[str | None, typer.Option(help="the same seed gives the same cast and chances")] = None,
    pace: Annotated[str | None, typer.Option(help="times real time (1, 4, 60), or max")] = None,
    seat: Annotated[
        list[str] | None, typer.Option(help="a role that people or the script play; the rest is simulated")
    ] = None,
    auto: Annotated[bool, typer.Option("--auto", help="simulated responders take the seats nobody plays")] = False,
    script: Annotated[Path | None, typer.Option(help="play a team's decisions from a YAML file")] = None,
    record: Annotated[Path | None, typer.Option(help="where to write the recording")] = None,
    resume: Annotated[Path | None, typer.Option(help="go on with a recording that was not closed")] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="lines instead of screens; commands are typed as lines")
    ] = False,
    skill: Annotated[str, typer.Option(help="simulated responders: sharp, steady or green")] = "steady",
    assist: Annotated[str, typer.Option(help="how much help is visible: guided, standard or bare")] = "standard",
    plan: OwnPlan = None,
    host: Annotated[
        str | None,
        typer.Option(
            metavar="[ADDRESS]",
            help="let other terminals join: at HOST:PORT, at a socket's path, or at one of this machine",
        ),
    ] = None,
    share: Annotated[
        list[str] | None, typer.Option(help="a role for terminals that join; the rest is simulated. All where left out")
    ] = None,
    guest: Annotated[list[str] | None, typer.Option(help="a person who joins with a token of their own")] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="the certificate for joining over a network")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="its private key")] = None,
) -> None:
    """Run a drill: in screens at a terminal, with --plain in typed lines, in a pipe as fast as it can."""
    from irsim.cli.drill import Options, run_drill
    from irsim.tui.launch import HostWish
    from irsim.words.faults import BadInput

    seats, guests = tuple(seat or ()), tuple(guest or ())
    hosted = HostWish(host, seats, guests, tls_cert, tls_key) if host is not None else None
    if hosted is None and (guests or tls_cert or tls_key):
        raise BadInput.one("--guest" if guests else "--tls-cert", 0, "is for terminals that join; give --host, too")
    options = Options(scenario, seed, pace, seats, auto, script, record, resume, skill, assist, plain, plan, hosted)
    raise typer.Exit(run_drill(replace(options, share=tuple(share or ()))))


@app.command()
def join(
    address: Annotated[str, typer.Argument(help="where it is hosted; this machine's one room where left out")] = "",
    seat: Annotated[list[str] | None, typer.Option(help="a role to play")] = None,
    facilitator: Annotated[bool, typer.Option("--facilitator", help="run the room; asks for its token")] = False,
    evaluator: Annotated[bool, typer.Option("--evaluator", help="rate the room; asks for its token")] = False,
    screen: Annotated[bool, typer.Option("--screen", help="show the room on a projector, read-only")] = False,
    observer: Annotated[bool, typer.Option("--observer", help="watch")] = False,
    name: Annotated[str, typer.Option(help="what you are called; your account where left out")] = "",
    token: Annotated[str, typer.Option(envvar="IRSIM_TOKEN", help="as the host printed it")] = "",
    tls_ca: Annotated[Path | None, typer.Option(help="certificates that are believed, for wss://")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="lines instead of screens")] = False,
) -> None:
    """Join a drill that is hosted in another terminal, here or on another machine."""
    from irsim.cli.join import run_join, wished
    from irsim.cli.streams import in_terminal, with_screens

    kinds = {"facilitator": facilitator, "evaluator": evaluator, "screen": screen, "observer": observer}
    wish = wished(address, tuple(seat or ()), [kind for kind, given in kinds.items() if given], name, token, tls_ca)
    raise typer.Exit(run_join(wish, screens=in_terminal() and with_screens() and not plain))


@app.command()
def actions(
    scenario: Annotated[str, typer.Argument(help="a scenario's name or file")] = "data-breach",
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
    plan: OwnPlan = None,
) -> None:
    """List every command with its fields, owner and meaning, and the world's technical actions."""
    from irsim.cli.actions import list_actions
    from irsim.cli.output import show

    show(list_actions(scenario, as_json=as_json, plan_file=plan))


@app.command()
def keys(
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="as docs/keys.md, without your settings")] = False,
) -> None:
    """List every action of the screens with its keys, as your settings have them, and the role that owns it."""
    from irsim.cli.keys import list_keys
    from irsim.cli.output import show

    show(list_keys(as_json=as_json, as_markdown=as_markdown))


@app.command()
def verify(
    recording: Recorded,
    head: Annotated[str, typer.Option(help="the head digest that somebody kept")] = "",
    parent: Annotated[Path | None, typer.Option(help="of a fork: the recording that it is a fork of")] = None,
    key: Annotated[Path | None, typer.Option(help="of a bundle: the public key of whoever should have signed")] = None,
    original: Annotated[Path | None, typer.Option(help="of a redacted copy: the recording it was made of")] = None,
) -> None:
    """Check a recording: its chain, and that the engine derives the same records again; or a bundle."""
    from irsim.cli.recordings import verify_recording
    from irsim.log.reading import is_zip

    if is_zip(recording):
        from irsim.cli.bundle import verify_bundle

        raise typer.Exit(verify_bundle(recording, key, head))
    if original is not None:
        from irsim.cli.export import verify_copy

        raise typer.Exit(verify_copy(recording, original))
    if key is not None:
        raise BadInput.one("--key", 0, "is for a bundle, and this is none; leave it out, or give the .zip")
    raise typer.Exit(verify_recording(recording, head, parent))


@app.command()
def fork(
    recording: Recorded,
    at: Annotated[str, typer.Option("--at", help="the moment: T+00:30:00, 30m, or a record's number")],
    script: Annotated[Path | None, typer.Option(help="play a team's decisions from a YAML file from there on")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="a new file; beside the recording")] = None,
    auto: Annotated[bool, typer.Option("--auto", help="simulated responders take the seats nobody plays")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="lines instead of screens")] = False,
    pace: Annotated[str | None, typer.Option(help="times real time (1, 4, 60), or max")] = None,
) -> None:
    """Try a moment again: the recording up to there, then other decisions, in a new file."""
    from irsim.cli.fork import Options, run_fork

    raise typer.Exit(run_fork(Options(recording, at, script, output, auto, plain, pace)))


@app.command()
def score(recording: Recorded, as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False) -> None:
    """Score a recording, claim by claim."""
    from irsim.cli.recordings import score_recording

    raise typer.Exit(score_recording(recording, as_json=as_json))


@app.command()
def metrics(
    recordings: Annotated[list[Path], typer.Argument(help="recordings, or directories that hold some")],
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
    sheet: Annotated[Path | None, typer.Option("--csv", help="write them here, for a spreadsheet")] = None,
    since: Annotated[str, typer.Option(help="only what was held from this day on, as 2026-12-24")] = "",
    until: Annotated[str, typer.Option(help="only what was held up to this day")] = "",
    force: Annotated[bool, typer.Option("--force", help="write over a file that is there")] = False,
) -> None:
    """Times, downtime, quality and security metrics of the plan, over all incidents of one recording or of many."""
    from irsim.cli.metrics import metrics_of

    raise typer.Exit(metrics_of(recordings, as_json=as_json, since=since, until=until, sheet=sheet, force=force))


@app.command()
def compare(
    recordings: Annotated[list[Path] | None, typer.Argument(help="recordings of one scenario")] = None,
    trend: Annotated[Path | None, typer.Option(help="a folder: how its recordings came along")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
    sheet: Annotated[Path | None, typer.Option("--csv", help="write the trend here, for a spreadsheet")] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="also of different scenarios; says what differs")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="tables instead of a screen")] = False,
    force: Annotated[bool, typer.Option("--force", help="write over a file that is there")] = False,
) -> None:
    """Put recordings beside each other: claims, clocks, times and scores; or the trend of a folder."""
    from irsim.cli.compare import compare_recordings, trend_of

    if trend is None:
        if sheet is not None:
            raise BadInput.one("--csv", 0, "is for a trend; give --trend FOLDER with it, or use --json")
        raise typer.Exit(compare_recordings(recordings or [], as_json=as_json, anyway=anyway, plain=plain))
    if recordings:
        raise BadInput.one("--trend", 0, "takes a folder and no recordings beside it; leave one of them out")
    raise typer.Exit(trend_of(trend, as_json=as_json, sheet=sheet, force=force))


@app.command()
def report(
    recording: Recorded,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="write it here instead of printing it")] = None,
    eeg: Annotated[bool, typer.Option("--eeg", help="the evaluation guides, filled in, instead of the report")] = False,
    force: Annotated[bool, typer.Option("--force", help="write over a file that is there")] = False,
) -> None:
    """Write the after-action report and improvement plan: .md, .html, .docx, or the figures as .json or .csv."""
    from irsim.cli.report import report_recording

    raise typer.Exit(report_recording(recording, output, eeg=eeg, force=force))


@app.command()
def export(
    recording: Recorded,
    cast: Annotated[Path | None, typer.Option(help="write the room here as an asciicast, as the drill went")] = None,
    redact: Annotated[Path | None, typer.Option(help="write a copy here without names, addresses and texts")] = None,
    size: Annotated[str, typer.Option(help="of a cast: columns and lines of the terminal")] = "120x40",
    speed: Annotated[str, typer.Option(help="of a cast: times real time")] = "60",
    audience: Annotated[
        str, typer.Option("--as", help="of a cast: whose view: table, facilitator or a role")
    ] = "table",
    force: Annotated[bool, typer.Option("--force", help="write over a file that is there")] = False,
) -> None:
    """Make something of a recording to show to others: a cast of the room, or a redacted copy."""
    if (cast is None) == (redact is None):
        raise BadInput.one("irsim export", 0, "makes one thing at a time; give --cast FILE or --redact FILE")
    if redact is not None:
        from irsim.cli.export import redact_recording

        raise typer.Exit(redact_recording(recording, redact, force=force))
    from irsim.cli.casting import cast_recording

    assert cast is not None
    raise typer.Exit(cast_recording(recording, cast, size=size, speed=speed, audience=audience, force=force))


@app.command()
def bundle(
    recording: Recorded,
    output: Annotated[Path, typer.Option("-o", "--output", help="the zip that is written")],
    force: Annotated[bool, typer.Option("--force", help="write over a file that is there")] = False,
) -> None:
    """Pack a recording, its files, report and tables into one zip, and sign that with your key."""
    from irsim.cli.bundle import bundle_recording

    raise typer.Exit(bundle_recording(recording, output, force=force))


@app.command()
def notice(
    recording: Recorded,
    regime: Annotated[str, typer.Option(help="a notice of the plan, as gdpr")],
    incident: Annotated[str, typer.Option(help="as INC-1; where left out, the one that gave cause")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="write it here instead of printing it")] = None,
    force: Annotated[bool, typer.Option("--force", help="write over a file that is there")] = False,
) -> None:
    """Draft a notice from the incident's fact sheet, as Markdown, and list what it still lacks."""
    from irsim.cli.notice import notice_of

    raise typer.Exit(notice_of(recording, regime, incident, output, force=force))


@app.command()
def statuspage(
    recording: Recorded,
    output: Annotated[Path, typer.Option("-o", "--output", help="the directory that it is written to")],
    at: Annotated[str, typer.Option(help="as it stood then, as T+01:20:00; at the end where left out")] = "",
) -> None:
    """Write the public status page as a static site: HTML, JSON and an Atom feed."""
    from irsim.cli.statuspage import statuspage_recording

    raise typer.Exit(statuspage_recording(recording, output, at))


@app.command()
def review(
    recording: Recorded,
    incident: Annotated[str, typer.Argument(help="an incident, as INC-1; each of them where left out")] = "",
    output: Annotated[Path, typer.Option("-o", "--output", help="the folder to write into")] = Path("."),
    force: Annotated[bool, typer.Option("--force", help="write over files that are there")] = False,
) -> None:
    """Write a post-mortem: the document, a summary for stakeholders, the invitation, the change of the plan."""
    from irsim.cli.review import review_recording

    raise typer.Exit(review_recording(recording, incident, output, force=force))


@app.command()
def replay(
    recording: Recorded,
    start: Annotated[str, typer.Option("--from", help="where to begin: T+00:30:00, 30m, or by the calendar")] = "",
    audience: Annotated[str, typer.Option("--as", help="whose view: facilitator, table, or a role of the plan")] = "",
    plain: Annotated[bool, typer.Option("--plain", help="lines instead of a screen")] = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="a drill that runs in another terminal, as its players may know it")
    ] = False,
) -> None:
    """Look at any moment of a recording; in a pipe, print what happened line by line, and the scorecard."""
    from irsim.cli.replay import run_replay

    raise typer.Exit(run_replay(recording, start, audience, plain=plain, follow=follow))


@scenario_app.command("check")
def scenario_check(
    file: Annotated[str, typer.Argument(help="a scenario's name or file")], plan: OwnPlan = None
) -> None:
    """Name every mistake in a scenario and its world, each with its line and cure."""
    from irsim.cli.scenarios import check_scenario

    raise typer.Exit(check_scenario(file, plan))


@scenario_app.command("from-incident")
def scenario_from_incident(
    incident: Annotated[str, typer.Argument(metavar="ID", help="a recorded incident, as INC-7")],
    recording: Annotated[
        Path | None, typer.Option("--from", help="the recording that it is in; the live store where left out")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="the scenario's file, ending in .yaml")] = None,
    script_out: Annotated[
        Path | None, typer.Option("--script-out", help="write what the team really did, as a script")
    ] = None,
    hide: Annotated[list[str] | None, typer.Option(help="a further name to replace everywhere")] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", help="a plan's file; the one that the incident was handled by, if left out")
    ] = None,
    config: Annotated[Path | None, typer.Option("--config", help="an irsim.toml, for the live store")] = None,
    force: Annotated[bool, typer.Option("--force", help="write over files that are there")] = False,
) -> None:
    """Make an exercise of a real incident: its alerts at their times, names replaced, deadlines as expectations."""
    from irsim.cli.from_incident import from_recording, from_store

    if recording is None:
        raise typer.Exit(from_store(config, incident, output, script_out, tuple(hide or ()), plan, force=force))
    raise typer.Exit(from_recording(recording, incident, output, script_out, tuple(hide or ()), plan, force=force))


@scenario_app.command("papers")
def scenario_papers(
    file: Annotated[str, typer.Argument(help="a scenario's name or file")],
    output: Annotated[Path, typer.Option("-o", "--output", help="the folder to write into")],
    seed: Annotated[str, typer.Option(help="the seed of the drill, so that the papers have its cast")] = "1",
    formats: Annotated[str, typer.Option("--format", help="some of html, docx, md, with commas")] = "html,docx",
    plan: OwnPlan = None,
    force: Annotated[bool, typer.Option("--force", help="write over files that are there")] = False,
) -> None:
    """Write the papers before the room: situation manual, controller and evaluator handbook, evaluation guides."""
    from irsim.cli.papers import papers_of

    raise typer.Exit(papers_of(file, plan, output, seed, formats, force=force))


@plan_app.command("check")
def plan_check(file: Annotated[Path, typer.Argument(help="a plan's file")]) -> None:
    """Name every mistake in a plan, each with its line and cure."""
    from irsim.cli.output import show
    from irsim.cli.plan import check_plan

    show(check_plan(file))


@plan_app.command("example")
def plan_example() -> None:
    """Print the plan that ships, to be copied and changed."""
    from irsim.cli.output import show
    from irsim.plan import default_plan_text

    show(default_plan_text().rstrip("\n"))


@plan_app.command("keys")
def plan_keys() -> None:
    """Print every key of a plan with its meaning, as Markdown."""
    from irsim.cli.output import show
    from irsim.reports import plan_format

    show(plan_format.plan_keys().rstrip("\n"))


@plan_app.command("schema")
def plan_schema() -> None:
    """Print the JSON Schema of a plan, for an editor that checks while one writes."""
    from irsim.cli.output import show
    from irsim.cli.plan import schema_text

    show(schema_text())


@plan_app.command("card")
def plan_card(
    category: Annotated[str, typer.Option(help="the whole containment of one category, as security")] = "",
    as_html: Annotated[bool, typer.Option("--html", help="as a page for a browser")] = False,
    file: PlanFile = None,
) -> None:
    """Print the plan on one page: whom to call, where to talk, what to do first, the law's first hours."""
    from irsim.cli.output import show
    from irsim.cli.plan import card_of

    show(card_of(category, file, as_html=as_html))


@plan_app.command("deadline")
def plan_deadline(
    clock: Annotated[str, typer.Argument(help="a clock of the plan, as gdpr-33")],
    starts: Annotated[str, typer.Option("--from", help="when it starts, as 2026-12-18T16:20Z")] = "",
    also: Annotated[list[str] | None, typer.Option(help="when its further starts come, in the plan's order")] = None,
    severity: Annotated[str, typer.Option(help="at this severity; the strictest where left out")] = "",
    file: PlanFile = None,
) -> None:
    """Say when a deadline ends, and how that is reckoned."""
    from irsim.cli.output import show
    from irsim.cli.plan import deadline

    show("\n".join(deadline(clock, starts, tuple(also or ()), severity, file)))


Folder = Annotated[Path | None, typer.Option(help="the folder of the recordings; yours where left out")]


@improvements_app.callback(invoke_without_command=True)
def improvements(
    context: typer.Context,
    folder: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
) -> None:
    """List the improvements of your recordings, and note how far they are."""
    if context.invoked_subcommand is None:
        improvements_list(folder, as_json)


@improvements_app.command("list")
def improvements_list(
    folder: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
) -> None:
    """List every improvement and follow-up, what is under way first."""
    from irsim.cli.improvements import list_improvements
    from irsim.cli.opening import recordings_folder

    raise typer.Exit(list_improvements(folder or recordings_folder(), as_json=as_json))


@improvements_app.command("progress")
def improvements_progress(
    name: Annotated[str, typer.Argument(metavar="ID", help="the improvement, as the list names it, or AI-1")],
    status: Annotated[str, typer.Argument(help="pending, in_progress or completed")],
    note: Annotated[str, typer.Option(help="what was done, or what is in the way")] = "",
    folder: Folder = None,
) -> None:
    """Note how far an improvement is, in improvements.jsonl beside the recordings."""
    from datetime import UTC, datetime

    from irsim.cli.improvements import progress_improvement
    from irsim.cli.opening import recordings_folder

    now = datetime.now(UTC)
    raise typer.Exit(progress_improvement(folder or recordings_folder(), name, status, note, now))


@config_app.command("path")
def config_path() -> None:
    """Say where the settings are looked for."""
    from irsim.cli.output import show
    from irsim.cli.settings import where

    show(where())


@config_app.command("check")
def config_check() -> None:
    """Name every mistake in the settings, each with its line and cure."""
    from irsim.cli.output import show
    from irsim.cli.settings import check

    show(check())


@config_app.command("schema")
def config_schema() -> None:
    """Print the JSON Schema of the settings."""
    from irsim.cli.output import show
    from irsim.cli.settings import schema_text

    show(schema_text())


@config_app.command("example")
def config_example() -> None:
    """Print a settings file that names every key and changes nothing."""
    from irsim.cli.output import show
    from irsim.tui.config import example

    show(example().rstrip("\n"))


@app.callback(invoke_without_command=True)
def version(shown: Annotated[bool, typer.Option("--version", "-V", help="show the version")] = False) -> None:
    """Incident-response trainer and live incident board for the terminal."""
    if shown:
        from irsim import __version__

        print(f"irsim {__version__}")
        raise typer.Exit


def run() -> None:
    """Run the app; bad input is one sentence a fault and exit code 2, never a traceback."""
    from irsim.cli.output import unread
    from irsim.cli.streams import prepare

    prepare()
    try:
        try:
            app(with_host(sys.argv[1:]))
        finally:
            sys.stdout.flush()
    except BadInput as fault:
        refuse(fault)
    except OSError as error:
        if error.filename is not None:
            message = f"{error.strerror}; check the path and its rights"
            refuse(BadInput.one(clean_name(error.filename), 0, message))
        unread(error)
        sys.exit(0 if isinstance(error, BrokenPipeError) else 2)


def refuse(bad: BadInput) -> NoReturn:
    """Say every fault, to programs that asked for JSON as JSON, too, and end with 2."""
    from irsim.words.clean import clean_title

    for each in bad.faults:
        print(clean_title(str(each), 1000), file=sys.stderr)
    if "--json" in itertools.takewhile(lambda word: word != "--", sys.argv[1:]):
        import json

        from irsim.cli.output import as_data, show

        show(json.dumps({"faults": as_data(bad.faults)}, indent=2))
    sys.exit(2)


def with_host(words: list[str]) -> list[str]:
    """The command line with an empty address after a `--host` that has none: what follows it is an address if it looks
    like one, and a scenario otherwise."""
    found = []
    for place, word in enumerate(words):
        found.append(word)
        if word == "--host":
            after = words[place + 1] if place + 1 < len(words) else ""
            named = not after.startswith("-") and not after.endswith((".yaml", ".yml"))
            if not (named and (":" in after or "/" in after or after.endswith(".sock"))):
                found.append("")
    return found


def clean_name(name: object) -> str:
    """A file's name for a message."""
    from irsim.words.clean import clean_title

    return clean_title(str(name), 100)
