"""The drill: a SimPy engine that plays a scenario against a ledger. It never sees a wall clock or a screen."""
