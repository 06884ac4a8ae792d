"""The gate of the desk: who is at work, and what a refusal looks like."""

from __future__ import annotations

from gongkai.faces.desk.officer import OfficerMiddleware
from gongkai.faces.desk.refusals import RefusalMiddleware, csrf_failure

__all__ = ["OfficerMiddleware", "RefusalMiddleware", "csrf_failure"]
