"""What the station counts about talking to people, for Prometheus. No incident content."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counters of one API, in their own registry unless one is given."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self.live_clients = Gauge("varde_live_clients", "Live sockets now open", registry=self.registry)
        self.live_frames = Counter("varde_live_frames", "Live frames sent", registry=self.registry)
        self.live_bytes = Counter("varde_live_bytes", "Bytes of live frames before compression", registry=self.registry)
        self.live_closed = Counter("varde_live_closed", "Live sockets ended by us", ["code"], registry=self.registry)
        self.shown_s = Histogram(
            "varde_frame_to_shown_seconds",
            "From sending a live frame to the client's word that it is drawn",
            registry=self.registry,
            buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5, 15),
        )
        self.requests = Counter(
            "varde_http_requests", "HTTP requests answered", ["route", "status"], registry=self.registry
        )

    def text(self) -> bytes:
        """All of it in Prometheus's text format."""
        return generate_latest(self.registry)
