"""moderation: flags, decisions with the rule cited and the reason told, undo, log and public register."""
