"""What an empty cell means for each topic: its fields of life and who usually leads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicDefault:
    """Fields (one to three codes) and the agency that usually answers for a topic."""

    fields: tuple[str, ...]
    lead_agency: str


_EKO, _SOS, _POL, _IDE, _HAN = "EKO", "SOSBUD", "POL", "IDE", "HANKAM"

TOPIC_DEFAULTS: dict[str, TopicDefault] = {
    "PEMILU": TopicDefault((_POL,), "KPU"),
    "PILKADA": TopicDefault((_POL,), "KPU"),
    "PILKADES": TopicDefault((_POL,), "DPMD"),
    "NETRALITAS": TopicDefault((_POL,), "BAWASLU"),
    "DOB": TopicDefault((_POL,), "SETDA"),
    "PARPOL": TopicDefault((_POL,), "KESBANGPOL_KAB"),
    "IKN": TopicDefault((_EKO, _SOS), "OIKN"),
    "PENDATANG": TopicDefault((_SOS,), "KESBANGPOL_KAB"),
    "ORMAS": TopicDefault((_HAN, _SOS), "TIMDU_ORMAS"),
    "PREMANISME": TopicDefault((_HAN, _EKO), "POLRI"),
    "RUMAH_IBADAH": TopicDefault((_SOS, _IDE), "FKUB"),
    "ALIRAN": TopicDefault((_IDE, _SOS), "KEMENAG"),
    "ETNIS": TopicDefault((_SOS,), "KESBANGPOL_KAB"),
    "INTOLERANSI": TopicDefault((_IDE, _SOS), "KESBANGPOL_KAB"),
    "BATAS_DESA": TopicDefault((_SOS,), "DPMD"),
    "BATAS_KAB": TopicDefault((_POL, _SOS), "SETDA"),
    "AGRARIA": TopicDefault((_EKO, _SOS), "BPN"),
    "TANAH_ADAT": TopicDefault((_SOS, _EKO), "BPN"),
    "SAWIT": TopicDefault((_EKO, _SOS), "DISBUN"),
    "PLASMA": TopicDefault((_EKO, _SOS), "DISBUN"),
    "TAMBANG": TopicDefault((_EKO, _SOS), "ESDM"),
    "GALIAN_C": TopicDefault((_EKO,), "ESDM"),
    "HUTAN": TopicDefault((_EKO, _SOS), "DISHUT"),
    "NELAYAN": TopicDefault((_EKO, _HAN), "DKP"),
    "LINGKUNGAN": TopicDefault((_SOS, _EKO), "DLH"),
    "HAULING": TopicDefault((_EKO, _SOS), "DISHUB"),
    "ALUR_SUNGAI": TopicDefault((_EKO,), "DISHUB"),
    "HI": TopicDefault((_EKO,), "DISNAKER"),
    "CSR": TopicDefault((_EKO, _SOS), "DISNAKER"),
    "PASAR": TopicDefault((_EKO, _SOS), "DISDAG"),
    "TRANSPORTASI": TopicDefault((_EKO,), "DISHUB"),
    "LAYANAN": TopicDefault((_SOS,), "SETDA"),
    "BANSOS": TopicDefault((_SOS,), "DINSOS"),
    "PANGAN": TopicDefault((_EKO,), "DISDAG"),
    "NARKOBA": TopicDefault((_SOS,), "BNN"),
    "PELAJAR": TopicDefault((_SOS,), "DISDIK"),
    "KRIMINAL": TopicDefault((_HAN,), "POLRI"),
    "TPPO": TopicDefault((_SOS, _HAN), "POLRI"),
    "HOAKS": TopicDefault((_SOS, _POL), "POLRI"),
    "UNRAS": TopicDefault((_SOS,), "KESBANGPOL_KAB"),
    "ORANG_ASING": TopicDefault((_HAN, _SOS), "IMIGRASI"),
    "PERBATASAN": TopicDefault((_HAN,), "TNI"),
    "BENCANA": TopicDefault((_SOS,), "DINSOS"),
    "LAIN": TopicDefault((_SOS,), "KESBANGPOL_KAB"),
}
