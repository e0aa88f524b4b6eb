"""Demonstration data that looks like life, made by the real actions; every name is invented."""

from pishkhan.config.demo.loading import load, sign_ins
from pishkhan.config.demo.staff import code_now


__all__ = ["code_now", "load", "sign_ins"]
