"""Demonstration data that looks like life, made by the real actions; every name is invented."""

from pishkhan.config.demo.loading import load, sign_ins


__all__ = ["load", "sign_ins"]
