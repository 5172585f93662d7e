"""The HTTP API: a file for each resource, named here."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
"""Every resource, in the order of the documentation."""

__all__ = ["ROUTERS"]
