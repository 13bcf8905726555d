"""What a password costs whoever steals the table."""

import importlib.util

from argon2 import Type, extract_parameters

from app.accounts.service import passwords


def test_the_product_hashes_with_argon2id_at_todays_cost() -> None:
    """A fresh copy of the module, because the run's own copy was told to hurry."""
    spec = importlib.util.spec_from_file_location("fresh_passwords", passwords.__file__)
    assert spec is not None
    assert spec.loader is not None
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    cost = extract_parameters(fresh.hash_password("cầu kính soi bóng nước"))
    assert cost.type is Type.ID
    assert (cost.memory_cost, cost.time_cost) >= (19 * 1024, 2)
