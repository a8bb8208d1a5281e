"""The check vector of docs/protocol.md."""

from tests.interop.blocks import compressed
from tests.interop.device_side import Device


def test_the_check_vector() -> None:
    device = Device(bytes(range(32)), bytes(range(16)))
    assert compressed(device.key.public_key()) == (
        "023c1a35ac8c318083399e42f274665d848d94a5b13423ed6dafcf9567cf69d140"
    )
    assert device.dev == "8ea74ddacd0cb5df42f05744e2173997"
    assert compressed(device.pin_key("482913").public_key()) == (
        "02673cdae43abb54a7d787dd0e8bef00d0c47d8cc214974dc1c43e74ac2f72a41b"
    )
