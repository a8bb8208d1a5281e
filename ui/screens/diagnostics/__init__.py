"""The "Netz-Doktor": what is wrong between this computer and the portal."""
