"""Whose certificates count: the machine's trust store and, where the policy names one, a file.

There is no way to do without: a certificate that neither vouches for ends the connection.
"""

import ssl
from pathlib import Path

import truststore

from authenticator.failures import Failure, Refused


def trust(extra_ca: Path | None = None) -> ssl.SSLContext:
    """Verifies as the operating system does.

    Args:
        extra_ca: PEM file of authorities that count as well.

    Raises:
        Refused: POLICY_INVALID: the file cannot be read, or holds no certificate.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if extra_ca is not None:
        try:
            context.load_verify_locations(cafile=str(extra_ca))
        except (OSError, ssl.SSLError) as error:
            raise Refused(Failure.POLICY_INVALID, details=f"extra_ca: {extra_ca}") from error
    return context
