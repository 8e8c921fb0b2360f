"""One table of texts and lengths; the server's counting and the browser's are both held to it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from beffroi.channels.base.counting import Counting, count, segments

HERE = Path(__file__).resolve().parent
VECTORS = json.loads((HERE / "counting.json").read_text())
WAYS = [getattr(Counting, name) for name in ("PLAIN", "GRAPHEMES", "WEIGHTED", "LINKS", "LITTLE", "SMS")]
SCRIPT = """
import { readFileSync } from "node:fs";
const { count, bytes, segments } = await import(process.argv[1]);
const rows = JSON.parse(readFileSync(process.argv[2], "utf8")).map(({ text }) => ({
  text, ...Object.fromEntries(process.argv[3].split(",").map((way) => [way, count(text, way)])), bytes: bytes(text), segments: segments(text),
}));
console.log(JSON.stringify(rows));
"""


def test_the_server_counts_as_the_table_says():
    found = [
        {"text": row["text"], **{way: count(row["text"], way) for way in WAYS}, "bytes": len(row["text"].encode())}
        | {"segments": list(segments(row["text"]))}
        for row in VECTORS
    ]
    assert found == VECTORS


def test_the_browser_counts_as_the_table_says():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not here: the browser's counting is not compared")
    script = HERE.parent / "assets" / "counting.js"
    command = [node, "--input-type=module", "-e", SCRIPT, script.as_uri(), str(HERE / "counting.json"), ",".join(WAYS)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert json.loads(answer.stdout) == VECTORS


def test_lengths_that_networks_document():
    """X: an emoji of any length is 2, a link 23; Mastodon: a mention counts without its host; SMS: € is two septets."""
    assert count("👨‍👩‍👧‍👦", Counting.WEIGHTED) == 2
    assert count("Voir https://a.example/" + "x" * 80, Counting.WEIGHTED) == 5 + 23
    assert count("@mairie@mamot.fr", Counting.LINKS) == len("@mairie")
    assert count("日本語", Counting.WEIGHTED) == 6
    assert segments("€" * 80) == (1, 0, "GSM-7")
    assert segments("ê" * 71)[0] == 2
