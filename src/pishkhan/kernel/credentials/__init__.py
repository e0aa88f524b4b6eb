"""What programs anywhere can check: credentials, their status, whose keys count; and the sealed PDF."""
