"""The browser's modules, run by Node for tests: one process, one line for each task."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).parent.parent / "assets" / "booth"
NODE = shutil.which("node") or shutil.which(str(ASSETS.parents[5] / "build" / "node" / "node"))
DRIVER = f"""
import {{ createInterface }} from "node:readline";
const all = {{}};
for (const who of ["voter", "trustee"]) Object.assign(all, (await import("file://{ASSETS}/" + who + "-tasks.js")).tasks);
for await (const line of createInterface({{ input: process.stdin }})) {{
  const [task, given] = JSON.parse(line);
  if (given.archive) given.archive = Buffer.from(given.archive, "base64");
  try {{
    console.log(JSON.stringify({{ made: await all[task](given, () => {{}}) }}));
  }} catch (error) {{
    console.log(JSON.stringify({{ failed: error.message }}));
  }}
}}
"""


class Module:
    """`module("vote", raw=…)` gives what the browser would make; ValueError with its word if it refuses."""

    def __init__(self) -> None:
        assert NODE
        self.process = subprocess.Popen(
            [NODE, "--input-type=module", "--no-warnings", "-e", DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, task: str, **given: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([task, given]) + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        if "failed" in said:
            raise ValueError(said["failed"])
        return said["made"]

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)
