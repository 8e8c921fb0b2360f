from beffroi.participation.ballots import holder

__all__ = ["holder"]
