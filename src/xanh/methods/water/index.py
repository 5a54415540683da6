"""VN_WQI by the letter of Decision 1460/QĐ-TCMT, for numbers, numpy arrays and Ibis columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from xanh.errors import XanhError
from xanh.methods.forms import (
    GREATEST,
    Forms,
    Value,
    between,
    count,
    forms_of,
    geometric_mean,
    mean,
    round_half_up,
)
from xanh.methods.water.regulation import VN_WQI_2019, WaterIndex

# "equal": formula 3, WQI = I·II·III·(IV·V)^½; "group-iv-twice": formula 5,
# WQI = I·II·III·(IV²·V)^⅓. Without group V both are formula 4, WQI = I·II·III·IV.
Weighting = Literal["equal", "group-iv-twice"]
WEIGHTINGS: tuple[Weighting, ...] = get_args(Weighting)

HEPTACHLOR = ("heptachlor", "heptachlor_epoxide")  # scored as their sum
# Why there is no index, as written in the column `missing`.
MISSING = {
    "group-4": (
        "Nhóm IV có ít hơn 3 thông số",
        "Group IV has fewer than 3 parameters",
    ),
    "groups": ("Có số liệu của ít hơn 3 trong 5 nhóm", "Fewer than 3 of the 5 groups have data"),
}


def possible(name: str) -> tuple[float, float]:
    """Return the range of values of a parameter, in its unit; others count as not measured."""
    return (-5.0, 60.0) if name == "temperature" else (0.0, GREATEST)


def do_at_saturation(temperature: Value) -> Value:
    """Return the oxygen that fresh water holds at saturation [mg/L].

    DO_sat = 14.652 - 0.41022·T + 0.0079910·T² - 0.000077774·T³ (Decision 1460). ``temperature``
    [°C] outside -5 to 60 gives nothing.
    """
    forms = forms_of((temperature,))
    return forms.give(_saturation(forms, temperature))


def _saturation(forms: Forms, temperature: Value) -> Value:
    t = between(forms, temperature, *possible("temperature"))
    return 14.652 - 0.41022 * t + 0.0079910 * t * t - 0.000077774 * t * t * t


def do_percent(do: Value, temperature: Value) -> Value:
    """Return dissolved oxygen [mg/L] as share of saturation at ``temperature`` [°C] [%]."""
    forms = forms_of((do, temperature))
    return forms.give(_percent(forms, do, temperature))


def _percent(forms: Forms, do: Value, temperature: Value) -> Value:
    return between(forms, do) / _saturation(forms, temperature) * 100.0


def sub_index(parameter: str, value: Value, version: WaterIndex = VN_WQI_2019) -> Value:
    """Return the sub-index q (10 to 100) of one parameter.

    ``value`` is in the parameter's unit of Xanh (mg/L; µg/L for pesticides; MPN/100mL for
    bacteria), for ``do`` in % of saturation (:func:`do_percent`). What is missing, negative or
    endless has none. Raises :class:`XanhError` (``unknown-parameter``).
    """
    if parameter not in version.scales:
        raise XanhError(
            "unknown-parameter",
            f"Thông số “{parameter}” không có trong {version.name_vi}.",
            f"“{parameter}” is no parameter of the {version.name_en}.",
            f"Các thông số: {', '.join(version.scales)}.",
            f"The parameters are: {', '.join(version.scales)}.",
        )
    forms = forms_of((value,))
    return forms.give(_scaled(forms, parameter, between(forms, value), version))


def _scaled(forms: Forms, parameter: str, taken: Value, version: WaterIndex) -> Value:
    scale = version.scales[parameter]
    q = forms.interpolate(taken, scale.points, scale.below, scale.above)
    return forms.where(forms.present(taken) == 1, q)


def scored_values(values: Mapping[str, Value], version: WaterIndex) -> dict[str, Value]:
    """Return, for every parameter of the index, the value that its scale is read at.

    For dissolved oxygen that is % of saturation, from mg/L and temperature or, where one of them
    is missing, as the instrument gave it (``do_saturation``); for heptachlor it is heptachlor and
    its epoxide together, or the one of them that was measured.
    """
    forms = forms_of(values.values())
    nothing = forms.missing(values.values())
    return {
        name: forms.give(_scored(forms, name, values, nothing))
        for group in version.groups.values()
        for name in group
    }


def _scored(forms: Forms, name: str, values: Mapping[str, Value], nothing: Value) -> Value:
    if name == "do":
        ours = _percent(forms, values.get(name, nothing), values.get("temperature", nothing))
        return forms.fill(ours, between(forms, values.get("do_saturation", nothing)))
    if name != "heptachlor":
        return between(forms, values.get(name, nothing))
    both = [between(forms, values.get(part, nothing)) for part in HEPTACHLOR]
    return forms.where(count(forms, both) > 0, sum(forms.fill(part, 0.0) for part in both))


def sub_indices(scored: Mapping[str, Value], version: WaterIndex) -> dict[str, Value]:
    """Return ``q_<parameter>`` from :func:`scored_values`."""
    forms = forms_of(scored.values())
    return {
        f"q_{name}": forms.give(_scaled(forms, name, forms.take(value), version))
        for name, value in scored.items()
    }


def group_indices(q: Mapping[str, Value], version: WaterIndex) -> dict[str, Value]:
    """Return ``g1`` … ``g5`` (10 to 100) from the sub-indices.

    I: pH itself; II and III: geometric mean; IV and V: arithmetic mean. A group of which nothing
    was measured is missing.
    """
    forms = forms_of(q.values())
    return {
        f"g{number}": forms.give(
            (geometric_mean if number in (2, 3) else mean)(
                forms, [forms.take(q[f"q_{name}"]) for name in names]
            )
        )
        for number, names in version.groups.items()
    }


def combine(
    scores: Mapping[str, Value], weighting: Weighting, version: WaterIndex
) -> dict[str, Value]:
    """Return ``index`` (a whole number) and ``missing`` from ``q_…`` and ``g1`` … ``g5``.

    Decision 1460, formulas 3 to 5; at least three of the five groups, among them group IV with
    three parameters; a missing group I, II or III counts as 1. ``missing`` says why there is no
    index (:data:`MISSING`); it is empty where there is one.
    """
    check_weighting(weighting)
    forms = forms_of(scores.values())
    groups = [forms.take(scores[f"g{number}"]) for number in version.groups]
    organics = [forms.take(scores[f"q_{name}"]) for name in version.groups[4]]
    few_organics = count(forms, organics) < version.least_organics
    few_groups = count(forms, groups) < version.least_groups
    reasons = [
        (few_organics & few_groups, "group-4 groups"),
        (few_organics, "group-4"),
        (few_groups, "groups"),
    ]
    value = round_half_up(forms, _product(forms, groups, weighting))
    return {
        "index": forms.give(forms.where(~(few_organics | few_groups), value)),
        "missing": forms.give(forms.label(reasons, "")),
    }


def _product(forms: Forms, groups: list[Value], weighting: Weighting) -> Value:
    four, five = groups[3], forms.fill(groups[4], 0.0)
    both = (four * five) ** 0.5 if weighting == "equal" else (four * four * five) ** (1.0 / 3.0)
    there = forms.present(groups[4])
    value = there * both + (1 - there) * four  # without group V group IV stands alone
    for group in groups[:3]:
        value = value * (forms.fill(group, 100.0) / 100.0)
    return value


def check_weighting(weighting: str) -> None:
    """Raise :class:`XanhError` (``unknown-weighting``) for a weighting that does not exist."""
    if weighting not in WEIGHTINGS:
        raise XanhError(
            "unknown-weighting",
            f"Không có cách tính trọng số “{weighting}”.",
            f"There is no weighting “{weighting}”.",
            f"Chọn một trong: {', '.join(WEIGHTINGS)}.",
            f"Choose one of: {', '.join(WEIGHTINGS)}.",
        )


def band_names(index: Value, version: WaterIndex = VN_WQI_2019) -> Value:
    """Return the Vietnamese name of the band of an index, ``None`` where there is no index."""
    forms = forms_of((index,))
    taken = forms.take(index)
    return forms.give(forms.label([(taken >= band.low, band.name_vi) for band in version.bands]))


def water_index(
    values: Mapping[str, Value],
    *,
    weighting: Weighting = "equal",
    version: WaterIndex = VN_WQI_2019,
) -> dict[str, Value]:
    """Return VN_WQI of one sample (numbers) or of many (arrays of one length).

    ``values`` are by parameter, in mg/L, pesticides (aldrin, bhc, dieldrin, ddts, heptachlor,
    heptachlor_epoxide) in µg/L, coliform and e_coli in MPN/100mL, temperature in °C,
    do_saturation in %. What was below its detection limit counts with the value given: whoever
    reads the sheet decides it.

    Returns ``index``, ``band``, ``missing``, ``g1`` … ``g5`` and every ``q_<parameter>``.
    ``index`` is missing where the decision's minimum of data is not reached.

    >>> sample = {"temperature": 28, "do": 4.2, "ph": 7.2, "bod5": 12, "cod": 24,
    ...           "nh4_n": 0.75, "coliform": 6000}
    >>> water_index(sample)["index"], water_index(sample)["band"]
    (58.0, 'Trung bình')
    """
    q = sub_indices(scored_values(values, version), version)
    g = group_indices(q, version)
    result = combine({**q, **g}, weighting, version)
    band = band_names(result["index"], version)
    return {"index": result["index"], "band": band, "missing": result["missing"], **g, **q}
