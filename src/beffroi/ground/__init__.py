"""The ground that all stands on: people above places above town above media."""
