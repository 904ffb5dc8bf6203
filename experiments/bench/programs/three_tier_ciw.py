"""The three tiers in Ciw: one node for the doctors and one for the beds of each place, a class per village.

First contact is a Poisson stream at each node, thinned by the share (the same law). Sending up and admitting
are a routing matrix; priorities are classes.
"""

from __future__ import annotations

from typing import Any

import ciw

from experiments.bench.three_tier import COUNTY, EMERGENCY, TOWNSHIP, VILLAGE, Answer, Tally, ThreeTiers

CLASSES = ("emergency", "ordinary")


def network(model: ThreeTiers) -> Any:
    """The model as Ciw's network, nodes in the order villages, townships, counties, then wards."""
    nodes = [(tier, place) for tier in (VILLAGE, TOWNSHIP, COUNTY) for place in range(model.places[tier])]
    wards = [(tier, place) for tier in (TOWNSHIP, COUNTY) for place in range(model.places[tier])]
    at = {node: number for number, node in enumerate(nodes)} | {
        ("ward", *node): len(nodes) + number for number, node in enumerate(wards)
    }
    routing = [[0.0] * (len(nodes) + len(wards)) for _ in range(len(nodes) + len(wards))]
    for tier, place in nodes:
        if model.sent_up_share[tier]:
            above = place * model.places[tier + 1] // model.places[tier]
            routing[at[tier, place]][at[tier + 1, above]] = model.sent_up_share[tier]
        if model.admitted_share[tier]:
            routing[at[tier, place]][at["ward", tier, place]] = model.admitted_share[tier]
    arrivals: dict[str, list[Any]] = {name: [] for name in CLASSES}
    for name, share in zip(CLASSES, (model.emergency_share, 1 - model.emergency_share), strict=True):
        for tier, _ in nodes:
            per_min = model.per_min * model.first_contact[tier] * share / model.places[tier]
            arrivals[name].append(ciw.dists.Exponential(rate=per_min))
        arrivals[name] += [None] * len(wards)
    services = [ciw.dists.Exponential(rate=1 / model.consult_min[tier]) for tier, _ in nodes]
    services += [ciw.dists.Lognormal(model.stay_mu(tier), model.stay_sigma) for tier, _ in wards]
    return ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions=dict.fromkeys(CLASSES, services),
        routing=dict.fromkeys(CLASSES, routing),
        number_of_servers=[model.doctors[t] for t, _ in nodes] + [model.beds[t] for t, _ in wards],
        priority_classes={name: number for number, name in enumerate(CLASSES, start=EMERGENCY)},
    )


def run(model: ThreeTiers, episodes: int, seed: int = 1, watch_from_min: float = 0.0) -> Answer:
    """So many episodes from an empty start."""
    end = model.length_min(episodes)
    ciw.seed(seed)
    simulation = ciw.Simulation(network(model))
    simulation.simulate_until_max_time(end)
    return _answer(simulation, Tally(model, end, watch_from_min))


def _answer(simulation: Any, tally: Tally) -> Answer:
    """Read the finished services, and those in service at the end, from Ciw's own records."""
    places = tally.model.places
    tiers = [tier for tier in range(3) for _ in range(places[tier])]
    wards = [tier for tier in (TOWNSHIP, COUNTY) for _ in range(places[tier])]
    tally.episodes = simulation.nodes[0].number_of_individuals
    lines = [(r.node, r.arrival_date, r.service_start_date, r.service_end_date) for r in simulation.get_all_records()]
    for node in simulation.transitive_nodes:
        for person in node.all_individuals:
            if person.service_start_date is not False:
                lines.append((node.id_number, person.arrival_date, person.service_start_date, tally.end_min))
    for node, joined, start, end in lines:
        if node <= len(tiers):
            tally.seen(tiers[node - 1], joined, start)
        else:
            tally.in_bed(wards[node - 1 - len(tiers)], start, end)
    return tally.answer()
