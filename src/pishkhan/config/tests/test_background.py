"""What the worker's threads do in one turn."""

import pytest

from pishkhan.config import background
from pishkhan.kernel.audit import api as audit, ports
from pishkhan.kernel.audit.keys import FileHeads, FileSigner
from pishkhan.kernel.audit.models import AuditBlock, AuditLine


@pytest.mark.django_db
def test_the_trail_is_sealed_again_at_once_only_where_a_block_was_full(tmp_path, monkeypatch):
    with ports.wired(signer=FileSigner(tmp_path, create=True), heads=FileHeads(tmp_path, "t")):
        audit.record("audit.pruned", target="trail", target_id=1, by=None)
        assert background.seal() == 0
        assert AuditBlock.objects.get(source="audit.line.2").row_ids == [AuditLine.objects.get().id]
        monkeypatch.setattr(audit, "MOST_LINES", 1)
        audit.record("audit.pruned", target="trail", target_id=2, by=None)
        assert background.seal() == 1
