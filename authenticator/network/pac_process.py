"""The process in which one proxy auto-configuration script runs once.

Its engine knows the language and nothing else: no files, no network, no programs. It may have names
resolved, a few. Memory and stack are limited; the process ends itself when its time is over, for
the engine's own limit does not reach loops within one call of the language.
"""

import json
import os
import sys
import threading
from typing import Final

from authenticator.network.pac_lookups import Lookups, TooManyNames

_MEMORY: Final = 32 * 1024 * 1024
_STACK: Final = 256 * 1024
_LONGEST_ANSWER: Final = 64 * 1024


class NoAnswer(Exception):
    """The script cannot be run, or gives no answer that can be followed."""


def run_from_standard_input() -> int:
    """Run what `pac.ask_script` sends and write the answer; the exit code is 0 if there is one."""
    question = json.loads(sys.stdin.buffer.read())
    _end_after(question["seconds"])
    try:
        answer = evaluate(question["script"], question["url"], question["host"])
    except NoAnswer:
        return 1
    sys.stdout.buffer.write(answer.encode())
    sys.stdout.buffer.flush()
    return 0


def evaluate(script: str, url: str, host: str) -> str:
    """What `FindProxyForURL(url, host)` answers, or `FindProxyForURLEx` where it is missing.

    Raises:
        NoAnswer: it answers nothing, or no text.
    """
    import quickjs

    context = quickjs.Context()
    context.set_memory_limit(_MEMORY)
    context.set_max_stack_size(_STACK)
    context.add_callable("lookUp", Lookups().answer)
    try:
        find = context.eval(_functions())
        context.eval(script)
        answer = json.loads(find(url, host))
    except (quickjs.JSException, TypeError, ValueError, TooManyNames) as error:
        raise NoAnswer from error
    if not isinstance(answer, str) or len(answer) > _LONGEST_ANSWER:
        raise NoAnswer
    return answer


def _functions() -> str:
    from pathlib import Path

    return Path(__file__).with_name("pac_functions.js").read_text("utf-8")


def _end_after(seconds: float) -> None:
    # Not a signal: the engine would go on with its loop before Python saw it.
    end = threading.Timer(seconds, os._exit, [1])
    end.daemon = True
    end.start()
