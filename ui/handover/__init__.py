"""A second start gives its link to the window that is open; QLocalServer and QLocalSocket."""
