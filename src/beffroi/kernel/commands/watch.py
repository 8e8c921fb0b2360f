"""The supervisor once all is started: it only waits. The standard library alone, run by `python -S`, so that it weighs little.

It took the place of the process that started web and workers (exec keeps process numbers and children). A child that dies is
started again as `python -m beffroi _child …`, on the listening socket that stays open here, so that connections wait.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time

LONGEST = 8.0  # seconds between two starts of what dies at once
GRACE = 9.0  # seconds for the children to end by themselves
SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}
PR_SET_PDEATHSIG = 1


def main(state: dict) -> int:
    """`state`: children (name, role, slot, pid), fds to hand on (listening socket, shared memory)."""
    children = state["children"]
    for child in children:
        child.update(started_at=time.monotonic(), deaths=0)
    while True:
        heard = signal.sigtimedwait(SIGNALS, 0.5)
        if heard and heard.si_signo != signal.SIGCHLD:
            return stop([child["pid"] for child in children if child["pid"]])
        for child in children:
            look_after(child, state)


def look_after(child: dict, state: dict) -> None:
    """Start again what died; one that dies at once, again and again, is given more and more time."""
    if child["pid"]:
        pid, status = os.waitpid(child["pid"], os.WNOHANG)
        if not pid:
            return
        lived = time.monotonic() - child["started_at"]
        child["deaths"] = child["deaths"] + 1 if lived < 30 else 0
        child["pid"] = 0
        how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"code {os.waitstatus_to_exitcode(status)}"
        say(f"{child['name']} ended ({how}) after {lived:.0f} s; it is started again")
    if time.monotonic() - child["started_at"] > min(2 ** child["deaths"] - 1, LONGEST):
        start(child, state)


def start(child: dict, state: dict) -> None:
    parent = os.getpid()

    def in_the_child() -> None:
        die_with(parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    told = json.dumps({"role": child["role"], "slot": child["slot"], "socket": state["socket"], "memory": state["memory"]})
    child["started_at"] = time.monotonic()
    try:
        child["process"] = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "beffroi", "_child", told],
            pass_fds=[state["socket"][0], state["memory"]],
            preexec_fn=in_the_child,
        )  # kept: subprocess would wait by itself for one that nobody holds
        child["pid"] = child["process"].pid
    except OSError as error:
        child["deaths"] += 1
        say(f"{child['name']} cannot be started: {error}")


def stop(pids: list[int]) -> int:
    """Ask all to end; after some seconds, end them. 0: that is how it should be."""
    alive = set(pids)
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + GRACE
    while alive and time.monotonic() < until:
        alive = {pid for pid in alive if os.waitpid(pid, os.WNOHANG)[0] == 0}
        time.sleep(0.02)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return 0


def die_with(parent: int) -> None:
    """This process ends when its parent does, however that ends (Linux)."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    except (OSError, AttributeError):
        return
    if os.getppid() != parent:
        os._exit(1)


def say(sentence: str) -> None:
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} ERROR beffroi.supervisor: {sentence}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
