"""The board: the fold of the log, and the pure rules that decide, react and say what is due."""
