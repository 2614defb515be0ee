"""What the after-action report says, gathered from a recording into plain values; the template writes it."""
