"""Payment advices (requirement P11): their documents, and what users do with them."""
