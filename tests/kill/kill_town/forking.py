"""Workers that cost little to start again: one process has loaded everything, and forks three that work.

Whoever is killed is replaced at once; if the first process ends, so do the others.
"""

import os
import signal
import sys
import threading
import time

import django

COUNT = 3


def work(parent: int) -> None:
    from beffroi.kernel.worker import Worker

    def stay_with_the_parent() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=stay_with_the_parent, daemon=True).start()
    worker = Worker()
    signal.signal(signal.SIGTERM, worker.stop)
    worker.work()
    os._exit(0)


def main() -> None:
    django.setup()
    from django.db import connections

    connections.close_all()
    here, workers, stopping = os.getpid(), set(), []
    signal.signal(signal.SIGTERM, lambda *_signal: stopping.append(True) or [os.kill(pid, signal.SIGTERM) for pid in workers])
    while not stopping or workers:
        while not stopping and len(workers) < COUNT:
            if (pid := os.fork()) == 0:
                work(here)
            workers.add(pid)
        pid, status = os.wait()
        workers.discard(pid)
        if stopping and status:
            sys.exit(1)


if __name__ == "__main__":
    main()
