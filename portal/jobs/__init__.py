"""What runs beside requests: scheduled tasks and the mail worker."""
