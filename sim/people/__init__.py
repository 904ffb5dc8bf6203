"""Who lives in the county: columns of residents, drawn once per seed."""

from sim.people.residents import People, Villages, draw_people

__all__ = ["People", "Villages", "draw_people"]
