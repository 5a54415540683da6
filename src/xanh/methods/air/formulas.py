"""The formulas of VN_AQI, each for numbers, arrays and columns alike [µg/m³, CO too].

Clauses are those of Decision 1459/QĐ-TCMT (2019). Hours come in the order of time, the last one
is the hour that is judged. What is missing is None, NaN or null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_

import numpy as np

from xanh.methods.air.scales import PARAMETERS, PARTICLES, Scale
from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019
from xanh.methods.forms import (
    Value,
    between,
    count,
    forms_of,
    is_column,
    mean,
    round_half_up,
)

NOWCAST_HOURS = 12
# Analysers waver around nothing: hourly means slightly below zero are measurements, and the US
# Department of State averages them. What lies lower stands for no value (-999), and so does what
# no air ever held.
LOWEST, HIGHEST = -15.0, 1e6
FILLERS = (9999.0, 99999.0, 999999.0)
SHARE = 0.75  # of the hours of a mean; the decision sets none, this is the common practice


def usable(value: Value) -> Value:
    """Return an hourly mean, missing where it can be no concentration (fillers, infinities)."""
    forms = forms_of([value])
    taken = forms.take(value)
    sound = (taken >= LOWEST) & (taken <= HIGHEST)
    return forms.where(reduce(and_, (taken != filler for filler in FILLERS), sound), taken)


def highest(values: Sequence[Value]) -> Value:
    """Return the greatest of the values that are there."""
    if is_column(values[0]):
        import ibis

        return ibis.greatest(*values) if len(values) > 1 else values[0]
    return reduce(np.fmax, values)


def lowest(values: Sequence[Value]) -> Value:
    """Return the least of the values that are there."""
    if is_column(values[0]):
        import ibis

        return ibis.least(*values) if len(values) > 1 else values[0]
    return reduce(np.fmin, values)


def raw_sub_index(curve: str, concentration: Value, scale: Scale = VN_AQI_2019) -> Value:
    """Return the sub-index before rounding (formula 1); missing below 0, ``top`` above the end.

    ``curve`` is a key of ``scale.corners``: a parameter, or ``o3_1h`` and ``o3_8h``.
    """
    forms = forms_of([concentration])
    value = between(forms, concentration)
    step = scale.steps.get(curve)
    if step:  # cut down, where binary fractions put 35.4 a hair below itself
        value = forms.floor(value * (1 / step) + 1e-6) / (1 / step)
    return forms.interpolate(value, scale.corners[curve], 0.0, scale.top)


def sub_index(parameter: str, concentration: Value, scale: Scale = VN_AQI_2019) -> Value:
    """Return the sub-index before rounding for the 1-h mean (particles: NowCast or 24-h mean).

    Concentration [µg/m³] as a number, array or column; 500 at and above the last break point,
    missing for what is missing, negative or not finite.
    """
    curve = "o3_1h" if parameter == "o3" and "o3_1h" in scale.corners else parameter
    return forms_of([concentration]).give(raw_sub_index(curve, concentration, scale))


def rounded(value: Value) -> Value:
    """Return floor(value + 0.5): halves go up, as the decision's own examples do."""
    forms = forms_of([value])
    return forms.give(round_half_up(forms, forms.take(value)))


def nowcast_weight(hours: Sequence[Value]) -> Value:
    """Return w: least over greatest of the hours that are there, and not less than one half."""
    forms = forms_of(hours)
    most = highest(hours)
    share = lowest(hours) / forms.fill(forms.where(most > 0, most), 1.0)
    return forms.fill(forms.where(share > 0.5, share), 0.5)


def weighted(hours: Sequence[Value], weight: Value) -> Value:
    """Return Σ wⁱ⁻¹·cᵢ / Σ wⁱ⁻¹ over the hours that are there, c₁ being the last.

    Missing where fewer than two of the last three hours are there. Normalised for w = ½ too: the
    printed form for that case, Σ (½)ⁱ·cᵢ, is the same with all twelve hours (within 0.03 %) and
    too low without.
    """
    forms = forms_of(hours)
    total, weights = forms.fill(hours[0], 0.0), forms.present(hours[0])
    for hour in hours[1:]:  # Horner's scheme, from the oldest hour on
        total = forms.fill(hour, 0.0) + weight * total
        weights = forms.present(hour) + weight * weights
    enough = count(forms, hours[-3:]) >= 2
    return forms.where(enough, total / forms.fill(forms.where(enough, weights), 1.0))


def nowcast(hours: Value) -> Value:
    """Return the NowCast of up to twelve hourly means of PM2.5 or PM10, the last hour last.

    A sequence of numbers, an array whose last axis are the hours, or a sequence of columns.
    Slightly negative means count as measured; fillers are missing. None (NaN, null) where fewer
    than two of the last three hours are there.
    """
    columns = [usable(hour) for hour in _hours(hours)][-NOWCAST_HOURS:]
    return forms_of(columns).give(weighted(columns, nowcast_weight(columns)))


def nowcast_series(values: Value) -> Value:
    """Return the NowCast at every hour of an array of hourly means without gaps (NaN: missing)."""
    series = np.asarray(values, dtype=float)
    before = np.full((*series.shape[:-1], NOWCAST_HOURS - 1), np.nan)
    padded = np.concatenate([before, series], axis=-1)
    return nowcast(np.lib.stride_tricks.sliding_window_view(padded, NOWCAST_HOURS, axis=-1))


def _hours(hours: Value) -> list[Value]:
    if isinstance(hours, (list, tuple)) and any(is_column(hour) for hour in hours):
        return list(hours)
    return list(np.moveaxis(np.asarray(hours, dtype=float), -1, 0))


def mean_of(hours: Sequence[Value], share: float) -> Value:
    """Return the mean of the hours that are there; missing where they are fewer than ``share``."""
    forms = forms_of(hours)
    return forms.where(count(forms, hours) >= needed(len(hours), share), mean(forms, hours))


def needed(hours: int, share: float) -> int:
    """Return how many of ``hours`` make a mean: at least one, 6 of 8 and 18 of 24 at 0.75."""
    return max(1, int(-(-(hours * share - 1e-9) // 1)))


def eight_hour_most(hours: Sequence[Value], share: float) -> Value:
    """Return the greatest of the 8-h means that end in the day: 7 hours before it and its 24."""
    return highest([mean_of(hours[end - 8 : end], share) for end in range(8, len(hours) + 1)])


def daily_ozone(one_hour: Value, eight_hour: Value, scale: Scale = VN_AQI_2019) -> Value:
    """Return ozone's daily sub-index of the day's greatest 1-h and its greatest 8-h mean.

    It is the larger of the two. Above the end of the 8-h table (400 µg/m³) the 1-h mean alone
    counts.
    """
    forms = forms_of([one_hour, eight_hour])
    end = scale.corners["o3_8h"][-1][0]
    return highest(
        [
            raw_sub_index("o3_1h", one_hour, scale),
            raw_sub_index("o3_8h", forms.where(eight_hour <= end, eight_hour), scale),
        ]
    )


def greatest_part(parts: Mapping[str, Value], scale: Scale = VN_AQI_2019) -> Value:
    """Return the greatest raw sub-index; missing where the scale needs PM2.5 or PM10 in vain."""
    most = highest(list(parts.values()))
    if not scale.needs_particles:
        return most
    forms = forms_of(parts.values())
    particles = [parts[name] for name in PARTICLES if name in parts]
    return forms.where(count(forms, particles) >= 1, most) if particles else forms.missing([most])


def combined(parts: Mapping[str, Value], scale: Scale = VN_AQI_2019) -> dict[str, Value]:
    """Return ``index``, ``band`` (its Vietnamese name) and ``dominant`` of raw sub-indices.

    The index is the greatest sub-index, rounded; none without PM2.5 or PM10. Of equal ones the
    first in the order of :data:`PARAMETERS` is dominant.
    """
    names = [name for name in PARAMETERS if name in parts]
    forms = forms_of(parts.values())
    most = greatest_part(parts, scale)
    index = round_half_up(forms, most)
    return {
        "index": index,
        "band": forms.label([(index <= band.high, band.name_vi) for band in scale.bands]),
        "dominant": forms.label([(parts[name] >= most, name) for name in names]),
    }
