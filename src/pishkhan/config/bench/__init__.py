"""Benchmarks: real servers on a durable database, our figures beside the limit of the same run."""
