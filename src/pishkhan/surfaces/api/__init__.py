"""The REST API: what programs of organisations and of staff call, under `/api/v1/`."""
