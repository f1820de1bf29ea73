"""Counts the round trips that a client has to wait for, from the packets that it sends and gets.

Logical clocks do it (Lamport, 1978): what the client sends is one trip later than the newest answer
that it has got, an answer is of the trip of the newest question that has come in. So the count is
the same however long anything took, and what is sent at the same time counts once.
"""

import struct
from typing import Final

_TCP, _UDP = 6, 17
_SYN: Final = 0x02
_SMALLEST_QUESTION: Final = 40
"""Bytes. Less than that is no TLS message that is waited for: an alert, the farewell, has 24 with
its head in TLS 1.3; the smallest Finished has 58. RFC 8446 5.1, 5.2"""


class Trips:
    """How many there were so far."""

    def __init__(self) -> None:
        self.count = 0
        self._client = 0
        self._server = 0
        self._of: dict[bytes, int] = {}

    def leave(self, packet: bytes, *, from_client: bool) -> None:
        """Note that a packet sets out."""
        if not asks_or_answers(packet):
            return
        self._of[packet] = self._client + 1 if from_client else self._server

    def arrive(self, packet: bytes, *, at_client: bool) -> None:
        """Note that a packet has come."""
        trip = self._of.pop(packet, None)
        if trip is None:
            return
        if at_client:
            self._client = max(self._client, trip)
            self.count = max(self.count, trip)
        else:
            self._server = max(self._server, trip)


def asks_or_answers(packet: bytes) -> bool:
    """Tell whether an IPv4 packet is more than an acknowledgement or a farewell."""
    if len(packet) < 20 or packet[0] >> 4 != 4:
        return False
    if packet[9] == _UDP:
        return True
    start = (packet[0] & 0x0F) * 4
    if packet[9] != _TCP or len(packet) < start + 20:
        return False
    (length,) = struct.unpack_from("!H", packet, 2)
    payload = length - start - (packet[start + 12] >> 4) * 4
    return bool(packet[start + 13] & _SYN) or payload >= _SMALLEST_QUESTION
