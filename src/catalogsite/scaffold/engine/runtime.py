"""Runs the bundled JavaScript of the template language, with bounds on its time and memory."""

from __future__ import annotations

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.paths.package_data import resource_dir

_BUNDLE = "vendor/nunjitsu/nunjitsu.js"
_DISPATCH = Path(__file__).with_name("dispatch.js")
_MOST_BYTES = 256 * 1024 * 1024
_LARGEST = 64 * 1024 * 1024
_MOST_SECONDS = 20.0
_STACK = 8 * 1024 * 1024
_THREAD_STACK = 2 * _STACK
_RANDOM_BYTES = 4096


class Runtime:
    """One JavaScript context on a thread of its own, which no other may enter.

    It starts with the first call. After a call that was cut off it starts anew, and what was kept
    in it is gone.
    """

    def __init__(self) -> None:
        self._left: list[Any] = []
        self._enter: Any = None
        self.forked()

    def forked(self) -> None:
        """Begin anew in a process that was forked, which has no copy of the thread."""
        # Kept: freeing what belongs to another thread is not safe.
        self._left.append(self._enter)
        self._enter = None
        self._thread: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()

    def call(self, name: str, *given: Any) -> dict[str, Any]:
        """What a function of `dispatch.js` answers. Raises TemplateError at a bound."""
        request = _json([name, *given])
        with self._lock:
            self._thread = self._thread or _large_thread()
            answer: dict[str, Any] = self._thread.submit(self._call, request).result()
            return answer

    def _call(self, request: str) -> Any:
        import quickjs

        if self._enter is None:
            self._enter = _entry()
        try:
            answer = self._enter(request, _random_bytes(request))
        except quickjs.JSException as error:
            self._enter = None
            raise TemplateError(_refusal(str(error))) from None
        return json.loads(answer)


RUNTIME = Runtime()
"""The one of this process."""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=RUNTIME.forked)


def _entry() -> Any:
    import quickjs

    bundle = resource_dir("site_templates") / _BUNDLE
    if not bundle.is_file():
        raise TemplateError(
            "the template language is not bundled",
            where=str(bundle),
            fix="run `python hatch_build.py` in the checkout",
        )
    context = quickjs.Context()
    context.eval(bundle.read_text("utf-8"))
    context.eval(_DISPATCH.read_text("utf-8"))
    context.set_max_stack_size(_STACK)
    context.set_memory_limit(_MOST_BYTES)
    context.set_time_limit(_MOST_SECONDS)
    return context.get("enter")


def _json(value: Any) -> str:
    try:
        request = json.dumps(value, allow_nan=False)
    except RecursionError:
        raise TemplateError("the values are nested too deep for the template language") from None
    except (TypeError, ValueError) as error:
        raise TemplateError(f"the values are no JSON: {error}") from None
    if len(request) > _LARGEST:
        raise TemplateError(f"text and values have more than {_LARGEST // 2**20} MB")
    return request


def _random_bytes(request: str) -> str:
    return os.urandom(_RANDOM_BYTES).hex() if "random" in request else ""


def _refusal(message: str) -> str:
    first = message.partition("\n")[0]
    if "interrupted" in first:
        return f"it needs more than {_MOST_SECONDS:g} s to be rendered"
    if "memory" in first:
        return f"it needs more than {_MOST_BYTES // 2**20} MB to be rendered"
    return f"it cannot be rendered: {first}"


def _large_thread() -> ThreadPoolExecutor:
    """A thread whose stack is larger than the one that JavaScript may use, whatever the system's."""
    before = threading.stack_size(_THREAD_STACK)
    try:
        thread = ThreadPoolExecutor(1, thread_name_prefix="template-language")
        thread.submit(int).result()
    finally:
        threading.stack_size(before)
    return thread
