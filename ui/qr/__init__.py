"""QR codes: drawn by qrcode and Qt, read by zxing-cpp where that is installed."""
