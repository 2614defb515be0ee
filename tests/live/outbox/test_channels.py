"""Given `[channels]` and `[notifications]` in irsim.toml, when they are read, each mistake has its line and cure."""

from pathlib import Path

import pytest

from irsim.live.config.channels import Channel, channel_addresses
from irsim.live.config.loading import read_configuration
from irsim.words.faults import BadInput

SOUND = """
[channels.pager]
url = { env = "PAGER" }
then = ["mail"]
retry = { first = "2s", give_up_after = "5m" }

[channels.mail]
url = { file = "mail.url" }
carries = ["mail", "slack"]

[channels.phone]
by_hand = true

[notifications]
pages = ["pager"]
team = ["mail"]
"""


def test_ways_are_read_with_their_addresses_from_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "mail.url").write_text("mailto://example.org\n")
    (tmp_path / "mail.url").chmod(0o600)
    config = read_configuration(SOUND, folder=tmp_path)
    assert config.channels["pager"].then == ("mail",)
    assert config.channels["pager"].retry.give_up_after == 300_000
    found = channel_addresses(config.channels, tmp_path, {"PAGER": "json://localhost"})
    assert {name: address.reveal() for name, address in found.items()} == {
        "pager": "json://localhost",
        "mail": "mailto://example.org",
    }
    assert "json" not in str(found)
    with pytest.raises(BadInput, match=r"channels\.pager\.url: the environment has no PAGER"):
        channel_addresses(config.channels, tmp_path, {})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('then = ["mail"]', 'then = ["mial"]', ":4: channels.pager.then.0: no channel is called 'mial'; did you mean"),
        ('team = ["mail"]', 'team = ["slack"]', "notifications.team.0: no channel is called 'slack'"),
        ("by_hand = true", "label = 'x'", "it leads nowhere; write url"),
        ("by_hand = true", 'by_hand = true\nurl = { env = "X" }', "nothing leaves by a way that is used by hand"),
        ("by_hand = true", "by_hand = true\nurgent = true", "this key is not known here"),
    ],
)
def test_mistakes_are_named_with_their_cure(before: str, after: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_configuration(SOUND.replace(before, after))
    assert said in str(caught.value)


def test_the_documented_example_is_sound() -> None:
    text = (Path(__file__).parents[3] / "docs" / "notifications.md").read_text()
    config = read_configuration(text.split("```toml\n")[1].split("```")[0])
    assert len(config.channels) == 7
    for key in Channel.model_fields:
        assert f"`{key}`" in text or key == "label", key
