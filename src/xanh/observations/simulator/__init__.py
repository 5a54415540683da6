"""Simulated stations of Hanoi: what they measure, how their loggers send it, what must arrive.

Everything follows from a seed: the same stations and times give the same readings and files,
whatever part of them is asked for. All of it is simulated data and is to be marked as such.
"""

from xanh.observations.simulator.deliveries import Delivery, deliveries
from xanh.observations.simulator.ledger import Ledger, Verdict, verify
from xanh.observations.simulator.series import parts, readings
from xanh.observations.simulator.stations import SEED, SimulatedStation, stations, tables_with

__all__ = [
    "SEED",
    "Delivery",
    "Ledger",
    "SimulatedStation",
    "Verdict",
    "deliveries",
    "parts",
    "readings",
    "stations",
    "tables_with",
    "verify",
]
