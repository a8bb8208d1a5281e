"""Whose certificates count: the machine's trust store and, where the policy names one, a file.

There is no way to do without: a certificate that neither vouches for ends the connection.
"""

import ssl
from pathlib import Path

import truststore

from authenticator.failures import Failure, Refused, SettingFault
from authenticator.network.certificates import NoCertificate, Why, read_certificates


def trust(extra_ca: Path | None = None) -> ssl.SSLContext:
    """Verifies as the operating system does.

    Args:
        extra_ca: file of authorities that count as well, as `read_certificates` takes them.

    Raises:
        Refused: POLICY_INVALID: the file holds no certificate that counts.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if extra_ca is not None:
        try:
            context.load_verify_locations(cadata=read_certificates(extra_ca))
        except (NoCertificate, ssl.SSLError) as error:
            why = error.why if isinstance(error, NoCertificate) else Why.NOTHING
            fault = SettingFault("extra_ca", value=str(extra_ca), remedy=why.value)
            details = f"extra_ca: {extra_ca}: {why.value}"
            raise Refused(Failure.POLICY_INVALID, details=details, setting=fault) from error
    return context
