"""The tests of the parts, as Windows' Python runs them."""

from tests.windows.machine import Machine


def run_tests(windows: Machine, *words: str) -> None:
    # The cache would be this checkout's, which other tests use at the same time.
    done = windows.python("-m", "pytest", "-p", "no:cacheprovider", "-q", *words, seconds=2400)
    assert done.code == 0, done.words


def test_the_cryptography_passes_its_tests(windows: Machine) -> None:
    run_tests(windows, "tests/unit/crypto", "--ignore", "tests/unit/crypto/test_text_tables.py")
