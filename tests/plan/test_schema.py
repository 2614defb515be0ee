"""The JSON Schema of a plan, which an editor checks against: what the program reads, it allows."""

import json

import jsonschema  # type: ignore[import-untyped]
import pytest

from irsim.cli.plan import schema_text
from irsim.plan import default_plan_text
from irsim.words.yamltext import read_yaml
from tests.drills import DATA

PLANS = {"default": default_plan_text(), "hospital": (DATA / "hospital-plan.yaml").read_text()}


@pytest.mark.parametrize("name", PLANS)
def test_the_schema_allows_a_sound_plan(name: str) -> None:
    schema = jsonschema.Draft202012Validator(json.loads(schema_text()))
    assert [error.message for error in schema.iter_errors(read_yaml(PLANS[name], name).data)] == []


def test_the_schema_knows_a_slip() -> None:
    schema = jsonschema.Draft202012Validator(json.loads(schema_text()))
    slipped = read_yaml(PLANS["default"].replace("provisional:", "provisionel:", 1), "slip").data
    assert any("provisionel" in error.message for error in schema.iter_errors(slipped))
