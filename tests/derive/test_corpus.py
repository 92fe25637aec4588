"""The study's derivations, written for this engine: every step is proved for every size."""

import pytest
from derive.corpus import linear_algebra, models

from mmlbook.derive import Derivation, Mark

CORPUS = [
    d for module in (linear_algebra, models) for d in vars(module).values()
    if isinstance(d, Derivation)
]  # fmt: skip


@pytest.mark.parametrize("d", CORPUS, ids=str)
def test_every_step_is_proved_for_every_size(d):
    report = d.verify()
    assert report.ok, report
    assert report.mark is Mark.PROVED, report
    assert not report.conflicts
    assert all(s.evidence.refused == s.evidence.decoys >= 1 for s in report.steps), report


def test_there_are_enough():
    assert len(CORPUS) >= 20
    assert sum(len(d.lines) for d in CORPUS) >= 60
