"""One package for each screen: presenter (QtCore only), view, texts."""
