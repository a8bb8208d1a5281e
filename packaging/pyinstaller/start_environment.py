"""Runs in the packed program before everything else: keeps the environment that it was given.

PyInstaller's own hooks change it for Qt; `authenticator.programs` undoes that for other programs.
"""

import os
import sys

vars(sys)["start_environment"] = dict(os.environ)
