"""Who looks for malware: patterns of our own, built in, and clamd where there is one."""
