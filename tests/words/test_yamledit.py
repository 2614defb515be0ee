"""One value is changed, and every other character stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irsim.plan import default_plan_text
from irsim.words.yamledit import with_value
from irsim.words.yamltext import pick, read_yaml

TEXT = """\
# Größe – 10 € 😀
monitors:
  - {id: slow, above: 5000 ms, every: 30s}  # flow
  - id: apdex
    below: "0.8"   # in quotes
    note: >-
      two
      lines
"""


def test_a_value_changes_where_it_stands() -> None:
    changed = with_value(TEXT, ("monitors", 0, "above"), "4000 ms")
    assert changed == TEXT.replace("5000 ms", "4000 ms")
    assert with_value(TEXT, ("monitors", 1, "below"), "0.9") == TEXT.replace('"0.8"', '"0.9"')


@given(st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=20))
def test_what_is_written_is_read_again(value: str) -> None:
    document = read_yaml(with_value(TEXT, ("monitors", 0, "above"), value), "plan.yaml")
    found = pick(document.data, ("monitors", 0, "above"))
    assert str(found) == value or found in (None, True, False) or isinstance(found, int | float)
    assert pick(document.data, ("monitors", 1)) == pick(read_yaml(TEXT, "x").data, ("monitors", 1))


def test_what_is_not_there_cannot_be_changed() -> None:
    for path in (("monitors", 2, "above"), ("monitors", 0, "below"), ("monitors",), ("clocks",)):
        with pytest.raises(KeyError):
            with_value(TEXT, path, "1")


def test_the_plan_that_ships_changes_in_one_line() -> None:
    text = default_plan_text()
    number = next(n for n, each in enumerate(read_yaml(text, "x").data["monitors"]) if each["id"] == "response-time")
    changed = with_value(text, ("monitors", number, "above"), "4 s")
    different = [pair for pair in zip(text.split("\n"), changed.split("\n"), strict=True) if pair[0] != pair[1]]
    assert len(different) == 1
    assert different[0][1] == different[0][0].replace("5000 ms", "4 s")
