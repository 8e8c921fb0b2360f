"""contests: the town sets a game – a photo, a quiz, a draw – and anyone can check that it was fair.

Owns contests with their regulation, entries (from the site's form, or from answers on networks that carry the tag), the list of
tickets with its fingerprint, the draw by a seed promised beforehand, winners, and the forgetting of those who took part.
"""
