"""`./dev up`: the demonstration town on this machine, bundles and server made again at each change."""

import argparse
import os
import signal
import subprocess
import sys

from tools import prepare
from tools.say import ROOT, Stop, line


def up(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev up")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", default="data/dev", help="folder of the demonstration town")
    chosen = parser.parse_args(arguments)
    prepare.for_testing()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "DATA": str(ROOT / chosen.data), "DEBUG": "yes", "DEMO": "yes"}
    python = str(prepare.PYTHON)
    filled = [python, "-m", "beffroi", "demo", "--data", env["DATA"], "--fill-only"]
    if subprocess.run(filled, cwd=ROOT, env=env).returncode:
        raise Stop("The demonstration town could not be made.")
    node, _, node_env = prepare.node_commands()
    commands = [
        [node, "tools/build.mjs", "--watch"],
        [python, "-m", "beffroi", "worker"],
        [python, "-m", "django", "runserver", f"{chosen.host}:{chosen.port}"],
    ]
    env |= {**node_env, "DJANGO_SETTINGS_MODULE": "beffroi.settings"}
    processes = [subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True) for command in commands]
    line(f"· http://{chosen.host}:{chosen.port}/   (Ctrl-C ends it)")
    try:
        return processes[-1].wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            process.wait()
        sys.stderr.flush()
