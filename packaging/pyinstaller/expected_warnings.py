"""Runs in the packed program before everything else: keeps quiet what is known of its packing."""

import warnings

# requests, at its import: the library that guesses encodings is left out (app.spec).
warnings.filterwarnings("ignore", "Unable to find acceptable character detection dependency")
