"""Paper Kite with four teams, and with the first decisions of the documentation."""

from typing import Any

from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.scenario.script import Scripted, command_from
from tests.drills import played
from tests.scenarios.teams import TeamTests, loaded


class TestPaperKite(TeamTests):
    scenario = "data-breach"

    def test_the_first_decisions_of_the_documentation_are_accepted(self) -> None:
        rows: list[tuple[int, str, str, dict[str, Any]]] = [
            (6, "incident_commander", "acknowledge", {}),
            (8, "incident_commander", "classify", {"severity": "SEV-1", "category": "security", "personal_data": True}),
            (12, "technical_lead", "act", {"action": "revoke-sessions"}),
            (
                15,
                "communications_lead",
                "update",
                {
                    "audience": "customers",
                    "channel": "status_page",
                    "template": "customer-acknowledgment",
                    "fields": {"symptom": "Some exports are paused", "next_update_by": "30m"},
                },
            ),
        ]
        script = [
            Scripted(minute * 60_000, by, command_from(do, {"incident": "INC-1", **values}), 0)
            for minute, by, do, values in rows
        ]
        ledger, _ = played(loaded(self.scenario), script)
        bodies = [record.body for record in ledger.records]
        assert len([body for body in bodies if isinstance(body, CommandSubmitted)]) == 4
        assert not [body for body in bodies if isinstance(body, CommandRefused)]
