"""python -m beffroi.engines.reading < text: what can be said of it, as JSON. `--hint en`: the language of the page."""

import argparse
import json
import sys

from beffroi.engines.reading import flags, languages, personal


def read(text: str, hint: str = "fr") -> dict[str, object]:
    guess = languages.detect(text, hint=hint)
    return {
        "language": {"code": guess.language, "certainty": guess.certainty, "words": guess.words},
        "personal": [span.as_dict() for span in personal.find(text)],
        "flags": [flag.as_dict() for flag in flags.look(text)],
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m beffroi.engines.reading", description=__doc__)
    parser.add_argument("--hint", default="fr", help="the language of the page where it was written")
    arguments = parser.parse_args()
    json.dump(read(sys.stdin.read(), arguments.hint), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
