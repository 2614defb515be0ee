"""The host behind a session of this process."""

from irsim.session.host import Host
from irsim.session.protocol import Session


def host_of(session: Session) -> Host:
    """`session`, which runs in this process: tests may look at its ledger and engine."""
    assert isinstance(session, Host)
    return session
