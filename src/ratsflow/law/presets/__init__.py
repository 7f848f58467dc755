"""The law of five states as data: every number with its mark and its norm (Landesrecht).

A key that the municipality decides has no value here; it is listed under `local` and
stays missing, hence *unknown*, until somebody fills it in. A procedure that does not
exist in a state is told by its ``allowed`` key, never by a missing number.
"""

from ratsflow.law.counting import quorum_rule, share_of
from ratsflow.law.presets.bw import BW
from ratsflow.law.presets.by import BY
from ratsflow.law.presets.he import HE
from ratsflow.law.presets.layers import PRESETS, law_for, preset
from ratsflow.law.presets.ni import NI
from ratsflow.law.presets.nrw import NRW
from ratsflow.law.presets.values import Preset, Value


__all__ = [
    "BW",
    "BY",
    "HE",
    "NI",
    "NRW",
    "PRESETS",
    "Preset",
    "Value",
    "law_for",
    "preset",
    "quorum_rule",
    "share_of",
]
