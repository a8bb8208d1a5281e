"""The activation code (A4) in what people paste and scan: mails, chats, QR codes."""
