"""The plan that ships, with times that a test can wait for."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from irsim.plan import default_plan_text, load_plan


def changed(text: str, *changes: tuple[str, str]) -> str:
    """A plan with other words in it, each found; sound still."""
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    load_plan(text)
    return text


def quick(*, unhandled: str = "1s", answers: str = "60s", more: tuple[tuple[str, str], ...] = ()) -> str:
    """A page goes out after `unhandled`, and is missed after `answers`."""
    return changed(
        default_plan_text(),
        ("unhandled_for: 5m", f"unhandled_for: {unhandled}"),
        ("answers_within: 5m", f"answers_within: {answers}"),
        *more,
    )


def with_rota(text: str, on_call: str) -> str:
    """The same, with a rota of Ana and Kim behind the primary on-call, in which `on_call` has the duty today."""
    today = datetime.now(UTC)
    begins, ends = today - timedelta(days=1), today + timedelta(days=1)
    rota = f"""
rotas:
  - id: first-line
    label: First line
    contacts: [primary-on-call]
    zone: UTC
    people:
      - {{id: ana, name: Ana Prins, mail: ana@example.org}}
      - {{id: kim, name: Kim Visser, mail: kim@example.org}}
    turns: {{starts: 2026-11-16 09:00, weeks: 1, order: [ana]}}
    overrides:
      - {{person: {on_call}, from: {begins:%Y-%m-%d} 00:00, until: {ends:%Y-%m-%d} 23:00, reason: Agreed}}
"""
    return changed(text, ("\nresources:\n", f"{rota}\nresources:\n"))


def kept(folder: Path, text: str, name: str = "plan.yaml") -> str:
    """Put a plan into a file; what irsim.toml says of it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return f'[plan]\nfile = "{folder / name}"\n'


def secret(folder: Path, name: str, said: str) -> str:
    """Put a secret into a file of this account's alone; how irsim.toml names it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(said)
    file.chmod(0o600)
    return f'{{ file = "{file}" }}'
