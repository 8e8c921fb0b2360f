"""The half that decides together: spaces and their components."""
