"""What administrators install: put on, used, upgraded and taken away again."""
