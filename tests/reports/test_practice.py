"""An exercise made of whatever a sender may write: it stands its check, or there is a sentence; never anything else."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from irsim.commands import Acknowledge, Note
from irsim.reports.practice import practice_of
from irsim.reports.practice.hiding import Hiding
from irsim.reports.practice.writing import document
from irsim.scenario.library import load_scenario, plan_for
from irsim.scenario.script import read_script
from irsim.words.yamltext import read_yaml
from tests.board.live import Watch, firing

TEXT = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        ["", "NO", "12:30", "1e5", "0x1f", "~", "- a", "a: b", "{{ $labels.instance }}", "{% raw", "{#", "[/x]",
         "x\n  y", "  a\nb  \n", "\x1b[31m", "\u202eabc", "\u2028", "\x85", "'", '"', "#", "|", "a" * 900,
         "é\u0301\u0301\u0301\u0301"]
    ),
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(TEXT, TEXT, TEXT, TEXT, st.dictionaries(st.sampled_from(["host", "customer", "user", "x"]), TEXT)),
        min_size=1,
        max_size=6,
    ),
    TEXT,
)
def test_hostile_alerts_become_a_scenario_that_can_be_played(
    tmp_path_factory: object, alerts: list[tuple[str, str, str, str, dict[str, str]]], note: str
) -> None:
    watch = Watch()
    watch.fires("1h", "first", severity="critical", service="api")
    for n, (title, text, monitor, service, labels) in enumerate(alerts):
        said = firing(f"k{n}", "critical", service, title=title or "x", text=text, monitor=monitor, labels=labels)
        watch.says("1h1m", said)
    watch.do("1h2m", Acknowledge("INC-1"))
    if note.strip():
        watch.submit("1h3m", Note("INC-1", note))
    practice = practice_of(watch.ledger.records, "INC-1", called="hostile")
    folder: Path = tmp_path_factory.mktemp("hostile")  # type: ignore[attr-defined]
    (folder / "hostile.yaml").write_text(practice.scenario, encoding="utf-8")
    (folder / "hostile-world.yaml").write_text(practice.world, encoding="utf-8")
    (folder / "script.yaml").write_text(practice.script, encoding="utf-8")
    load_scenario(folder / "hostile.yaml", plan_for(folder / "hostile.yaml")[0])
    read_script(folder / "script.yaml")


@settings(max_examples=200, deadline=None)
@given(TEXT, TEXT)
def test_hiding_never_raises_and_leaves_no_template(name: str, text: str) -> None:
    hiding = Hiding([name], [name])
    hidden = hiding.title(f"{text} {name}")
    assert "{%" not in hidden
    assert "{#" not in hidden
    assert all(part.startswith((" person_", " customer_")) for part in hidden.split("{{")[1:])
    hiding.identifier(text, "fallback")


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["a", "b"]), TEXT.map(lambda text: Hiding([]).plain(text)), min_size=1))
def test_what_is_written_reads_as_it_was_meant(data: dict[str, str]) -> None:
    assert read_yaml(document(data, ["- A comment."]), "it").data == data
