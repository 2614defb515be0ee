"""The response plan as a document: models, loader, and the plan that ships in `default.yaml`."""

from irsim.plan.loader import default_plan_text, load_plan
from irsim.plan.models import Plan

__all__ = ["Plan", "default_plan_text", "load_plan"]
