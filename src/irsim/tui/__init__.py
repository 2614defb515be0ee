"""The terminal: screens and widgets that read the board and submit commands. No rules, no scores, no files."""
