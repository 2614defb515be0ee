"""What is refused of probes, logs and sources of one's own name."""

from pathlib import Path

import pytest

from irsim.live.config.loading import load_configuration
from irsim.words.faults import BadInput


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[[sources]]\nname = "probes"\nformat = "heartbeat"\n', "is what irsim calls itself; choose another"),
        ('[[sources]]\nname = "am"\nformat = "signals"\n', "no format is called 'signals'"),
        ('[[logs]]\nname = "a"\nlisten = "0.0.0.0:514"\n', "listen on 127.0.0.1"),
        ('[[logs]]\nname = "a"\nlisten = "127.0.0.1:514"\nformat = "plain"\n', "write format = 'syslog'"),
        ('[[logs]]\nname = "a"\n', "give file or listen"),
        ('[[probes]]\nname = "a"\nkind = "tcp"\ntarget = "a"\n', "write host:port"),
        ("[lines]\nmegabytes = 0\n", "write 1 or more"),
    ],
)
def test_a_slip_is_said_with_its_cure(tmp_path: Path, toml: str, said: str) -> None:
    (tmp_path / "irsim.toml").write_text(toml)
    with pytest.raises(BadInput) as caught:
        load_configuration(tmp_path / "irsim.toml")
    [fault] = caught.value.faults
    assert said in fault.message


def test_what_is_watched_is_read(tmp_path: Path) -> None:
    (tmp_path / "irsim.toml").write_text(
        '[[sources]]\nname = "backup"\nformat = "heartbeat"\nexpect_every = "26h"\n'
        '[[logs]]\nname = "auth"\nfile = "auth.log"\nformat = "plain"\n[lines]\nage = "7d"\n'
    )
    config = load_configuration(tmp_path / "irsim.toml")
    assert config.sources[0].expect_every == 26 * 3_600_000
    assert (config.logs[0].format, config.lines.age) == ("plain", 7 * 86_400_000)
