from pathlib import Path

import pytest
from hypothesis import strategies as st

from authenticator.desktop.profile_lock import Holder, ProfileLock
from authenticator.desktop.single_instance import LONGEST_MESSAGE, Message, is_first, read_message
from authenticator.failures import Failure, Refused
from crypto.app_link import LONGEST
from crypto.encoding import dump_object
from crypto.errors import Malformed
from tests.support.properties import given

MINE = Holder("host", "2", "mine")
THEIRS = Holder("host", "2", "theirs")


@given(st.text(max_size=200), st.text(max_size=50), st.booleans())
def test_a_message_comes_back(link: str, token: str, shows: bool) -> None:
    found = read_message(Message(link, token, shows).line)
    assert (found.link, found.token) == (link.replace("\0", "?"), token.replace("\0", "?"))
    assert found.shows_window is shows


def test_a_message_of_an_earlier_version_shows_the_window_and_earlier_windows_take_ours() -> None:
    earlier = b'{"v":1,"link":"","token":""}\n'
    assert read_message(earlier).shows_window
    assert Message().line == earlier


@given(st.text(alphabet=st.characters(), max_size=20).map(lambda text: text * 400))
def test_a_message_is_one_bounded_line_and_too_long_a_link_stays_too_long(link: str) -> None:
    line = Message(link, link).line
    assert len(line) <= LONGEST_MESSAGE
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert len(read_message(line).link) == min(len(link), LONGEST + 1)


def test_an_argument_that_is_no_text_can_be_handed_over() -> None:
    assert read_message(Message("aokzweifaktor:\udcff").line).link == "aokzweifaktor:?"


def test_a_message_shows_no_code_where_it_is_printed() -> None:
    assert "10542963" not in repr(Message("code=10542963"))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"GET / HTTP/1.1\n",
        b'{"v":2,"link":"","token":""}\n',
        b'{"v":1,"link":""}\n',
        b'{"v":1,"link":"","token":"","do":"quit"}\n',
        b'{"v":1,"link":1,"token":""}\n',
        b'{"v":1,"link":"","token":"","show":0}\n',
        b'{"v":true,"link":"","token":""}\n',
        dump_object({"v": 1, "link": "x" * (LONGEST + 2), "token": ""}),
        dump_object({"v": 1, "link": "", "token": "x" * 513}),
        b'{"v":1,"link":"' + b" " * LONGEST_MESSAGE + b'","token":""}\n',
    ],
)
def test_anything_else_is_malformed(line: bytes) -> None:
    with pytest.raises(Malformed):
        read_message(line)


def taken(folder: Path, holder: Holder) -> ProfileLock:
    lock = ProfileLock(folder)
    assert lock.take(holder)
    return lock


def never(address: str, seconds: float) -> bool:
    raise AssertionError("nothing is to be sent")


def test_the_first_start_sends_nothing(tmp_path: Path) -> None:
    lock = ProfileLock(tmp_path)
    assert is_first(lock, MINE, never)
    assert lock.holder() == MINE


def test_a_second_start_hands_over_to_the_address_in_the_record(tmp_path: Path) -> None:
    taken(tmp_path, THEIRS)
    told: list[str] = []

    def send(address: str, seconds: float) -> bool:
        told.append(address)
        # The first start has just begun: it takes the third message.
        return len(told) == 3

    assert not is_first(ProfileLock(tmp_path), MINE, send)
    assert told == ["theirs"] * 3


def test_a_start_takes_the_profile_of_one_that_ends_meanwhile(tmp_path: Path) -> None:
    lock = taken(tmp_path, THEIRS)

    def send(address: str, seconds: float) -> bool:
        lock.release()
        return False

    assert is_first(ProfileLock(tmp_path), MINE, send)


@pytest.mark.parametrize("holder", [Holder("host", "3", "x"), Holder("elsewhere", "2", "x")])
def test_a_window_of_another_session_is_said_and_sent_nothing(
    tmp_path: Path, holder: Holder
) -> None:
    taken(tmp_path, holder)
    with pytest.raises(Refused) as refused:
        is_first(ProfileLock(tmp_path), MINE, never)
    assert refused.value.problem.failure is Failure.OPEN_ELSEWHERE


def test_a_window_that_does_not_answer_holds_nobody_up(tmp_path: Path) -> None:
    taken(tmp_path, THEIRS)
    with pytest.raises(Refused) as refused:
        is_first(ProfileLock(tmp_path), MINE, lambda address, seconds: False, patience=0)
    assert refused.value.problem.failure is Failure.NOT_ANSWERING
