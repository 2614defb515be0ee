"""Redacted copies: recordings without names, addresses and free text that can still be replayed, scored and checked."""
