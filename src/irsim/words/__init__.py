"""The ground floor: durations, quantities, calendars, event patterns, YAML text, cleaning. Pure; no I/O."""
