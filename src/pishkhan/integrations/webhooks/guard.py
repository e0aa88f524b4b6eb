"""Where a stranger's address may lead: out of our networks, by every name and spelling of them."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address


Address = IPv4Address | IPv6Address


class ForbiddenAddress(Exception):
    """The name leads to no address, or to one that is not on the public Internet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Guard:
    """`allows_loopback` in development only, where receivers run on this machine."""

    allows_loopback: bool = False

    def resolve(self, host: str, port: int) -> str:
        """The address to connect to: the name is asked once, and every answer must be allowed.

        Raises ForbiddenAddress. The caller connects to this address and asks no name again.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise ForbiddenAddress from error
        addresses = [str(sockaddr[0]) for _family, _type, _proto, _name, sockaddr in found]
        return self.chosen(addresses)

    def chosen(self, addresses: list[str]) -> str:
        """The first of them, if all are allowed; raises ForbiddenAddress."""
        if not addresses or not all(self.allows(one) for one in addresses):
            raise ForbiddenAddress
        return addresses[0]

    def allows(self, address: str) -> bool:
        """Whether this address may be connected to."""
        try:
            plain = ip_address(address)
        except ValueError:
            return False
        if isinstance(plain, IPv6Address) and plain.scope_id is not None:
            return False
        if self.allows_loopback and plain.is_loopback:
            return True
        return all(_is_public(one) for one in (plain, *_hidden(plain)))


def _is_public(address: Address) -> bool:
    # `is_reserved` has all of ::/8, and so NAT64 and every old way to write an IPv4 address.
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _hidden(address: Address) -> Iterator[Address]:
    """The IPv4 addresses that an IPv6 address leads to."""
    if isinstance(address, IPv6Address):
        inside = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
        yield from (one for one in inside if one)
