"""The Windows app, run in wine: Windows' own Python, the pinned Windows packages, the portal here.

docs/windows.md says what wine proves, and what only a real Windows can.
"""
