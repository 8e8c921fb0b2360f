"""What any content may have: conversations, supports, moderation, search, topics, notifications, privacy."""
