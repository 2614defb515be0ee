"""What dialogs ask: for every command a form, built from the command's own fields and what board and plan offer.

No textual here: a form is data, and what was typed becomes a command again.
"""

from irsim.tui.forms.build import build_form, subject, to_commands
from irsim.tui.forms.fields import Field, Focus, Form, Option

__all__ = ["Field", "Focus", "Form", "Option", "build_form", "subject", "to_commands"]
