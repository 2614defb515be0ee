"""A recording that is played again: its views, its position, its pace, its keys. No textual here."""
