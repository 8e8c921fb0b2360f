from beffroi.crossings.announcements import stories

__all__ = ["stories"]
