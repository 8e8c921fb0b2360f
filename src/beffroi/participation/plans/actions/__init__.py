from beffroi.participation.plans.actions.annotating import address, annotate, answer, count, index, set_hidden, subject_of, withdraw
from beffroi.participation.plans.actions.drawing import copy_drawing, draw_layer, edit_text, open_plan, put_picture, save_parts

__all__ = [
    "address", "annotate", "answer", "copy_drawing", "count", "draw_layer", "edit_text", "index", "open_plan", "put_picture", "save_parts", "set_hidden",
    "subject_of", "withdraw",
]  # fmt: skip
