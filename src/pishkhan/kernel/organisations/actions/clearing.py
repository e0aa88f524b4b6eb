"""How confidential the cases may be that a post opens."""

from django.db import transaction

from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.models import Post
from pishkhan.kernel.organisations.queries import post_view
from pishkhan.kernel.organisations.spec import PostView
from pishkhan.kernel.organisations.terms import Confidentiality
from pishkhan.kernel.persistence.api import defer


@transaction.atomic
def clear_post(*, post_id: int, clearance: Confidentiality, by: Actor) -> PostView:
    """Set the clearance of a post; its holders read cases up to it from their next request on."""
    post = Post.objects.select_for_update(of=("self",)).get(id=post_id)
    before, post.clearance = post.clearance, clearance.level
    post.save(update_fields=["clearance"])
    record(
        "organisations.cleared",
        target="post",
        target_id=post.id,
        by=by,
        before={"clearance": Confidentiality.of(before).value},
        after={"clearance": clearance.value},
    )
    if clearance.level < before:
        defer("cases.strand", key="cases.strand")
    else:
        defer(
            "cases.resume",
            role=post.role,
            organisation_id=post.organisation_id,
            service=post.service,
        )
    return post_view(post)
