from beffroi.ui.parts import basics, blocks, cards, charts, figures, lists, register

__all__ = ["basics", "blocks", "cards", "charts", "figures", "lists", "register"]
