"""Root, signing, sealing and data keys, and what wraps them."""
