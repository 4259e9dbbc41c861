"""A small typed client of the API, for embassy tools, scripts and benchmarks. It knows the API over HTTP only."""

from api.client.client import Client, Listed, ProblemError

__all__ = ["Client", "Listed", "ProblemError"]
