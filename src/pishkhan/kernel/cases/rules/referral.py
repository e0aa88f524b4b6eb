"""Who may refer to whom: up, down and beside in the tree of organisations; a manager also further."""

from pishkhan.kernel.cases.terms import ReferralKind


MOST_ADDRESSEES = 20
ONLY_TO_READ = frozenset({ReferralKind.INFORMATION, ReferralKind.COPY})


def is_in_line(sender: str, receiver: str) -> bool:
    """Whether two paths of the tree ("1/5/9/") are the same, above, below or beside each other."""
    return (
        receiver.startswith(sender)
        or sender.startswith(receiver)
        or _above(sender) == _above(receiver)
    )


def is_in_one_tree(sender: str, receiver: str) -> bool:
    """Whether both belong to one root."""
    return sender.split("/", maxsplit=1)[0] == receiver.split("/", maxsplit=1)[0]


def _above(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0]
