"""How the app gets to the portal: proxies, PAC, whose certificates count, passwords of proxies."""
