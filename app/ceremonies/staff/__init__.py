"""The Centre's screens of ceremonies, one module for each step. Importing a module puts its pages on the blueprint."""

from app.ceremonies.staff import days, handing, issuing, lists, proofs
from app.ceremonies.staff.floor import blueprint

__all__ = ["blueprint", "days", "handing", "issuing", "lists", "proofs"]
