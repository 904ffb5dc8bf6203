"""Who falls ill when, with what, how badly; and patients who come in streams."""

from sim.illness.catalogue import Catalogue, catalogue
from sim.illness.demand import Onsets, draw_onsets

__all__ = ["Catalogue", "Onsets", "catalogue", "draw_onsets"]
