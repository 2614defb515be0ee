"""Where senders deliver alerts: an HTTP server that answers only after what came is durable, and refuses the rest."""
