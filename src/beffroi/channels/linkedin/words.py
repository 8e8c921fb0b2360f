"""LinkedIn's "little text": signs with a meaning are escaped, hashtags are marked. Source: its page on the little text format."""

import re

_SIGN = re.compile(r"[\\<>#~_|\[\]*(){}@]")
_HASHTAG = re.compile(r"(?<![\w&/])#(\w*[^\W\d_]\w*)")
_MARKED = re.compile(r"\{hashtag\|\\?#\|([^}]*)\}")


def written(text: str) -> str:
    """Plain text as LinkedIn wants it."""
    parts, end = [], 0
    for found in _HASHTAG.finditer(text):
        parts += [_escaped(text[end : found.start()]), "{hashtag|\\#|", _escaped(found[1]), "}"]
        end = found.end()
    return "".join([*parts, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return _SIGN.sub(r"\\\g<0>", text)


def read(little: str) -> str:
    """And back."""
    return re.sub(r"\\(.)", r"\1", _MARKED.sub(r"#\1", little))
