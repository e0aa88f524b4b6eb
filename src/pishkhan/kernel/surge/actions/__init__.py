"""Verbs of surge."""

from pishkhan.kernel.surge.actions.admitting import admit, forget_admissions, lease
from pishkhan.kernel.surge.actions.moving import tick
from pishkhan.kernel.surge.actions.setting import set_feature, set_room


__all__ = ["admit", "forget_admissions", "lease", "set_feature", "set_room", "tick"]
