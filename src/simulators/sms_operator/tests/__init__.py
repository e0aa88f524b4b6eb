"""Tests of the operator's simulator."""
