"""What can be wrong with bytes from outside."""


class CryptoError(Exception):
    """Base of all refusals of this package. Never carries the refused bytes."""


class Malformed(CryptoError):
    """The bytes do not have the form that PA/1 prescribes."""


class BadSignature(CryptoError):
    """The form is right, the signature is not."""


class CannotOpen(CryptoError):
    """An HPKE ciphertext does not open with this key and this context (RFC 9180)."""


class Downgrade(CryptoError):
    """A key set or a list of releases is older than the one already known."""


class Expired(CryptoError):
    """What has to be signed anew from time to time was not."""
