"""What all pages share: templates, headers, cookies, errors."""
