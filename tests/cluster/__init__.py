"""Several processes of the portal on one PostgreSQL, behind nginx: `./run cluster`."""
