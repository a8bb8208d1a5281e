"""The setup program and the MSI, in wine."""
