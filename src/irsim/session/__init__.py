"""The room where people and engine meet: the ledger, sessions and seats, pace, taking up again. No screens here."""
