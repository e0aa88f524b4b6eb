"""Programs of organisations that call us: their keys, their quotas, their answers."""
