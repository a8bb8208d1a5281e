"""What is wrong between this computer and the portal, and who can mend it ("Netz-Doktor")."""
