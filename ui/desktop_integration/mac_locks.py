"""macOS: the distributed notification centre (CoreFoundation) reports a locked screen.

A switch to another user locks the screen of the first, too.
"""

import ctypes
from collections.abc import Callable
from typing import Any, Final

NAMES: Final = (b"com.apple.screenIsLocked", b"com.apple.screensaver.didstart")
_LIBRARY: Final = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_UTF8: Final = 0x08000100
_AT_ONCE: Final = 4
"""CFNotificationSuspensionBehaviorDeliverImmediately."""
_POINTER: Final = ctypes.c_void_p
_CALLBACK: Final = ctypes.CFUNCTYPE(None, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)


def core_foundation() -> Any:
    """The library with the types of what is called; it calls back in the GUI thread.

    Raises:
        OSError: it is not there.
    """
    library = ctypes.CDLL(_LIBRARY)
    library.CFNotificationCenterGetDistributedCenter.restype = _POINTER
    make = library.CFStringCreateWithCString
    make.restype = _POINTER
    make.argtypes = [_POINTER, ctypes.c_char_p, ctypes.c_uint32]
    add = library.CFNotificationCenterAddObserver
    add.restype = None
    add.argtypes = [_POINTER, _POINTER, _CALLBACK, _POINTER, _POINTER, ctypes.c_long]
    return library


def observe(library: Any, on_locked: Callable[[], None]) -> Any:
    """Call `told` for each of `NAMES`, for as long as the result is kept."""
    callback = _CALLBACK(lambda *_: on_locked())
    centre = library.CFNotificationCenterGetDistributedCenter()
    for name in NAMES:
        text = library.CFStringCreateWithCString(None, name, _UTF8)
        library.CFNotificationCenterAddObserver(centre, None, callback, text, None, _AT_ONCE)
    return callback
