"""The employer certificate: form, uploads and their checks, previews for clerks."""
