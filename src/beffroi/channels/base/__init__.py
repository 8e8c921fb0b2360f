"""base: what a channel is. Owns the protocol, Account and Delivery, and the contract tests that every adapter inherits."""
