"""A store's address as people may see it."""

from sqlalchemy.engine import URL


def shown(url: URL) -> str:
    """The same, of one that is read: what follows the question mark may hold a password, too."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(drivername=url.get_backend_name(), query={}).render_as_string(hide_password=True).replace(":***", "")
