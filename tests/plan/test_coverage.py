"""docs/plan-coverage.md: every heading of the two plan documents is there, and whatever the page names exists.

The documents are not in the repository; their headings stand here.
"""

import ast
import re
from pathlib import Path

import pytest
import typer.main
from pydantic import BaseModel
from typer.testing import CliRunner

from irsim.cli.app import app
from irsim.commands import COMMANDS
from irsim.plan import default_plan_text, load_plan
from irsim.plan.models import Plan

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "plan-coverage.md"
TEXT = PAGE.read_text()
PLAN = load_plan(default_plan_text(), "default.yaml")

OPERATIONS = """\
## Incident Response Operations
### Strategic Alignment
### Purpose
### Incident Classification
#### Severity Levels
#### Incident Categories
### Roles and Responsibilities
#### Incident Response Team (IRT)
#### Escalation Contacts
### Detection and Assessment
#### Monitoring and Alerting
#### Initial Assessment Process
#### Impact Assessment Framework
### Response Procedures
#### Containment Phase
#### Investigation Phase
#### Recovery Phase
### Communication Procedures
#### Internal Communication
#### External Communication
#### Status Page Management
### Post-Incident Activities
#### Incident Closure
#### Post-Mortem Process
#### Continuous Improvement
### Legal and Compliance Considerations
#### Data Breach Notification Requirements
#### Evidence Preservation
### Testing and Maintenance
#### Incident Response Testing
#### Plan Maintenance
### Metrics and Reporting
#### Incident Metrics
#### Reporting Requirements
### Tools and Resources
#### Incident Response Tools
#### Resource Inventory
### Related Documents
"""

SECURITY = """\
## Incident Response (security)
### Incident Classification
### Incident Response Process
### Communication Plan
### Integrated Response Procedures
### Security Monitoring and Logging
#### Security Information and Event Management (SIEM)
#### Key Security Metrics
#### Compliance Reporting
### Related Documents
"""
"""As the documents have them, one level further down."""

LATER = {
    "periodic reports",
    "the calendar of exercises",
    "the upkeep of the plan",
    "live sources",
}
"""What may be left for later."""

NAMED = re.findall(r"`([^`\n]+)`", TEXT)
WORDS = {"RECORDING", "DIR", "FILE", "later", "extension: true", "target: true", "occurred", "source"}
"""Backticked words that are no name: what stands for a file, and keys of the plan."""


def ids(value: object) -> set[str]:
    """Every id that is defined anywhere below."""
    if isinstance(value, BaseModel):
        own = getattr(value, "id", None)
        return ({own} if isinstance(own, str) else set()).union(
            *(ids(getattr(value, name)) for name in type(value).model_fields)
        )
    if isinstance(value, dict):
        return {str(key) for key in value}.union(*(ids(each) for each in value.values()))
    if isinstance(value, list | tuple):
        return set().union(*(ids(each) for each in value))
    return set()


IDS = ids(PLAN)
SUBCATEGORIES = {name for each in PLAN.categories for name in each.subcategories}


def named_tests(file: Path) -> set[str]:
    """The tests in a file, those in classes too."""
    return {
        node.name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }


def plan_section(name: str) -> bool:
    """Whether a dotted name leads to something in the models of a plan."""
    value: object = PLAN
    for part in name.split("."):
        if not isinstance(value, BaseModel) or part not in type(value).model_fields:
            return False
        value = getattr(value, part)
    return True


def command_line(line: str) -> str:
    """What is wrong with a line for the shell; empty where it could be typed."""
    words = line.split()[1:]
    here = typer.main.get_command(app)
    while words and (below := getattr(here, "commands", {})):
        if words[0] not in below:
            return f"there is no command {words[0]}"
        here, words = below[words[0]], words[1:]
    options = {name for each in here.params for name in [*each.opts, *each.secondary_opts]}
    unknown = [word for word in words if word.startswith("-") and word not in options]
    return f"no option {unknown[0]}" if unknown else ""


def wrong(name: str) -> str:
    """What is wrong with a backticked name; empty where it exists."""
    if name.startswith("tests/"):
        path, _, test = name.partition("::")
        file = ROOT / path
        if not file.is_file():
            return "there is no such file"
        return "" if test in named_tests(file) else "there is no such test"
    if name.startswith("irsim "):
        return command_line(name)
    if name.startswith("scenarios/"):
        return "" if (ROOT / name).is_file() else "there is no such scenario"
    if name in COMMANDS or name in IDS or name in SUBCATEGORIES or name in WORDS:
        return ""
    return "" if plan_section(name) else "neither command, nor anything of the plan"


def test_every_name_on_the_page_exists() -> None:
    assert {name: fault for name in dict.fromkeys(NAMED) if (fault := wrong(name))} == {}


@pytest.mark.parametrize(
    "name",
    [
        "tests/plan/test_coverage.py::test_that_is_not_there",
        "tests/plan/test_not_there.py::test_x",
        "irsim plot",
        "irsim plan card --loud",
        "scenarios/moon-landing.yaml",
        "review.catering",
        "gdpr-99",
    ],
)
def test_what_does_not_exist_is_found(name: str) -> None:
    assert wrong(name)


@pytest.mark.parametrize("line", sorted({name for name in NAMED if name.startswith("irsim plan deadline ")}))
def test_a_deadline_on_the_page_can_be_reckoned(line: str) -> None:
    said = CliRunner().invoke(app, line.split()[1:])
    assert said.exit_code == 0, said.output
    assert "Due" in said.output


@pytest.mark.parametrize("document", [OPERATIONS, SECURITY])
def test_every_heading_of_the_documents_is_there_in_its_order(document: str) -> None:
    headings = [line for line in TEXT.splitlines() if line.startswith("#")]
    wanted = document.splitlines()
    begins = headings.index(wanted[0])
    assert headings[begins : begins + len(wanted)] == wanted


def test_every_command_is_named() -> None:
    """But those of facilitator and evaluator alone: they run an exercise, and no plan speaks of them."""
    assert [name for name, kind in COMMANDS.items() if not kind.control and name not in NAMED] == []


@pytest.mark.parametrize("part", ["clocks", "notices", "playbooks", "templates", "monitors", "pages", "contacts"])
def test_everything_of_the_plan_is_named(part: str) -> None:
    assert [each.id for each in getattr(PLAN, part) if each.id not in NAMED] == []


def test_every_extension_of_the_plan_is_marked_as_one() -> None:
    ours = TEXT.split("## Extensions")[1]
    marked = [each.id for each in PLAN.clocks if each.extension or each.target]
    assert [name for name in marked if f"`{name}`" not in ours] == []


def test_every_section_of_the_plan_is_named() -> None:
    named = {name.split(".")[0] for name in NAMED}
    out = {"plan", "law", "tracks", "templates"}
    assert [name for name in Plan.model_fields if name not in named | out] == []


def rows() -> list[list[str]]:
    """The cells of every row of every table before the extensions."""
    lines = [line for line in TEXT.split("## Extensions")[0].splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if not line.startswith("| ---")]


def test_a_row_says_what_shows_it_or_that_it_is_left_for_later() -> None:
    for document, where, *shown in rows():
        assert shown, document
        if not shown[-1].strip("| "):
            assert where.startswith("later: "), document


def test_nothing_is_left_for_later_but_what_may_be() -> None:
    for document, where, *_ in rows():
        if where.startswith("later: "):
            what = where.removeprefix("later: ").split(".")[0]
            assert what in LATER, document
