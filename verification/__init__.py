"""Slow checks: what is simulated or forecast against what is recorded. ``python -m verification`` runs all of them."""
