"""What a river or lake can still take: Circular 76/2017/TT-BTNMT, amended by Circular 02/2022.

Every function takes numbers, arrays or Ibis columns. The formulas of articles 8 to 10 other than
the greatest load and the balance have not been held against the official text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xanh.errors import XanhError
from xanh.methods.forms import Forms, Value, between, forms_of
from xanh.methods.versions import Version

CIRCULAR_76 = Version(
    id="load_capacity:2017",
    name_vi="Khả năng tiếp nhận nước thải của nguồn nước",
    name_en="Capacity of waters to receive wastewater",
    source="Thông tư 76/2017/TT-BTNMT, sửa đổi bởi Điều 82 Thông tư 02/2022/TT-BTNMT",
    in_force=date(2018, 3, 1),
    verified=False,
)
# Assessed at least; more where the water or the discharges ask for it.
PARAMETERS = ("cod", "bod5", "nh4_n", "no3_n", "po4_p")
SAFETY = (0.7, 0.9)  # bounds of the factor Fs
_KG_A_DAY = 86.4  # mg/L × m³/s


def load(concentration: Value, flow: Value) -> Value:
    """Return a load [kg/day] = C [mg/L] × Q [m³/s] × 86.4.

    With C of the water's use (QCVN 08) and the least flow Q_s this is the greatest load L_tđ
    (article 10), with the present C the load L_nn that is there, with those of a discharge L_t.
    """
    forms = forms_of((concentration, flow))
    return forms.give(_load(forms, concentration, flow))


def _load(forms: Forms, concentration: Value, flow: Value) -> Value:
    return between(forms, concentration) * between(forms, flow) * _KG_A_DAY


def point_load(discharges: Sequence[tuple[Value, Value]]) -> Value:
    """Return L_t = Σ C_t × Q_t × 86.4 [kg/day] of pairs (C [mg/L], Q [m³/s]).

    One pair without a value leaves the sum without one.
    """
    forms = forms_of(value for pair in discharges for value in pair)
    return forms.give(sum(_load(forms, c, q) for c, q in discharges))


def direct_capacity(limit: Value, present: Value, flow: Value, safety: float) -> Value:
    """Return L_tn = (L_tđ - L_nn) × F_s [kg/day] for a reach without direct discharges.

    ``limit`` is C_qc and ``present`` C_nn [mg/L], ``flow`` Q_s [m³/s], ``safety`` F_s, 0.7 to
    0.9. Raises :class:`XanhError` (``safety-factor``).
    """
    check_safety(safety)
    forms = forms_of((limit, present, flow))
    room = _load(forms, limit, flow) - _load(forms, present, flow)
    return forms.give(room * safety)


def indirect_capacity(
    limit: Value,
    present: Value,
    flow: Value,
    entering: Value,
    losses: Value,
    safety: float,
) -> Value:
    """Return L_tn = (L_tđ - L_nn - L_tt) × F_s + NP_tđ [kg/day].

    ``entering`` is L_tt, the point, diffuse and natural loads [kg/day]; ``losses`` is NP_tđ, what
    the water takes away on the way [kg/day]; the rest as for :func:`direct_capacity`.
    """
    check_safety(safety)
    forms = forms_of((limit, present, flow, entering, losses))
    room = _load(forms, limit, flow) - _load(forms, present, flow) - between(forms, entering)
    return forms.give(room * safety + between(forms, losses))


def lake_capacity(limit: Value, present: Value, volume: Value, safety: float) -> Value:
    """Return M_tn = (C_qc - C_nn) × V_h × 10⁻³ × F_s [kg] of a lake of ``volume`` V_h [m³]."""
    check_safety(safety)
    forms = forms_of((limit, present, volume))
    room = (between(forms, limit) - between(forms, present)) * between(forms, volume) * 1e-3
    return forms.give(room * safety)


def losses(
    point: Value, diffuse: Value, natural: Value, downstream: Value, upstream: Value
) -> Value:
    """Return NP [kg/day] from the balance D_p + L_diff + L_B - NP = L_y - L_y0 (2022).

    The loads entering between two sections less what the load grew by from the upper (L_y0) to
    the lower one (L_y). Less than nothing means that a load has not been counted.
    """
    forms = forms_of((point, diffuse, natural, downstream, upstream))
    entering = between(forms, point) + between(forms, diffuse) + between(forms, natural)
    return forms.give(entering - (between(forms, downstream) - between(forms, upstream)))


def has_capacity(capacity: Value) -> Value:
    """Return ``yes`` or ``no``: at or below 0 nothing more may be taken in of the parameter."""
    forms = forms_of((capacity,))
    taken = forms.take(capacity)
    return forms.give(forms.label([(taken > 0, "yes"), (taken <= 0, "no")]))


def check_safety(safety: float) -> None:
    """Raise :class:`XanhError` (``safety-factor``) for F_s outside 0.7 to 0.9."""
    if not SAFETY[0] <= safety <= SAFETY[1]:
        raise XanhError(
            "safety-factor",
            f"Hệ số an toàn Fs = {safety} nằm ngoài khoảng 0,7 đến 0,9.",
            f"The safety factor Fs = {safety} is not between 0.7 and 0.9.",
            "Chọn Fs theo Thông tư 76/2017/TT-BTNMT.",
            "Choose Fs after Circular 76/2017/TT-BTNMT.",
        )
