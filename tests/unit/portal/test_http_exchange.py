"""How answers are written to a connection."""

import asyncio
from typing import Any

import pytest
from uvicorn.protocols.http.flow_control import FlowControl

from portal.http_exchange import BadAnswer, Exchange

START = "http.response.start"
BODY = "http.response.body"
TYPE = (b"content-type", b"text/plain")


class Transport(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.packets = 0
        self.is_closed = False

    def write(self, data: Any) -> None:
        self.written += data
        self.packets += 1

    def close(self) -> None:
        self.is_closed = True


def answered(
    *messages: dict[str, Any], method: str = "GET", keep_alive: bool = True
) -> tuple[bytes, bool]:
    """What is written for these messages, and whether the connection is closed behind them."""
    transport = sent(*messages, method=method, keep_alive=keep_alive)
    return transport.written, transport.is_closed


def sent(*messages: dict[str, Any], method: str = "GET", keep_alive: bool = True) -> Transport:
    """To where these messages have been sent."""

    async def send() -> Transport:
        transport = Transport()
        exchange = Exchange(
            {"method": method},
            transport,
            FlowControl(transport),
            [(b"date", b"today")],
            lambda: None,
            keep_alive=keep_alive,
            expects_100=False,
        )
        for message in messages:
            await exchange.send(message)
        return transport

    return asyncio.run(send())


def start(*headers: tuple[bytes, bytes], status: int = 200) -> dict[str, Any]:
    return {"type": START, "status": status, "headers": [*headers]}


def body(data: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": BODY, "body": data, "more_body": more}


def test_an_answer_of_a_known_length() -> None:
    assert answered(start((b"content-length", b"2")), body(b"ok")) == (
        b"HTTP/1.1 200 OK\r\ndate: today\r\ncontent-length: 2\r\n\r\nok",
        False,
    )


def test_an_answer_of_an_unknown_length_comes_in_chunks() -> None:
    written, _ = answered(start(TYPE), body(b"", more=True), body(b"abc", more=True), body(b"d"))
    head, _, rest = written.partition(b"\r\n\r\n")
    assert head.endswith(b"transfer-encoding: chunked")
    assert rest == b"3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"


def test_the_head_goes_with_the_first_piece_of_the_body() -> None:
    assert sent(start((b"content-length", b"2"))).packets == 0
    assert sent(start((b"content-length", b"2")), body(b"ok")).packets == 1
    assert sent(start(), body(b"a", more=True), body(b"b")).packets == 2
    assert sent(start((b"content-length", b"2")), body(b"ok"), method="HEAD").packets == 1


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_has_no_framing(status: int) -> None:
    written, _ = answered(start(status=status), body(b""))
    assert written.endswith(b"date: today\r\n\r\n")
    assert b"transfer-encoding" not in written


@pytest.mark.parametrize("length", [(), ((b"content-length", b"2"),)])
def test_the_answer_to_head_is_its_head(length: tuple[tuple[bytes, bytes], ...]) -> None:
    written, _ = answered(start(*length), body(b"ok"), method="HEAD")
    assert written.endswith(b"\r\n\r\n")
    assert b"transfer-encoding" not in written


def test_a_connection_that_is_not_kept_is_told_so() -> None:
    written, is_closed = answered(start((b"content-length", b"0")), body(b""), keep_alive=False)
    assert b"\r\nconnection: close\r\n" in written
    assert is_closed
    written, is_closed = answered(
        start((b"content-length", b"0"), (b"connection", b"close")), body(b"")
    )
    assert written.count(b"connection: close") == 1
    assert is_closed


@pytest.mark.parametrize(
    "value",
    [
        b"/x\r\nset-cookie: a=b",
        b"/x\nset-cookie: a=b",
        b"/x\rset-cookie: a=b",
        b"/x\r\n",
        b"/x\n",
        b"/x\r",
        b"\n/x",
        b"\r/x",
        b"/\0",
    ],
)
def test_no_value_becomes_a_second_header(value: bytes) -> None:
    with pytest.raises(BadAnswer):
        answered(start((b"location", value)))
    with pytest.raises(BadAnswer):
        answered(start((b"x-" + value, b"1")))


@pytest.mark.parametrize("data", [b"o", b"okk"])
def test_a_body_is_as_long_as_its_head_says(data: bytes) -> None:
    with pytest.raises(BadAnswer):
        answered(start((b"content-length", b"2")), body(data))


def test_nothing_is_sent_behind_the_end() -> None:
    with pytest.raises(BadAnswer):
        answered(start((b"content-length", b"0")), body(b""), body(b"x"))
