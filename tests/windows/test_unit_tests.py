"""The tests of the parts, as Windows' Python runs them."""

from tests.windows.machine import Machine

# They compare with the portal or with a second implementation, whose libraries are not there.
LEFT_OUT = ("test_edge_cases", "test_jws", "test_text_tables", "test_vectors")


def test_the_cryptography_passes_its_tests(windows: Machine) -> None:
    left_out = [word for name in LEFT_OUT for word in ("--ignore", f"tests/unit/crypto/{name}.py")]
    # The cache would be this checkout's, which other tests use at the same time.
    words = ("-m", "pytest", "-p", "no:cacheprovider", "-q", "tests/unit/crypto", *left_out)
    done = windows.python(*words, seconds=2400)
    assert done.code == 0, done.words
