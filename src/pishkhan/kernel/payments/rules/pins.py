"""PINs: ten random digits and a check digit, as tracking codes are made and read."""

from pishkhan.foundation import tracking_code


PURPOSE = "pishkhan.payments.pin"
new, grouped = tracking_code.new, tracking_code.grouped


def read(text: str) -> str | None:
    """The PIN that a person wrote, in any digits and with spaces or dashes; None if it is none."""
    try:
        return tracking_code.parse(text)
    except tracking_code.BadTrackingCode:
        return None
