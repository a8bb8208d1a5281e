from authenticator.services.device_session import _FAILURES
from crypto.protocol import ProblemType


def test_every_problem_of_the_portal_has_a_failure() -> None:
    assert set(_FAILURES) == set(ProblemType)
