"""The fold of expectations into claims, and of claims into scores; times and counts of incidents. Pure."""
