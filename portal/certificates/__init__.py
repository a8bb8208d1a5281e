"""The employer certificate: the form, what is uploaded, what a clerk may look at."""
