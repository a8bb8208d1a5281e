"""What an operator's programs ask of a running portal: is it well, and how much does it do."""
