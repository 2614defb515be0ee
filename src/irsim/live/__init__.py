"""Live: real sources in, notifications out, the duty desk, the store. asyncio; no screens, no SimPy."""
