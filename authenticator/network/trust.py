"""Whose certificates count: the machine's trust store and, where the policy names one, a file.

There is no way to do without: a certificate that neither vouches for ends the connection.
"""

import socket
import ssl
from pathlib import Path
from typing import Any

import truststore

from authenticator.failures import Failure, Refused, SettingFault
from authenticator.network.certificates import NoCertificate, Why, read_certificates


class _Context(truststore.SSLContext):
    def wrap_socket(self, sock: socket.socket, *args: Any, **words: Any) -> ssl.SSLSocket:
        """Raises OSError as well where the other side has ended the connection before TLS."""
        # Else Python would leave a socket of its own open then (ssl.SSLSocket._create), or speak of
        # TLS where there was none.
        sock.getpeername()
        return super().wrap_socket(sock, *args, **words)


def trust(extra_ca: Path | None = None) -> ssl.SSLContext:
    """Verifies as the operating system does.

    Args:
        extra_ca: file of authorities that count as well, as `read_certificates` takes them.

    Raises:
        Refused: POLICY_INVALID: the file holds no certificate that counts.
    """
    context = _Context(ssl.PROTOCOL_TLS_CLIENT)
    if extra_ca is not None:
        try:
            context.load_verify_locations(cadata=read_certificates(extra_ca))
        except (NoCertificate, ssl.SSLError) as error:
            why = error.why if isinstance(error, NoCertificate) else Why.NOTHING
            fault = SettingFault("extra_ca", value=str(extra_ca), remedy=why.value)
            details = f"extra_ca: {extra_ca}: {why.value}"
            raise Refused(Failure.POLICY_INVALID, details=details, setting=fault) from error
    return context
