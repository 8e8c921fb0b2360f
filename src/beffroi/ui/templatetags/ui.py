from beffroi.ui.parts import basics, beside, blocks, cards, charts, figures, lists, register

__all__ = ["basics", "beside", "blocks", "cards", "charts", "figures", "lists", "register"]
