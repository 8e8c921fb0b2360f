"""Which processes a town has, and what becomes of one whose worker ends."""

import os

import pytest

from beffroi.kernel.commands.process import Inside
from beffroi.kernel.commands.supervisor import roles


@pytest.mark.parametrize(
    ("webs", "workers", "one", "expected"),
    [
        (1, 1, True, ["both"]),
        (1, 1, False, ["web", "worker"]),
        (1, 0, True, ["web"]),
        (2, 1, True, ["web", "web", "worker"]),
    ],
)
def test_one_of_each_may_be_one(webs, workers, one, expected):
    assert roles(webs=webs, workers=workers, one=one) == expected


def test_a_worker_that_ends_takes_its_process_with_it():
    pid = os.fork()
    if not pid:
        try:
            inside = Inside()
            inside.worker.threads = None  # it cannot even begin
            inside.run()
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 70
