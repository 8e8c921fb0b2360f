"""The half that speaks: posts and their approval."""
