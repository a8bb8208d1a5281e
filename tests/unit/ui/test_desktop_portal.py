"""The desktop's screenshot over a real message bus, from a portal that the test plays."""

import threading
from collections.abc import Callable, Iterator

import pytest
from jeepney import DBusAddress, HeaderFields, Message, new_error, new_method_return, new_signal

from tests.support.desktop_portal import desktop_portal
from tests.support.message_bus import message_bus_daemon
from ui.qr.desktop_portal import take_screenshot

pytestmark = pytest.mark.only_on("linux", reason="only Linux has a desktop portal")

PATH = "/org/freedesktop/portal/desktop"
Answers = Callable[[Message, str], list[Message]]


@pytest.fixture(autouse=True)
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with message_bus_daemon() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield


def play_portal(answers: Answers) -> threading.Thread:
    """Answer one call for a screenshot."""

    def answer(call: Message) -> list[Message]:
        sender = call.header.fields[HeaderFields.sender]
        token = call.body[1]["handle_token"][1]
        name = sender.removeprefix(":").replace(".", "_")
        return answers(call, f"{PATH}/request/{name}/{token}")

    return desktop_portal("Screenshot", answer)


def response(path: str, code: int, results: dict[str, tuple[str, object]]) -> Message:
    at = DBusAddress(path, interface="org.freedesktop.portal.Request")
    return new_signal(at, "Response", "ua{sv}", (code, results))


def test_the_picture_is_where_the_desktop_says() -> None:
    def agree(call: Message, path: str) -> list[Message]:
        handle = new_method_return(call, "o", (path,))
        return [handle, response(path, 0, {"uri": ("s", "file:///tmp/shot.png")})]

    portal = play_portal(agree)
    assert take_screenshot() == "file:///tmp/shot.png"
    portal.join()


def test_an_answer_before_the_reply_is_heard_too() -> None:
    def agree(call: Message, path: str) -> list[Message]:
        handle = new_method_return(call, "o", (path,))
        return [response(path, 0, {"uri": ("s", "file:///tmp/shot.png")}), handle]

    portal = play_portal(agree)
    assert take_screenshot() == "file:///tmp/shot.png"
    portal.join()


@pytest.mark.parametrize("results", [(1, {}), (2, {}), (0, {}), (0, {"uri": ("u", 7)})], ids=str)
def test_a_refusal_is_no_picture(results: tuple[int, dict[str, tuple[str, object]]]) -> None:
    def refuse(call: Message, path: str) -> list[Message]:
        return [new_method_return(call, "o", (path,)), response(path, *results)]

    portal = play_portal(refuse)
    assert take_screenshot() == ""
    portal.join()


def test_a_desktop_without_screenshots_is_no_picture() -> None:
    def fail(call: Message, path: str) -> list[Message]:
        return [new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")]

    portal = play_portal(fail)
    assert take_screenshot() == ""
    portal.join()


def test_without_a_portal_there_is_no_picture() -> None:
    assert take_screenshot() == ""


def test_without_a_bus_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert take_screenshot() == ""


def test_a_desktop_that_never_answers_is_not_waited_for_without_end() -> None:
    portal = play_portal(lambda call, path: [new_method_return(call, "o", (path,))])
    assert take_screenshot(timeout=0.05) == ""
    portal.join()
