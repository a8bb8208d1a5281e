"""The electronic payment advice (eAvis): requested and ended for each IK number."""
