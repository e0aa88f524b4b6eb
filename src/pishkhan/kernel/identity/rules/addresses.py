"""Network addresses as the caps see them."""

import ipaddress


IPV4_PREFIX, IPV6_PREFIX = 24, 48


def prefix_of(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one; what is neither stands for itself."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    length = IPV4_PREFIX if ip.version == 4 else IPV6_PREFIX  # noqa: PLR2004 - IP's own number
    return str(ipaddress.ip_network(f"{ip}/{length}", strict=False))
