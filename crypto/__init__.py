"""PA/1's cryptography: bytes in, bytes out.

Composes RFC 6979, 7515, 7638, 5869, 9106 and 9180 through existing libraries. Knows no
network, file, clock or user interface; app and portal share it and nothing else. For that reason
`typed_settings` is here too.
"""
