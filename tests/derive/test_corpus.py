"""The study's derivations, written for this engine: every step is proved for every size."""

import pytest
from derive.corpus import (
    blocks,
    calculus,
    chance,
    families,
    limits,
    linear_algebra,
    matrices,
    models,
    networks,
    optimization,
    probability,
    regression,
)

from mmlbook.derive import Derivation, Mark

MODULES = (
    linear_algebra,
    calculus,
    probability,
    optimization,
    regression,
    models,
    blocks,
    matrices,
    chance,
    families,
    limits,
    networks,
)
CORPUS = [d for module in MODULES for d in vars(module).values() if isinstance(d, Derivation)]


@pytest.mark.parametrize("d", CORPUS, ids=str)
def test_every_step_is_proved_for_every_size(d):
    report = d.verify()
    assert report.ok, report
    assert report.mark is Mark.PROVED, report
    assert not report.conflicts
    assert all(s.evidence.refused == s.evidence.decoys >= 1 for s in report.steps), report


def test_there_are_enough():
    assert len(CORPUS) >= 155
    assert sum(len(d.lines) for d in CORPUS) >= 565


def test_every_derivation_has_its_own_name():
    assert len({d.name for d in CORPUS}) == len(CORPUS)
