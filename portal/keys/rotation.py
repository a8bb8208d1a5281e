"""New keys for answers and for what is sealed to the portal; the root stays."""

from pathlib import Path
from typing import Final

from crypto.keys import PrivateKey
from crypto.keyset import root_pin, sign_key_set
from portal.keys.key_file import KEY_SET_NAME, KEYS_NAME, KeyFile, KeyFileProblem, write_private
from portal.keys.key_ring import KeyRing, load_keys

GRACE_SECONDS: Final = 86_400
"""How long texts still open that were sealed to the key before."""


def rotate_keys(
    folder: Path, public_url: str, root: PrivateKey, now: int, *, at_once: bool
) -> KeyRing:
    """Make new keys and have the root sign them.

    The key before no longer signs, but what it has signed is still believed until the next
    rotation; and it still opens for a day. `at_once` ends both, for keys that were stolen.

    Raises:
        KeyFileProblem: another root, or the files do not fit together; nothing was changed.
    """
    before = load_keys(folder, public_url, now)
    if root_pin(root.public) != before.root_pin:
        raise KeyFileProblem("This is the key of another root: give the one that made this portal.")
    signing, sealing = PrivateKey.generate(), PrivateKey.generate()
    old_signing = () if at_once else before.file.signing[:1]
    old_sealing = () if at_once else before.file.sealing[:1]
    text = sign_key_set(
        root,
        aud=public_url,
        seq=before.seq + 1,
        signing=[key.public for key in (signing, *old_signing)],
        sealing=[key.public for key in (sealing, *old_sealing)],
    )
    secrets = before.file.secrets
    # The key set says which keys count, so it changes between two files that hold both.
    until = now + GRACE_SECONDS
    both = KeyFile((signing, *before.file.signing), (sealing, *before.file.sealing), secrets, until)
    both.save(folder / KEYS_NAME)
    write_private(folder / KEY_SET_NAME, text + "\n")
    KeyFile((signing,), (sealing, *old_sealing), secrets, until).save(folder / KEYS_NAME)
    return load_keys(folder, public_url, now)
