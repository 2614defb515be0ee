"""`irsim.toml`: what it says with and without a file, and a sentence with place and cure for every mistake."""

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from irsim.live.config import (
    Config,
    check_files,
    check_installation,
    check_references,
    load_configuration,
    read_configuration,
    schema,
)
from irsim.live.config.loading import config_path
from irsim.live.config.reference import reference
from irsim.words.faults import BadInput

DOCUMENT = Path(__file__).parents[3] / "docs" / "live-configuration.md"


def faults(text: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_configuration(text)
    return [str(fault) for fault in caught.value.faults]


def example() -> str:
    """The example of the documentation."""
    return DOCUMENT.read_text(encoding="utf-8").split("```toml\n# irsim.toml", 1)[1].split("```", 1)[0]


def test_without_a_file_it_is_loopback_sqlite_and_a_source_for_each_kind_of_sender(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    config = load_configuration()
    assert config == Config()
    assert config.serve.address == ("127.0.0.1", 9311)
    assert config.store.path == tmp_path / "data" / "irsim" / "live" / "live.sqlite"
    assert {source.format for source in config.sources} == {"alertmanager", "alertmanager-api", "pagerduty", "generic"}
    assert config.load_world().services
    assert "severities" in config.plan_text()


def test_the_file_in_the_config_folder_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    config_path().parent.mkdir()
    config_path().write_text('[store]\nurl = "sqlite:///here.db"\n[serve]\nname = "one"\n')
    config = load_configuration()
    assert config.serve.name == "one"
    assert config.store.path == config_path().parent / "here.db"
    assert config.store.place == config.store.url == f"sqlite:///{config_path().parent / 'here.db'}"


def test_the_documented_example_is_sound_and_fits_the_schema() -> None:
    import tomllib

    config = read_configuration(example())
    assert set(tomllib.loads(example())) == set(Config.model_fields), "the example shows every section"
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(json.dumps(tomllib.loads(example()))), schema())
    assert config.outbound.hosts


def test_the_documentation_lists_every_key() -> None:
    """Where it does not: put what `python -m irsim.live.config.reference` prints behind the mark in the document."""
    listed = DOCUMENT.read_text(encoding="utf-8").split("irsim.live.config.reference -->\n\n", 1)[1]
    assert listed == reference()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[serve]\nlistn = "x"', "irsim.toml:2: serve.listn: this key is not known here; did you mean 'listen'?"),
        (
            "[serve.limits]\nbodi = 3",
            "irsim.toml:2: serve.limits.bodi: this key is not known here; did you mean 'body'?",
        ),
        ("[servr]", "irsim.toml:1: servr: this key is not known here; did you mean 'serve'?"),
        ("[serve]\nlisten = 9311", "irsim.toml:2: serve.listen: '9311' is not text; put quotes around it"),
        ('[serve]\nlisten = "9311"', "irsim.toml:2: serve.listen: '9311' is no address; write host:port"),
        ('[serve]\nlisten = "::1:9311"', "irsim.toml:2: serve.listen: '::1:9311' is no address; write host:port"),
        ('[serve]\nlisten = "a:99999"', "is no address; write host:port"),
        ('[serve]\ntls_cert = "a"', "irsim.toml:1: serve: a certificate and its key belong together"),
        ("[serve.limits]\nbody = 3", "irsim.toml:2: serve.limits.body: '3' is too small; write 1024 or more"),
        ('[serve.limits]\nslow = "soon"', "'soon' is not a duration; write it as 90s, 4m, 1h30m or 3d"),
        ('[store]\nurl = "mysql://a/b"', "irsim.toml:2: store.url: this kind of store is not known"),
        ('[store]\nurl = "sqlite://live.db"', "store.url: an SQLite file is named by three slashes"),
        ('[store]\nurl = "postgresql://a:geheim@b/c"', "store.url: a password does not belong here; take it out"),
        ('[store]\nurl = "postgresql://a@b/c?password=geheim"', "store.url: a password does not belong here"),
        ('[store]\nurl = "postgresql://a@b:x/c"', "store.url: this is no address"),
        ('[store]\nurl = "postgresql://a@b"', "store.url: the database's name is missing"),
        ('[store]\npassword_env = "A"', "store: an SQLite file has no password"),
        ('[[sources]]\nname = "a"', "irsim.toml:1: sources.0.format: this is required; add it"),
        ('[[sources]]\nname = "a"\nformat = "grafna"', "sources.0.format: no format is called 'grafna'; did you mean"),
        (
            '[[sources]]\nname = "a"\nformat = "generic"\n\n[[sources]]\nname = "a"\nformat = "generic"',
            "irsim.toml:6: sources.1.name: 'a' is given twice, first in line 2; rename one",
        ),
        (
            '[[sources]]\nname = "a"\nformat = "alertmanager"\nmapping = "grafana"',
            "irsim.toml:4: sources.0.mapping: 'alertmanager' is read without a mapping; take it out",
        ),
        ('[[sources]]\nname = "a"\nformat = "generic"\nsign = "bearer"', "sign is bearer, and nothing to check it by"),
        (
            '[[sources]]\nname = "a"\nformat = "generic"\nsign = "none"\nsecrets = [{ env = "A" }]',
            "sign is none, and secrets are given",
        ),
        (
            '[[sources]]\nname = "a"\nformat = "generic"\nsecrets = [\n{ env = "A", file = "b" },\n]',
            "sources.0.secrets.0: a secret is in one place",
        ),
        ('[[sources]]\nname = "a"\nformat = "generic"\nsecrets = ["hunter2"]', "sources.0.secrets.0:"),
        ('[[sources]]\nname = "a"\nformat = "pagerduty"\nsign = "bearer"\nsecrets = [{ env = "A" }]', "routing key"),
        (
            '[[sources]]\nname = "a"\nformat = "pagerduty"\n[[sources]]\nname = "b"\nformat = "pagerduty"',
            "irsim.toml:5: sources.1.name: two sources without secrets share /v2/enqueue",
        ),
        (
            '[[sources]]\nname = "a"\nformat = "alertmanager"\nsilence = true',
            "silence needs the Alertmanager's address",
        ),
        (
            '[[sources]]\nname = "a"\nformat = "alertmanager"\n[sources.poll]\nurl = "http://u:geheim@h"',
            "irsim.toml:5: sources.0.poll.url: an address holds no user and no password",
        ),
        (
            '[outbound]\nhosts = ["a.example"]\n[[sources]]\nname = "a"\nformat = "alertmanager"\n'
            'poll = { url = "http://b.example:9093" }',
            "irsim.toml:6: sources.0.poll: b.example is not in outbound.hosts; add it there",
        ),
        (
            '[outbound]\nhosts = ["a.example"]\n[[probes]]\nname = "db"\nkind = "tcp"\ntarget = "b.example:5432"\n',
            "irsim.toml:6: probes.0.target: b.example is not in outbound.hosts; add it there",
        ),
        ('[outbound]\nhosts = ["https://a"]', "'https://a' is no host; write hooks.example.org"),
        ('[serve]\nlisten = "0.0.0.0:9311"', "irsim.toml:2: serve.listen: '0.0.0.0' is reached from elsewhere"),
        ('[serve]\nlisten = "irsim.example:9311"', "give each source secrets, or listen on 127.0.0.1"),
        ('[people.anna]\nways = ["sms"]', "irsim.toml:2: people.anna.ways.0: no channel is called 'sms'"),
        ('[people.a]\naccount = "x"\n[people.b]\naccount = "x"', "people.b.account: 'x' is the account of several"),
        ("[serve]\n[serve]", "irsim.toml:2: this key or table is given twice; keep one of them"),
        ("[serve\n", "irsim.toml:1: not valid TOML here"),
        ("sources = 3", "sources: '3' does not fit; write a list, as [a, b]"),
    ],
)
def test_a_mistake_is_said_with_its_place_and_its_cure(text: str, says: str) -> None:
    said = faults(text)
    assert any(says in each for each in said), said
    assert "geheim" not in "".join(said)
    assert "hunter2" not in "".join(said)


def test_every_mistake_is_said_at_once() -> None:
    said = faults('[serve]\nlistn = "x"\n[store]\nurl = "mysql://a/b"\n[people.anna]\ntoken = "a"\n')
    assert [each.split(": ")[1] for each in said] == ["serve.listn", "store.url", "people.anna.token"]


def test_a_mistake_of_writing_hides_no_other_one_and_makes_up_none() -> None:
    said = faults(
        '[serve]\nlistn = "x"\n[[sources]]\nname = "a"\nfomat = "generic"\n'
        '[[sources]]\nname = "b"\nformat = "alertmanagr"\n[people.anna]\nways = ["sms", "chat"]\n'
        '[channels.sms]\nurl = { evn = "A" }\n'
    )
    assert [each.partition("; ")[0] for each in said] == [
        "irsim.toml:2: serve.listn: this key is not known here",
        "irsim.toml:5: sources.0.fomat: this key is not known here",
        "irsim.toml:8: sources.1.format: no format is called 'alertmanagr'",  # numbered as it was written
        "irsim.toml:10: people.anna.ways.1: no channel is called 'chat'",  # sms is one, with a mistake
        "irsim.toml:12: channels.sms.url.evn: this key is not known here",
    ]
    door = '[serve]\nlisten = "0.0.0.0:9311"\n[[sources]]\nname = "a"\nformat = "generic"\n'
    (one,) = faults(f'{door}secretz = [{{ env = "A" }}]\n')  # it has secrets, and nobody else may send
    assert "sources.0.secretz" in one
    (one,) = faults(f'{door}secrets = [{{ env = "A B" }}]\n')
    assert "sources.0.secrets.0.env" in one
    (one,) = faults(
        '[outbound]\nhosts = [3, "a.example"]\n'
        '[[sources]]\nname = "a"\nformat = "alertmanager"\npoll = { url = "http://b.example:9093" }\n'
    )
    assert "outbound.hosts.0" in one


@pytest.mark.parametrize("text", [b"\xff\xfe", b"a = " + b"[" * 10_000, b"x" * 1_000_001, b'[serve]\nname = "\x1b[2J"'])
def test_a_hostile_file_ends_in_a_sentence(text: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        read_configuration(text)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "127.8.9.1:9311", "[::1]:9311", "localhost:9311"])
def test_on_loopback_sources_need_no_secret(listen: str) -> None:
    assert read_configuration(f'[serve]\nlisten = "{listen}"').serve.address[1] in (0, 9311)


def test_with_secrets_for_all_it_may_be_reached_from_elsewhere() -> None:
    text = '[serve]\nlisten = "0.0.0.0:9311"\n[[sources]]\nname = "a"\nformat = "generic"\nsecrets = [{ env = "A" }]'
    assert read_configuration(text).serve.address == ("0.0.0.0", 9311)
    assert "reached from elsewhere" in faults(text + '\n[[sources]]\nname = "b"\nformat = "generic"\n')[0]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no such file; create it"):
        load_configuration(tmp_path / "none.toml")
    with pytest.raises(BadInput, match="cannot be read"):
        load_configuration(tmp_path)


def test_files_it_names_are_looked_for_beside_it(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("id: [")
    (tmp_path / "irsim.toml").write_text(
        '[plan]\nfile = "ours.yaml"\n[serve]\ntls_cert = "c.pem"\ntls_key = "k.pem"\n'
        '[[sources]]\nname = "a"\nformat = "generic"\nmapping = "map.yaml"\n'
    )
    config = load_configuration(tmp_path / "irsim.toml")
    said = sorted(str(fault).split(": ", 2)[1] for fault in check_files(config))
    assert said == ["plan.file", "serve.tls_cert", "serve.tls_key", "sources.0.mapping"]
    (tmp_path / "ours.yaml").write_text("plan: ours")
    assert config.plan_text() == "plan: ours"


def test_names_of_the_plan_and_the_world_are_looked_up() -> None:
    config = read_configuration(
        '[people.anna]\ncontacts = ["chef"]\n[[probes]]\nname = "p"\nkind = "tcp"\ntarget = "a:1"\nservice = "smpt"\n'
    )
    assert not check_references(config)
    said = [str(fault) for fault in check_references(config, contacts=["chief"], services=["smtp"])]
    assert said == [
        "irsim.toml:2: people.anna.contacts.0: no contact of the plan is called 'chef'; did you mean 'chief'?",
        "irsim.toml:7: probes.0.service: no service of the world is called 'smpt'; did you mean 'smtp'?",
    ]


def test_all_that_would_keep_it_from_working_here_is_said_at_once(tmp_path: Path) -> None:
    config = read_configuration(
        '[world]\nfile = "world.yaml"\n[channels.pager]\nurl = { env = "PAGER" }\n'
        '[people.anna]\ncontacts = ["nobody"]\ntokens = [{ env = "ANNA" }]\n'
        '[serve]\nheartbeat = { url = { file = "url" } }\n'
        '[[sources]]\nname = "a"\nformat = "generic"\nsecrets = [{ env = "A" }]\n',
        folder=tmp_path,
    )
    said = "\n".join(map(str, check_installation(config, {"ANNA": "x" * 20})))
    for part in (
        "world.file: there is no such file",
        "world.yaml: cannot be read",
        "channels.pager.url: the environment has no PAGER",
        "people.anna.contacts.0: no contact of the plan is called 'nobody'",
        "serve.heartbeat.url:",
        "sources.a.secrets.0: the environment has no A",
    ):
        assert part in said
    assert len(said.splitlines()) == 6
    assert not check_installation(Config(), {})
