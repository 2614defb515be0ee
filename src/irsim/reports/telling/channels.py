"""What becomes of what the team sends, and what it finds out of its channels, told. What only control knows is not."""

from irsim.board.state import NEVER
from irsim.events import channels as events
from irsim.reports.plain import few_lines, one_line
from irsim.reports.telling.base import Teller, Told, because, tells


@tells(events.UpdateBounced)
def _bounced(body: events.UpdateBounced, t: Teller) -> Told:
    update = t.board.updates.get(body.update)
    what = "has not left" if update is None or update.sent_at == NEVER else "did not arrive"
    text = (
        f"{one_line(body.update, 40)} to {t.names.audience(body.audience)} was refused by "
        f"{t.names.channel(body.channel)} and {what}{because(one_line(body.reason, 300))}"
    )
    return Told("update", text, urgency="urgent")


@tells(events.UpdateDelivered)
def _delivered(body: events.UpdateDelivered, t: Teller) -> Told | None:
    """Worth a line only where some were not reached; the communication tab has the rest."""
    if body.reached >= body.of:
        return None
    text = f"{one_line(body.update, 40)} reached {body.reached:,} of {body.of:,} by {t.names.channel(body.channel)}"
    return Told("update", text, urgency="notice")


@tells(events.UpdateConfirmed)
def _confirmed(body: events.UpdateConfirmed, t: Teller) -> Told:
    text = f"{one_line(body.update, 40)} confirmed by {one_line(body.by, 80)}, {t.names.audience(body.audience)}"
    return Told("confirm", text, few_lines(body.text))


@tells(events.PageBounced)
def _page(body: events.PageBounced, t: Teller) -> Told:
    text = (
        f"{one_line(body.page, 40)} to {t.names.contact(body.contact)} was refused by "
        f"{t.names.channel(body.channel)}{because(one_line(body.reason, 300))}"
    )
    return Told("page", text, urgency="urgent")


@tells(events.ProbeSent)
def _probe(body: events.ProbeSent, t: Teller) -> Told:
    return Told("probe", f"a test message goes out by {t.names.channel(body.channel)}{t.by}")


@tells(events.ChannelProbed)
def _probed(body: events.ChannelProbed, t: Teller) -> Told:
    verdict = "works" if body.works else "does not work"
    text = f"{t.names.channel(body.channel)} {verdict}{because(one_line(body.detail, 300))}"
    return Told("probe", text, urgency="calm" if body.works else "urgent")


@tells(events.ChannelReported)
def _reported(body: events.ChannelReported, t: Teller) -> Told:
    verdict = "is said to work" if body.works else "is said not to work"
    text = f"{t.names.channel(body.channel)} {verdict}{because(one_line(body.text, 400))}"
    return Told("channel", text, urgency="notice")
