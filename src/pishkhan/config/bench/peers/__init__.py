"""Other engines, beside ours in the same run: in processes and environments of their own.

Nothing here is imported by us or imports anything of ours; nothing of theirs is copied.
"""
