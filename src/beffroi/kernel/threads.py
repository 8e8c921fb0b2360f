"""Threads that make pages: never more than there are pages at once, since each keeps a database connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any

from django.db import connections

_Post = SimpleQueue[tuple[Future, Callable, tuple, dict[str, Any]]]


class Threads(Executor):
    """Runs each call in an idle thread, the last used first, or else in a new one; `kept` of them stay when all is done.

    `ThreadPoolExecutor` learns that a thread is idle only after the caller knows the result, and so starts ever more up
    to its limit: with SQLite 3.5 MB each (its schema and its cache). Here a thread is idle before its result is told.
    """

    def __init__(self, kept: int, *, name: str) -> None:
        self.kept, self.name = kept, name
        self._idle: list[_Post] = []
        self._lock = threading.Lock()

    def submit(self, fn: Callable, /, *args: Any, **kwargs: Any) -> Future:
        future: Future = Future()
        with self._lock:
            post = self._idle.pop() if self._idle else None
        if post is None:
            post = SimpleQueue()
            threading.Thread(target=self._work, args=(post,), name=self.name, daemon=True).start()
        post.put((future, fn, args, kwargs))
        return future

    def _work(self, post: _Post) -> None:
        stays = True
        while stays:
            future, fn, args, kwargs = post.get()
            if not future.set_running_or_notify_cancel():
                stays = self._rest(post)
                continue
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001  the caller's, as everywhere in concurrent.futures
                stays = self._rest(post)
                future.set_exception(error)
            else:
                stays = self._rest(post)
                future.set_result(result)
            del future, fn, args, kwargs
        connections.close_all()

    def _rest(self, post: _Post) -> bool:
        with self._lock:
            stays = len(self._idle) < self.kept
            if stays:
                self._idle.append(post)
        return stays
