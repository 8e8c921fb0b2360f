"""assisted: networks where a person posts (TikTok, WhatsApp channels, closed groups, the notice board): all is prepared for her.

Owns Duty (who is told) and Prompt (that she was told, and reminded). The delivery itself says when it is done.
"""
