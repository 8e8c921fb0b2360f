"""Words without accents and capitals, to be compared."""

import unicodedata


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("’", "'"))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())
