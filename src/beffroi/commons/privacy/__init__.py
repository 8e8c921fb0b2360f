"""privacy: what is kept of whom and why; download all that is mine, erase me; the register of processing."""
