"""Pure rules of cases: the process, its checks, what a button needs."""
