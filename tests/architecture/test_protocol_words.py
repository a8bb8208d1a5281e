"""What app and portal must write alike stands in crypto/protocol.py, and in no other place."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

from crypto import protocol
from crypto.app_link import SCHEME
from crypto.envelope import KEYS_PATH, PATH
from crypto.version import VERSION_PATH
from tests.architecture.sources import product_modules, short, syntax_tree

SIDES = {"authenticator", "portal"}
ADDRESS = re.compile("[/:]")
ENUMS = [each for each in vars(protocol).values() if isinstance(each, type) and each is not StrEnum]
WORDS = {word.value for words in ENUMS if issubclass(words, StrEnum) for word in words}
DISTINCTIVE = {word for word in WORDS if "-" in word} | {
    *("applogin", "claimok", "pinchange", "unclaimed"),
    *(protocol.FINISH_PATH, protocol.APP_LOGIN_PATH, protocol.RESET_PATH),
    *(PATH, KEYS_PATH, VERSION_PATH, protocol.PROBLEM_PREFIX, f"{SCHEME}:"),
}
OTHER_MEANINGS = {
    ("portal/domain/audit/log.py", "pin-wrong"),  # name of an event in the audit log
    ("authenticator/simulation/portal.py", "wrong-pin"),  # name of a fault to practise with
}


def texts(path: Path) -> Iterator[str]:
    tree = syntax_tree(path)
    alone = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    docstrings = {id(node) for node in alone if isinstance(node, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield str(node.value)


@cache
def repeated() -> set[tuple[str, str]]:
    sides = [path for path in product_modules() if short(path).split("/")[0] in SIDES]
    return {
        (short(path), word)
        for path in sides
        for text in texts(path)
        for word in DISTINCTIVE
        if text == word or (text.startswith(word) and ADDRESS.search(word))
    }


def test_no_word_of_the_protocol_is_written_a_second_time() -> None:
    assert repeated() - OTHER_MEANINGS == set()


def test_the_exceptions_are_still_there() -> None:
    assert repeated() >= OTHER_MEANINGS
