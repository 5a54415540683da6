"""OGC SensorThings API over the register of stations and the store of readings.

Reading is open to everybody; programs that hold a token may add observations. What belongs to one
version of the standard (paths, names, control information) stands in :mod:`.version`.
"""
