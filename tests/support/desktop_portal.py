"""One call that a desktop portal answers on the session's message bus."""

import threading
from collections.abc import Callable
from typing import Final

from jeepney import HeaderFields, Message
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

_NAME: Final = "org.freedesktop.portal.Desktop"


def desktop_portal(member: str, answer: Callable[[Message], list[Message]]) -> threading.Thread:
    """Answer one call of that name, on the session's bus."""
    connection: DBusConnection = open_dbus_connection(bus="SESSION")
    Proxy(message_bus, connection).RequestName(_NAME)

    def serve() -> None:
        with connection:
            while True:
                call = connection.receive(timeout=20)
                if call.header.fields.get(HeaderFields.member) == member:
                    for each in answer(call):
                        connection.send(each)
                    return

    thread = threading.Thread(target=serve)
    thread.start()
    return thread
