"""The kinds of files to partners, and which remedies each carries."""

from collections.abc import Mapping

OFFSET = "federal offset"
CREDIT = "credit bureaus"
FIDM = "fidm"
UNCLAIMED_PROPERTY, LOTTERY = "unclaimed_property", "lottery"
TAX_OFFSET, ADMINISTRATIVE = "federal_tax_offset", "federal_admin_offset"
CREDIT_BUREAU = "credit_bureau"

# One file serves all federal programmes. Source: CS-9.2-MSFIDM-2, CS-9.2-INS-2.
REMEDIES_OF_FILE: Mapping[str, tuple[str, ...]] = {
    OFFSET: (TAX_OFFSET, ADMINISTRATIVE, "passport_denial", "msfidm", "insurance_match"),
    CREDIT: (CREDIT_BUREAU,),
    FIDM: (FIDM,),
    UNCLAIMED_PROPERTY: (UNCLAIMED_PROPERTY,),
    LOTTERY: (LOTTERY,),
}
WORDS: Mapping[str, str] = {
    OFFSET: "Federal offset",
    CREDIT: "Credit bureaus",
    FIDM: "Financial institutions of the State",
    UNCLAIMED_PROPERTY: "Unclaimed property",
    LOTTERY: "Wyoming State Lottery",
}
