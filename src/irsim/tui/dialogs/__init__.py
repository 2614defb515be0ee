"""What opens over a screen: forms, lists to pick from, questions."""
