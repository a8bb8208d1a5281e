"""Kerberos tickets of who is logged in, by the system's GSS-API library (RFC 2744, RFC 4178).

Linux only. The bindings on the package index are compiled against that library and come as source
alone, so the three functions that are needed are called as they are.
"""

import ctypes
from functools import cache
from typing import Final

_LIBRARY: Final = "libgssapi_krb5.so.2"
_SPNEGO: Final = bytes.fromhex("2b0601050502")
"""Object identifier 1.3.6.1.5.5.2."""
_HOST_SERVICE: Final = bytes.fromhex("2a864886f71201020104")
"""Object identifier 1.2.840.113554.1.2.1.4, GSS_C_NT_HOSTBASED_SERVICE."""
_ERRORS: Final = 0xFFFF0000
"""Bits of the major status that mean a failure (RFC 2744, 3.9.1)."""


class NoTicket(Exception):
    """The library is missing, there is no ticket, or none for this service."""


class _Given(ctypes.Structure):
    """A `gss_buffer_desc` that the library reads; it keeps its content."""

    _fields_ = (("length", ctypes.c_size_t), ("value", ctypes.c_char_p))


class _Taken(ctypes.Structure):
    """A `gss_buffer_desc` that the library fills, with bytes of any kind."""

    _fields_ = (("length", ctypes.c_size_t), ("value", ctypes.c_void_p))


class _Oid(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint32), ("elements", ctypes.c_char_p))


class GssContext:
    """The initiator's side of one handshake, with the default credentials."""

    def __init__(self, service: str, host: str) -> None:
        """Raises:
        NoTicket: there is no such library.
        """
        self._library = _load()
        self._target = f"{service}@{host}".encode()
        self._context = ctypes.c_void_p()

    def step(self, challenge: bytes) -> bytes:
        """The next token; `challenge` is empty in the first step.

        Raises:
            NoTicket: there is none, or the challenge does not fit.
        """
        minor, token, name = ctypes.c_uint32(), _Taken(), self._name()
        try:
            status = self._library.gss_init_sec_context(
                ctypes.byref(minor),
                None,
                ctypes.byref(self._context),
                name,
                ctypes.byref(_oid(_SPNEGO)),
                0,
                0,
                None,
                ctypes.byref(_Given(len(challenge), challenge)),
                None,
                ctypes.byref(token),
                None,
                None,
            )
            if status & _ERRORS:
                raise NoTicket(f"{status:#x}/{minor.value:#x}")
            return ctypes.string_at(token.value, token.length) if token.length else b""
        finally:
            self._library.gss_release_name(ctypes.byref(minor), ctypes.byref(name))
            self._library.gss_release_buffer(ctypes.byref(minor), ctypes.byref(token))

    def __del__(self) -> None:
        if getattr(self, "_context", None):
            minor = ctypes.c_uint32()
            self._library.gss_delete_sec_context(
                ctypes.byref(minor), ctypes.byref(self._context), None
            )

    def _name(self) -> ctypes.c_void_p:
        minor, name = ctypes.c_uint32(), ctypes.c_void_p()
        status = self._library.gss_import_name(
            ctypes.byref(minor),
            ctypes.byref(_Given(len(self._target), self._target)),
            ctypes.byref(_oid(_HOST_SERVICE)),
            ctypes.byref(name),
        )
        if status & _ERRORS:
            raise NoTicket(f"{status:#x}/{minor.value:#x}")
        return name


def _oid(content: bytes) -> _Oid:
    return _Oid(len(content), content)


@cache
def _load() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError as error:
        raise NoTicket(_LIBRARY) from error
    for name in (
        "gss_import_name",
        "gss_init_sec_context",
        "gss_release_name",
        "gss_release_buffer",
        "gss_delete_sec_context",
    ):
        getattr(library, name).restype = ctypes.c_uint32
    return library
