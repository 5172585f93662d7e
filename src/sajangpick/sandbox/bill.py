"""What the vendors of a sandbox would have charged, line by line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Charge:
    """One line: a vendor, the work it is for, dollars, and why."""

    vendor: str
    work_id: str
    usd: float
    why: str


class Bill:
    """Every charge, in order; a line of a negative sum is a refund."""

    def __init__(self) -> None:
        self.charges: list[Charge] = []

    def charge(self, vendor: str, work_id: str, usd: float, why: str) -> None:
        """Write a line."""
        self.charges.append(Charge(vendor, work_id, usd, why))

    def of(self, vendor: str) -> list[Charge]:
        """The lines of one vendor."""
        return [each for each in self.charges if each.vendor == vendor]

    def usd(self, *, vendor: str = "", work_id: str = "") -> float:
        """The sum, of one vendor or of one work if they are named."""
        wanted = (each for each in self.charges if vendor in ("", each.vendor) and work_id in ("", each.work_id))
        return round(sum(each.usd for each in wanted), 6)
