"""The synthetic drill of `bench_drill_engine.py`, as the documents that our engine reads.

Six hours, 20 services (60 metrics), 200 injects and 50 clocks: ten rules on five incidents, three of them cadences.
`hand_written.py` holds the same drill as a SimPy program.
"""

from typing import Any

import yaml

from irsim.plan import default_plan_text
from irsim.words.durations import HOUR
from irsim.words.yamltext import read_yaml

DURATION = 6 * HOUR

BESIDE_CLOCKS = (
    "pages",
    "routine",
    "follow_ups",
    "service_levels",
    "security_metrics",
    "suggestions",
    "watch",
    "review",
)
"""Parts of the plan that the hand-written drill knows nothing of."""


def plan_text() -> str:
    """The plan that ships, with ten clocks on each incident."""
    plan: dict[str, Any] = read_yaml(default_plan_text(), "plan").data
    for part in BESIDE_CLOCKS:
        plan.pop(part, None)
    plan["requires"]["close"] = {}
    plan["status_page"] = {"states": plan["status_page"]["states"]}
    for step in (step for book in plan["playbooks"] for step in book["steps"]):
        step.pop("done_by", None)
    owner, basis = "incident_commander", "synthetic"
    plan["clocks"] = [
        {
            "id": f"clock-{n}",
            "label": f"Clock {n}",
            "starts": "incident.detected" if n % 2 else "alert.attached",
            "stops": "alert.attached" if n % 5 == 0 else {"event": "update.sent", "where": {"audience": "customers"}},
            "under" if n % 3 else "within": {"SEV-1": f"{15 + 11 * n}m", "SEV-2": "2h"},
            "cadence": n % 4 == 0,
            "owner": owner,
            "basis": basis,
        }
        for n in range(10)
    ]
    return yaml.safe_dump(plan, sort_keys=False)


def world_text() -> str:
    """Twenty services, each leaning on one before it; a critical monitor on five of them."""
    services = [
        {
            "id": f"s{n}",
            "label": f"Service {n}",
            "depends_on": [f"s{n // 2}"] if n else [],
            "metrics": {
                "response_time": {"unit": "ms", "baseline": f"{150 + 10 * n} ms"},
                "error_rate": {"unit": "ppm", "baseline": "0.2 %", "ceiling": "100 %"},
                "cpu_usage": {"unit": "ppm", "baseline": f"{25 + n} %", "ceiling": "100 %"},
            },
        }
        for n in range(20)
    ]
    down = {"id": "down", "label": "Down", "severity": "critical", "metric": "response_time", "unit": "ms"}
    world = {
        "id": "synthetic",
        "title": "A synthetic world",
        "services": services,
        "channels": [{"id": "mail", "label": "Mail", "delay": "7s"}, {"id": "chat", "label": "Chat"}],
        "monitors": [{**down, "above": "9 s", "for": "1m", "services": ["s1", "s5", "s9", "s13", "s17"]}],
        "cast": {"boss": "colleague"},
    }
    return yaml.safe_dump(world, sort_keys=False)


def scenario_text() -> str:
    """Sixty faults in three waves, 150 messages and 50 reported alerts."""
    faults = [
        {
            "id": f"f{n}",
            "at": f"{5 + 5 * n}m{n % 7}s",
            "service": f"s{n * 7 % 20}",
            "bends": [
                {"metric": "response_time", "add": f"{6 + n % 7} s", "over": "4m", "lasts": "6m", "fades": "3m"},
                {"metric": "error_rate", "add": f"{4 + n % 9} %", "over": "2m", "lasts": "9m", "fades": "1m"},
                {"metric": "cpu_usage", "add": "75 %", "over": "5m", "lasts": "5m", "fades": "2m"},
            ],
            "spreads": {"delay": "2m", "share": 60, "hops": 2},
            "why": "It was time.",
        }
        for n in range(60)
    ]
    injects: list[dict[str, Any]] = []
    for n in range(200):
        inject: dict[str, Any] = {"id": f"i{n}", "at": f"{60 + 105 * n}s", "title": f"Inject {n}"}
        if n % 4 == 3:
            alert = {"monitor": "suspicious-activity", "service": f"s{n % 20}", "title": f"Odd login {n}"}
            inject["alert"] = {**alert, "resolves": "4m"}
        else:
            inject["message"] = {
                "channel": "mail" if n % 2 else "chat",
                "from": f"Customer {n}",
                "to": ["incident_commander"],
                "subject": f"What is going on with order {n}?",
                "text": "We see errors since this morning. When will it work again?",
            }
        injects.append(inject)
    scenario = {
        "id": "synthetic",
        "title": "A synthetic drill",
        "codename": "Bench",
        "family": "outage",
        "difficulty": "advanced",
        "summary": "Much goes wrong.",
        "briefing": "Watch.",
        "starts": "2026-11-16T09:00:00+00:00",
        "duration": "6h",
        "world": "synthetic.yaml",
        "objectives": [{"id": "all", "label": "All"}],
        "truth": {"incidents": []},
        "faults": faults,
        "injects": injects,
        "expectations": [
            {"id": "e", "title": "E", "objective": "all", "role": "technical_lead", "points": 1, "clock": "clock-1"}
        ],
    }
    return yaml.safe_dump(scenario, sort_keys=False)
