"""Records and where they are kept: the chain, JSON-lines recordings, reading and taking up again."""
