"""irsim: an incident-response trainer and live incident board for the terminal."""

__version__ = "0.1.0"
