"""`python windows_names.py`: what the installers call things, as JSON; as the app itself has it.

Started by the package's command, with the project on its path.
"""

import json

from authenticator import __version__
from authenticator.branding import load_branding
from authenticator.storage.paths import FOLDER, VENDOR
from crypto.app_link import SCHEME


def names() -> dict[str, str]:
    """By the names that setup.wxs has for them."""
    brand = load_branding()
    return {
        "choices": rf"Software\{VENDOR}\{FOLDER}\Setup",
        "homepage": brand.portal_address,
        "policy": rf"SOFTWARE\Policies\{VENDOR}\{FOLDER}",
        "product": FOLDER,
        "program": "aok-2faktor.exe",
        "publisher": brand.publisher,
        "scheme": SCHEME,
        "vendor": VENDOR,
        "version": __version__,
    }


if __name__ == "__main__":
    print(json.dumps(names()))
