"""What is done in a process of its own, with limits: all that opens foreign files or is heavy.

Nothing outside imports these modules; `sandbox_client` starts the process.
"""
