"""Planning maintenance from the form: labels are written in one line."""

from typing import Any, cast

import pytest

from irsim.commands import Maintain
from irsim.tui.forms.build import to_commands

SEAT: Any = cast(Any, None)
"""The form of a window asks nothing of the room."""


def test_labels_are_names_and_values() -> None:
    values = {"reason": "New disk", "length": "2h", "labels": "disk=old, host = web-1,"}
    [command], said = to_commands(SEAT, "maintain", values)
    assert command == Maintain("New disk", "2h", labels={"disk": "old", "host": "web-1"})
    assert said == -1


@pytest.mark.parametrize("written", ["disk", "disk=", "=old", "a=b, c"])
def test_what_is_no_label_is_said_with_the_cure(written: str) -> None:
    with pytest.raises(ValueError, match="write it as name=value"):
        to_commands(SEAT, "maintain", {"reason": "New disk", "length": "2h", "labels": written})
