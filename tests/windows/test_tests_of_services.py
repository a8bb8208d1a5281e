"""Cryptography and services pass their tests on Windows."""

from collections.abc import Callable

from tests.windows.machine import Machine
from tests.windows.unit_tests import pass_there

# They compare with the portal or with a second implementation, whose libraries are not there.
LEFT_OUT = (
    "authenticator/test_kept_keys",
    "crypto/test_edge_cases",
    "crypto/test_jws",
    "crypto/test_text_tables",
    "crypto/test_vectors",
)


def test_cryptography_and_services_pass_their_tests(
    windows: Machine, record_property: Callable[[str, object], None]
) -> None:
    left_out = [word for name in LEFT_OUT for word in ("--ignore", f"tests/unit/{name}.py")]
    words = ("tests/unit/crypto", "tests/unit/authenticator", *left_out)
    pass_there(windows, words, record_property)
