"""What both engines start from: the county, its residents, the world as the pathway reads it, who falls ill when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.illness import Onsets, draw_onsets
from sim.luck.philox import key
from sim.network.county import County, county_of
from sim.network.stitch import stitch_calendars
from sim.network.world import World
from sim.people import People, draw_people
from sim.scenario.scenario import Scenario


class CountyVillages:
    """Villages as columns, for drawing the residents."""

    def __init__(self, county: County) -> None:
        self.residents = np.array([village.residents for village in county.villages], np.int64)
        self.in_town = np.array([village.spot.in_town for village in county.villages], np.bool_)


@dataclass
class Prepared:
    """One replication of one county before its first minute."""

    scenario: Scenario
    seed: int
    replication: int
    county: County
    people: People
    world: World
    onsets: Onsets


def prepare(scenario: Scenario, seed: int, replication: int) -> Prepared:
    """Draw the residents and their illness, and lay out the places."""
    today = scenario.at(0.0)
    county = county_of(today)
    people = draw_people(today, CountyVillages(county), seed)
    world = World(today, county, people, key(seed, replication))
    stitch_calendars(world, scenario)
    onsets = draw_onsets(scenario, people, seed, replication, world.end_min)
    world.onsets = onsets
    return Prepared(scenario, seed, replication, county, people, world, onsets)
