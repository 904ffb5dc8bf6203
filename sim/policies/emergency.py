"""Which way do time-critical patients go: to the nearest emergency room, or along a network of centres?"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.quantities import Share


class Emergency(Policy):
    """How patients with a time-critical illness reach the place that can handle it."""

    question: ClassVar[str] = "emergency"
    heeds_places: ClassVar[bool] = False

    @abstractmethod
    def bypasses(self, band: int) -> int:
        """1 if a case of this severity goes straight to the capable centre, whatever lies nearer."""

    def calls(self, felt: int) -> float:
        """Share of such cases that calls an ambulance, if that is more than today."""
        return 0.0

    def way_saved_share(self) -> float:
        """Of the ambulance's way out from the hospital, the share that is saved."""
        return 0.0

    def sends_ahead(self) -> int:
        """1 if the ambulance sends its ECG ahead, so that the patient is expected at the door."""
        return 0


class Nearest(Emergency):
    """Null answer: the nearest emergency room, and whoever calls as today."""

    kind: Literal["nearest"] = "nearest"

    def bypasses(self, band: int) -> int:
        """No."""
        return 0


class CentreNetwork(Emergency):
    """Centres for chest pain, stroke and trauma (M18): time-critical cases bypass what lies nearer.

    Ambulances, and places that recognise a serious case, go to the most capable centre. An ECG sent ahead has the
    patient expected at the door: he passes those who come to the emergency room by themselves, his ECG is not
    repeated, and the finding is made with it. Whom it concerns is said with ``only_for: {conditions: ...}``. Who goes
    by ambulance is never asked by a gate. Source: mechanism M18 (Qionglai: five centres; Foshan: nine units of a chest
    pain alliance; general: ambulance data upload); shares: assumption.
    """

    kind: Literal["centre_network"] = "centre_network"
    bypass: bool = Field(True, description="past the nearest emergency room to the most capable centre")
    ecg_ahead: bool = Field(True, description="the ambulance's ECG is there before the patient")
    call_share: Share = Field(
        0.0, description="of those who feel it to be serious, the share that calls, if more do than today; assumed"
    )
    way_saved: Share = Field(
        0.0, description="of the way out from the hospital, the share saved by posts of ambulances; assumed"
    )

    def bypasses(self, band: int) -> int:
        """Serious and critical cases."""
        return 1 if self.bypass and band >= 2 else 0

    def calls(self, felt: int) -> float:
        """Of those who feel it."""
        return self.call_share if felt == 1 else 0.0

    def way_saved_share(self) -> float:
        """From a post nearer than the hospital."""
        return self.way_saved

    def sends_ahead(self) -> int:
        """If it is done."""
        return 1 if self.ecg_ahead else 0
