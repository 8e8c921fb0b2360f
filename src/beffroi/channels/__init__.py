"""Speaking on one network each: `base` holds the protocol, every other folder is one adapter."""
