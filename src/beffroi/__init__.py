"""Beffroi: the public square of a town, in software."""

__version__ = "0.1.0"
