"""Money as whole micro-units: 1 € = 1,000,000. Results can then be computed again by hand, to the last one."""

from decimal import Decimal, InvalidOperation

MICRO = 1_000_000
MOST = 10**12  # currency units; beyond, sums would not fit 64 bits


def micro(text: str) -> int:
    """Micro-units of an amount as files write it ("1200", "1200.50", "1 200,5"). ValueError if it is none."""
    cleaned = text.strip().replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    try:
        amount = Decimal(cleaned)
    except InvalidOperation:
        raise ValueError(f"“{text}” is not an amount") from None
    if not amount.is_finite() or amount < 0 or amount > MOST:
        raise ValueError(f"“{text}” is not an amount")
    return int((amount * MICRO).to_integral_value())


def units(amount: int) -> int | float:
    """Currency units of micro-units, whole where they are."""
    return amount // MICRO if amount % MICRO == 0 else amount / MICRO
