"""Work in the background: prefetch, and map with several calls at a time.

Note [Background]
A thread is worth its while only for work that takes longer than handing a result over. So both
stages work in the consumer's thread, and look at the clock; when an element has taken long twice in
a row, they start threads, and the next iterations do so at once. The elements and their order do
not depend on it.

Threads are daemons that know what they share with their stage, and not the stage. When the stage
goes, its finalizer tells them to stop; at the interpreter's end all are told, and waited for a
little.
In a forked process there are no threads: a stage that had some says so.
"""

from __future__ import annotations

import atexit
import os
import threading
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any

from zeal import errors
from zeal.data._map import Map
from zeal.data._stage import Node, Stage, load_elements, save_elements
from zeal.data._structure import as_result, call
from zeal.data._watch import Watch

_END = object()
_running: weakref.WeakSet[Shared] = weakref.WeakSet()


class Shared:
    """What threads share with their stage: a condition, and whether they shall stop."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.stopped = False
        self.pid = os.getpid()
        self.threads: list[threading.Thread] = []

    def start(self, count: int) -> None:
        """Starts that many threads."""
        _running.add(self)
        for _ in range(count):
            thread = threading.Thread(target=self._main, name="zeal.data", daemon=True)
            self.threads.append(thread)
            thread.start()

    def _main(self) -> None:
        self.work()

    def work(self) -> None:
        """What a thread does, until it is told to stop."""
        raise NotImplementedError

    def check(self) -> None:
        """Raises in a forked process."""
        if os.getpid() != self.pid:
            raise errors.FailedPreconditionError(
                None,
                None,
                "this iterator has background threads, which a forked process does not have: make "
                "a new iterator after the fork",
            )

    def stop(self) -> None:
        """Tells the threads to stop; they do when they next look."""
        if os.getpid() == self.pid:  # else a lock may be held by a thread that is no more
            self.stopped = True
            with self.changed:
                self.changed.notify_all()

    def join(self, seconds: float | None) -> None:
        """Waits for the threads."""
        for thread in self.threads:
            if thread is not threading.current_thread():
                thread.join(seconds)


@atexit.register
def _stop_all() -> None:
    all_shared = [s for s in _running if s.pid == os.getpid()]
    for shared in all_shared:
        shared.stop()
    for shared in all_shared:
        shared.join(1.0)


class Prefetch(Node):
    """The same elements, made ahead of time."""

    def __init__(self, input: Node, size: int) -> None:
        super().__init__(input)
        self.size = size
        self.watch = Watch()

    def rows(self) -> Any:
        return self.input.rows()

    def stage(self, options: Any) -> Stage:
        up = self.input.start(options)
        if not self.size:
            return up
        return PrefetchStage(up, self.size, self.watch, lambda: self.element_spec)


class PrefetchStage(Stage):
    """Elements that are there already, then those of the thread or of the input itself."""

    fields = ("state",)

    def __init__(self, up: Stage, size: int, watch: Watch, spec: Callable[[], Any]) -> None:
        self._up, self._size, self._watch, self._spec = up, size, watch, spec
        self._ready: deque[Any] = deque()
        self._shared: _Ahead | None = None

    def __next__(self) -> Any:
        if self._shared is not None:
            return self._shared.get()
        if self._ready:
            return self._ready.popleft()
        if not self._watch.is_slow():
            return self._watch.run(self._up.__next__)
        return self.begin().get()

    def begin(self) -> _Ahead:
        """Starts the thread."""
        self._shared = _Ahead(self._up, self._size, self._watch)
        self._shared.start(1)
        weakref.finalize(self, self._shared.stop).atexit = False
        return self._shared

    @property
    def state(self) -> list[Any]:
        """The elements that are ready, and where the input is."""
        if self._shared is None:
            return [save_elements(self._ready), self._up.save()]
        with self._shared.step:
            items = [value for good, value in self._shared.items if good and value is not _END]
            return [save_elements(items), self._up.save()]

    @state.setter
    def state(self, state: list[Any]) -> None:
        if self._shared is not None:
            self._shared.stop()
            self._shared.join(None)
            self._shared = None
        self._ready = deque(load_elements(self._spec(), state[0]) if state[0] else ())
        self._up.restore(state[1])


class _Ahead(Shared):
    """A thread that fills a queue from a stage."""

    def __init__(self, up: Stage, size: int, watch: Watch) -> None:
        super().__init__()
        self.up, self.size, self.watch = up, size, watch
        self.items: deque[tuple[bool, Any]] = deque()  # is it a value (or the end), or an error?
        self.step = threading.Lock()  # held while the stage is asked

    def work(self) -> None:
        while True:
            with self.changed:
                while len(self.items) >= self.size and not self.stopped:
                    self.changed.wait()
            with self.step:
                if self.stopped:
                    return
                item = self._pull()
                with self.changed:
                    self.items.append(item)
                    self.changed.notify_all()
            if item[1] is _END:
                return

    def _pull(self) -> tuple[bool, Any]:
        try:
            return True, self.watch.run(self.up.__next__)
        except StopIteration:
            return True, _END
        except BaseException as e:
            return False, e

    def get(self) -> Any:
        """The next element, or its error."""
        self.check()
        with self.changed:
            while not self.items:
                self.changed.wait()
            if self.items[0][1] is _END:  # stays
                raise StopIteration
            good, value = self.items.popleft()
            self.changed.notify_all()
        if not good:
            try:
                raise value
            finally:
                del value  # or its traceback would refer to this frame, which refers to it
        return value


class ParallelMapStage(Stage):
    """Results on their way, oldest first."""

    fields = ("state",)

    def __init__(self, node: Map, up: Stage, ordered: bool) -> None:
        self._node, self._up, self._ordered = node, up, ordered
        self._count = node.parallel or 1
        if self._count < 0:
            self._count = max(len(os.sched_getaffinity(0)), 2)
        self._watch = node.watch
        self._ready: deque[Any] = deque()  # restored results
        self._flight: deque[_Call] = deque()
        self._crew: _Crew | None = None

    def __next__(self) -> Any:
        if self._ready:
            return self._ready.popleft()
        if self._crew is None and not self._watch.is_slow():
            element = next(self._up)
            return self._watch.run(lambda: as_result(call(self._node.function, element)))
        if self._crew is None:
            self._crew = _Crew(self._node.function)
            self._crew.start(self._count)
            weakref.finalize(self, self._crew.stop).atexit = False
        crew = self._crew
        crew.check()
        while len(self._flight) < self._count:
            for element in self._up:
                self._flight.append(crew.submit(element))
                break
            else:
                break
        if not self._flight:
            raise StopIteration
        done = self._oldest() if self._ordered else self._any(crew)
        return done.result()

    def _oldest(self) -> _Call:
        done = self._flight.popleft()
        if self._crew is not None:
            self._crew.wait(done.is_done)
        return done

    def _any(self, crew: _Crew) -> _Call:
        crew.wait(lambda: any(c.done for c in self._flight))
        done = next(c for c in self._flight if c.done)
        self._flight.remove(done)
        return done

    @property
    def state(self) -> list[Any]:
        """Results that are ready once all calls have ended, and where the input is."""
        if self._crew is not None:
            self._crew.check()
            self._crew.wait(lambda: all(c.done for c in self._flight))
        results = [c.value for c in self._flight if c.error is None]
        return [save_elements([*self._ready, *results]), self._up.save()]

    @state.setter
    def state(self, state: list[Any]) -> None:
        self._flight.clear()
        self._ready = deque(load_elements(self._node.element_spec, state[0]))
        self._up.restore(state[1])


class _Call:
    """One call of a user's function, and what came of it."""

    def __init__(self, element: Any) -> None:
        self.element = element
        self.done = False
        self.value: Any = None
        self.error: BaseException | None = None

    def is_done(self) -> bool:
        """Has it ended?"""
        return self.done

    def result(self) -> Any:
        """The value, or raises the error."""
        if self.error is not None:
            try:
                raise self.error
            finally:
                self.error = None
        return self.value


class _Crew(Shared):
    """Threads that run calls."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.function = function
        self.todo: deque[_Call] = deque()

    def submit(self, element: Any) -> _Call:
        """Has a thread call the function."""
        task = _Call(element)
        with self.changed:
            self.todo.append(task)
            self.changed.notify_all()
        return task

    def wait(self, condition: Callable[[], bool]) -> None:
        """Waits until something has been done."""
        with self.changed:
            while not condition():
                self.changed.wait()

    def work(self) -> None:
        while True:
            with self.changed:
                while not self.todo and not self.stopped:
                    self.changed.wait()
                if self.stopped:
                    return
                task = self.todo.popleft()
            try:
                task.value = as_result(call(self.function, task.element))
            except BaseException as e:
                task.error = e
            with self.changed:
                task.done = True
                self.changed.notify_all()
            del task
