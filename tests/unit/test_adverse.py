"""Which acts are adverse to the unit: they carry `seen`, never come from the system, and are stopped by open rights."""

from models.lifecycle import LIFECYCLE

ADVERSE = """
technical.order_measure technical.ratify_measure
rectification.propose rectification.approve rectification.draw_up rectification.serve rectification.reinspect
rectification.renew
interview.propose interview.approve interview.draw_up interview.summon interview.propose_notice
interview.approve_notice interview.draw_up_letter interview.notify_superior
listing.approve listing.draw_up listing.serve
transfer.propose transfer.approve transfer.draw_up transfer.send
commendation.revoke
exchange.propose exchange.approve exchange.disclose
"""


def test_these_acts_are_adverse_and_no_other() -> None:
    assert {t.full_name for t in LIFECYCLE if t.adverse} == set(ADVERSE.split())
